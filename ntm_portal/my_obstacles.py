"""Obstacles a unit has to clear or confirm, explanations it owes, and residents' comments that wait."""

from django.urls import reverse
from django.utils.timezone import localdate

from communes.models import ScopeLevel
from criteria.wording import day
from directives.models import Comment, CommentState, ExplanationRequest, Obstacle, ObstacleState
from directives.obstacle_register import line_of
from ntm_portal.desk import Desk
from ntm_portal.work_lines import Line, Part

CONFIRM, MODERATE = "directives.confirm_obstacle", "directives.moderate_comment"


def obstacle_parts(desk: Desk) -> list[Part]:
    """What is to be cleared, confirmed, explained or moderated."""
    parts = [_to_clear(desk), _to_explain(desk)]
    if desk.officer.scope_level == ScopeLevel.COMMUNE and desk.may(CONFIRM):
        parts.append(_to_confirm(desk))
    if desk.may(MODERATE):
        parts.append(_to_moderate(desk))
    return parts


def _to_clear(desk: Desk) -> Part:
    rows = Obstacle.objects.of_unit(desk.officer).still_open().with_names().order_by("open_since", "id")
    found = [line_of(row, desk.today) for row in rows]
    lines = [
        Line(
            _named(line.row),
            reverse("obstacle", args=[line.row.pk]),
            f"tồn đọng {line.days} ngày, "
            + (f"hạn {day(line.row.due_on)}" if line.row.due_on else "chưa có hạn"),
            line.is_old or line.is_overdue,
            line.row.illustrative,
        )
        for line in found
    ]
    return Part("Vướng mắc phải tháo gỡ", lines, len(lines), "vướng mắc", more=reverse("obstacles"))


def _to_confirm(desk: Desk) -> Part:
    rows = Obstacle.objects.visible_to(desk.officer).filter(
        state=ObstacleState.SETTLED, commune=desk.officer.scope_id
    )
    lines = [
        Line(
            _named(row),
            reverse("obstacle", args=[row.pk]),
            f"{row.unit_name} báo đã giải quyết",
            False,
            row.illustrative,
        )
        for row in rows.with_names().order_by("settled_on", "id")
    ]
    return Part("Vướng mắc chờ xã xác nhận", lines, len(lines), "vướng mắc")


def _named(row: Obstacle) -> str:
    return f"{row.commune.full_name}, TC {row.criterion.number}: {row.text}"


def _to_explain(desk: Desk) -> Part:
    rows = ExplanationRequest.objects.of_unit(desk.officer).unanswered().order_by("due_on", "id")
    lines = [
        Line(
            row.question,
            reverse("explanation", args=[row.pk]),
            f"hạn {day(row.due_on)}",
            row.due_on < desk.today,
            row.illustrative,
        )
        for row in rows
    ]
    return Part("Yêu cầu giải trình phải trả lời", lines, len(lines), "yêu cầu", more=reverse("explanations"))


def _to_moderate(desk: Desk) -> Part:
    rows = Comment.objects.visible_to(desk.officer).filter(state=CommentState.WAITING)
    rows = rows.select_related("commune", "criterion").order_by("sent_at", "id")
    lines = [
        Line(
            str(row),
            reverse("comment", args=[row.pk]),
            f"{_about(row)}, gửi {day(localdate(row.sent_at))}",
            False,
            row.illustrative,
        )
        for row in rows
    ]
    return Part("Góp ý chờ duyệt", lines, len(lines), "góp ý", more=reverse("comments"))


def _about(row: Comment) -> str:
    return row.commune.full_name if row.commune_id else f"tiêu chí {row.criterion.number}"
