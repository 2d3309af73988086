"""A commune looks over its dossier, sends it for review, and takes it back while nobody has opened it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from criteria.actions import ActionRefused, completeness, submit, withdraw
from criteria.actions.limits import falls_unexplained
from criteria.dossier_facts import dossiers_of
from criteria.dossiers import CriterionPart, Dossier, has_warning, lacks_evidence, unexplained
from criteria.figure_grid import GridRow
from criteria.judged_today import judged_today
from criteria.levels import law_of
from criteria.models import LapseReason, Standing
from criteria.outcomes import LABELS, NO_DATA, Judgement
from criteria.stages import stage_label
from criteria.views.dossier import standing_or_404
from criteria.views.review import note_on
from criteria.views.sending_rights import SEND, may_send, may_withdraw, sent_for


@dataclass
class OutcomeLine:
    """What one criterion will say once the dossier is sent, beside the round before.

    `falls` says that đạt is lost and the reason is still to be chosen.
    """

    part: CriterionPart
    outcome: str
    falls: bool
    lapse_reason: str = ""
    error: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.outcome or NO_DATA]

    @property
    def differs(self) -> bool:
        return self.part.before not in ("", self.outcome or NO_DATA)


@dataclass
class Sending:
    """What a commune's officer has to know before sending: counts of indicators, and the outcomes."""

    rows: int
    entered: int
    missing: list[GridRow]
    undecided: list[GridRow]
    warned: list[GridRow]
    unexplained: list[GridRow]
    without_evidence: list[GridRow]
    lines: list[OutcomeLine]

    @property
    def blocked(self) -> bool:
        """Whether something has to be mended in the grid first."""
        return bool(self.undecided or self.unexplained or not self.lines)

    @property
    def falls(self) -> list[OutcomeLine]:
        return [line for line in self.lines if line.falls]

    @property
    def lapse_reasons(self) -> dict[int, str]:
        """Criterion id → why it falls from đạt, as `submit` takes it."""
        return {line.part.criterion.pk: line.lapse_reason for line in self.falls}


def sending_of(dossier: Dossier) -> Sending:
    """What a dossier would say if it were sent as it is."""
    rows = {row.measure.id: row for row in dossier.rows}
    figures = {
        key: row.stored if row.locked else judged_today(row.stored, row.verdict)
        for key, row in rows.items()
        if row.stored is not None
    }
    found = completeness(dossier.standing, figures)
    lines = []
    for part in dossier.parts:
        if part.criterion.pk in found.outcomes:
            outcome = found.outcomes[part.criterion.pk]
            lines.append(OutcomeLine(part, outcome, falls_unexplained(part.result, Judgement.SELF, outcome)))
    return Sending(
        rows=len(found.measures),
        entered=dossier.standing.entered,
        missing=[rows[measure.id] for measure in found.missing],
        undecided=[rows[measure.id] for measure in found.undecided],
        warned=[row for row in dossier.rows if has_warning(row)],
        unexplained=[row for row in dossier.rows if unexplained(row)],
        without_evidence=[row for row in dossier.rows if lacks_evidence(row)],
        lines=lines,
    )


@login_required
@never_cache
def submit_page(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """`…/gui/`: what is entered, missing and odd, what each criterion will say; posting sends it."""
    if not (request.user.has_perm(SEND) or request.user.has_perm("criteria.change_indicatorresult")):
        raise PermissionDenied
    standing = standing_or_404(request, round_id, code)
    [dossier] = dossiers_of([standing], law_of(standing.round), request.user, [], with_evidence=True)
    sending = sending_of(dossier)
    incomplete_error = ""
    if request.method == "POST":
        incomplete_error = _read(request, sending)
        faulty = incomplete_error or any(line.error for line in sending.lines)
        if not faulty and _sent(request, standing, sending):
            return redirect("entry-submit", round_id, code)
    context = {
        "nav": "entry",
        "standing": standing,
        "round": standing.round,
        "sending": sending,
        "stage": stage_label(standing.stage, standing.steps),
        "doing": sent_for(standing),
        "may_send": may_send(request.user, standing),
        "may_withdraw": may_withdraw(request.user, standing),
        "incomplete": "con-thieu" in request.POST,
        "incomplete_error": incomplete_error,
        "lapse_reasons": LapseReason.choices,
        "illustrative": note_on(standing.round),
    }
    return render(request, "criteria/submit.html", context)


def _read(request: HttpRequest, sending: Sending) -> str:
    """Read the reasons of falls into the lines; what is wrong with leaving data out, "" when nothing."""
    for line in sending.falls:
        chosen = request.POST.get(f"tut-{line.part.criterion.pk}", "")
        line.lapse_reason = chosen if chosen in LapseReason.values else ""
        if not line.lapse_reason:
            line.error = "Tiêu chí từ Đạt xuống không đạt: chọn lý do bị tụt."
    if sending.missing and "con-thieu" not in request.POST:
        return f"Còn {len(sending.missing)} chỉ tiêu chưa có số liệu: nhập tiếp, hoặc chọn gửi dù còn thiếu."
    return ""


def _sent(request: HttpRequest, standing: Standing, sending: Sending) -> bool:
    """Send the dossier; False, with a message, when it is refused."""
    try:
        submit(
            standing=standing,
            by=request.user,
            lapse_reasons=sending.lapse_reasons,
            incomplete="con-thieu" in request.POST,
        )
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, "Đã gửi; số liệu được khóa trong khi xem xét.")
    return True


@login_required
@never_cache
@require_POST
def withdrawal(request: HttpRequest, round_id: int, code: str) -> HttpResponse:
    """`…/rut-lai/`: take the dossier back, before anybody opened it."""
    if not request.user.has_perm(SEND):
        raise PermissionDenied
    standing = standing_or_404(request, round_id, code)
    try:
        withdraw(standing=standing, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã rút lại; sửa số liệu rồi gửi lại.")
    return redirect("entry-submit", round_id, code)
