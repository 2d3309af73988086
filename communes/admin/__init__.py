"""The administration of places and people."""

from communes.admin import heads, notices, people, places, reorganisations, villages

__all__ = ["heads", "notices", "people", "places", "reorganisations", "villages"]
