"""Facts that hold from one day to another, both days included."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

# The portal covers the programme from the start of its 2016–2020 phase: a place older than that
# carries this date.
FIRST_DAY = datetime.date(2016, 1, 1)


class DatedQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`."""

    def in_force(self, on: datetime.date):
        """Rows in force on the day `on`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class Dated(models.Model):
    """A fact with its first and last day in force; an empty last day means it still holds."""

    valid_from = models.DateField("hiệu lực từ ngày", default=FIRST_DAY)
    valid_to = models.DateField("hiệu lực đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, on: datetime.date) -> bool:
        """Whether the fact is in force on the day `on`."""
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


def period_in_order(name: str) -> models.CheckConstraint:
    """A constraint: the last day is not before the first."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message="Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực.",
    )


def refuse_overlaps(places) -> None:
    """Refuse a period of one of the places, all of one model, that overlaps another of its code; one query.

    Raises ValidationError that names the code of the first.
    """
    codes = {place.code for place in places} - {""}
    held = type(places[0])._default_manager.filter(code__in=codes)
    held = list(held.values_list("pk", "code", "valid_from", "valid_to"))
    for place in places:
        for pk, code, first, last in held if place.valid_from else ():
            other = code == place.code and pk != place.pk
            begins = place.valid_to is None or first <= place.valid_to
            if other and begins and (last is None or last >= place.valid_from):
                raise ValidationError(
                    {"valid_from": f"Mã {code} đã có đơn vị dùng trong thời gian này; sửa ngày hiệu lực."}
                )
