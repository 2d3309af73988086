"""What is open moves with its unit and commune when these are reorganised; what is closed stays as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from communes.journal import Journal
from communes.models import Agency, Commune, Officer
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
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
from directives.models.units import UNITS, UnitRow

NAMED = 5


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
        "việc đang giao": [item.row for item in followed(_named(given, "task"), today) if not item.is_done],
        "vướng mắc chưa dứt điểm": list(_named(waiting, "criterion")),
        "yêu cầu giải trình chưa trả lời": list(_named(asked)),
    }


def _named(rows, *also: str):
    names = ("unit_agency__district", "unit_district", "unit_commune", "commune", *also)
    return rows.select_related(*names)


def _moving(plan: Plan, row: UnitRow) -> Moving:
    """Where a row goes."""
    if row.unit_commune_id:
        heir, ends = plan.successor_of(row.unit_commune_id), row.unit_commune_id in plan.predecessor_ids
    elif row.unit_district_id:
        heir, ends = (
            plan.heir_of_district(row.unit_district_id),
            row.unit_district_id in plan.ending_district_ids,
        )
    else:
        heir, ends = plan.heir_of_agency(row.unit_agency), plan.agency_ends(row.unit_agency)
    unit = heir if isinstance(heir, Agency | Commune) else None
    commune = plan.successor_of(row.commune_id)
    divided = row.commune_id in plan.predecessor_ids and commune is None
    return Moving(row, unit, commune, stuck=(ends and unit is None) or divided)


def _all(plan: Plan) -> dict[str, list[Moving]]:
    return {label: [_moving(plan, row) for row in rows] for label, rows in _open(plan).items()}


def touched(plan: Plan) -> list[TouchedKind]:
    """What moves, and what stays behind for want of somebody to take it over."""
    return [kind for label, found in _all(plan).items() for kind in _kinds(label, found)]


def _kinds(label: str, found: Iterable[Moving]) -> list[TouchedKind]:
    found = list(found)
    moves, stuck = [one for one in found if one.columns], [one for one in found if one.stuck]
    kinds = [
        TouchedKind(f"{label} chuyển sang đơn vị mới", len(moves), [one.words for one in moves[:NAMED]]),
        TouchedKind(
            f"{label} chưa có nơi nhận, giữ ở đơn vị cũ",
            len(stuck),
            [one.words for one in stuck[:NAMED]],
            lapses=True,
        ),
    ]
    return [kind for kind in kinds if kind.count]


def follow(plan: Plan, journal: Journal, *, by: Officer) -> Sequence[TouchedKind]:
    """Move what is open. Of two assignments that become one, the later is revoked, saying why."""
    told, steps = [], []
    for label, found in _all(plan).items():
        told += _kinds(label, found)
        steps += [_move(one, plan, journal) for one in found if one.columns]
    # Afterwards, so that rows of one table stand together in the journal and are taken back at once.
    for step in filter(None, steps):
        journal.create(step)
    return told


def _move(one: Moving, plan: Plan, journal: Journal) -> ObstacleStep | None:
    """Write it in the row; the step that says so is still to be stored."""
    row, before = one.row, one.row.unit_name
    if isinstance(row, Assignment) and (twin := _twin(one)):
        why = f"Gộp vào việc cùng nội dung của {twin.unit_name}: {plan.reorganisation.name}."
        journal.set(row, revoked_at=timezone.now(), revoked_by=journal.by, revoked_reason=why[:300])
        return None
    journal.set(row, **one.columns)
    step = None
    if isinstance(row, Obstacle):
        step = ObstacleStep(obstacle=row, action=ObstacleAction.MOVE, at=timezone.now(), by=journal.by)
        step.unit_name = row.unit_name[:160]
        step.text = f"{before} → {row.unit_name}; {row.commune.full_name}: {plan.reorganisation.name}."[:500]
    return step


def _twin(one: Moving) -> Assignment | None:
    """An assignment under the same task that says already what this one would."""
    row = one.row
    columns = {name: getattr(row, name) for name in (*UNITS, "commune")} | one.columns
    same = Assignment.objects.standing().filter(task=row.task_id).exclude(pk=row.pk)
    wanted = {name: columns[name] for name in (*UNITS, "commune")} | {"criterion": row.criterion}
    for name, value in wanted.items():
        same = same.filter(**{f"{name}__isnull": True}) if value is None else same.filter(**{name: value})
    return same.first()
