"""Obstacles: raised from a cell that is not met, handled by a unit, settled, confirmed by the commune.

Where each step leads is `directives.obstacle_diagram`; every step keeps an `ObstacleStep`.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from communes.merged import refuse_merged
from communes.models import Agency, Commune, District, Officer
from communes.naming import nfc
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from criteria.cells import latest_letters
from criteria.models import Criterion, CriterionLead, LeadRole
from criteria.outcomes import NO_DATA, Outcome
from criteria.working_days import after_working_days
from directives.actions.obstacle_rights import (
    ADD,
    may_raise,
    refuse_unless_confirming,
    refuse_unless_handling,
    units_above,
    units_for,
)
from directives.actions.obstacle_telling import to_commune, to_unit
from directives.models import (
    OPEN_STATES,
    Cause,
    Effect,
    Obstacle,
    ObstacleAction,
    ObstacleState,
    ObstacleStep,
    unit_columns,
)
from directives.obstacle_diagram import DIAGRAM, NOT_THERE, allows

# How many working days a unit has when whoever raises an obstacle names no day.
TERM_DAYS = 20
LONGEST_TEXT = 500
# Its step says the effect, too.
LONGEST_RESULT = 440
SETTLED_CELLS = {
    Outcome.MET: "đã đạt",
    Outcome.NOT_APPLICABLE: "không áp dụng",
}


def default_unit(commune: Commune, criterion: Criterion) -> Agency | District | Commune:
    """Who clears an obstacle when nobody else is named: the unit in charge, else the district, else the
    commune."""
    return lead_agency(commune, criterion) or commune.district or commune


def lead_agency(commune: Commune, criterion: Criterion) -> Agency | None:
    """The unit in charge of a criterion in the commune's province today."""
    leads = CriterionLead.objects.in_force(timezone.localdate()).filter(
        province=commune.province_id, criterion=criterion, role=LeadRole.LEAD
    )
    found = leads.select_related("agency").first()
    return found and found.agency


def default_due_on() -> datetime.date:
    return after_working_days(timezone.localdate(), TERM_DAYS)


def refuse_settled_cell(commune: Commune, criterion: Criterion) -> None:
    """Raise ActionRefused where nothing can be in the way: the cell is met, or the criterion not applied."""
    cell = (commune.pk, criterion.pk)
    letter = latest_letters([cell]).get(cell, NO_DATA)
    if letter in SETTLED_CELLS:
        raise ActionRefused(
            f"Tiêu chí {criterion.number} của {commune.prose_name} {SETTLED_CELLS[letter]} theo kết quả đã "
            "xác nhận nên không nêu vướng mắc."
        )


@transaction.atomic
def raise_obstacle(
    *,
    commune: Commune,
    criterion: Criterion,
    text: str,
    cause: str,
    by: Officer | None,
    unit: Agency | District | Commune | None = None,
    due_on: datetime.date | None = None,
) -> Obstacle:
    """Say what is in the way of a criterion in a commune; the unit in charge is told.

    Raises ActionRefused for an officer without the permission or of another place, a cell that is met,
    a unit outside the province, a day gone by, no text, and the same obstacle still open.
    """
    # Two officers raising the same at once take turns.
    Commune.objects.select_for_update(of=["self"]).get(pk=commune.pk)
    refuse_raising(by, commune, criterion, "nêu vướng mắc")
    text = _needed(text, "Ghi vướng mắc bằng một câu.")
    unit = unit or default_unit(commune, criterion)
    _refuse_wrong(commune, criterion, text, cause, unit, due_on)
    now = timezone.now()
    obstacle = Obstacle(
        commune=commune,
        criterion=criterion,
        text=text,
        cause=cause,
        state=NOT_THERE,
        due_on=due_on or default_due_on(),
        raised_at=now,
        raised_by=by,
        open_since=timezone.localdate(now),
        **unit_columns(unit),
    )
    _take(obstacle, ObstacleAction.RAISE, text, by)
    to_unit(obstacle, "Vướng mắc mới", by)
    return obstacle


