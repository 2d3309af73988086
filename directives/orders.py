"""What is ordered and what is in the way in a province or a district, folded for counting."""

import datetime
from collections import Counter, namedtuple
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from communes.models import District, Officer, Province
from criteria.cells import Cell
from directives.deadlines import Status
from directives.following import Followed, LightRow, follow
from directives.models import OPEN_STATES, Assignment
from directives.solutions import covering_obstacles

LightObstacle = namedtuple(
    "LightObstacle",
    "id commune_id commune__district_id criterion_id state open_since illustrative unit_district_id "
    "unit_commune_id",
)
PARTLY = "Một phần việc được giao và vướng mắc trên trang này là minh họa."


@dataclass(frozen=True)
class Orders:
    """The obstacles somebody deals with and the assignments, as they stand on a day."""

    obstacles: list[LightObstacle]
    assignments: list[Followed]
    today: datetime.date
    illustrative: str = ""

    @cached_property
    def open(self) -> list[LightObstacle]:
        return [row for row in self.obstacles if row.state in OPEN_STATES]

    @cached_property
    def old(self) -> list[LightObstacle]:
        return [row for row in self.open if is_old(row, self.today)]

    @cached_property
    def covered(self) -> set[Cell]:
        """The cells somebody deals with."""
        rows = [*self.obstacles, *(item.row for item in self.assignments if not item.is_done)]
        return {(row.commune_id, row.criterion_id) for row in rows if row.commune_id and row.criterion_id}

    def of_status(self, status: Status) -> list[Followed]:
        return [item for item in self.assignments if item.status == status]

    def by_district(self, rows: Iterable) -> Counter:
        """How many of the obstacles or assignments each district (id) has to answer for."""
        return Counter(district_of(getattr(row, "row", row)) for row in rows)


def is_old(obstacle: LightObstacle, today: datetime.date) -> bool:
    """Whether an obstacle has been open for more days than the setting allows, as the register says."""
    return (today - obstacle.open_since).days > settings.OBSTACLE_OLD_DAYS


def made_up(obstacles: Iterable = (), assignments: Iterable = ()) -> str:
    """A sentence when some of the (whole) rows are illustrative, else ""."""
    notes = {row.task.directive.illustrative_note for row in assignments} - {""}
    return " ".join(sorted(notes)) or (PARTLY if any(row.illustrative for row in obstacles) else "")


def district_of(row) -> int | None:
    """The district an obstacle lies in, or whose committee or commune was given the assignment."""
    if isinstance(row, LightObstacle):
        return row.commune__district_id
    return row.unit_district_id or row.unit_commune__district_id


def orders_of(
    officer: Officer,
    province: Province,
    today: datetime.date,
    *,
    district: District | None = None,
    unfinished: bool = False,
) -> Orders:
    """What the officer's scope reaches of a province, or of a district in it; five queries.

    `unfinished` leaves out what is done by an accepted report.
    """
    obstacles = covering_obstacles(officer).filter(province=province)
    given = Assignment.objects.visible_to(officer).standing().filter(province=province)
    if unfinished:
        given = given.filter(done_on__isnull=True)
    if district:
        obstacles = obstacles.filter(commune__district=district)
        given = given.in_district(district)
    found = [LightObstacle(*values) for values in obstacles.order_by().values_list(*LightObstacle._fields)]
    fields = (*LightRow._fields, "task__directive__illustrative_note")
    rows = list(given.order_by().values_list(*fields))
    illustrative = any(row.illustrative for row in found) or any(values[-1] for values in rows)
    followed = follow((LightRow(*values[:-1]) for values in rows), today)
    return Orders(found, followed, today, PARTLY if illustrative else "")
