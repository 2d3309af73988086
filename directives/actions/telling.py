"""Who is told: the officers of the unit that has to act, or those who gave it the task."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from communes.models import Officer, Province
from criteria.actions.telling import officers_with
from directives.actions.permissions import DIRECT
from directives.models import UnitRow


def unit_officers(row: UnitRow, permission: str) -> QuerySet[Officer]:
    """Active officers of the row's unit with a permission."""
    of_unit = (
        Q(agency=row.unit_agency_id)
        if row.unit_agency_id
        else Q(scope_district=row.unit_district_id)
        if row.unit_district_id
        else Q(scope_commune=row.unit_commune_id)
    )
    return officers_with(permission).filter(of_unit)


def directors(province: Province) -> QuerySet[Officer]:
    """Active officers of the province who give tasks and answer reports."""
    return officers_with(DIRECT).filter(scope_province=province)


def assignment_url(assignment) -> str:
    return reverse("assignment", args=[assignment.pk])
