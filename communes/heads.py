"""Who headed units on a day. One query, none for today."""

import datetime
from collections.abc import Sequence

from django.db.models import Q
from django.utils.timezone import localdate

from communes.models import Agency, Commune, District, Headship

TODAY, LATEST = " (hiện nay)", " (ghi gần nhất)"


def name_heads(
    units: Sequence[Agency | District | Commune], day: datetime.date, *, of_earlier: bool = False
) -> None:
    """Let the units in hand, which nobody saves, name their heads of a day in their own fields.

    Today's stand there already. Of an earlier day nobody wrote down, today's is named as today's; so it is
    beside figures `of_earlier` days that are read today. Of a place that is no more it is the latest known.
    """
    if not units:
        return
    if day >= localdate():
        for unit in units:
            if of_earlier or _has_ended(unit):
                _name(unit, "")
        return
    wanted = Q()
    for unit in units:
        wanted |= Q(**{_relation(unit): unit})
    found = {
        (relation, getattr(row, f"{relation}_id")): row.name
        for row in Headship.objects.in_force(day).filter(wanted)
        for relation in ("agency", "district", "commune")
    }
    for unit in units:
        _name(unit, found.get((_relation(unit), unit.pk), ""))


def _name(unit: Agency | District | Commune, dated: str) -> None:
    """Name the head of the day, else today's as today's."""
    field = "chairman" if isinstance(unit, Commune) else "head"
    present = getattr(unit, field)
    said = LATEST if _has_ended(unit) else TODAY
    if dated or (present and not present.endswith(said)):
        setattr(unit, field, dated or f"{present}{said}")


def _has_ended(unit: Agency | District | Commune) -> bool:
    last = getattr(unit, "valid_to", None)
    return last is not None and last < localdate()


def _relation(unit: Agency | District | Commune) -> str:
    return {Agency: "agency", District: "district", Commune: "commune"}[type(unit)]
