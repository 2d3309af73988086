"""Import and export of criteria, rounds and results. Everything is imported from `criteria.resources`."""

from criteria.resources.crosswalks import CriterionLinkResource
from criteria.resources.leads import CriterionLeadResource
from criteria.resources.results import CriterionResultResource
from criteria.resources.rounds import RecognitionResource, RoundResource
from criteria.resources.sets import (
    CriteriaSetResource,
    CriterionResource,
    IndicatorResource,
    ThresholdResource,
)

__all__ = [
    "CriteriaSetResource",
    "CriterionLeadResource",
    "CriterionLinkResource",
    "CriterionResource",
    "CriterionResultResource",
    "IndicatorResource",
    "RecognitionResource",
    "RoundResource",
    "ThresholdResource",
]
