"""Import and export of places and people. Everything is imported from `communes.resources`."""

from communes.resources.base import PortalResource
from communes.resources.people import AgencyResource, OfficerResource
from communes.resources.places import AliasResource, CommuneResource, DistrictResource, ProvinceResource

__all__ = [
    "AgencyResource",
    "AliasResource",
    "CommuneResource",
    "DistrictResource",
    "OfficerResource",
    "PortalResource",
    "ProvinceResource",
]
