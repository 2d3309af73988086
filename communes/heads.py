"""Who headed units on a day. One query, none for today."""

import datetime
from collections.abc import Sequence

from django.db.models import Q
from django.utils.timezone import localdate

from communes.models import Agency, Commune, District, Headship

NOT_DATED = "{} (hiện nay)"


def name_heads(units: Sequence[Agency | District | Commune], day: datetime.date) -> None:
    """Let the units in hand, which nobody saves, name their heads of a day in their own fields.

    Today's stand there already. Of an earlier day nobody wrote down, today's is named as today's.
    """
    if not units or day >= localdate():
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
        field = "chairman" if isinstance(unit, Commune) else "head"
        present = getattr(unit, field)
        dated = found.get((_relation(unit), unit.pk))
        setattr(unit, field, dated or (NOT_DATED.format(present) if present else ""))


def _relation(unit: Agency | District | Commune) -> str:
    return {Agency: "agency", District: "district", Commune: "commune"}[type(unit)]
