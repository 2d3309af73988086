"""Assignments as they stand on a day: done by an accepted report, or by the cell they were given for."""

import datetime
from collections import namedtuple
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import localdate

from criteria.cells import met_days
from directives.deadlines import DONE, Status, Tally, days_late, status_of

CSS = {
    Status.OVERDUE: "late",
    Status.DUE_SOON: "soon",
    Status.IN_TERM: "term",
    Status.DONE_ON_TIME: "done",
    Status.DONE_LATE: "done",
}
# What following needs of an assignment; a whole one has it too.
LightRow = namedtuple(
    "LightRow",
    "id task_id unit_agency_id unit_district_id unit_commune_id unit_commune__district_id criterion_id "
    "commune_id due_on extended_to closes_when_met done_on given_at",
)


@dataclass(frozen=True)
class Followed:
    """An assignment (whole or light) with its status; `done_on` is None while it is not done."""

    row: object
    status: Status
    done_on: datetime.date | None
    late: int

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    @property
    def css(self) -> str:
        """The class that draws the status's glyph."""
        return CSS[self.status]

    @property
    def label(self) -> str:
        """The status in words, with the working days it is late."""
        if self.late and self.status in (Status.OVERDUE, Status.DONE_LATE):
            return f"{self.status.label} {self.late} ngày làm việc"
        return self.status.label


def light_rows(assignments) -> list[LightRow]:
    """The rows of a queryset with only what following needs, for counts over thousands; one query."""
    return [LightRow(*values) for values in assignments.order_by().values_list(*LightRow._fields)]


def follow(rows: Iterable, today: datetime.date) -> list[Followed]:
    """How each assignment stands on a day, in the order given; at most three queries."""
    rows = list(rows)
    met = met_days((row.commune_id, row.criterion_id) for row in rows if row.closes_when_met)
    return [_followed(row, met, today) for row in rows]


def _followed(row, met: dict, today: datetime.date) -> Followed:
    deadline, done_on = row.extended_to or row.due_on, row.done_on
    if row.closes_when_met and (since := met.get((row.commune_id, row.criterion_id))):
        # Met by figures of a day before it was given: done on the day it was given, not earlier.
        done_on = max(since, localdate(row.given_at))
    status = status_of(deadline, done_on, today, soon=settings.DUE_SOON_DAYS)
    late = days_late(deadline, done_on, today) if status in (Status.OVERDUE, Status.DONE_LATE) else 0
    return Followed(row, status, done_on, late)


def tally(followed: Iterable[Followed]) -> Tally:
    return Tally.of(item.status for item in followed)


def worst_first(followed: Iterable[Followed]) -> list[Followed]:
    """What is most overdue first, what is done last."""
    order = {status: number for number, status in enumerate(Status)}
    return sorted(
        followed,
        key=lambda item: (order[item.status], item.row.extended_to or item.row.due_on, item.row.id),
    )
