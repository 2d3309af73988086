"""What is open moves with its unit and commune when these are reorganised; what is closed stays as it was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from communes.journal import Journal
from communes.models import Agency, Commune, Officer
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
from criteria.models import LeadRole
from directives.following import follow as followed
from directives.models import (
    Assignment,
    ExplanationRequest,
    Obstacle,
    ObstacleAction,
    ObstacleState,
    ObstacleStep,
    unit_columns,
)
from directives.models.units import UNITS, UnitRow, name_of

GIVEN = "việc đang giao"
STAYS = "chưa có nơi nhận, giữ ở đơn vị cũ"
MERGED = "gộp vào việc cùng nội dung, giữ hạn sớm nhất"


@dataclass(frozen=True)
class Moving:
    """An open row with the unit and commune it goes to; None is one that stays.

    `stuck` says that it should go and cannot: nobody takes over, or the commune was divided.
    """

    row: UnitRow
    unit: Agency | Commune | None
    commune: Commune | None
    stuck: bool

    @property
    def columns(self) -> dict:
        """What to write in the row."""
        unit = dict.fromkeys(UNITS) | unit_columns(self.unit) if self.unit else {}
        return unit | ({"commune": self.commune} if self.commune else {})

    @property
    def words(self) -> str:
        return f"{self.row.unit_name}: {self.row}"[:200]


@dataclass(frozen=True)
class Merged:
    """An assignment given up because another says the same afterwards; `move` is where that one goes."""

    row: Assignment
    stays: Assignment
    move: Moving | None

    @property
    def unit_name(self) -> str:
        """Who has the one that stays, afterwards."""
        unit = self.move.unit if self.move and self.move.unit else self.stays.unit
        return name_of(unit)

    @property
    def words(self) -> str:
        return f"{self.row.unit_name} vào {self.unit_name}: {self.row}"[:200]


def refusals(plan: Plan) -> list[str]:
    return []


def _open(plan: Plan) -> dict[str, list[UnitRow]]:
    """Every open row given to or about a place that ends, by what it is called."""
    agencies = [agency.pk for agency in plan.touched_agencies()]
    here = (
        Q(unit_commune__in=plan.predecessor_ids)
        | Q(commune__in=plan.predecessor_ids)
        | Q(unit_district__in=plan.ending_district_ids)
        | Q(unit_agency__in=agencies)
    )
    given = Assignment.objects.standing().filter(here, done_on__isnull=True).order_by("id")
    waiting = Obstacle.objects.exclude(state=ObstacleState.CONFIRMED).filter(here).order_by("id")
    asked = ExplanationRequest.objects.unanswered().filter(here).order_by("id")
    today = timezone.localdate()
    return {
        GIVEN: [item.row for item in followed(_named(given, "task"), today) if not item.is_done],
        "vướng mắc chưa dứt điểm": list(_named(waiting, "criterion")),
        "yêu cầu giải trình chưa trả lời": list(_named(asked)),
    }


def _named(rows, *also: str):
    names = ("unit_agency__district", "unit_district", "unit_commune", "commune", *also)
    return rows.select_related(*names)


def _moving(plan: Plan, row: UnitRow) -> Moving:
    """Where a row goes.

    What an ending district or its department held about one commune goes to that commune's successor where
    no department takes over: the district's heir is another commune, which has no say there.
    """
    heir, ends = _heir(plan, row)
    commune = plan.successor_of(row.commune_id)
    if ends and commune and not isinstance(heir, Agency) and _of_ending_district(plan, row):
        heir = commune
    unit = heir if isinstance(heir, Agency | Commune) else None
    divided = row.commune_id in plan.predecessor_ids and commune is None
    return Moving(row, unit, commune, stuck=(ends and unit is None) or divided)


def _heir(plan: Plan, row: UnitRow) -> tuple[object, bool]:
    """Who takes over from the unit of a row, and whether that unit ends."""
    if row.unit_commune_id:
        return plan.successor_of(row.unit_commune_id), row.unit_commune_id in plan.predecessor_ids
    if row.unit_district_id:
        district = row.unit_district_id
        return plan.heir_of_district(district), district in plan.ending_district_ids
    return plan.heir_of_agency(row.unit_agency), plan.agency_ends(row.unit_agency)


def _of_ending_district(plan: Plan, row: UnitRow) -> bool:
    district = row.unit_agency.district_id if row.unit_agency_id else row.unit_district_id
    return district in plan.ending_district_ids


def _all(plan: Plan) -> dict[str, list[Moving]]:
    return {label: [_moving(plan, row) for row in rows] for label, rows in _open(plan).items()}


def touched(plan: Plan) -> list[TouchedKind]:
    """What moves, what becomes one, and what stays behind for want of somebody to take it over."""
    found = _all(plan)
    return _told(found, merging(found[GIVEN]))


def _told(found: dict[str, list[Moving]], merged: Mapping[int, Merged]) -> list[TouchedKind]:
    kinds = []
    for label, moving in found.items():
        into = merged if label == GIVEN else {}
        moves = [one for one in moving if one.columns and one.row.pk not in into]
        stuck = [one for one in moving if one.stuck and one.row.pk not in into]
        kinds += [
            TouchedKind.of(f"{label} chuyển sang đơn vị mới", [one.words for one in moves]),
            TouchedKind.of(f"{label} {MERGED}", [one.words for one in into.values()]),
            TouchedKind.of(
                f"{label} chưa có nơi nhận, giữ ở đơn vị cũ", [one.words for one in stuck], lapses=True
            ),
        ]
    return [kind for kind in kinds if kind.count]


def follow(plan: Plan, journal: Journal, *, by: Officer) -> Sequence[TouchedKind]:
    """Move what is open. Of assignments that become one the others are revoked, saying into which."""
    found, steps = _all(plan), []
    merged = merging(found[GIVEN])
    told = _told(found, merged)
    for one in merged.values():
        _revoke(one, plan, journal)
    for label, moving in found.items():
        into = merged if label == GIVEN else {}
        steps += [_move(one, plan, journal) for one in moving if one.columns and one.row.pk not in into]
    _lead(merged.values(), journal)
    # Afterwards, so that rows of one table stand together in the journal and are taken back at once.
    for step in filter(None, steps):
        journal.create(step)
    return told


def merging(moving: Iterable[Moving]) -> dict[int, Merged]:
    """Assignments under one task that would say the same afterwards, by the key of each that is given up.

    The one that stays is open rather than done, and of those the most urgent: no day that a unit was told
    becomes later, and no open work is taken for done.
    """
    moves = {one.row.pk: one for one in moving if one.columns}
    tasks = {one.row.task_id for one in moves.values()}
    rows = list(_named(Assignment.objects.standing().filter(task__in=tasks).order_by("id"), "task"))
    alike = defaultdict(list)
    for row in rows:
        move = moves.get(row.pk)
        alike[_afterwards(row, move)].append(move.row if move else row)
    several = [row for found in alike.values() if len(found) > 1 for row in found]
    done = {item.row.pk for item in followed(several, timezone.localdate()) if item.is_done}
    merged = {}
    for found in alike.values():
        stays, *others = sorted(found, key=lambda row: (row.pk in done, row.deadline, row.pk))
        merged |= {row.pk: Merged(row, stays, moves.get(stays.pk)) for row in others}
    return merged


def _afterwards(row: Assignment, move: Moving | None) -> tuple:
    """Task, unit, commune and criterion an assignment will be of; a unit still to be made by its code."""
    unit = move.unit if move and move.unit else row.unit
    commune = move.commune if move and move.commune else row.commune
    told = [(type(place), place.pk or place.code) if place else None for place in (unit, commune)]
    return row.task_id, row.criterion_id, *told


def _revoke(one: Merged, plan: Plan, journal: Journal) -> None:
    why = f"Gộp vào việc cùng nội dung của {one.unit_name}: {plan.reorganisation.name}."
    journal.set(one.row, revoked_at=timezone.now(), revoked_by=journal.by, revoked_reason=why[:300])


def _lead(merged: Iterable[Merged], journal: Journal) -> None:
    """Who was in chief of an assignment that was given up is so of the one that stays."""
    for one in merged:
        if one.row.role == LeadRole.LEAD and one.stays.role != LeadRole.LEAD:
            journal.set(one.stays, role=LeadRole.LEAD)


def _move(one: Moving, plan: Plan, journal: Journal) -> ObstacleStep | None:
    """Write it in the row; the step that says so is still to be stored."""
    row, before = one.row, one.row.unit_name
    journal.set(row, **one.columns)
    step = None
    if isinstance(row, Obstacle):
        step = ObstacleStep(obstacle=row, action=ObstacleAction.MOVE, at=timezone.now(), by=journal.by)
        step.unit_name = row.unit_name[:160]
        step.text = f"{before} → {row.unit_name}; {row.commune.full_name}: {plan.reorganisation.name}."[:500]
    return step
