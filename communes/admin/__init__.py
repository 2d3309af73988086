"""The administration of places and people."""

from communes.admin import notices, people, places, reorganisations

__all__ = ["notices", "people", "places", "reorganisations"]
