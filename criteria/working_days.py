"""Working days. No database. Public holidays are not counted out yet: only Saturdays and Sundays are."""

import datetime

SATURDAY = 5


def after_working_days(start: datetime.date, days: int) -> datetime.date:
    """The day `days` working days after `start`, which itself is not counted."""
    day = start
    while days > 0:
        day += datetime.timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
