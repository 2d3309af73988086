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
from criteria.models.keeping import KeepingItem, KeepingPlan
from criteria.models.leads import CriterionLead, LeadRole
from criteria.models.recognition_dossiers import DossierState, RecognitionDossier, StepRecord
from criteria.models.recognition_rules import Actor, ConditionKind, RecognitionCondition, RecognitionStep
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
from criteria.models.targets import Target, TargetCriterion, TargetSheet
from criteria.models.uploads import BlankMeaning, PendingUpload
from criteria.models.villages import VillageStanding

__all__ = [
    "FIGURE_FIELDS",
    "Actor",
    "Answer",
    "BatchKind",
    "BlankMeaning",
    "ChangeSource",
    "Comparator",
    "ConditionKind",
    "CriteriaSet",
    "Criterion",
    "CriterionLead",
    "CriterionLink",
    "CriterionResult",
    "DossierState",
    "Evidence",
    "EvidenceUse",
    "ImportBatch",
    "Indicator",
    "IndicatorChange",
    "IndicatorKind",
    "IndicatorResult",
    "KeepingItem",
    "KeepingPlan",
    "LapseReason",
    "LeadRole",
    "Level",
    "OutcomeBasis",
    "PendingUpload",
    "Recognition",
    "RecognitionCondition",
    "RecognitionDossier",
    "RecognitionStep",
    "ResultChange",
    "ReturnedFigure",
    "Round",
    "Source",
    "Standing",
    "StepRecord",
    "Target",
    "TargetCriterion",
    "TargetSheet",
    "Threshold",
    "ThresholdAxis",
    "Tier",
    "VillageStanding",
]
