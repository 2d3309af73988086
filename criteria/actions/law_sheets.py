"""Applying a sheet of indicators: all of it or nothing. A second person then verifies what it wrote."""

from django.db import IntegrityError, transaction

from communes.models import Officer
from communes.scope import may_write_rule
from criteria.actions.levels import Effect, save_thresholds
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.law_sheet import LawOrder, LawPreview, preview_law
from criteria.models import CriteriaSet

PERMISSIONS = [
    f"criteria.{verb}_{model}" for verb in ("add", "change") for model in ("indicator", "threshold")
]
OVERTAKEN = "Bộ tiêu chí đã đổi sau khi xem trước; xem lại rồi áp dụng."


def refuse_unless_keeping(officer: Officer | None, criteria_set: CriteriaSet) -> None:
    """Raise ActionRefused for whoever may not write the texts and levels of a set."""
    for permission in PERMISSIONS:
        refuse_without(officer, permission, "nạp, sửa chỉ tiêu và mức đạt chuẩn")
    if officer is not None and not may_write_rule(officer, criteria_set.issued_by):
        raise ActionRefused(
            "Bộ chung của cả nước do cán bộ phụ trách cả nước nạp, bộ của tỉnh do cán bộ của tỉnh ấy nạp."
        )


def apply_law(*, order: LawOrder, seen: str, by: Officer | None) -> tuple[LawPreview, list[Effect]]:
    """Write what the preview with the fingerprint `seen` showed; the preview and the drafts it recomputed.

    Raises ActionRefused, writing nothing, for whoever may not, for a sheet with a fault, and when
    something changed since the preview.
    """
    try:
        with transaction.atomic():
            return _apply(order, seen, by)
    except IntegrityError as error:
        raise ActionRefused(OVERTAKEN) from error


def _apply(order: LawOrder, seen: str, by: Officer | None) -> tuple[LawPreview, list[Effect]]:
    refuse_unless_keeping(by, order.criteria_set)
    # Two sheets for one set take turns.
    CriteriaSet.objects.select_for_update(of=["self"]).get(pk=order.criteria_set.pk)
    preview = preview_law(order)
    if preview.fatal or preview.errors:
        raise ActionRefused("Biểu còn lỗi nên chưa ghi gì; sửa các ô đã nêu rồi tải lên lại.")
    if preview.fingerprint != seen:
        raise ActionRefused(OVERTAKEN)
    return preview, _write(preview, f"Nạp biểu {order.file_name}"[:100], by)


def _write(preview: LawPreview, reason: str, by: Officer | None) -> list[Effect]:
    for planned in preview.criteria:
        if planned.status != "same":
            _save(planned.row, reason, by)
    for planned in preview.indicators:
        planned.row.criterion = planned.criterion.row
        if planned.ended:
            planned.ended._history_user, planned.ended._change_reason = by, reason
            planned.ended.save()
        if planned.row_changes:
            _save(planned.row, reason, by)
        for level in planned.levels:
            level.indicator, level.entered_by = planned.row, by
    thresholds = preview.thresholds
    for level in thresholds:
        level._change_reason = reason
    return save_thresholds(thresholds=thresholds, by=by) if thresholds else []


def _save(row, reason: str, by: Officer | None) -> None:
    row.entered_by, row._history_user, row._change_reason = by, by, reason
    row.save()
