"""Entry sheets of figures on screen: the form to download, upload, preview, apply (S12)."""

import re
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import localize
from django.views.decorators.cache import never_cache

from communes.naming import fold
from communes.resources.files import XLSX_TYPE
from criteria.actions import ActionRefused
from criteria.figure_error_file import error_file
from criteria.figure_forms import FigureSheetForm
from criteria.figure_ground import Dossier, FigureGround, figure_ground
from criteria.figure_import import apply_figures, preview_figures
from criteria.figure_preview import FigureOrder, FigurePreview, outside_words
from criteria.figure_template import figure_template, illustrative_words
from criteria.models import BatchKind, IndicatorResult, PendingUpload, Round
from criteria.outcomes import Judgement
from criteria.uploads import keep_upload
from criteria.views.entry_access import round_or_404

SHOWN = 200
# What the list of a preview may show, and how it is called.
LISTS = {"loi": "Lỗi", "canh-bao": "Cảnh báo", "thay-doi": "Thay đổi"}


def for_figures(*permissions: str):
    """Let in officers with a scope whose groups let them enter figures, and `permissions` besides."""

    def guard(view):
        @wraps(view)
        @login_required
        @never_cache
        def guarded(request: HttpRequest, *args, **kwargs):
            needed = ("criteria.change_indicatorresult", *permissions)
            if not request.user.has_perms(needed) or not request.user.scope_level:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@for_figures()
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhap-lieu/ky/<pk>/bieu-mau/`: the form, filled in; `?xa=` or `?huyen=` narrows the scope."""
    round = round_or_404(request.user, pk)
    ground = figure_ground(round, request.user)
    mine = [dossier for dossier in ground.dossiers if dossier.in_scope]
    dossiers = [dossier for dossier in mine if _is_asked(dossier, request)]
    if not dossiers:
        raise Http404("Không có xã nào của kỳ này trong phạm vi của bạn.")
    content = figure_template(ground, dossiers, unit=_unit(ground, dossiers))
    response = HttpResponse(content, content_type=XLSX_TYPE)
    place = dossiers[0].commune.code if len(dossiers) == 1 else _place_code(ground, dossiers)
    name = re.sub(r"\s+", "-", fold(f"so lieu chi tieu {place} {round.data_on:%Y-%m-%d}"))
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _is_asked(dossier: Dossier, request: HttpRequest) -> bool:
    commune, district = request.GET.get("xa", ""), request.GET.get("huyen", "")
    own = dossier.commune.district
    return commune in ("", dossier.commune.code) and district in ("", own.code if own else None)


def _districts(dossiers: list[Dossier]) -> set[int | None]:
    return {dossier.commune.district_id for dossier in dossiers}


def _unit(ground: FigureGround, dossiers: list[Dossier]) -> str:
    """ "Xã Đăk Pxi, Huyện Đăk Hà, Tỉnh Kon Tum": as narrow as the communes are."""
    first, parts = dossiers[0], [ground.round.province.full_name]
    if len(_districts(dossiers)) == 1 and first.district:
        parts.insert(0, first.district)
    if len(dossiers) == 1:
        parts.insert(0, first.label)
    return ", ".join(parts)


def _place_code(ground: FigureGround, dossiers: list[Dossier]) -> str:
    district = dossiers[0].commune.district
    one = district and len(_districts(dossiers)) == 1
    return district.code if one else ground.round.province.code


@for_figures("criteria.add_importbatch")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhap-lieu/ky/<pk>/tai-len/`: a sheet that can be read goes on to its preview."""
    round = round_or_404(request.user, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, fatal = FigureSheetForm(*sent), []
    if sent and form.is_valid():
        order = form.order(round, request.user)
        fatal = preview_figures(order).fatal
        if not fatal:
            return redirect("figures-preview", pk=_kept(order).pk)
    context = {
        "nav": "entry",
        "round": round,
        "form": form,
        "fatal": fatal,
        "illustrative": illustrative_words(round),
    }
    return render(request, "criteria/figures_upload.html", context)


def _kept(order: FigureOrder) -> PendingUpload:
    return keep_upload(
        kind=BatchKind.FIGURES,
        officer=order.officer,
        file_name=order.file_name,
        content=order.content,
        criteria_set=order.round.criteria_set,
        province=order.round.province,
        data_on=order.round.data_on,
        judgement=Judgement.SELF,
    )


def _order(request: HttpRequest, pk: int) -> tuple[PendingUpload, FigureOrder]:
    """The officer's own upload and what it asks for, from the bytes kept."""
    uploads = PendingUpload.objects.visible_to(request.user).filter(kind=BatchKind.FIGURES)
    kept = uploads.filter(pk=pk).first()
    if kept is None:
        raise Http404("Biểu này đã được áp dụng, đã bỏ hoặc quá một ngày; tải lên lại ở mục Nhập liệu.")
    same = Round.objects.filter(criteria_set=kept.criteria_set_id, province=kept.province_id)
    round = round_or_404(request.user, same.get(data_on=kept.data_on).pk)
    content = bytes(kept.content)
    return kept, FigureOrder(content, kept.file_name, round, request.user, max_bytes=len(content))


