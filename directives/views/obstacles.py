"""The register of obstacles, raising one from a cell, and one obstacle with its steps (S6)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from communes.merged import refuse_merged
from communes.models import Commune
from communes.row_keys import filter_row, key_of
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.cells import latest_letters
from criteria.exports import download
from criteria.models import Criterion
from criteria.outcomes import LABELS, NO_DATA
from criteria.wording import day
from directives.actions.explanations import About, may_ask
from directives.actions.obstacle_rights import ADD, units_for
from directives.actions.obstacles import (
    SETTLED_CELLS,
    default_due_on,
    default_unit,
    raise_obstacle,
)
from directives.models import OPEN_STATES, Comment, ExplanationRequest, Obstacle
from directives.obstacle_forms import ObstacleForm, unit_key, unit_label
from directives.obstacle_register import (
    choices_of,
    count,
    in_state,
    line_of,
    matching,
    register_table,
)
from directives.obstacle_steps import steps_open_to
from directives.views.reading import for_officers, scope_words

PER_PAGE = 30
VIEW = "directives.view_obstacle"
ILLUSTRATIVE = "Dòng ghi “minh họa” là vướng mắc đặt ra để dùng thử, không phải của xã."


@for_officers(VIEW)
def obstacles(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/vuong-mac/`: every obstacle the officer sees, those longest open first; filters in the address."""
    today = timezone.localdate()
    rows = Obstacle.objects.visible_to(request.user).with_names().select_related("raised_by")
    everything = [line_of(row, today) for row in rows]
    choices = choices_of(everything, request.GET, today, request.user)
    chosen = {choice.name: choice.chosen for choice in choices}
    place = filter_row(Commune.objects.visible_to(request.user), "xã", request.GET.get("xa", ""))
    chosen["xa"] = str(place.pk) if place else ""
    lines = matching(everything, chosen)
    counts = count(lines, chosen["thoi-gian"], today)
    shown = in_state(lines, chosen["trang-thai"])
    filters = [f"{choice.label}: {choice.options[choice.chosen]}" for choice in choices if choice.chosen]
    if ending:
        facts = {"Ngày": day(today), "Phạm vi": scope_words(request.user), "Tổng hợp": counts.headline}
        if filters:
            facts["Lọc"] = "; ".join(filters)
        if any(line.row.illustrative for line in shown):
            facts["Ghi chú"] = ILLUSTRATIVE
        return download(ending, f"so vuong mac {today:%Y-%m-%d}", [register_table(shown)], facts)
    page = Paginator(shown, PER_PAGE).get_page(key_of(request.GET.get("trang", "1")) or 1)
    context = {
        "nav": "obstacles",
        "today": today,
        "scope": scope_words(request.user),
        "place": place,
        "choices": choices,
        "counts": counts,
        "page": page,
        "filters": filters,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "illustrative": ILLUSTRATIVE if any(line.row.illustrative for line in page) else "",
    }
    return render(request, "directives/obstacles.html", context)


def cell_or_404(request: HttpRequest) -> tuple[Commune, Criterion]:
    """The commune and the criterion an address names by `xa` and `tc`, inside the officer's scope."""
    communes = Commune.objects.select_related("district", "province")
    commune = communes.filter(pk=key_of(request.GET.get("xa"))).first()
    criteria = Criterion.objects.select_related("criteria_set")
    criterion = criteria.filter(pk=key_of(request.GET.get("tc"))).first()
    if commune is None or criterion is None or not covers_place(request.user, commune):
        raise Http404("Không có xã hoặc tiêu chí này trong phạm vi của bạn.")
    return commune, criterion


def cell_words(commune: Commune, criterion: Criterion) -> tuple[str, str]:
    """The letter of a cell as confirmed now, and its words."""
    cell = (commune.pk, criterion.pk)
    letter = latest_letters([cell]).get(cell, NO_DATA)
    return letter, LABELS[letter]


@for_officers(ADD)
def obstacle_add(request: HttpRequest) -> HttpResponse:
    """`/vuong-mac/them/?xa=…&tc=…`: raise an obstacle of one cell; the unit and the day are filled in."""
    commune, criterion = cell_or_404(request)
    try:
        refuse_merged(commune, "nêu vướng mắc")
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(commune)
    letter, words = cell_words(commune, criterion)
    unit = default_unit(commune, criterion)
    initial = {"unit": unit_key(unit), "due_on": default_due_on()}
    form = ObstacleForm(request.POST or None, units=units_for(commune), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            raised = raise_obstacle(
                commune=commune, criterion=criterion, by=request.user, **form.cleaned_data
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã nêu vướng mắc; {raised.unit_name} được báo.")
            return redirect("obstacle", raised.pk)
    known = commune.obstacles_about.filter(criterion=criterion, state__in=OPEN_STATES).with_names()
    context = {
        "nav": "obstacles",
        "commune": commune,
        "criterion": criterion,
        "words": words,
        "closed": SETTLED_CELLS.get(letter, ""),
        "form": form,
        "unit_name": unit_label(unit),
        "known": known,
    }
    return render(request, "directives/obstacle_add.html", context)


def obstacle_or_404(request: HttpRequest, pk: int) -> Obstacle:
    visible = Obstacle.objects.visible_to(request.user).with_names()
    found = visible.select_related("raised_by", "province").filter(pk=key_of(pk)).first()
    if found is None:
        raise Http404("Không có vướng mắc này trong phạm vi của bạn.")
    return found


@for_officers(VIEW)
def obstacle_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/vuong-mac/<pk>/`: what is in the way, who holds it, every step, and the steps the reader may take."""
    obstacle = obstacle_or_404(request, pk)
    offered = steps_open_to(request.user, obstacle, request.POST)
    unsaved = []
    if request.method == "POST":
        step = next((step for step in offered if step.way.action == request.POST.get("do")), None)
        if step is None:
            unsaved = _typed(request)
        elif step.carry_out(obstacle, request.user):
            messages.success(request, step.way.done)
            return redirect("obstacle", obstacle.pk)
    return _show(request, obstacle, offered, unsaved)


def _typed(request: HttpRequest) -> list[str]:
    """What was typed into a step that may no longer be taken, so that it is not lost."""
    step = f"{request.POST.get('do', '')}-"
    texts = [value.strip() for key, value in request.POST.items() if key.startswith(step)]
    return [text for text in texts if text] or [""]


def _show(request: HttpRequest, obstacle: Obstacle, offered: list, unsaved: list[str]) -> HttpResponse:
    today = timezone.localdate()
    _, words = cell_words(obstacle.commune, obstacle.criterion)
    explanations = ExplanationRequest.objects.visible_to(request.user).filter(obstacle=obstacle)
    comments = Comment.objects.visible_to(request.user).filter(obstacle=obstacle)
    context = {
        "nav": "obstacles",
        "obstacle": obstacle,
        "line": line_of(obstacle, today),
        "words": words,
        "today": today,
        "steps": obstacle.steps.select_related("by"),
        "offered": offered,
        "wrong": [step for step in offered if step.form.errors],
        "refused": bool(unsaved),
        "unsaved": [text for text in unsaved if text],
        "explanations": explanations.with_names(),
        "comments": comments if request.user.has_perm("directives.view_comment") else [],
        "may_ask": may_ask(request.user, About(obstacle=obstacle)),
        "illustrative": ILLUSTRATIVE if obstacle.illustrative else "",
    }
    return render(request, "directives/obstacle.html", context)
