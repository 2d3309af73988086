"""Where and who. One file per subject; everything is imported from `communes.models`."""

from communes.models.heads import Headship
from communes.models.kinds import CommuneKind, DistrictKind, ProvinceKind, Region
from communes.models.notices import Notice
from communes.models.people import Agency, AgencyKind, Officer, ScopeLevel
from communes.models.places import Alias, Commune, District, Province
from communes.models.programme import (
    Classification,
    ClassificationKind,
    Participation,
    Succession,
)
from communes.models.reorganisations import (
    Reorganisation,
    ReorganisationChange,
    ReorganisationHeir,
    ReorganisationLine,
    ReorganisationState,
)
from communes.models.steps import done_by, step_taken, who_and_when
from communes.models.villages import Village, VillageKind
from communes.scoping import officer_rows

__all__ = [
    "Agency",
    "AgencyKind",
    "Alias",
    "Classification",
    "ClassificationKind",
    "Commune",
    "CommuneKind",
    "District",
    "DistrictKind",
    "Headship",
    "Notice",
    "Officer",
    "Participation",
    "Province",
    "ProvinceKind",
    "Region",
    "Reorganisation",
    "ReorganisationChange",
    "ReorganisationHeir",
    "ReorganisationLine",
    "ReorganisationState",
    "ScopeLevel",
    "Succession",
    "Village",
    "VillageKind",
    "done_by",
    "officer_rows",
    "step_taken",
    "who_and_when",
]
