"""What a unit was given: the list, and one assignment with its reports, extension and answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communes.row_keys import UNFILTERED, filter_word, key_of, row_or_404
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.exports import download
from criteria.form_fields import ask_for_files_again
from criteria.views.kept_files import kept_file
from directives.actions import answer_extension, answer_report, ask_extension, report, revoke
from directives.actions.permissions import REPORT, may_direct
from directives.beside.readers import RAISE
from directives.deadlines import Status
from directives.following import Followed, follow, tally, worst_first
from directives.forms import AnswerForm, ExtensionForm, ReportForm, RevokeForm
from directives.models import Assignment, ProgressReport
from directives.moved import is_set_left_behind, moves_of, province_of
from directives.tables import assignments_table, tally_table
from directives.unit_filter import asked_unit
from directives.views.directives import facts_of
from directives.views.reading import for_officers, illustrative_words, scope_words

READ = "directives.view_assignment"
PER_PAGE = 50
OWN, ALL = "cua-don-vi", "tat-ca"
FILTERS = {
    "": ("Chưa xong", {Status.OVERDUE, Status.DUE_SOON, Status.IN_TERM}),
    "qua-han": ("Quá hạn", {Status.OVERDUE}),
    "sap-den-han": ("Sắp đến hạn", {Status.DUE_SOON}),
    "da-xong": ("Đã xong", {Status.DONE_ON_TIME, Status.DONE_LATE}),
    "tat-ca": ("Tất cả", set(Status)),
}
FORMS = {
    "report": ReportForm,
    "extend": ExtensionForm,
    "answer": AnswerForm,
    "extension": AnswerForm,
    "revoke": RevokeForm,
}


@for_officers(READ)
def my_assignments(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/nhiem-vu/`: what the officer's unit was given, worst first; `xem=tat-ca` is all of the scope."""
    today = timezone.localdate()
    own = Assignment.objects.of_unit(request.user).standing().with_names()
    asked = request.GET
    seen = filter_word(asked.get("xem", ""), (OWN, ALL), "danh sách") or (OWN if own.exists() else ALL)
    rows = own if seen == OWN else Assignment.objects.visible_to(request.user).standing().with_names()
    unit = asked_unit(request.user, asked.get("don-vi", ""))
    if unit is None and asked.get("don-vi"):
        raise Http404(f"Không có đơn vị này trong phạm vi của bạn. {UNFILTERED}")
    followed = worst_first(follow(unit.narrow(rows) if unit else rows, today))
    only = filter_word(asked.get("loc", ""), FILTERS, "bộ lọc")
    shown = [item for item in followed if item.status in FILTERS[only][1]]
    scope = unit.label if unit else scope_words(request.user)
    if ending:
        facts = facts_of(None, scope, today)
        if note := illustrative_words(item.row.task.directive for item in shown):
            facts["Ghi chú"] = note
        return download(
            ending, "viec duoc giao", [assignments_table(shown), tally_table(tally(followed))], facts
        )
    context = {
        "nav": "assignments",
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("trang")),
        "count": len(shown),
        "tally": tally(followed),
        "filters": [(key, label, key == only) for key, (label, _) in FILTERS.items()],
        "seen": seen,
        "only": only,
        "unit": f"&don-vi={asked['don-vi']}" if unit else "",
        "scope": scope,
        "today": today,
        "illustrative": illustrative_words(item.row.task.directive for item in shown),
    }
    return render(request, "directives/my_assignments.html", context)


