"""The administration of criteria, rounds and results."""

from criteria.admin import evidence, figures, leads, results, rounds, sets, targets

__all__ = ["evidence", "figures", "leads", "results", "rounds", "sets", "targets"]
