"""Import and export of places and people. Everything is imported from `communes.resources`."""

from communes.resources.base import PortalResource
from communes.resources.classes import ClassificationResource
from communes.resources.people import AgencyResource, OfficerResource
from communes.resources.places import AliasResource, CommuneResource, DistrictResource, ProvinceResource
from communes.resources.villages import VillageResource

__all__ = [
    "AgencyResource",
    "AliasResource",
    "ClassificationResource",
    "CommuneResource",
    "DistrictResource",
    "OfficerResource",
    "PortalResource",
    "ProvinceResource",
    "VillageResource",
]
