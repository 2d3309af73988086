"""The administration of criteria, rounds and results."""

from criteria.admin import (
    crosswalks,
    evidence,
    figures,
    leads,
    recognition,
    recognitions,
    results,
    rounds,
    sets,
    targets,
    villages,
)

__all__ = [
    "crosswalks",
    "evidence",
    "figures",
    "leads",
    "recognition",
    "recognitions",
    "results",
    "rounds",
    "sets",
    "targets",
    "villages",
]
