"""Recording who heads a unit."""

from django.db import transaction

from communes.models import Commune, Headship, Officer


@transaction.atomic
def record_head(*, headship: Headship, by: Officer | None) -> Headship:
    """Save who heads a unit from when to when; the unit's own field then names its head of today.

    A head whose last day is written down leaves the field empty, unless it names somebody else by now.
    """
    headship._history_user = by
    headship.save()
    unit = headship.unit
    field = "chairman" if isinstance(unit, Commune) else "head"
    unit = type(unit).objects.select_for_update().get(pk=unit.pk)
    present = getattr(unit, field)
    named = headship.name if headship.valid_to is None else "" if present == headship.name else present
    if named != present:
        setattr(unit, field, named)
        unit._history_user = by
        unit.save(update_fields=[field])
    return headship
