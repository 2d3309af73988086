"""One commune's dossier before its reviewer: take it up, judge criteria, send figures back (S13)."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from criteria.actions import ActionRefused, decide, take_up
from criteria.dossier_facts import dossiers_of
from criteria.dossiers import CriterionPart, Dossier
from criteria.figure_grid import with_profiles
from criteria.levels import Law, law_of
from criteria.models import LapseReason, Standing
from criteria.stages import stage_label
from criteria.verdicts import Decision, blank_decision, read_decision
from criteria.views.review import for_review, note_on, open_round_or_404, reviewing

ONLY_CHANGED, ONLY_WAITING = "thay-doi", "cho-ban"
RETURN_DAYS = 10


def standing_or_404(request: HttpRequest, round_id: int, code: str) -> Standing:
    """The commune's dossier in a round, inside the officer's scope, with everything a page names."""
    round = open_round_or_404(request, round_id)
    visible = Standing.objects.visible_to(request.user).filter(round=round, commune__code=code)
    related = ("submitted_by", "opened_by", "returned_by")
    standing = (
        with_profiles(visible, round.data_on)
        .select_related(*related, "commune", "district", "province")
        .first()
    )
    if standing is None:
        raise Http404("Không có hồ sơ của xã này trong kỳ, hoặc xã ở ngoài phạm vi của bạn.")
    standing.round = round
    return standing


@for_review
def dossier(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """`/tham-tra/ky/…/xa/…/`: what the commune reports beside the round before, and what to decide on it."""
    standing = standing_or_404(request, round_id, code)
    if request.POST.get("do") == "take-up":
        return _taken_up(request, standing)
    law = law_of(standing.round)
    found = _dossier(request, standing, law)
    today = timezone.localdate()
    if request.method != "POST":
        decision = blank_decision(_shown(request, found), today + datetime.timedelta(days=RETURN_DAYS))
        return _show(request, found, decision)
    if request.POST.get("do") == "agree":
        decision = read_decision(_shown(request, found), request.POST, today, check=False)
        messages.info(request, f"Đã chọn đồng ý {decision.agree_to_all()} tiêu chí; xem lại rồi xác nhận.")
        return _show(request, found, decision)
    decision = read_decision(_shown(request, found), request.POST, today)
    if request.POST.get("do") != "decide":
        return _show(request, found, decision)
    if _decided(request, found, decision):
        return redirect(request.get_full_path())
    if not decision.errors:
        # Refused by the action: somebody may have written since the page was read.
        found = _dossier(request, standing_or_404(request, round_id, code), law)
        decision = read_decision(_shown(request, found), request.POST, today)
    return _show(request, found, decision)


def _dossier(request: HttpRequest, standing: Standing, law: Law) -> Dossier:
    [found] = dossiers_of([standing], law, request.user, reviewing(request.user), with_evidence=True)
    return found


def _shown(request: HttpRequest, found: Dossier) -> list[CriterionPart]:
    """The criteria the page shows: all, those with a change, or those that wait for the reader."""
    wanted = {ONLY_CHANGED: found.changed, ONLY_WAITING: found.waiting}
    return wanted.get(request.GET.get("chi", ""), found.parts)


def _taken_up(request: HttpRequest, standing: Standing) -> HttpResponse:
    try:
        take_up(standing=standing, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã tiếp nhận; từ lúc này xã không rút lại được.")
    return redirect(request.get_full_path())


def _decided(request: HttpRequest, found: Dossier, decision: Decision) -> bool:
    """Carry the decision out; False when something is wrong with it or it was refused."""
    if decision.errors:
        return False
    if not decision.picked and not decision.returned:
        messages.error(request, "Chưa chọn kết quả của tiêu chí nào và chưa đánh dấu trả lại chỉ tiêu nào.")
        return False
    try:
        decide(
            standing=found.standing,
            verdicts=[choice.judged() for choice in decision.picked],
            reasons={item.row.measure.id: item.reason for item in decision.returned},
            due_on=decision.due_on,
            judgement=found.judgement,
            by=request.user,
        )
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return False
    done = []
    if decision.picked:
        done.append(f"đã {found.doing} {len(decision.picked)} tiêu chí")
    if decision.returned:
        done.append(f"đã trả lại xã {len(decision.returned)} chỉ tiêu, hạn {decision.due_on:%d/%m/%Y}")
    messages.success(request, f"{'; '.join(done).capitalize()}.")
    return True


def _filters(request: HttpRequest, found: Dossier) -> list[tuple[str, str, int, bool]]:
    """(link, label, criteria, chosen) of the ways to narrow the page."""
    choices = {
        "": ("mọi tiêu chí", found.parts),
        ONLY_CHANGED: ("chỉ xem chỗ thay đổi", found.changed),
        ONLY_WAITING: ("chỉ tiêu chí chờ bạn", found.waiting),
    }
    asked = request.GET.get("chi", "")
    chosen = asked if asked in choices else ""
    return [
        (f"?chi={key}" if key else request.path, label, len(parts), key == chosen)
        for key, (label, parts) in choices.items()
    ]


def _show(request: HttpRequest, found: Dossier, decision: Decision) -> HttpResponse:
    standing = found.standing
    taken = standing.opened_at is not None
    waits = found.judgement and not standing.round.closed_at
    context = {
        "nav": "review",
        "dossier": found,
        "standing": standing,
        "round": standing.round,
        "stage": stage_label(standing.stage, standing.steps),
        "to_take_up": bool(waits and not taken and standing.is_under_review),
        "editable": bool(waits and taken and any(choice.part.open for choice in decision.choices)),
        "closed": standing.round.closed_at,
        "decision": decision,
        "lines": [
            (choice, [{"item": item, **choice.part.in_words(item.row)} for item in choice.returns])
            for choice in decision.choices
        ],
        "filters": _filters(request, found),
        "lapse_reasons": LapseReason.choices,
        "illustrative": note_on(standing.round),
    }
    return render(request, "criteria/review_dossier.html", context)
