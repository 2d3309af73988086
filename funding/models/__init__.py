"""Programmes, sources, money by place, work items and overlap. One file per subject."""

from funding.models.allocations import (
    ALLOCATION_FIELDS,
    AMOUNTS,
    DOCUMENTS,
    Allocation,
    AllocationChange,
    FundingBatch,
)
from funding.models.counterpart import CounterpartRule, PublishedFigure, PublishedKind
from funding.models.places import HeldRow, place_columns
from funding.models.programmes import CapitalSource, Programme, SourceNature
from funding.models.work import (
    Arrears,
    OverlapQuestion,
    QuestionKind,
    QuestionState,
    WorkFunding,
    WorkGroup,
    WorkItem,
    WorkKind,
)

__all__ = [
    "ALLOCATION_FIELDS",
    "AMOUNTS",
    "DOCUMENTS",
    "Allocation",
    "AllocationChange",
    "Arrears",
    "CapitalSource",
    "CounterpartRule",
    "FundingBatch",
    "HeldRow",
    "OverlapQuestion",
    "Programme",
    "PublishedFigure",
    "PublishedKind",
    "QuestionKind",
    "QuestionState",
    "SourceNature",
    "WorkFunding",
    "WorkGroup",
    "WorkItem",
    "WorkKind",
    "place_columns",
]
