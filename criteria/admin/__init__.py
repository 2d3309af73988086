"""The administration of criteria, rounds and results."""

from criteria.admin import results, rounds, sets

__all__ = ["results", "rounds", "sets"]
