"""The directives in force, and one with its tasks × units (S5)."""

from collections import defaultdict
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from criteria.exports import download
from criteria.wording import day
from directives.actions.permissions import may_direct
from directives.following import Followed, follow, light_rows, tally, worst_first
from directives.matrix import matrix_of, matrix_table
from directives.models import Assignment, Directive, ProgressReport
from directives.tables import assignments_table, tally_table
from directives.views.reading import directive_or_404, for_officers, illustrative_words, scope_words

READ = "directives.view_directive"
FOLLOWED_FIRST = 10


@for_officers(READ)
def directives(request: HttpRequest) -> HttpResponse:
    """`/chi-thi/`: every directive of the officer's province, newest first, with how far it is done."""
    today = timezone.localdate()
    found = Directive.objects.visible_to(request.user).select_related("province").distinct()
    found = list(found.order_by("-signed_on", "number"))
    given = Assignment.objects.visible_to(request.user).standing()
    of_task = dict(given.order_by().values_list("task_id", "task__directive_id").distinct())
    of_directive = defaultdict(list)
    for item in follow(light_rows(given), today):
        of_directive[of_task[item.row.task_id]].append(item)
    context = {
        "nav": "directives",
        "lines": [(directive, tally(of_directive[directive.pk])) for directive in found],
        "scope": scope_words(request.user),
        "today": today,
        "illustrative": illustrative_words(found),
    }
    return render(request, "directives/directives.html", context)


@for_officers(READ)
def directive_page(request: HttpRequest, code: str, key: str, ending: str = "") -> HttpResponse:
    """`/chi-thi/<province>/<key>/`: a directive, the matrix of its tasks and units, and what is late."""
    today = timezone.localdate()
    directive = directive_or_404(request, code, key)
    tasks = list(directive.tasks.all())
    given = Assignment.objects.visible_to(request.user).standing().filter(task__directive=directive)
    followed = follow(light_rows(given), today)
    reports = ProgressReport.objects.filter(assignment__task__directive=directive)
    reported = set(reports.order_by().values_list("assignment_id", flat=True).distinct())
    matrix = matrix_of(tasks, followed, reported)
    counted = tally(followed)
    if ending:
        whole = worst_first(follow(given.with_names(), today))
        tables = [assignments_table(whole), matrix_table(matrix), tally_table(counted)]
        return download(ending, f"{directive}", tables, facts_of(directive, scope_words(request.user), today))
    context = {
        "nav": "directives",
        "directive": directive,
        "province": directive.province,
        "matrix": matrix,
        "tally": counted,
        "first": _named([item for item in worst_first(followed) if not item.is_done][:FOLLOWED_FIRST]),
        "scope": scope_words(request.user),
        "today": today,
        "may_direct": may_direct(request.user, directive.province),
        "illustrative": directive.illustrative_note,
    }
    return render(request, "directives/directive.html", context)


def _named(followed: list[Followed]) -> list[Followed]:
    """The same with whole assignments instead of light ones, one query."""
    whole = Assignment.objects.with_names().in_bulk([item.row.id for item in followed])
    return [replace(item, row=whole[item.row.id]) for item in followed]


def facts_of(directive: Directive | None, scope: str, today) -> dict[str, str]:
    """What stands beside the figures of a file: the directive, over what it counts, on which day."""
    facts = {"Tính đến ngày": day(today), "Phạm vi": scope}
    if directive:
        facts = {"Văn bản": f"{directive} ngày {day(directive.signed_on)}", **facts}
        if directive.illustrative_note:
            facts["Ghi chú"] = directive.illustrative_note
    return facts