def refuse_raising(by: Officer | None, commune: Commune, criterion: Criterion, doing: str) -> None:
    """Raise ActionRefused for whoever may not raise obstacles there, in a commune that went into another,
    and where nothing can be in the way."""
    refuse_without(by, ADD, doing)
    if not may_raise(by, commune):
        raise ActionRefused(f"{commune.full_name} ở ngoài phạm vi phụ trách của bạn.")
    refuse_merged(commune, doing)
    refuse_settled_cell(commune, criterion)


def _refuse_wrong(commune: Commune, criterion: Criterion, text: str, cause: str, unit, due_on) -> None:
    """Raise ActionRefused for what no obstacle may say."""
    if cause not in Cause.values:
        raise ActionRefused("Chọn nguyên nhân trong danh sách.")
    if unit not in units_for(commune):
        raise ActionRefused("Chọn đơn vị xử lý trong danh sách: xã, huyện của xã hoặc cơ quan của tỉnh.")
    if due_on is not None and due_on < timezone.localdate():
        raise ActionRefused("Hạn giải quyết phải từ hôm nay trở đi.")
    if commune.obstacles_about.filter(criterion=criterion, state__in=OPEN_STATES, text=text).exists():
        raise ActionRefused("Vướng mắc này đã được nêu và đang mở; xem trong sổ theo dõi vướng mắc.")


@transaction.atomic
def take_up(*, obstacle: Obstacle, by: Officer | None) -> Obstacle:
    """The unit begins to clear it. Refused for officers who are neither of the unit nor above it."""
    obstacle = _locked(obstacle)
    refuse_unless_handling(by, obstacle, "nhận tháo gỡ")
    _take(obstacle, ObstacleAction.TAKE_UP, "", by)
    to_commune(obstacle, f"{obstacle.unit_name} nhận tháo gỡ", by)
    return obstacle


@transaction.atomic
def escalate(*, obstacle: Obstacle, to: Agency | District, reason: str, by: Officer | None) -> Obstacle:
    """Hand it to a unit above: the district, or an agency of the province, which is in charge from now on.

    Raises ActionRefused for officers who are neither of the unit nor above it, a unit that is not above
    the present one, and without a reason.
    """
    obstacle = _locked(obstacle)
    refuse_unless_handling(by, obstacle, "chuyển cấp trên")
    reason = _needed(reason, "Ghi lý do chuyển: vì sao đơn vị không tự tháo gỡ được.")
    if to not in units_above(obstacle):
        raise ActionRefused("Chọn đơn vị nhận trong danh sách: huyện của xã hoặc cơ quan khác của tỉnh.")
    before = obstacle.unit_name
    obstacle.unit_agency = obstacle.unit_district = obstacle.unit_commune = None
    for name, value in unit_columns(to).items():
        setattr(obstacle, name, value)
    _take(obstacle, ObstacleAction.ESCALATE, reason, by)
    to_unit(obstacle, f"{before} chuyển vướng mắc đến đơn vị", by)
    to_commune(obstacle, f"Chuyển đến {obstacle.unit_name}", by)
    return obstacle


@transaction.atomic
def settle(*, obstacle: Obstacle, result: str, effect: str, by: Officer | None) -> Obstacle:
    """Report it settled, with the result and what it did to the criterion; the commune has to confirm.

    Raises ActionRefused for officers who are neither of the unit nor above it, and without either.
    """
    obstacle = _locked(obstacle)
    refuse_unless_handling(by, obstacle, "báo đã giải quyết")
    result = _needed(result, "Ghi kết quả giải quyết: đã làm gì.", LONGEST_RESULT)
    if effect not in Effect.values:
        raise ActionRefused("Chọn tác động đến tiêu chí.")
    obstacle.result, obstacle.effect, obstacle.settled_on = result, effect, timezone.localdate()
    said = f"{result} (Tác động: {obstacle.get_effect_display().lower()}.)"
    _take(obstacle, ObstacleAction.SETTLE, said, by)
    to_commune(obstacle, f"{obstacle.unit_name} báo đã giải quyết, chờ xã xác nhận", by)
    return obstacle


