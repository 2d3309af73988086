"""Requests for explanation: the list with its rate of answers, asking, and one request with its answer."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from communes.row_keys import filter_word, key_of
from criteria.actions import ActionRefused
from criteria.exports import download
from criteria.wording import day
from directives.actions.explanations import (
    ANSWER,
    ASK,
    About,
    answer_explanation,
    ask_explanation,
    default_due_on,
    may_ask,
)
from directives.actions.obstacle_rights import units_for
from directives.answering import FILTERS, asked_of, explanations_table, matching, rate_of
from directives.explanation_forms import ExplanationForm, QuestionForm
from directives.models import Assignment, ExplanationRequest, Obstacle
from directives.moved import moves_of
from directives.obstacle_forms import unit_key, unit_label
from directives.views.obstacles import cell_or_404, cell_words
from directives.views.reading import for_officers, scope_words

PER_PAGE = 30
VIEW = "directives.view_explanationrequest"
OWN, ALL = "cua-don-vi", ""
SEEN = {ALL: "Mọi yêu cầu trong phạm vi", OWN: "Của đơn vị tôi"}
ILLUSTRATIVE = "Dòng ghi “minh họa” là yêu cầu đặt ra để dùng thử."


@for_officers(VIEW)
def explanations(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/giai-trinh/`: requests the officer sees, those that wait first; `xem` narrows to the own unit."""
    today = timezone.localdate()
    seen = filter_word(request.GET.get("xem", ALL), SEEN, "danh sách")
    only = filter_word(request.GET.get("loc", ""), FILTERS, "bộ lọc")
    rows = ExplanationRequest.objects
    rows = rows.of_unit(request.user) if seen == OWN else rows.visible_to(request.user)
    everything = [asked_of(row, today) for row in rows.with_names()]
    shown, rate = matching(everything, only), rate_of(everything)
    illustrative = ILLUSTRATIVE if any(item.row.illustrative for item in shown) else ""
    if ending:
        facts = {"Ngày": day(today), "Phạm vi": scope_words(request.user), "Tổng hợp": rate.words}
        if illustrative:
            facts["Ghi chú"] = illustrative
        return download(ending, f"giai trinh {today:%Y-%m-%d}", [explanations_table(shown)], facts)
    context = {
        "nav": "explanations",
        "today": today,
        "scope": scope_words(request.user),
        "rate": rate,
        "page": Paginator(shown, PER_PAGE).get_page(key_of(request.GET.get("trang", "1")) or 1),
        "count": len(shown),
        "filters": FILTERS.items(),
        "only": only,
        "seen": seen,
        "views": SEEN.items(),
        "illustrative": illustrative,
    }
    return render(request, "directives/explanations.html", context)


@dataclass(frozen=True)
class Subject:
    """What a new request would be about, and what the page says of it now."""

    about: About
    title: str
    said: str
    url: str = ""


@for_officers(ASK)
def explanation_add(request: HttpRequest) -> HttpResponse:
    """`/giai-trinh/them/`: ask about a cell (`xa`, `tc`), an assignment (`viec`) or an obstacle
    (`vuong-mac`); the unit and the day are filled in."""
    subject = _subject_or_404(request)
    about = subject.about
    if not may_ask(request.user, about):
        raise PermissionDenied
    units = [about.unit] if about.row else units_for(about.commune)
    initial = {"unit": unit_key(about.unit), "due_on": default_due_on()}
    form = QuestionForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_explanation(about=about, by=request.user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã gửi yêu cầu giải trình đến {asked.unit_name}.")
            return redirect("explanation", asked.pk)
    context = {
        "nav": "explanations",
        "subject": subject,
        "form": form,
        "unit_name": unit_label(about.unit),
    }
    return render(request, "directives/explanation_add.html", context)


def _subject_or_404(request: HttpRequest) -> Subject:
    """What the address names, inside the officer's scope."""
    if "viec" in request.GET:
        row = _row_or_404(request, Assignment, "viec")
        return Subject(About(assignment=row), row.task.name, f"Việc giao cho {row.unit_name}")
    if "vuong-mac" in request.GET:
        row = _row_or_404(request, Obstacle, "vuong-mac")
        said = f"Vướng mắc ở {row.commune.full_name}, TC {row.criterion.number}: {row.get_state_display()}"
        return Subject(About(obstacle=row), row.text, said)
    commune, criterion = cell_or_404(request)
    _, words = cell_words(commune, criterion)
    title = f"{commune.full_name}, tiêu chí {criterion.number} {criterion.name}"
    return Subject(About(commune, criterion), title, f"Kết quả đã xác nhận: {words}")


def _row_or_404(request: HttpRequest, model, name: str):
    rows = model.objects.visible_to(request.user).with_names()
    found = rows.filter(pk=key_of(request.GET.get(name))).first()
    if found is None:
        raise Http404("Không có việc này trong phạm vi của bạn.")
    return found


@for_officers(VIEW)
def explanation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/giai-trinh/<pk>/`: the question, its answer, and the form for the unit that has to answer."""
    visible = ExplanationRequest.objects.visible_to(request.user).with_names()
    asked = visible.filter(pk=key_of(pk)).first()
    if asked is None:
        raise Http404("Không có yêu cầu giải trình này trong phạm vi của bạn.")
    form = ExplanationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_explanation(request=asked, answer=form.cleaned_data["answer"], by=request.user)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã gửi giải trình; người yêu cầu được báo.")
            return redirect("explanation", asked.pk)
    may_answer = asked.answered_at is None and asked.is_of(request.user) and request.user.has_perm(ANSWER)
    typed = form["answer"].value() if form.is_bound and not may_answer else ""
    context = {
        "nav": "explanations",
        "asked": asked,
        "moves": moves_of(asked, request.user),
        "line": asked_of(asked, timezone.localdate()),
        "form": form,
        "may_answer": may_answer,
        "typed": typed,
        "wrong": form if form.errors else None,
        "illustrative": ILLUSTRATIVE if asked.illustrative else "",
    }
    return render(request, "directives/explanation.html", context)
