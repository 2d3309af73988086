"""The year's plan against what was confirmed. No database, no HTTP.

A criterion planned for a quarter is due on the quarter's last day. Results are the confirmed letters of the
year's rounds; what no round tells is not told here either: a month without a round has no result, and a
criterion without data is neither met nor late.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from criteria.outcomes import NO_DATA, Outcome

MONTHS, MONTHS_A_QUARTER = 12, 3


class State(Enum):
    """What is known of one planned criterion; every planned criterion is in exactly one."""

    MET = "đã đạt"
    LATE = "chậm"
    IN_TERM = "còn hạn"
    OVERDUE_UNTOLD = "đã quá hạn, chưa có kỳ số liệu sau hạn"
    NO_DATA = "chưa có số liệu"
    NOT_APPLICABLE = "không áp dụng"
    ENDED = "kết thúc cùng xã"


def quarter_end(year: int, quarter: int) -> datetime.date:
    """The last day of a quarter."""
    return month_end(year, quarter * MONTHS_A_QUARTER)


def month_end(year: int, month: int) -> datetime.date:
    following = datetime.date(year + month // MONTHS, month % MONTHS + 1, 1)
    return following - datetime.timedelta(days=1)


@dataclass(frozen=True)
class Results:
    """One round: its day, and the confirmed letters of each commune by id."""

    on: datetime.date
    letters: Mapping[int, str]


@dataclass(frozen=True)
class Plan:
    """What one commune plans: `quarters` gives the position of a criterion in the letters its quarter.

    `ends_on` is the last day of a commune that is no more: nothing is due after it.
    """

    commune_id: int
    registered: bool
    quarters: Mapping[int, int]
    ends_on: datetime.date | None = None

    def due_on(self, year: int, quarter: int) -> datetime.date:
        due = quarter_end(year, quarter)
        return min(due, self.ends_on or due)

    @property
    def level_quarter(self) -> int:
        """The quarter in which a registered commune is to meet everything: that of its last criterion."""
        return max(self.quarters.values(), default=4)


@dataclass(frozen=True)
class Planned:
    """One planned criterion and what became of it. `at` counts from 0."""

    at: int
    quarter: int
    due_on: datetime.date
    state: State

    @property
    def is_left(self) -> bool:
        return self.state not in (State.MET, State.NOT_APPLICABLE)


def meets_all(letters: str) -> bool:
    """Whether every criterion that applies is met, as `CommuneRow.meets_all` counts it."""
    return Outcome.MET in letters and not set(letters) & {"N", "B", NO_DATA}


@dataclass(frozen=True)
class CommuneProgress:
    """One commune's plan on the day of the newest results (`as_of`, None without any in the year)."""

    plan: Plan
    planned: Sequence[Planned]
    letters: str
    meets_all: bool

    @property
    def met(self) -> int:
        """Planned criteria that are met."""
        return self.count(State.MET)

    @property
    def left(self) -> list[Planned]:
        """What is left of the plan, the first deadline first."""
        return sorted((row for row in self.planned if row.is_left), key=lambda row: (row.due_on, row.at))

    @property
    def late(self) -> list[Planned]:
        return [row for row in self.planned if row.state is State.LATE]

    @property
    def left_of_all(self) -> list[int]:
        """Positions of all criteria not met or not known, planned or not; [] without a round."""
        return [at for at, letter in enumerate(self.letters) if letter in f"NB{NO_DATA}"]

    def count(self, state: State) -> int:
        return sum(row.state is state for row in self.planned)


def progress_of(
    plan: Plan, results: Sequence[Results], year: int, *, today: datetime.date
) -> CommuneProgress:
    """What became of a commune's plan; `results` are those of the year, oldest first."""
    newest = results[-1] if results else None
    letters = newest.letters.get(plan.commune_id, "") if newest else ""
    planned = [
        Planned(at, quarter, due, _state(letters[at : at + 1] or NO_DATA, due, plan.ends_on, newest, today))
        for at, quarter in sorted(plan.quarters.items())
        for due in [plan.due_on(year, quarter)]
    ]
    return CommuneProgress(plan, planned, letters, meets_all(letters))