@for_officers(READ)
def assignment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhiem-vu/<pk>/`: who, what, by when, with which result, and everything said of it since."""
    visible = Assignment.objects.visible_to(request.user).with_names().distinct()
    assignment = row_or_404(visible.select_related("given_by", "revoked_by"), "việc", pk=key_of(pk))
    forms = {name: _form(name, assignment) for name in FORMS}
    if request.method == "POST":
        name = request.POST.get("do", "").partition("-")[0]
        if name in FORMS:
            forms[name] = _form(name, assignment, request.POST, request.FILES)
            if forms[name].is_valid() and _done(request, assignment, name, forms[name]):
                return redirect(request.path)
            ask_for_files_again(forms[name], request.FILES)
    [followed] = follow([assignment], timezone.localdate())
    reports = list(assignment.reports.select_related("by", "accepted_by", "returned_by").order_by("-id"))
    extensions = list(assignment.extensions.select_related("asked_by", "answered_by").order_by("-id"))
    moves = moves_of(assignment, request.user)
    context = {
        "nav": "assignments",
        "assignment": assignment,
        "province": province_of(assignment),
        "followed": followed,
        "moves": moves,
        "set_left_behind": bool(moves) and is_set_left_behind(assignment),
        "reports": reports,
        "extensions": extensions,
        "forms": forms,
        "wrong": next((form for form in forms.values() if form.is_bound and form.errors), None),
        "illustrative": assignment.task.directive.illustrative_note,
        "today": timezone.localdate(),
        **_open_to(request.user, followed, reports, extensions),
    }
    return render(request, "directives/assignment.html", context)


def _form(name: str, assignment: Assignment, *sent):
    """One of the page's forms, blank or as it was sent."""
    form = FORMS[name](*sent, prefix=name)
    if name == "report" and assignment.closes_when_met:
        # Its cell closes it: there is no completion to report.
        del form.fields["says_done"]
    return form


def _open_to(officer, followed: Followed, reports, extensions) -> dict:
    """Which forms the page offers; the actions ask again."""
    assignment = followed.row
    alive = assignment.revoked_at is None and not followed.is_done
    reporting = alive and assignment.is_of(officer) and officer.has_perm(REPORT)
    directing = may_direct(officer, assignment.task.directive.province)
    waiting = next((row for row in reports if row.is_waiting and row.by_id != officer.pk), None)
    asked = next((row for row in extensions if row.granted is None and row.asked_by_id != officer.pk), None)
    return {
        "may_report": reporting,
        "may_extend": reporting and not assignment.extended_to and all(
            row.granted is not None for row in extensions
        ),
        "to_answer": waiting if directing and alive else None,
        "to_extend": asked if directing and alive else None,
        "may_raise": _may_raise(officer, assignment),
        "may_revoke": directing and assignment.revoked_at is None,
    }  # fmt: skip


def _may_raise(officer, assignment: Assignment) -> bool:
    """Whether the form about the assignment's cell opens: who has the work may be of another commune."""
    about = assignment.commune if assignment.criterion_id else None
    return about is not None and officer.has_perm(RAISE) and covers_place(officer, about)


def _done(request: HttpRequest, assignment: Assignment, name: str, form) -> bool:
    """Carry out what was sent; False when it was refused, which the form then says."""
    acts = {
        "report": _report,
        "extend": _extend,
        "answer": _answer,
        "extension": _extension,
        "revoke": _revoke,
    }
    try:
        words = acts[name](request, assignment, form.cleaned_data)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, words)
    return True


def _report(request: HttpRequest, assignment: Assignment, data: dict) -> str:
    row = report(
        assignment=assignment,
        text=data["text"],
        percent=data["percent"],
        says_done=data.get("says_done", False),
        upload=data["file"],
        by=request.user,
    )
    return "Đã gửi báo cáo; chờ đơn vị giao xác nhận." if row.says_done else "Đã gửi báo cáo."


def _extend(request: HttpRequest, assignment: Assignment, data: dict) -> str:
    ask_extension(assignment=assignment, until=data["until"], reason=data["reason"], by=request.user)
    return "Đã gửi đề nghị gia hạn."


def _answer(request: HttpRequest, assignment: Assignment, data: dict) -> str:
    row = row_or_404(assignment.reports, "báo cáo", pk=key_of(request.POST.get("report")))
    accept = request.POST["do"] == "answer-accept"
    answer_report(report=row, accept=accept, answer=data["answer"], by=request.user)
    return "Đã xác nhận hoàn thành." if accept else "Đã trả lại báo cáo; việc tính là chưa xong."


def _extension(request: HttpRequest, assignment: Assignment, data: dict) -> str:
    row = row_or_404(assignment.extensions, "đề nghị gia hạn", pk=key_of(request.POST.get("extension")))
    grant = request.POST["do"] == "extension-grant"
    answer_extension(extension=row, grant=grant, answer=data["answer"], by=request.user)
    return f"Đã gia hạn đến {row.until:%d/%m/%Y}." if grant else "Đã trả lời: không gia hạn."


def _revoke(request: HttpRequest, assignment: Assignment, data: dict) -> str:
    revoke(assignment=assignment, reason=data["reason"], by=request.user)
    return "Đã thu hồi việc này."


@for_officers(READ)
@require_safe
def report_file(request: HttpRequest, pk: int) -> FileResponse:
    """`/nhiem-vu/tep/<pk>/`: the file of a report, downloaded and never shown."""
    row = ProgressReport.objects.visible_to(request.user).filter(pk=key_of(pk)).exclude(file="").first()
    if row is None:
        raise Http404("Không có tệp này trong phạm vi của bạn.")
    return kept_file(row.file, name=row.file_name, content_type=row.file_type)
