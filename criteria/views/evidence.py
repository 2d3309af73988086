"""Evidence of one indicator of one commune in one round, and the files themselves."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from communes.row_keys import key_of, row_or_404
from criteria.actions import ActionRefused
from criteria.actions import evidence as acts
from criteria.evidence_files import ACCEPTED, INLINE, TAKEN
from criteria.evidence_photos import LONG_SIDE
from criteria.models import Evidence, EvidenceUse, Indicator, Round, Standing
from criteria.views.kept_files import kept_file

FILES_AT_ONCE = 10
EARLIER_SHOWN = 40


@dataclass(frozen=True)
class Fault:
    """A file that was not taken: its name ("" for the whole attempt) and the sentence that says why."""

    name: str
    message: str


@login_required
@permission_required("criteria.view_evidence", raise_exception=True)
@cache_control(private=True, no_store=True)
def evidence_page(request: HttpRequest, round_id: int, code: str, indicator_id: int) -> HttpResponse:
    """`…/minh-chung/`: the files shown for an indicator; attach, use again and take away."""
    standing, indicator = _dossier(request, round_id, code, indicator_id)
    faults: list[Fault] = []
    if request.method == "POST":
        done, faults = _act(request, standing, indicator)
        if done:
            messages.success(request, done)
        if not faults:
            return redirect("evidence", round_id, code, indicator_id)
    context = {
        "nav": "entry",
        "standing": standing,
        "indicator": indicator,
        "uses": _shown(standing, indicator),
        "earlier": _earlier(request, standing, indicator),
        "locked": acts.refusal_to_change(standing, indicator, request.user),
        "faults": faults,
        "illustrative": _illustrative(standing.round),
        "taken": TAKEN,
        "accepted": ACCEPTED,
        "max_mb": settings.EVIDENCE_MAX_MB,
        "at_once": FILES_AT_ONCE,
        "long_side": LONG_SIDE,
        "inline": INLINE,
    }
    return render(request, "criteria/evidence.html", context)


def _illustrative(round: Round) -> str:
    """What to say of figures that are made up; "" of real ones."""
    if not round.illustrative:
        return ""
    return round.illustrative_note or "Số liệu minh họa, không phải số liệu thật."


def _dossier(request, round_id: int, code: str, indicator_id: int) -> tuple[Standing, Indicator]:
    """The standing inside the officer's scope, and an indicator of its round's set; 404 otherwise."""
    standings = Standing.objects.visible_to(request.user).select_related(
        "round__criteria_set", "round__province", "commune", "district"
    )
    standing = standings.filter(
        round__id=round_id, commune__code=code, round__withdrawn_at__isnull=True
    ).first()
    indicator = None
    if standing:
        found = Indicator.objects.in_force(standing.round.data_on).select_related("criterion")
        own = found.filter(criterion__criteria_set=standing.round.criteria_set_id)
        indicator = own.filter(pk=indicator_id).first()
    if indicator is None:
        raise Http404("Không có chỉ tiêu này của xã trong phạm vi của bạn.")
    return standing, indicator


def _shown(standing: Standing, indicator: Indicator):
    uses = standing.evidence_uses.filter(indicator=indicator, removed_at__isnull=True)
    return uses.select_related("evidence", "added_by").order_by("added_at", "id")


def _earlier(request: HttpRequest, standing: Standing, indicator: Indicator) -> list[Evidence]:
    """The commune's other files, newest first, with where each is shown."""
    here = EvidenceUse.objects.filter(standing=standing, indicator=indicator, removed_at__isnull=True)
    uses = EvidenceUse.objects.filter(removed_at__isnull=True).select_related("standing__round", "indicator")
    files = Evidence.objects.visible_to(request.user).filter(commune=standing.commune_id)
    return list(
        files.exclude(pk__in=here.values("evidence"))
        .prefetch_related(Prefetch("uses", uses, to_attr="shown_for"))
        .order_by("-added_at", "-id")[:EARLIER_SHOWN]
    )


def _act(request: HttpRequest, standing: Standing, indicator: Indicator) -> tuple[str, list[Fault]]:
    """Do what the button says: (what was done, what was not)."""
    if "remove" in request.POST:
        return _removed(request, standing, indicator)
    if "reuse" in request.POST:
        return _used_again(request, standing, indicator)
    return _attached(request, standing, indicator)


def _attached(request: HttpRequest, standing: Standing, indicator: Indicator) -> tuple[str, list[Fault]]:
    """Every file is judged by itself: one that is refused keeps none of the others out."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        return "", [Fault("", "Chọn ít nhất một tệp rồi bấm “Đính kèm”.")]
    if len(uploads) > FILES_AT_ONCE:
        return "", [Fault("", f"Mỗi lần gửi không quá {FILES_AT_ONCE} tệp; chưa đính kèm tệp nào.")]

    def attach(upload: UploadedFile):
        acts.attach(standing=standing, indicator=indicator, upload=upload, by=request.user)

    return _each(uploads, attach, "Đã đính kèm {} tệp.")


def _used_again(request: HttpRequest, standing: Standing, indicator: Indicator) -> tuple[str, list[Fault]]:
    wanted = set(request.POST.getlist("evidence"))
    own = Evidence.objects.visible_to(request.user).filter(commune=standing.commune_id)
    files = [file for file in own if str(file.pk) in wanted]
    if not files:
        return "", [Fault("", "Chọn ít nhất một tệp đã có của xã rồi bấm “Dùng lại tệp đã chọn”.")]

    def reuse(evidence: Evidence):
        acts.reuse(evidence=evidence, standing=standing, indicator=indicator, by=request.user)

    return _each(files, reuse, "Đã dùng lại {} tệp.")


def _each(files: list, act, done: str) -> tuple[str, list[Fault]]:
    faults = []
    for file in files:
        try:
            act(file)
        except ActionRefused as refusal:
            faults.append(Fault(file.name, str(refusal)))
    taken = len(files) - len(faults)
    return (done.format(taken) if taken else ""), faults


def _removed(request: HttpRequest, standing: Standing, indicator: Indicator) -> tuple[str, list[Fault]]:
    key = request.POST["remove"]
    uses = EvidenceUse.objects.filter(standing=standing, indicator=indicator)
    uses = uses.select_related("evidence", "standing__round", "indicator__criterion")
    use = row_or_404(uses, "minh chứng", pk=key_of(key))
    try:
        acts.remove(use=use, by=request.user)
    except ActionRefused as refusal:
        return "", [Fault(use.evidence.name, str(refusal))]
    return f"Đã gỡ “{use.evidence.name}” khỏi chỉ tiêu này.", []


@login_required
@permission_required("criteria.view_evidence", raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """`/minh-chung/<pk>/`: a file, downloaded; pictures are shown with `?xem=1`."""
    evidence = Evidence.objects.visible_to(request.user).filter(pk=pk).first()
    if evidence is None:
        raise Http404("Không có minh chứng này trong phạm vi của bạn.")
    shown = evidence.content_type in INLINE and "xem" in request.GET
    return kept_file(evidence.file, name=evidence.name, content_type=evidence.content_type, shown=shown)
