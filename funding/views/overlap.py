"""`/von/nghi-trung/`: questions whether money pays twice, both sides beside each other, and their answers."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from communes.models import Commune, Officer
from communes.row_keys import filter_row, key_of
from communes.scope import scope_place
from criteria.actions import ActionRefused
from criteria.exports import download
from criteria.wording import day
from funding.actions.overlap import ANSWER, LONGEST_ANSWER, answer_question
from funding.models import OverlapQuestion, QuestionState
from funding.overlap_register import (
    Choice,
    Side,
    choices_of,
    count,
    in_state,
    is_illustrative,
    matching,
    register_table,
    sides_of,
    state_words,
)

VIEW = "funding.view_overlapquestion"
PER_PAGE = 30
ILLUSTRATIVE = "Dòng ghi “minh họa” là công trình và vốn đặt ra để dùng thử, không phải của xã."
BASIS = "Mỗi câu là một nghi vấn để rà soát, không phải kết luận chi trùng."
DONE = {
    QuestionState.NO_OVERLAP: "Đã ghi: không trùng.",
    QuestionState.ADJUSTED: "Đã ghi: đã điều chỉnh.",
}


@dataclass(frozen=True)
class Typed:
    """An answer that could not be kept: of which question, what was typed, and why not."""

    question: int
    text: str
    error: str


@dataclass(frozen=True)
class Shown:
    """A question as the page shows it, with the officer's unsaved answer."""

    row: OverlapQuestion
    sides: list[Side]
    state: str
    may_answer: bool
    typed: Typed | None

    @property
    def illustrative(self) -> bool:
        return is_illustrative(self.row)


@login_required
@never_cache
def overlap(request: HttpRequest, ending: str = "") -> HttpResponse:
    """The questions inside the officer's scope, those that wait first; POST answers one of them."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied("Tài khoản của bạn không được giao việc xem câu hỏi nghi trùng.")
    visible = OverlapQuestion.objects.visible_to(request.user)
    choices = choices_of(visible, request.GET, request.user)
    chosen = {choice.name: choice.chosen for choice in choices}
    communes = Commune.objects.visible_to(request.user).select_related("district")
    place = filter_row(communes, "xã", request.GET.get("xa", ""))
    chosen["xa"] = str(place.pk) if place else ""
    query = urlencode({name: value for name, value in chosen.items() if value})
    typed = None
    if request.method == "POST":
        typed = _answer(request, visible)
        if typed is None:
            return redirect(f"{reverse('overlap')}?{query}" if query else "overlap")
    found = matching(visible, chosen)
    if ending:
        return _file(request, ending, found, choices, chosen["trang-thai"])
    page = Paginator(in_state(found, chosen["trang-thai"]), PER_PAGE).get_page(
        key_of(request.GET.get("trang")) or 1
    )
    context = _context(request, page, typed) | {
        "place": place,
        "choices": choices,
        "filters": _filter_words(choices),
        "counts": count(found),
        "query": query,
    }
    return render(request, "funding/overlap.html", context)


def _answer(request: HttpRequest, visible) -> Typed | None:
    """Answer the question a form names; what was typed, when it was refused."""
    if not request.user.has_perm(ANSWER):
        raise PermissionDenied("Tài khoản của bạn không được giao việc trả lời câu hỏi nghi trùng.")
    question = visible.filter(pk=key_of(request.POST.get("cau-hoi"))).first()
    if question is None:
        raise Http404("Không có câu hỏi này trong phạm vi của bạn.")
    state, text = request.POST.get("tra-loi", ""), request.POST.get("y-kien", "")
    try:
        answer_question(question=question, state=state, answer=text, by=request.user)
    except ActionRefused as refusal:
        return Typed(question.pk, text, str(refusal))
    messages.success(request, DONE[state])
    return None


def _context(request: HttpRequest, page: Page, typed: Typed | None) -> dict:
    may = request.user.has_perm(ANSWER)
    shown = [_shown(row, may, typed) for row in page]
    return {
        "nav": "capital",
        "today": timezone.localdate(),
        "scope": _scope_words(request.user),
        "basis": BASIS,
        "page": page,
        "shown": shown,
        "typed": typed,
        "typed_is_shown": any(each.typed and each.may_answer for each in shown),
        "longest": LONGEST_ANSWER,
        "illustrative": ILLUSTRATIVE if any(each.illustrative for each in shown) else "",
    }


def _shown(row: OverlapQuestion, may: bool, typed: Typed | None) -> Shown:
    waits = row.state == QuestionState.OPEN and row.gone_at is None
    mine = typed if typed and typed.question == row.pk else None
    return Shown(row, sides_of(row), state_words(row), may and waits, mine)


def _file(request: HttpRequest, ending: str, found, choices: list[Choice], state: str) -> HttpResponse:
    rows, today = list(in_state(found, state)), timezone.localdate()
    facts = {
        "Ngày": day(today),
        "Phạm vi": _scope_words(request.user),
        "Tổng hợp": count(found).headline,
        "Cơ sở": BASIS,
    }
    if filters := _filter_words(choices):
        facts["Lọc"] = "; ".join(filters)
    if any(map(is_illustrative, rows)):
        facts["Ghi chú"] = ILLUSTRATIVE
    return download(ending, f"nghi trung von {today:%Y-%m-%d}", [register_table(rows)], facts)


def _filter_words(choices: list[Choice]) -> list[str]:
    return [f"{choice.label}: {choice.options[choice.chosen]}" for choice in choices if choice.chosen]


def _scope_words(officer: Officer) -> str:
    place = scope_place(officer)
    return place.full_name if place else "Cả nước"
