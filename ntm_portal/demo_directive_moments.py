"""When things of the demonstration happened: days counted from the day of loading.

Actions write the present moment, as they must. A directive that is followed by date shows nothing on the
day it was given, so what the demonstration did is dated back, here and nowhere else, and only rows it made.
"""

import datetime
from contextlib import contextmanager

from django.utils import timezone

from communes.models import Notice
from criteria.working_days import end_of_term

# A notice older than this was read by whoever got it.
READ_AFTER_DAYS = 7
OFFICE_HOUR = datetime.time(9, 15)


def day(days: int) -> datetime.date:
    """The day so many days from today; negative ones lie behind."""
    return timezone.localdate() + datetime.timedelta(days=days)


def term(days: int) -> datetime.date:
    """A working day at or after the day so many days from today, as deadlines are set."""
    return end_of_term(day(days))


def moment(days: int) -> datetime.datetime:
    """During office hours of a day behind us; never later than now."""
    at = timezone.make_aware(datetime.datetime.combine(day(days), OFFICE_HOUR))
    return min(at, timezone.now())


@contextmanager
def happened(days: int):
    """The notices sent inside are of that day, and read when it is long ago; gives its moment."""
    at = moment(days)
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield at
    sent = Notice.objects.filter(pk__gt=last)
    sent.update(at=at, **({"read_at": at} if days < -READ_AFTER_DAYS else {}))


def dated(row, **columns):
    """Give a row the demonstration just made other moments; its history is of the last of them."""
    type(row).objects.filter(pk=row.pk).update(**columns)
    for name, value in columns.items():
        setattr(row, name, value)
    moments = [value for value in columns.values() if isinstance(value, datetime.datetime)]
    if moments and hasattr(row, "history"):
        row.history.update(history_date=moments[-1], **columns)
    return row
