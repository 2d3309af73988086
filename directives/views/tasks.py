"""One task: its words as signed, to whom it was given, and the forms that give it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from criteria.actions import ActionRefused
from directives.actions import assign, assign_unmet
from directives.actions.permissions import may_direct
from directives.following import follow, tally, worst_first
from directives.forms import AssignForm, ExplodeForm
from directives.models import Assignment, Task
from directives.views.directives import READ
from directives.views.reading import directive_or_404, for_officers, scope_words

GIVE, EXPLODE = "give", "explode"


@for_officers(READ)
def task_page(request: HttpRequest, code: str, key: str, position: int) -> HttpResponse:
    """`/chi-thi/<province>/<key>/nhiem-vu/<n>/`: the task, its assignments, and how to give it."""
    directive = directive_or_404(request, code, key)
    tasks = directive.tasks.prefetch_related("criteria__criteria_set")
    task = tasks.filter(position=position).first() if position < 2**15 else None
    if task is None:
        raise Http404(f"Văn bản này không có nhiệm vụ số {position}.")
    task.directive, today = directive, timezone.localdate()
    forms, directing = {}, may_direct(request.user, directive.province)
    if request.method == "POST" and not directing:
        raise PermissionDenied(
            f"Giao việc là của cán bộ được giao việc ấy ở {directive.province.prose_name}."
        )
    if directing:
        forms = _forms(request, task, today)
        if request.method == "POST" and _done(request, task, forms):
            return redirect(request.get_full_path())
    given = Assignment.objects.visible_to(request.user).standing().filter(task=task)
    followed = worst_first(follow(given.with_names(), today))
    context = {
        "nav": "directives",
        "directive": directive,
        "province": directive.province,
        "task": task,
        "followed": followed,
        "tally": tally(followed),
        "scope": scope_words(request.user),
        "today": today,
        "illustrative": directive.illustrative_note,
        "forms": forms,
        "wrong": next((form for form in forms.values() if form.is_bound and form.errors), None),
    }
    return render(request, "directives/task.html", context)


def _forms(request: HttpRequest, task: Task, today) -> dict:
    """The two forms; the one that was sent is filled with what was sent."""
    sent = request.POST.get("do") if request.method == "POST" else ""
    kinds = {GIVE: AssignForm, EXPLODE: ExplodeForm}
    return {
        name: kind(request.POST if sent == name else None, task=task, today=today, prefix=name)
        for name, kind in kinds.items()
    }


def _done(request: HttpRequest, task: Task, forms: dict) -> bool:
    """Carry out the form that was sent; False when something is wrong with it or it was refused."""
    name = request.POST.get("do", "")
    form = forms.get(name)
    if form is None or not form.is_valid():
        return False
    try:
        words = (_give if name == GIVE else _explode)(request, task, form)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, words)
    return True


def _give(request: HttpRequest, task: Task, form: AssignForm) -> str:
    data = form.cleaned_data
    given = assign(
        task=task,
        units=form.units,
        role=data["role"],
        due_on=data["due_on"],
        expected_result=data["expected_result"],
        by=request.user,
    )
    return f"Đã giao cho {len(given)} đơn vị."


def _explode(request: HttpRequest, task: Task, form: ExplodeForm) -> str:
    data = form.cleaned_data
    done = assign_unmet(
        task=task,
        criterion=data["criterion"],
        district=data.get("district"),
        to=data["to"],
        due_on=data["due_on"],
        by=request.user,
    )
    words = f"Đã giao {len(done.given)} việc, mỗi việc một xã chưa đạt tiêu chí {data['criterion'].number}."
    if done.there:
        words += f" {done.there} xã đã được giao từ trước, giữ nguyên."
    if done.without_data:
        words += f" {done.without_data} xã chưa có số liệu nên không giao."
    return words
