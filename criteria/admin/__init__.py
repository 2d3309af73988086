"""The administration of criteria, rounds and results."""

from criteria.admin import crosswalks, evidence, figures, leads, recognition, results, rounds, sets, targets

__all__ = [
    "crosswalks",
    "evidence",
    "figures",
    "leads",
    "recognition",
    "results",
    "rounds",
    "sets",
    "targets",
]
