"""Where officers were before a reorganisation that was applied ahead of its day."""

import datetime

from communes.models import Commune, District, Officer, Province, Reorganisation, ReorganisationChange

SCOPES = {"scope_province": Province, "scope_district": District, "scope_commune": Commune}


def place_before(officer: Officer, day: datetime.date) -> Province | District | Commune | None:
    """The officer's place on a day before the first reorganisation still to come that moved them, as the
    journal keeps it; None where none did. Two queries.
    """
    moved = ReorganisationChange.objects.filter(
        reorganisation__in=Reorganisation.objects.in_force().filter(effective_on__gt=day),
        table=Officer._meta.label,
        row=officer.pk,
        field__in=SCOPES,
        before__isnull=False,
    )
    first = moved.order_by("reorganisation__effective_on", "position").first()
    return SCOPES[first.field].objects.filter(pk=first.before).first() if first else None
