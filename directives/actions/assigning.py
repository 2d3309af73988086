"""Giving a task to units, to every commune that misses a criterion, and taking an assignment back."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.models import Agency, Commune, District, Officer, Province
from criteria.actions import ActionRefused
from criteria.actions.telling import tell
from criteria.cells import unmet_communes
from criteria.models import Criterion, CriterionLead, LeadRole
from directives.actions.permissions import REPORT, refuse_unless_directing
from directives.actions.telling import assignment_url, unit_officers
from directives.models import Assignment, Task, unit_columns

TO_COMMUNE, TO_DISTRICT, TO_LEAD = "commune", "district", "lead"
RECIPIENTS = {
    TO_COMMUNE: "UBND từng xã",
    TO_DISTRICT: "UBND huyện của xã",
    TO_LEAD: "Đơn vị phụ trách tiêu chí",
}


@dataclass(frozen=True)
class Exploded:
    """What giving a task for every unmet cell did: the new ones, those there already, communes unknown."""

    given: list[Assignment]
    there: int
    without_data: int


@transaction.atomic
def assign(
    *,
    task: Task,
    units: Sequence[Agency | District | Commune],
    due_on: datetime.date,
    by: Officer | None,
    role: str = LeadRole.LEAD,
    expected_result: str = "",
    criterion: Criterion | None = None,
    commune: Commune | None = None,
) -> list[Assignment]:
    """Give a task to units by a day; with criterion and commune it closes when that cell is appraised đạt.

    Raises ActionRefused for whoever may not direct, a unit of another province or one that has it already,
    a day before the directive's, and without any unit.
    """
    cells = {commune: units}
    return _give(task, cells, criterion, due_on, role, expected_result, by, skip_known=False)[0]


@transaction.atomic
def assign_unmet(
    *,
    task: Task,
    criterion: Criterion,
    due_on: datetime.date,
    by: Officer | None,
    to: str = TO_COMMUNE,
    district: District | None = None,
    communes: Iterable[Commune] | None = None,
    expected_result: str = "",
) -> Exploded:
    """Give a task for each commune that does not meet a criterion: "mọi xã chưa đạt TC 11 của huyện …".

    `to` says whether the commune, its district or the unit in charge of the criterion gets it; `communes`
    narrows whose. A cell somebody was given under this task already is left as it is. Communes without
    data are not "chưa đạt": they are counted, not given. Raises ActionRefused as `assign` does, without a
    unit to give it to, and when no commune misses the criterion.
    """
    province = task.directive.province
    refuse_unless_directing(by, province)
    unmet = unmet_communes(criterion, province, district)
    chosen = unmet.communes
    if communes is not None:
        wanted = {commune.pk for commune in communes}
        chosen = [commune for commune in chosen if commune.pk in wanted]
    if not chosen:
        where = f"của {district.prose_name} " if district else ""
        raise ActionRefused(
            f"Không có xã nào {where}chưa đạt tiêu chí {criterion.number} theo kết quả đã xác nhận; "
            f"{unmet.without_data} xã chưa có số liệu."
        )
    unit_of = _recipient(to, criterion, province)
    cells = {commune: [unit_of(commune)] for commune in chosen}
    given, there = _give(task, cells, criterion, due_on, LeadRole.LEAD, expected_result, by, skip_known=True)
    return Exploded(given, there, unmet.without_data)


def _recipient(to: str, criterion: Criterion, province: Province):
    """commune → the unit that gets the assignment about it."""
    if to == TO_LEAD:
        lead = _lead_of(criterion, province)
        return lambda commune: lead
    if to == TO_DISTRICT:
        return _district_of
    return lambda commune: commune


def _lead_of(criterion: Criterion, province: Province) -> Agency:
    """The unit in charge of a criterion today; ActionRefused when there is none."""
    leads = CriterionLead.objects.in_force(timezone.localdate()).filter(
        province=province, criterion=criterion, role=LeadRole.LEAD
    )
    found = leads.select_related("agency").first()
    if found is None:
        raise ActionRefused(
            f"Tiêu chí {criterion.number} chưa có đơn vị phụ trách; phân công đơn vị phụ trách trước."
        )
    return found.agency


def _district_of(commune: Commune) -> District:
    if commune.district is None:
        raise ActionRefused(f"{commune.full_name} không thuộc huyện nào; giao cho xã.")
    return commune.district


def _give(
    task: Task, cells: dict, criterion, due_on, role, expected_result: str, by, *, skip_known: bool
) -> tuple[list[Assignment], int]:
    """Write the assignments and tell their units; `cells` maps a commune (or None) to the units."""
    province = task.directive.province
    refuse_unless_directing(by, province)
    _refuse_wrong(task, cells, criterion, due_on, province)
    # Two officers giving the same task at once take turns.
    Task.objects.select_for_update(of=["self"]).get(pk=task.pk)
    known, now = _known(task, criterion), timezone.now()
    given, there = [], 0
    for commune, units in cells.items():
        for unit in units:
            key = (type(unit), unit.pk, commune and commune.pk)
            if key in known and skip_known:
                there += 1
                continue
            if key in known:
                raise ActionRefused(f"{unit} đã được giao việc này trong nhiệm vụ “{task.name}”.")
            known.add(key)
            given.append(
                Assignment(
                    task=task,
                    role=role,
                    criterion=criterion,
                    commune=commune,
                    expected_result=expected_result,
                    due_on=due_on,
                    closes_when_met=commune is not None and criterion is not None,
                    given_at=now,
                    given_by=by,
                    **unit_columns(unit),
                )
            )
    _write(given, by)
    return given, there


def _refuse_wrong(task: Task, cells: dict, criterion, due_on: datetime.date, province: Province) -> None:
    """Raise ActionRefused for what no assignment may say."""
    units = [unit for given_to in cells.values() for unit in given_to]
    if not units:
        raise ActionRefused("Chọn ít nhất một đơn vị để giao việc.")
    if due_on < task.directive.signed_on:
        raise ActionRefused(f"Thời hạn phải từ ngày ban hành văn bản ({task.directive.signed_on:%d/%m/%Y}).")
    for place in [*units, *(commune for commune in cells if commune is not None)]:
        if place.province_id != province.pk:
            raise ActionRefused(f"{place} không thuộc {province.prose_name}.")
    if criterion is None and any(commune is not None for commune in cells):
        raise ActionRefused("Đã chọn xã thì chọn cả tiêu chí xã phải đạt.")


def _known(task: Task, criterion: Criterion | None) -> set[tuple]:
    """(kind of unit, unit id, commune id) of what the task has given for the criterion already."""
    rows = task.assignments.standing().filter(criterion=criterion)
    known = set()
    for agency, district, unit_commune, commune in rows.values_list(
        "unit_agency", "unit_district", "unit_commune", "commune"
    ):
        kind = Agency if agency else District if district else Commune
        known.add((kind, agency or district or unit_commune, commune))
    return known


def _write(given: list[Assignment], by: Officer | None) -> None:
    """Save with history, and tell each unit once however many it got."""
    for assignment in given:
        assignment._history_user = by
        assignment.save()
    of_unit = defaultdict(list)
    for assignment in given:
        of_unit[assignment.unit].append(assignment)
    for rows in of_unit.values():
        first = rows[0]
        more = f" và {len(rows) - 1} việc khác" if len(rows) > 1 else ""
        text = f"{first.task.directive}: được giao “{first.task.name}”{more}, hạn {first.due_on:%d/%m/%Y}."
        tell(unit_officers(first, REPORT), text, assignment_url(first), but=by)


@transaction.atomic
def revoke(*, assignment: Assignment, reason: str, by: Officer | None) -> Assignment:
    """Take an assignment back: it stays readable and counts nowhere. Refused without a reason."""
    assignment = Assignment.objects.select_for_update(of=["self"]).with_names().get(pk=assignment.pk)
    refuse_unless_directing(by, assignment.task.directive.province)
    if assignment.revoked_at:
        raise ActionRefused("Việc này đã được thu hồi.")
    if not reason.strip():
        raise ActionRefused("Ghi lý do thu hồi.")
    assignment.revoked_at, assignment.revoked_by = timezone.now(), by
    assignment.revoked_reason = reason.strip()
    assignment._history_user, assignment._change_reason = by, assignment.revoked_reason[:100]
    assignment.save()
    text = (
        f"{assignment.task.directive}: thu hồi “{assignment.task.name}”. Lý do: {assignment.revoked_reason}"
    )
    tell(unit_officers(assignment, REPORT), text, assignment_url(assignment), but=by)
    return assignment
