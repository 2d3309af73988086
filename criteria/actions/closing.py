"""Closing a round locks what it says; reopening it needs a reason."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from communes.models import Officer
from communes.scope import may_write
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.actions.telling import round_officers, tell
from criteria.models import Round


@transaction.atomic
def close_round(*, round: Round, by: Officer | None, reason: str = "") -> Round:
    """Lock a round: nothing in it changes until it is reopened. Raises ActionRefused when it may not be."""
    round = _round_to_close(round, by)
    if round.closed_at:
        raise ActionRefused(f"{round} đã khóa lúc {timezone.localtime(round.closed_at):%H:%M %d/%m/%Y}.")
    why = f": {reason.strip()}" if reason.strip() else ""
    closed = _set_closed(round, timezone.now(), by, f"Khóa kỳ{why}"[:100])
    _tell_province(closed, f"{closed.name} đã khóa{why or '.'}", by)
    return closed


@transaction.atomic
def reopen_round(*, round: Round, by: Officer | None, reason: str) -> Round:
    """Open a closed round again; the reason stays in its history. Raises ActionRefused without one."""
    round = _round_to_close(round, by)
    if not round.closed_at:
        raise ActionRefused(f"{round} đang mở.")
    if not reason.strip():
        raise ActionRefused("Ghi lý do mở lại kỳ.")
    opened = _set_closed(round, None, by, f"Mở lại kỳ: {reason.strip()}"[:100])
    _tell_province(opened, f"{opened.name} được mở lại: {reason.strip()}", by)
    return opened


def _tell_province(round: Round, text: str, by: Officer | None) -> None:
    """Tell everybody who works in the round: those who send, verify or appraise in the province."""
    tell(round_officers(round), text, reverse("entry-round", args=[round.pk]), but=by)


def _round_to_close(round: Round, by: Officer | None) -> Round:
    refuse_without(by, "criteria.close_round", "khóa, mở lại kỳ báo cáo")
    if by is not None and not may_write(by, round):
        raise ActionRefused(f"{round.province.full_name} ở ngoài phạm vi phụ trách của bạn.")
    return Round.objects.select_for_update(of=["self"]).select_related("criteria_set").get(pk=round.pk)


def _set_closed(round: Round, moment, by: Officer | None, reason: str) -> Round:
    round.closed_at = moment
    round._change_reason, round._history_user = reason, by
    round.save(update_fields=["closed_at"])
    return round
