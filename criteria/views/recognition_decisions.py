"""Decisions on recognition: revoking one, restoring what was revoked, and their files."""

from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from communes.row_keys import key_of
from criteria.actions.recognising import REVOKE, restore, revoke, why_not_restored, why_not_revoked
from criteria.models import Recognition
from criteria.recognition_forms import WhyDecisionForm
from criteria.views.kept_files import kept_file
from criteria.views.officers_only import for_officers
from criteria.views.recognition_acts import act_page
from criteria.wording import day

VIEW = "criteria.view_recognition"
FILES = {"cong-nhan": "file", "thu-hoi": "revocation_file"}


def _recognition_or_404(request: HttpRequest, pk: int) -> Recognition:
    rows = Recognition.objects.visible_to(request.user).select_related("commune", "criteria_set")
    found = rows.filter(pk=key_of(pk)).first()
    if found is None:
        raise Http404("Không có quyết định này trong phạm vi của bạn.")
    return found


@for_officers(REVOKE)
def recognition_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """`/cong-nhan/quyet-dinh/<pk>/thu-hoi/`: the dated decision that revokes."""
    row, said = _recognition_or_404(request, pk), "Công nhận được giữ lại kèm ngày thu hồi."
    if higher := _of_other_tiers(row):
        said += f" Quyết định này không thu hồi công nhận khác còn hiệu lực của xã: {higher}."
    return _decide(request, row, revoke, "Thu hồi công nhận", said, closed=why_not_revoked(row))


def _of_other_tiers(row: Recognition) -> str:
    """The commune's recognitions of other tiers in force today; a revocation of one leaves them."""
    others = Recognition.objects.filter(commune=row.commune, revoked_on=None).exclude(pk=row.pk)
    others = others.exclude(criteria_set__tier=row.criteria_set.tier).select_related("criteria_set")
    return "; ".join(f"{one.criteria_set.short_name} (QĐ {one.decision_number})" for one in others)


@for_officers(REVOKE)
def recognition_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """`/cong-nhan/quyet-dinh/<pk>/khoi-phuc/`: the decision that puts a wrong revocation right."""
    said = "Xã lại được công nhận từ ngày của quyết định này; khoảng đã thu hồi vẫn tính là chưa công nhận."
    row = _recognition_or_404(request, pk)
    return _decide(request, row, restore, "Khôi phục công nhận", said, closed=why_not_restored(row))


def _decide(
    request: HttpRequest, row: Recognition, decide: Callable, title: str, said: str, *, closed: str
) -> HttpResponse:
    form = WhyDecisionForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form,
        lambda: decide(recognition=row, decision=form.decision(), by=request.user),
        done=f"{title}: đã ghi.",
        back=f"{row.commune.dated_url}#cong-nhan",
        closed=closed,
        commune=row.commune,
        title=f"{title}: {row.commune.full_name}",
        said=f"Quyết định {row.decision_number} ngày {day(row.decided_on)}, năm đạt chuẩn "
        f"{row.year_achieved}. {said}",
        button=title,
        illustrative="Công nhận dựng để dùng thử." if row.illustrative else "",
    )


@require_safe
@for_officers(VIEW)
def recognition_file(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """`/cong-nhan/quyet-dinh/<pk>/tep/<kind>/`: the file of the decision or of its revocation, downloaded."""
    row = _recognition_or_404(request, pk)
    file = getattr(row, FILES.get(kind, ""), None)
    if not file:
        raise Http404("Quyết định này chưa có tệp.")
    return kept_file(file, name=f"{kind}-{row.commune.code}{Path(file.name).suffix}")
