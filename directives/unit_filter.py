"""Narrowing lists to one unit by a key in the address, such as "h-12"."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from communes.models import Agency, Commune, District, Officer
from directives.officer_units import unit_label

WIDEST = 18


@dataclass(frozen=True)
class OneUnit:
    """What a key names: the rows given to it, and how a page calls it."""

    given: Q
    label: str

    def narrow(self, rows: QuerySet) -> QuerySet:
        return rows.filter(self.given)


def asked_unit(officer: Officer, key: str) -> OneUnit | None:
    """The unit named by "cq-" (agency), "h-" (district), "hx-" (district with its communes) or "x-" (commune)
    and its id; None for anything else, and for a unit outside the officer's scope. One query."""
    kind, _, number = key.partition("-")
    models = {"cq": Agency, "h": District, "hx": District, "x": Commune}
    if kind not in models or not (number.isascii() and number.isdigit() and len(number) <= WIDEST):
        return None
    unit = models[kind].objects.visible_to(officer).filter(pk=int(number)).distinct().first()
    if unit is None:
        return None
    if kind == "hx":
        return OneUnit(
            Q(unit_district=unit) | Q(unit_commune__district=unit), f"{unit_label(unit)} và UBND các xã"
        )
    column = {"cq": "unit_agency", "h": "unit_district", "x": "unit_commune"}[kind]
    return OneUnit(Q(**{column: unit}), unit_label(unit))
