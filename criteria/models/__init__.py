"""Criteria, rounds and results. One file per subject; everything is imported from `criteria.models`."""

from criteria.models.results import (
    ChangeSource,
    CriterionResult,
    ImportBatch,
    Recognition,
    ResultChange,
)
from criteria.models.rounds import Round, Standing
from criteria.models.sets import (
    Comparator,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorKind,
    Level,
    Source,
    Threshold,
    ThresholdAxis,
    Tier,
)
from criteria.models.uploads import BlankMeaning, PendingUpload

__all__ = [
    "BlankMeaning",
    "ChangeSource",
    "Comparator",
    "CriteriaSet",
    "Criterion",
    "CriterionResult",
    "ImportBatch",
    "Indicator",
    "IndicatorKind",
    "Level",
    "PendingUpload",
    "Recognition",
    "ResultChange",
    "Round",
    "Source",
    "Standing",
    "Threshold",
    "ThresholdAxis",
    "Tier",
]
