"""What a commune comes to by the year's end at its own pace. No database, no HTTP."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from criteria.outcomes import NO_DATA, Outcome
from criteria.plan_progress import MONTHS, month_end

# Fewer rounds than these show no pace: two points always lie on a line.
ROUNDS_FOR_FORECAST = 3
ROUNDS_LOOKED_AT = 4
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Forecast:
    """Criteria met at the year's end if the commune goes on at its own pace, with what that rests on.

    `expected` is None where there are too few rounds; `pace` is in criteria per month over `rounds` rounds
    from `since` to `until`.
    """

    rounds: int
    expected: float | None = None
    pace: float | None = None
    needed: int = 0
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def is_enough(self) -> bool | None:
        """Whether the pace reaches everything that applies; None where nothing can be said."""
        return None if self.expected is None else self.expected >= self.needed


def forecast_of(history: Sequence[tuple[datetime.date, str]], year: int) -> Forecast:
    """The forecast for 31/12 of `year` from (day, letters) of rounds of one set, oldest first.

    Rounds without any data of the commune do not count. The pace is the difference between the first and
    the last of the rounds looked at; it may be negative, and then says so.
    """
    known = [(day, letters) for day, letters in history if letters.strip(NO_DATA)][-ROUNDS_LOOKED_AT:]
    if len(known) < ROUNDS_FOR_FORECAST or known[-1][0] <= known[0][0]:
        return Forecast(rounds=len(known))
    (since, first), (until, last) = known[0], known[-1]
    pace = (last.count(Outcome.MET) - first.count(Outcome.MET)) / _months(since, until)
    needed = len(last) - last.count(Outcome.NOT_APPLICABLE)
    left = max(_months(until, month_end(year, MONTHS)), 0)
    expected = min(max(last.count(Outcome.MET) + pace * left, 0), needed)
    return Forecast(len(known), expected, pace, needed, since, until)


def _months(since: datetime.date, until: datetime.date) -> float:
    return (until - since).days / DAYS_A_MONTH