@transaction.atomic
def confirm(*, obstacle: Obstacle, by: Officer | None) -> Obstacle:
    """The commune agrees that it is settled. Refused for everybody else."""
    obstacle = _locked(obstacle)
    refuse_unless_confirming(by, obstacle, "xác nhận vướng mắc đã giải quyết")
    _take(obstacle, ObstacleAction.CONFIRM, "", by)
    to_unit(obstacle, "Xã xác nhận đã giải quyết", by)
    return obstacle


@transaction.atomic
def reject(*, obstacle: Obstacle, reason: str, by: Officer | None) -> Obstacle:
    """The commune does not agree; the unit goes on. Refused for everybody else, and without a reason."""
    obstacle = _locked(obstacle)
    refuse_unless_confirming(by, obstacle, "trả lời đơn vị xử lý")
    reason = _needed(reason, "Ghi lý do chưa đồng ý: còn vướng gì.")
    _reopen(obstacle)
    _take(obstacle, ObstacleAction.REJECT, reason, by)
    to_unit(obstacle, "Xã chưa đồng ý kết quả giải quyết", by)
    return obstacle


@transaction.atomic
def raise_again(*, obstacle: Obstacle, reason: str, by: Officer | None) -> Obstacle:
    """Raise one that was settled again, in the same row, so that its steps stay together.

    Raises ActionRefused as `raise_obstacle` does, and without a reason.
    """
    obstacle = _locked(obstacle)
    refuse_raising(by, obstacle.commune, obstacle.criterion, "nêu lại vướng mắc")
    reason = _needed(reason, "Ghi lý do nêu lại: vướng mắc trở lại thế nào.")
    open_again(obstacle, reason, by, timezone.localdate())
    return obstacle


def open_again(obstacle: Obstacle, reason: str, by: Officer | None, today: datetime.date) -> None:
    """Open a locked obstacle for another time: a new term from today, and everybody concerned is told."""
    _reopen(obstacle)
    obstacle.times_raised += 1
    obstacle.open_since, obstacle.due_on = today, after_working_days(today, TERM_DAYS)
    _take(obstacle, ObstacleAction.RAISE_AGAIN, reason, by)
    to_unit(obstacle, f"Vướng mắc nêu lại lần {obstacle.times_raised}", by)
    if obstacle.unit_commune_id != obstacle.commune_id:
        to_commune(obstacle, f"Vướng mắc được nêu lại lần {obstacle.times_raised}", by)


def _locked(obstacle: Obstacle) -> Obstacle:
    """The obstacle as it is now, nobody else changing it until the transaction ends."""
    # Locked first, joined after: PostgreSQL gives a row that changed while it waited without its new unit.
    Obstacle.objects.select_for_update().get(pk=obstacle.pk)
    return Obstacle.objects.with_names().get(pk=obstacle.pk)


def _needed(text: str, otherwise: str, longest: int = LONGEST_TEXT) -> str:
    """The text as it is kept; ActionRefused when there is none or too much."""
    text = nfc(text)
    if not text:
        raise ActionRefused(otherwise)
    if len(text) > longest:
        raise ActionRefused(f"Ghi không quá {longest} ký tự.")
    return text


def _reopen(obstacle: Obstacle) -> None:
    """What was said when it was settled holds no longer; its step keeps it."""
    obstacle.settled_on, obstacle.result, obstacle.effect = None, "", ""


def _take(obstacle: Obstacle, action: str, text: str, by: Officer | None) -> None:
    """Go along an arrow of the diagram and keep the step; ActionRefused where there is no arrow."""
    if not allows(obstacle.state, action):
        raise ActionRefused(
            f"Vướng mắc này đang ở trạng thái “{ObstacleState(obstacle.state).label}” nên không còn bước "
            f"“{ObstacleAction(action).label}”; tải lại trang để xem bước mới nhất."
        )
    obstacle.state = DIAGRAM[obstacle.state, action]
    obstacle.save()
    ObstacleStep.objects.create(
        obstacle=obstacle,
        action=action,
        text=text,
        unit_name=obstacle.unit_name,
        at=timezone.now(),
        by=by,
    )
