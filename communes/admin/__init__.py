"""The administration of places and people."""

from communes.admin import people, places

__all__ = ["people", "places"]