def _state(letter: str, due: datetime.date, ends_on, newest: Results | None, today) -> State:
    if letter == Outcome.MET:
        return State.MET
    if letter == Outcome.NOT_APPLICABLE:
        return State.NOT_APPLICABLE
    told_after_due = newest is not None and newest.on >= due
    if due == ends_on and today > due and not (told_after_due and letter != NO_DATA):
        return State.ENDED
    if not told_after_due:
        return State.OVERDUE_UNTOLD if today > due else State.IN_TERM
    return State.NO_DATA if letter == NO_DATA else State.LATE


@dataclass(frozen=True)
class Step:
    """Up to the end of one month or quarter: planned and met so far. `met` is None without a round in it."""

    number: int
    on: datetime.date
    planned: int
    met: int | None
    communes_planned: int
    communes_met: int | None
    data_on: datetime.date | None = None

    @property
    def behind(self) -> int | None:
        """How many criteria the result is short of the plan (below zero: ahead)."""
        return None if self.met is None else self.planned - self.met


@dataclass(frozen=True)
class Progress:
    """The plans of a group of communes against the results of the year; every figure adds up by parts."""

    year: int
    plans: Sequence[Plan]
    results: Sequence[Results]
    today: datetime.date

    @cached_property
    def communes(self) -> list[CommuneProgress]:
        return [progress_of(plan, self.results, self.year, today=self.today) for plan in self.plans]

    @property
    def as_of(self) -> datetime.date | None:
        """The day of the newest results of the year."""
        return self.results[-1].on if self.results else None

    @cached_property
    def registered(self) -> list[CommuneProgress]:
        return [commune for commune in self.communes if commune.plan.registered]

    @property
    def reached(self) -> int:
        """Registered communes that meet everything that applies to them."""
        return sum(commune.meets_all for commune in self.registered)

    @property
    def planned(self) -> int:
        return sum(len(commune.planned) for commune in self.communes)

    @property
    def met(self) -> int:
        return self.count(State.MET)

    def count(self, state: State) -> int:
        """Planned criteria, over all communes, of which that much is known."""
        return sum(commune.count(state) for commune in self.communes)

    @property
    def late_criteria(self) -> int:
        return self.count(State.LATE)

    @property
    def late(self) -> list[CommuneProgress]:
        """Communes with a criterion that was due and is not met, the most such criteria first."""
        return sorted((one for one in self.communes if one.late), key=lambda one: -len(one.late))

    @cached_property
    def by_month(self) -> list[Step]:
        return [self._step(month, month, 1) for month in range(1, MONTHS + 1)]

    @cached_property
    def by_quarter(self) -> list[Step]:
        return [self._step(quarter, quarter * MONTHS_A_QUARTER, MONTHS_A_QUARTER) for quarter in range(1, 5)]

    def _step(self, number: int, month: int, months: int) -> Step:
        """Plan and result up to the end of `month`; a result only where one of its `months` has a round."""
        end = month_end(self.year, month)
        begin = (
            month_end(self.year, month - months) if month > months else datetime.date(self.year - 1, 12, 31)
        )
        newest = next((one for one in reversed(self.results) if begin < one.on <= end), None)
        due = [
            (plan, at) for plan in self.plans for at, q in plan.quarters.items() if self._due(plan, q) <= end
        ]
        registered = [plan for plan in self.plans if plan.registered]
        communes = [plan for plan in registered if self._due(plan, plan.level_quarter) <= end]
        return Step(
            number=number,
            on=end,
            planned=len(due),
            met=self._met(newest) if newest else None,
            communes_planned=len(communes),
            communes_met=self._reached(newest) if newest else None,
            data_on=newest.on if newest else None,
        )

    def _due(self, plan: Plan, quarter: int) -> datetime.date:
        return plan.due_on(self.year, quarter)

    def _met(self, results: Results) -> int:
        """Planned criteria met on that day, whichever quarter they were planned for."""
        letters = results.letters
        return sum(
            letters.get(plan.commune_id, "")[at : at + 1] == Outcome.MET
            for plan in self.plans
            for at in plan.quarters
        )

    def _reached(self, results: Results) -> int:
        return sum(
            meets_all(results.letters.get(plan.commune_id, "")) for plan in self.plans if plan.registered
        )
