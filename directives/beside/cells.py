"""What somebody does about one cell, in notes: obstacles, assignments, and the forms about it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from criteria.beside import Note
from criteria.wording import day
from directives.beside.readers import ASK, RAISE, about_cell
from directives.deadlines import Status
from directives.following import Followed
from directives.models import Obstacle
from directives.obstacle_register import Line, line_of

NO_SOLUTION = "Chưa có giải pháp"


@dataclass(frozen=True)
class Dealing:
    """The obstacles about a cell that are not over, and the assignments about it."""

    obstacles: list[Line] = field(default_factory=list)
    assignments: list[Followed] = field(default_factory=list)

    @property
    def covers(self) -> bool:
        """Whether the cell, as long as it is unmet, has a solution."""
        return bool(self.obstacles) or any(not item.is_done for item in self.assignments)

    @property
    def going_on(self) -> list[Followed]:
        return [item for item in self.assignments if not item.is_done]


def dealings(
    obstacles: Iterable[Obstacle], followed: Iterable[Followed], today: datetime.date, key: str
) -> dict[int, Dealing]:
    """What is done by commune or criterion; `key` is "commune_id" or "criterion_id"."""
    found = defaultdict(Dealing)
    for row in obstacles:
        found[getattr(row, key)].obstacles.append(line_of(row, today))
    for item in followed:
        found[getattr(item.row, key)].assignments.append(item)
    return found


def obstacle_url(line: Line) -> str:
    return reverse("obstacle", args=[line.row.pk])


def assignment_url(item: Followed) -> str:
    return reverse("assignment", args=[item.row.pk])


def open_words(line: Line) -> str:
    """ "tồn đọng 42 ngày"; for one that was settled, that it waits for the commune's word."""
    return f"tồn đọng {line.days} ngày" if line.row.is_open else line.row.get_state_display().lower()


def obstacle_due(line: Line) -> str:
    return f"hạn {day(line.row.due_on)}" if line.row.due_on else "chưa có hạn"


def is_bad(line: Line) -> bool:
    return line.is_old or line.is_overdue


def assignment_due(item: Followed) -> str:
    """ "hạn 28/06/2024 (hạn đầu 15/06/2024)"."""
    first = f" (hạn đầu {day(item.row.due_on)})" if item.row.extended_to else ""
    return f"hạn {day(item.row.deadline)}{first}"


def is_late(item: Followed) -> bool:
    return item.status == Status.OVERDUE


def forms_about(officer, commune: int, criterion: int) -> list[Note]:
    """The forms about one cell the officer may open."""
    found = []
    if officer.has_perm(RAISE):
        found.append(Note("Nêu vướng mắc", about_cell("obstacle-add", commune, criterion)))
    if officer.has_perm(ASK):
        found.append(Note("Yêu cầu giải trình", about_cell("explanation-add", commune, criterion)))
    return found
