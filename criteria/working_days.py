"""Working days: no Saturdays, no Sundays, no public holidays of Vietnam. No database.

Holidays come from the package `holidays`, lunar ones computed and days off moved by decision included as far
as its release knows them; a day the government moves after that release counts as working.
"""

import datetime
from functools import cache
from itertools import accumulate

import holidays


@cache
def _vietnam():
    """The calendar, filled in year by year as days are asked for."""
    return holidays.country_holidays("VN")


@cache
def _worked(year: int) -> list[int]:
    """How many working days of the year there are up to its day n, from 0 to its last.

    Kept for the life of the process: the calendar is the package's, and changes with its release alone.
    """
    first = datetime.date(year, 1, 1)
    days = (datetime.date(year, 12, 31) - first).days + 1
    return list(accumulate((is_working_day(first + datetime.timedelta(n)) for n in range(days)), initial=0))


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
    if end <= start:
        return 0
    up_to_end, up_to_start = (_worked(day.year)[day.timetuple().tm_yday] for day in (end, start))
    return sum(_worked(year)[-1] for year in range(start.year, end.year)) + up_to_end - up_to_start
