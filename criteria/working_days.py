"""Working days: no Saturdays, no Sundays, no public holidays of Vietnam. No database.

Holidays come from the package `holidays`, lunar ones computed and days off moved by decision included as far
as its release knows them; a day the government moves after that release counts as working.
"""

import datetime
from functools import cache

import holidays


@cache
def _vietnam():
    """The calendar, filled in year by year as days are asked for."""
    return holidays.country_holidays("VN")


def is_working_day(day: datetime.date) -> bool:
    """Whether offices work that day; a Saturday worked in exchange for a day off counts."""
    return _vietnam().is_working_day(day)


def after_working_days(start: datetime.date, days: int) -> datetime.date:
    """The day `days` working days after `start`, which itself is not counted."""
    day = start
    while days > 0:
        day += datetime.timedelta(days=1)
        days -= is_working_day(day)
    return day


def end_of_term(day: datetime.date) -> datetime.date:
    """The last day of a term that ends on `day`: the next working day when that one is none.

    Bộ luật Dân sự 2015, Điều 148 khoản 5; written down from memory, not yet compared with the text.
    """
    return day if is_working_day(day) else after_working_days(day, 1)


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
    whole_days = max(0, (end - start).days)
    return sum(is_working_day(start + datetime.timedelta(days=n + 1)) for n in range(whole_days))
