"""Which unmet cells somebody deals with, and which have no solution (chưa có giải pháp).

A cell is unmet when its confirmed letter in the newest round of its set is "chưa đạt" or "cơ bản đạt". It
has a solution while an obstacle about it is not settled and confirmed, or an assignment about it is neither
revoked nor done. An assignment that closes by its cell needs no asking: the cell is unmet, so it is open.
"""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from communes.models import District, Officer, Province
from criteria.cells import UNMET, Cell
from criteria.grid import CommuneRow
from criteria.models import Round
from directives.models import OPEN_STATES, Assignment, Obstacle, ObstacleState

# A settled obstacle waits for the commune's word, so somebody still deals with it.
COVERING = (*OPEN_STATES, ObstacleState.SETTLED)


def covering_obstacles(officer: Officer) -> QuerySet[Obstacle]:
    """The obstacles by which a cell of the officer's scope has a solution."""
    return Obstacle.objects.visible_to(officer).filter(state__in=COVERING)


def covering_assignments(officer: Officer) -> QuerySet[Assignment]:
    """The assignments about cells of the officer's scope, except those done by an accepted report."""
    rows = Assignment.objects.visible_to(officer).standing()
    return rows.filter(done_on__isnull=True, commune__isnull=False, criterion__isnull=False)


def covered_cells(
    officer: Officer, province: Province, district: District | None = None, **which
) -> set[Cell]:
    """(commune id, criterion id) somebody deals with, in the officer's scope; two queries.

    `which` narrows both kinds of rows (`criterion=…`).
    """
    where = {"province": province, **({"commune__district": district} if district else {}), **which}
    found = set()
    for rows in (covering_obstacles(officer), covering_assignments(officer)):
        found |= set(rows.filter(**where).order_by().values_list("commune_id", "criterion_id"))
    return found


def unmet_cells(rows: Iterable[CommuneRow], criteria: Collection[int]) -> list[Cell]:
    """The cells of the rows whose confirmed letter is unmet; `criteria` are ids in the letters' order."""
    return [
        (row.commune_id, criterion)
        for row in rows
        for criterion, letter in zip(criteria, row.confirmed, strict=False)
        if letter in UNMET
    ]


def unmet_at(rows: Iterable[CommuneRow], at: int) -> frozenset[int]:
    """The communes whose confirmed letter at a position is unmet."""
    return frozenset(row.commune_id for row in rows if row.confirmed[at : at + 1] in UNMET)


def without_solution(
    rows: Iterable[CommuneRow], criteria: Collection[int], covered: Collection[Cell]
) -> list[Cell]:
    """The unmet cells of the rows that nobody deals with."""
    return [cell for cell in unmet_cells(rows, criteria) if cell not in covered]


def is_newest(round: Round | None, rounds: Iterable[Round]) -> bool:
    """Whether a round is the newest of its set; `rounds` are newest first. Solutions are for those only."""
    if round is None:
        return False
    return round == next(other for other in rounds if other.criteria_set_id == round.criteria_set_id)


def in_scope(officer: Officer, rows: Iterable[CommuneRow]) -> list[CommuneRow]:
    """The rows of communes inside the officer's scope."""
    return [
        row
        for row in rows
        if officer.covers(province_id=row.province_id, district_id=row.district_id, commune_id=row.commune_id)
    ]
