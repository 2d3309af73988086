"""Tasks of a directive from a sheet, on screen: the blank sheet, upload, preview, apply, what was written."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communes.admin.sheets import PrivateUpload
from communes.naming import fold
from communes.resources.files import XLSX_TYPE
from criteria.actions import ActionRefused
from criteria.form_fields import ask_for_files_again
from criteria.models import CriteriaSet
from directives.actions.permissions import DIRECT, may_direct
from directives.actions.task_sheets import ADD_TASK, apply_tasks
from directives.models import Assignment, Directive, Task
from directives.task_sheet import TaskOrder, TaskPreview, preview_tasks
from directives.task_sheet_forms import TaskSheetForm
from directives.task_sheet_template import task_template
from directives.views.reading import directive_or_404, for_officers

SHOWN = 200
# Sheets an officer has between upload and result, by the name of the kept file.
SHEETS, KEPT = "task-sheets", 8
REFUSED = "Nhập nhiệm vụ từ biểu là việc của cán bộ cấp tỉnh được giao thêm nhiệm vụ và giao việc."


def for_directing(view):
    """Let in officers who add tasks and give them in the directive's province; others see it or not."""

    @wraps(view)
    @for_officers("directives.view_directive")
    def guarded(request: HttpRequest, code: str, key: str, **kwargs):
        directive = directive_or_404(request, code, key)
        allowed = request.user.has_perms([ADD_TASK, DIRECT]) and may_direct(request.user, directive.province)
        if not allowed:
            raise PermissionDenied(REFUSED)
        return view(request, directive, **kwargs)

    return guarded


@for_directing
def template(request: HttpRequest, directive: Directive) -> HttpResponse:
    """`…/nhap-nhiem-vu/bieu-mau/`: the blank sheet."""
    response = HttpResponse(task_template(directive), content_type=XLSX_TYPE)
    name = fold(f"nhiem vu {directive.number}").replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@for_directing
def upload(request: HttpRequest, directive: Directive) -> HttpResponse:
    """`/chi-thi/<code>/<key>/nhap-nhiem-vu/`: a sheet that can be read goes on to its preview."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, fatal = (
        TaskSheetForm(*sent, directive=directive, initial={"criteria_set": _usual_set(directive)}),
        [],
    )
    if sent and form.is_valid():
        order = form.order(directive)
        fatal = preview_tasks(order).fatal
        if not fatal:
            return _to("task-sheet-preview", directive, _kept(request, order))
    elif sent:
        ask_for_files_again(form, request.FILES)
    context = {**_frame(directive), "form": form, "fatal": fatal}
    return render(request, "directives/task_sheet_upload.html", context)


def _usual_set(directive: Directive) -> CriteriaSet | None:
    """The set of the province's newest round: what a directive of today mostly speaks of."""
    return (
        CriteriaSet.objects.filter(rounds__province=directive.province).order_by("-rounds__data_on").first()
    )


def _frame(directive: Directive) -> dict:
    return {
        "nav": "directives",
        "directive": directive,
        "province": directive.province,
        "illustrative": directive.illustrative_note,
        "shown": SHOWN,
    }


def _to(name: str, directive: Directive, *where) -> HttpResponse:
    return redirect(name, directive.province.code, directive.key, *where)


def _kept(request: HttpRequest, order: TaskOrder) -> str:
    """Keep a sheet until it is applied; only this session knows under which name."""
    store = PrivateUpload()
    store.save(order.content)
    kept = {"directive": order.directive.pk, "set": order.criteria_set.pk, "file": order.file_name[-200:]}
    sheets = {**request.session.get(SHEETS, {}), store.name: kept}
    request.session[SHEETS] = dict(list(sheets.items())[-KEPT:])
    return store.name


def _own(request: HttpRequest, directive: Directive, name: str) -> dict:
    """What the session knows of a sheet of this directive; 404 for anybody else's."""
    kept = request.session.get(SHEETS, {}).get(name)
    if kept is None or kept["directive"] != directive.pk:
        raise Http404("Biểu này đã bỏ hoặc quá một ngày; tải lên lại ở trang của văn bản.")
    return kept


@for_directing
def preview(request: HttpRequest, directive: Directive, name: str) -> HttpResponse:
    """`…/nhap-nhiem-vu/<name>/`: every fault, or what would be written; applied only from here."""
    kept = _own(request, directive, name)
    if "tasks" in kept:
        return _to("task-sheet-result", directive, name)
    order = _order(directive, kept, name)
    if request.method == "POST" and "cancel" in request.POST:
        _forget(request, name, None)
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa ghi gì.")
        return _to("task-sheet", directive)
    if request.method == "POST":
        seen = request.POST.get("fingerprint", "")
        try:
            applied = apply_tasks(order=order, seen=seen, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            written = {
                "tasks": [task.pk for task in applied.tasks],
                "assignments": [row.pk for row in applied.assignments],
            }
            _forget(request, name, kept | written)
            return _to("task-sheet-result", directive, name)
    return _show(request, directive, kept, preview_tasks(order))


def _order(directive: Directive, kept: dict, name: str) -> TaskOrder:
    store = PrivateUpload(name=name)
    try:
        content = store.read()
    except (FileNotFoundError, ValueError):
        raise Http404("Biểu này đã bỏ hoặc quá một ngày; tải lên lại ở trang của văn bản.") from None
    return TaskOrder(
        content=content,
        file_name=kept["file"],
        directive=directive,
        criteria_set=CriteriaSet.objects.get(pk=kept["set"]),
        max_bytes=len(content),
    )


def _forget(request: HttpRequest, name: str, result: dict | None) -> None:
    """The file is gone; what it wrote stays to be shown."""
    PrivateUpload(name=name).remove()
    sheets = request.session[SHEETS]
    sheets.pop(name)
    request.session[SHEETS] = {**sheets, name: result} if result else sheets


def _show(request: HttpRequest, directive: Directive, kept: dict, found: TaskPreview) -> HttpResponse:
    context = {
        **_frame(directive),
        "file_name": kept["file"],
        "criteria_set": CriteriaSet.objects.get(pk=kept["set"]),
        "preview": found,
        "errors": found.errors[:SHOWN],
        "warnings": found.warnings[:SHOWN],
        "tasks": found.tasks[:SHOWN],
    }
    return render(request, "directives/task_sheet_preview.html", context)


@for_directing
def result(request: HttpRequest, directive: Directive, name: str) -> HttpResponse:
    """`…/nhap-nhiem-vu/<name>/ket-qua/`: the tasks and assignments the sheet wrote, as they are now."""
    kept = _own(request, directive, name)
    if "tasks" not in kept:
        return _to("task-sheet-preview", directive, name)
    assignments = Assignment.objects.visible_to(request.user).filter(pk__in=kept["assignments"]).with_names()
    context = {
        **_frame(directive),
        "file_name": kept["file"],
        "tasks": Task.objects.visible_to(request.user).filter(pk__in=kept["tasks"]),
        "assignments": assignments.order_by("task__position", "id"),
    }
    return render(request, "directives/task_sheet_result.html", context)
