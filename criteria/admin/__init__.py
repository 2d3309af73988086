"""The administration of criteria, rounds and results."""

from criteria.admin import crosswalks, evidence, figures, leads, results, rounds, sets

__all__ = ["crosswalks", "evidence", "figures", "leads", "results", "rounds", "sets"]