@for_figures("criteria.add_importbatch")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhap-lieu/so-lieu/<pk>/`: what would change, every error and conflict; applied only from here."""
    kept, order = _order(request, pk)
    if request.method == "POST" and "cancel" in request.POST:
        kept.delete()
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa ghi gì.")
        return redirect("figures-upload", pk=order.round.pk)
    found = preview_figures(order)
    if request.method != "POST":
        return _show(request, kept, found)
    if request.POST.get("fingerprint") != found.fingerprint:
        messages.error(request, "Số liệu của kỳ đã đổi sau khi xem trước; xem lại rồi áp dụng.")
        return _show(request, kept, found)
    return _applied(request, kept, found)


def _applied(request: HttpRequest, kept: PendingUpload, found: FigurePreview) -> HttpResponse:
    everything = "all_mine" in request.POST
    mine = {
        plan.key for plan in found.conflicts if everything or request.POST.get(f"keep-{plan.key}") == "mine"
    }
    try:
        batch = apply_figures(found, by=request.user, valid_only="valid_only" in request.POST, mine=mine)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return _show(request, kept, preview_figures(found.order))
    kept.delete()
    if batch is None:
        messages.info(request, "Biểu giống hệt số liệu đang có: 0 ô thay đổi nên không lập lô mới.")
        return redirect("import-batches")
    written = batch.figure_changes.count()
    messages.success(request, f"Đã áp dụng {localize(written)} ô số liệu thành lô số {batch.number}.")
    return redirect("import-batch", number=batch.number)


def _show(request: HttpRequest, kept: PendingUpload, found: FigurePreview) -> HttpResponse:
    totals = {"loi": found.error_count, "canh-bao": len(found.warnings), "thay-doi": len(found.changed)}
    chosen = request.GET.get("xem", "")
    if chosen not in LISTS:
        chosen = next((name for name, total in totals.items() if total), "thay-doi")
    conflicts = found.conflicts
    context = {
        "nav": "entry",
        "upload": kept,
        "round": found.order.round,
        "illustrative": illustrative_words(found.order.round),
        "preview": found,
        "lists": [(name, label, totals[name], name == chosen) for name, label in LISTS.items()],
        "chosen": chosen,
        "remarks": {"loi": found.faulty_rows, "canh-bao": found.warnings}.get(chosen, [])[:SHOWN],
        "outside": outside_words(len(found.outside)) if found.outside else "",
        "changes": found.changed[:SHOWN],
        "total": totals[chosen],
        "conflicts": _with_savers(conflicts[:SHOWN]),
        "conflicts_total": len(conflicts),
        "shown": SHOWN,
        "writable": len(found.changed),
        "ready": found.may_apply(valid_only=False),
        "partly_ready": found.may_apply(valid_only=True) and (found.changed or conflicts),
    }
    return render(request, "criteria/figures_preview.html", context)


def _with_savers(conflicts) -> list[tuple]:
    """Each conflict with the figure's row as it is now, which tells who saved it and when."""
    standings = {plan.dossier.standing_id for plan in conflicts}
    rows = IndicatorResult.objects.filter(standing__in=standings).select_related("updated_by")
    rows = rows.filter(indicator__in={plan.measure.id for plan in conflicts})
    saved = {(row.standing_id, row.indicator_id): row for row in rows}
    return [(plan, saved.get((plan.dossier.standing_id, plan.measure.id))) for plan in conflicts]


@for_figures("criteria.add_importbatch")
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhap-lieu/so-lieu/<pk>/loi.xlsx`: the sheet again, what is wrong marked in it."""
    _, order = _order(request, pk)
    found = preview_figures(order)
    if found.fatal:
        raise Http404("Biểu này không còn đọc được với kỳ báo cáo; tải lên lại.")
    response = HttpResponse(error_file(found), content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="bieu-co-loi.xlsx"'
    return response
