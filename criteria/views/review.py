"""What waits to be verified or appraised: the queue, and one criterion over many communes (S13)."""

from dataclasses import dataclass, field
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import localize
from django.views.decorators.cache import never_cache

from communes.row_keys import row_or_404
from criteria.actions import ActionRefused, Judged, judgements_allowed, review
from criteria.dossiers import DOING, CriterionPart
from criteria.figure_grid import earlier_rounds
from criteria.models import Round, Standing
from criteria.outcomes import LABELS, Judgement
from criteria.review_queue import SHOWN, criterion_lines, queue_of, rounds_to_review
from criteria.rows import illustrative_note
from criteria.views.session_ended import sign_in_again

ALL, SURE = "tat-ca", "khong-canh-bao"


def reviewing(officer) -> list[str]:
    """The judgements an officer may give on others' dossiers."""
    return [judgement for judgement in judgements_allowed(officer) if judgement != Judgement.SELF]


def for_review(view):
    """Let in officers whose scope and groups let them verify or appraise."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.is_authenticated:
            return sign_in_again(request)
        if not reviewing(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def open_round_or_404(request: HttpRequest, pk: int) -> Round:
    """A round of the officer's province that was not withdrawn, with its set and province."""
    rounds = Round.objects.visible_to(request.user).filter(withdrawn_at__isnull=True).distinct()
    return row_or_404(rounds.select_related("criteria_set", "province"), "kỳ báo cáo", pk=pk)


@dataclass(frozen=True)
class _Shown:
    """The rounds whose figures a page shows, as `illustrative_note` asks for them."""

    round: Round
    previous: Round | None


def note_on(round: Round) -> str:
    """What among a round's figures and those before it is illustrative; "" when nothing is."""
    return illustrative_note(_Shown(round, earlier_rounds(round).first()), [])


@login_required
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """`/tham-tra/`: the dossiers of one round that wait for the officer; `ky` names another round."""
    allowed = reviewing(request.user)
    rounds = rounds_to_review(request.user, allowed) if allowed else []
    context = {"nav": "review", "allowed": allowed, "rounds": rounds}
    if rounds:
        first = next((round for round, waiting in rounds if waiting), rounds[0][0])
        by_key = {str(round.pk): round for round, _ in rounds}
        round = by_key.get(request.GET.get("ky", ""), first)
        page = request.GET.get("trang", "1")
        page = int(page) if page.isdecimal() and len(page) < 4 else 1
        found = queue_of(round, request.user, allowed, page=max(page, 1))
        last = max(1, -(-len(found.waiting) // SHOWN))
        context |= {
            "round": round,
            "queue": found,
            "pages": range(1, last + 1) if last > 1 else [],
            "page": page,
            "illustrative": note_on(round),
        }
    return render(request, "criteria/review_queue.html", context)


@dataclass
class CommuneLine:
    """One waiting commune on the page of a criterion, whether it is ticked, and what stands in the way."""

    standing: Standing
    part: CriterionPart
    ticked: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether the reader may agree here."""
        return self.part.can_agree

    @property
    def expected_label(self) -> str:
        return LABELS[self.part.expected] if self.part.expected else ""


@for_review
def criterion(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """`…/tieu-chi/<number>/`: agree to one criterion of many communes at once; all or nothing."""
    round = open_round_or_404(request, round_id)
    allowed = reviewing(request.user)
    law, lines = _lines(request, round, number, allowed)
    if request.method == "POST":
        if _agree(request, round, lines):
            return redirect("review-criterion", round_id, number)
        law, lines = _lines(request, round, number, allowed)
    waiting = [line for line in lines if line.part.waits]
    context = {
        "nav": "review",
        "round": round,
        "criterion": law.criteria[0],
        "lines": lines,
        "waiting": len(waiting),
        "ticked": sum(line.ticked for line in lines),
        "doing": DOING[lines[0].part.judgement] if lines else "thẩm tra",
        "illustrative": note_on(round),
    }
    return render(request, "criteria/review_criterion.html", context)


def _lines(request: HttpRequest, round: Round, number: int, allowed):
    """The law of the criterion and its lines, ticked as was sent or as the address asks for."""
    law, found = criterion_lines(round, number, request.user, allowed)
    if not law.criteria:
        raise Http404("Bộ tiêu chí của kỳ không có tiêu chí này.")
    lines = [CommuneLine(standing, part) for standing, part in found]
    asked = request.GET.get("chon", "")
    for line in lines:
        if request.method == "POST":
            line.ticked = line.open and f"chon-{line.standing.pk}" in request.POST
            _check_seen(request, line)
        else:
            line.ticked = line.open and (asked == ALL or (asked == SURE and not line.part.warned))
    return law, lines


def _check_seen(request: HttpRequest, line: CommuneLine) -> None:
    """Untick a line somebody has judged since the page was shown, and say what they wrote."""
    sent = f"chon-{line.standing.pk}" in request.POST
    seen = request.POST.get(f"da-thay-{line.standing.pk}", "")
    part = line.part
    if not sent or seen == part.stamp:
        return
    line.ticked = False
    person = getattr(part.result, f"{part.judgement}_by") or "Người khác"
    given = f"ghi {LABELS[part.given]}" if part.given else "rút kết quả đã ghi"
    line.errors.append(f"{person} vừa {given}; xem lại rồi chọn.")


def _agree(request: HttpRequest, round: Round, lines: list[CommuneLine]) -> bool:
    """Record what was ticked; False, with a message, when nothing was or it was refused."""
    if any(line.errors for line in lines):
        messages.error(request, "Có kết quả vừa được người khác ghi; chưa ghi gì.")
        return False
    chosen = [line for line in lines if line.ticked]
    if not chosen:
        messages.error(request, "Chọn ít nhất một xã.")
        return False
    verdicts = [
        Judged(
            line.standing.commune_id,
            line.part.criterion.pk,
            line.part.expected,
            seen=line.part.stamp,
        )
        for line in chosen
    ]
    judgement = chosen[0].part.judgement
    try:
        review(round=round, verdicts=verdicts, judgement=judgement, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, f"Đã {DOING[judgement]} {localize(len(chosen))} xã.")
    return True
