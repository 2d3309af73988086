"""What changes several rows of places and people at once."""

from communes.actions.heads import record_head

__all__ = ["record_head"]
