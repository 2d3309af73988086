"""Criteria, rounds and results. One file per subject; everything is imported from `criteria.models`."""

from criteria.models.batches import BatchKind, ImportBatch
from criteria.models.crosswalks import CriterionLink
from criteria.models.evidence import Evidence, EvidenceUse
from criteria.models.figures import (
    FIGURE_FIELDS,
    Answer,
    IndicatorChange,
    IndicatorResult,
    OutcomeBasis,
    ReturnedFigure,
)
from criteria.models.leads import CriterionLead, LeadRole
from criteria.models.recognitions import Recognition
from criteria.models.results import CriterionResult, ResultChange
from criteria.models.rounds import Round, Standing
from criteria.models.rows import ChangeSource, LapseReason
from criteria.models.sets import (
    Comparator,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorKind,
    Level,
    Threshold,
    ThresholdAxis,
    Tier,
)
from criteria.models.sourced import Source
from criteria.models.uploads import BlankMeaning, PendingUpload

__all__ = [
    "FIGURE_FIELDS",
    "Answer",
    "BatchKind",
    "BlankMeaning",
    "ChangeSource",
    "Comparator",
    "CriteriaSet",
    "Criterion",
    "CriterionLead",
    "CriterionLink",
    "CriterionResult",
    "Evidence",
    "EvidenceUse",
    "ImportBatch",
    "Indicator",
    "IndicatorChange",
    "IndicatorKind",
    "IndicatorResult",
    "LapseReason",
    "LeadRole",
    "Level",
    "OutcomeBasis",
    "PendingUpload",
    "Recognition",
    "ResultChange",
    "ReturnedFigure",
    "Round",
    "Source",
    "Standing",
    "Threshold",
    "ThresholdAxis",
    "Tier",
]
