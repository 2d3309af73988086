"""What a unit was given and has not done, what came back, and what those who gave it have to answer."""

from django.urls import reverse

from communes.models import ScopeLevel
from criteria.wording import day
from directives.actions.permissions import DIRECT
from directives.beside.readers import OVERDUE, SOON, listed
from directives.deadlines import Status
from directives.following import Followed, follow, worst_first
from directives.models import Assignment, Extension, ProgressReport
from ntm_portal.desk import Desk
from ntm_portal.work_lines import Line, Part


def assignment_parts(desk: Desk) -> list[Part]:
    """The unit's assignments by what is to be done about them, and what waits for a director's answer."""
    own = Assignment.objects.of_unit(desk.officer).standing().filter(done_on__isnull=True)
    followed = worst_first(follow(own.with_names(), desk.today))
    left = [item for item in followed if not item.is_done]
    parts = [
        _of_status("Việc được giao quá hạn", left, Status.OVERDUE, OVERDUE),
        _of_status("Việc được giao sắp đến hạn", left, Status.DUE_SOON, SOON),
        _returned(left),
    ]
    if desk.may(DIRECT) and desk.officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
        parts += _to_answer(desk)
    return parts


def _of_status(title: str, left: list[Followed], status: Status, only: str) -> Part:
    lines = [_line(item, item.label.lower()) for item in left if item.status == status]
    more = listed("my-assignments", loc=only)
    return Part(title, lines, len(left), "việc chưa xong", more=more)


def _line(item: Followed, said: str) -> Line:
    row = item.row
    about = f" ({row.commune.prose_name})" if row.commune_id else ""
    return Line(
        f"{row.task.name}{about}",
        reverse("assignment", args=[row.pk]),
        f"{row.task.directive.number}, hạn {day(row.deadline)}, {said}",
        item.status == Status.OVERDUE,
        bool(row.task.directive.illustrative_note),
    )


def _returned(left: list[Followed]) -> Part:
    """Those whose last report of completion came back, with why."""
    reports = ProgressReport.objects.filter(assignment__in=[item.row.pk for item in left], says_done=True)
    last = {}
    for assignment, returned_at, answer in reports.order_by("id").values_list(
        "assignment_id", "returned_at", "answer"
    ):
        last[assignment] = answer if returned_at else ""
    lines = [_line(item, f"bị trả lại: {last[item.row.pk]}") for item in left if last.get(item.row.pk)]
    return Part("Báo cáo bị trả lại", lines, len(left), "việc chưa xong")


def _to_answer(desk: Desk) -> list[Part]:
    """Reports of completion and requests for more time that wait; not the officer's own."""
    related = [
        "assignment__task__directive",
        "assignment__unit_agency",
        "assignment__unit_district",
        "assignment__unit_commune",
    ]
    standing = {"assignment__revoked_at__isnull": True}
    seen = ProgressReport.objects.visible_to(desk.officer).filter(says_done=True, **standing)
    waiting = seen.filter(accepted_at__isnull=True, returned_at__isnull=True)
    reports = waiting.exclude(by=desk.officer).select_related(*related).order_by("at")
    asked = Extension.objects.visible_to(desk.officer).filter(granted__isnull=True, **standing)
    extensions = asked.exclude(asked_by=desk.officer).select_related(*related).order_by("asked_at")
    said = [_answer_line(row, f"báo cáo xong ngày {row.at:%d/%m/%Y}") for row in reports]
    wanted = [_answer_line(row, f"xin gia hạn đến {day(row.until)}") for row in extensions]
    return [
        Part("Báo cáo hoàn thành chờ xác nhận", said, len(said), "báo cáo"),
        Part("Đề nghị gia hạn chờ trả lời", wanted, len(wanted), "đề nghị"),
    ]


def _answer_line(row: ProgressReport | Extension, said: str) -> Line:
    assignment = row.assignment
    url = reverse("assignment", args=[assignment.pk])
    made_up = bool(assignment.task.directive.illustrative_note)
    return Line(f"{assignment.unit_name}: {assignment.task.name}", url, said, illustrative=made_up)
