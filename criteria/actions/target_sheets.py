"""Applying a sheet of yearly plans, all of it or nothing, and undoing it."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communes.models import Officer, Province
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused
from criteria.actions.targets import TargetOrder, record_targets, refuse_planning, take_back
from criteria.models import Target, TargetSheet
from criteria.target_sheet import preview_targets

CHANGED = "Kế hoạch của các xã đã đổi sau khi xem trước; xem lại rồi áp dụng. Chưa ghi gì."


@dataclass(frozen=True)
class UndoneTargets:
    """What undoing a sheet does: versions taken back, and those kept because of what came after them."""

    taken_back: list[Target]
    kept: list[Target]


@transaction.atomic
def apply_target_sheet(
    *, content: bytes, file_name: str, order: TargetOrder, seen: str, by: Officer
) -> TargetSheet:
    """Write what the preview with the fingerprint `seen` showed.

    Raises ActionRefused, writing nothing, for a sheet with a fault, one that says nothing new, and when
    something changed since the preview.
    """
    refuse_planning(by)
    # Two sheets of one province take turns, and so do their numbers.
    Province.objects.select_for_update(of=["self"], no_key=True).get(pk=order.province.pk)
    preview = preview_targets(content, order, by, len(content))
    if preview.fatal or preview.errors:
        raise ActionRefused("Biểu còn lỗi nên chưa ghi gì; sửa các ô đã nêu rồi tải lên lại.")
    if preview.fingerprint != seen:
        raise ActionRefused(CHANGED)
    if not preview.changes:
        raise ActionRefused("Biểu không có gì mới; các kế hoạch giữ nguyên.")
    last = TargetSheet.objects.aggregate(last=Max("number"))["last"] or 0
    sheet = TargetSheet.objects.create(
        number=last + 1,
        province=order.province,
        year=order.year,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        applied_by=by,
        applied_at=timezone.now(),
    )
    record_targets(order=order, entries=[one.entry for one in preview.changes], by=by, sheet=sheet)
    return sheet


def foreseen_target_undo(sheet: TargetSheet) -> UndoneTargets:
    """What undoing would take back and keep. A version somebody revised or approved since is kept."""
    rows = sheet.targets.select_related("commune__district").order_by("commune__sort_key")
    taken, kept = [], []
    for row in rows:
        followed = (
            row.replaced_by_id or row.withdrawn_at or row.approved_by_id not in (None, sheet.applied_by_id)
        )
        (kept if followed else taken).append(row)
    return UndoneTargets(taken, kept)


@transaction.atomic
def undo_target_sheet(*, sheet: TargetSheet, by: Officer) -> UndoneTargets:
    """Take back what a sheet wrote; what was in force or waiting before is so again.

    Raises ActionRefused for a sheet undone before, and for a place outside the officer's scope.
    """
    refuse_planning(by)
    Province.objects.select_for_update(of=["self"], no_key=True).get(pk=sheet.province_id)
    sheet = TargetSheet.objects.select_for_update(of=["self"]).get(pk=sheet.pk)
    if sheet.undone_at:
        raise ActionRefused(f"{sheet} đã được hoàn tác.")
    found = foreseen_target_undo(sheet)
    own = TargetSheet.objects.visible_to(by).filter(pk=sheet.pk).exists()
    if not own or not all(covers_place(by, row.commune) for row in [*found.taken_back, *found.kept]):
        raise ActionRefused("Biểu này hoặc xã của biểu ở ngoài phạm vi phụ trách của bạn.")
    for row in found.taken_back:
        take_back(row, f"Hoàn tác biểu số {sheet.number}", by)
    sheet.undone_at, sheet.undone_by = timezone.now(), by
    sheet.save(update_fields=["undone_at", "undone_by"])
    return found
