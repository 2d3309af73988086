"""Indicators of a set from a sheet, on screen: the sheet to fill, upload, preview, apply."""

import datetime
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from communes.admin.sheets import PrivateUpload
from communes.resources.files import XLSX_TYPE
from criteria.actions import ActionRefused
from criteria.actions.law_sheets import apply_law, refuse_unless_keeping
from criteria.actions.levels import effects_of_all
from criteria.admin.effects import effect_line
from criteria.form_fields import ask_for_files_again
from criteria.law_sheet import LawOrder, LawPreview, preview_law
from criteria.law_sheet_forms import LawSheetForm
from criteria.law_sheet_template import law_template
from criteria.models import CriteriaSet

SHOWN = 200
SHEETS, KEPT = "law-sheets", 8
GONE = "Biểu này đã áp dụng, đã bỏ hoặc quá một ngày; tải lên lại."


def for_keepers(view):
    """Let in officers who may write the set's texts and levels; 404 for a set they do not see."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, code: str, **kwargs):
        criteria_set = set_or_404(request, code)
        try:
            refuse_unless_keeping(request.user, criteria_set)
        except ActionRefused as refusal:
            raise PermissionDenied(str(refusal)) from None
        return view(request, criteria_set, **kwargs)

    return guarded


def set_or_404(request: HttpRequest, code: str) -> CriteriaSet:
    """The set of that code the officer may read."""
    found = CriteriaSet.objects.visible_to(request.user).select_related("issued_by").filter(code=code).first()
    if found is None:
        raise Http404("Không có bộ tiêu chí này.")
    return found


@for_keepers
def template(request: HttpRequest, criteria_set: CriteriaSet) -> HttpResponse:
    """`…/nap/bieu-mau/`: the sheet to fill, with what is there."""
    on = max(timezone.localdate(), criteria_set.valid_from)
    on = min(on, criteria_set.valid_to) if criteria_set.valid_to else on
    response = HttpResponse(law_template(criteria_set, on), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="chi-tieu-{criteria_set.code}.xlsx"'
    return response


@for_keepers
def upload(request: HttpRequest, criteria_set: CriteriaSet) -> HttpResponse:
    """`/tieu-chi/<set>/nap/`: a sheet that can be read goes on to its preview."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, fatal = LawSheetForm(*sent, criteria_set=criteria_set), []
    if sent and form.is_valid():
        order = form.order()
        fatal = preview_law(order).fatal
        if not fatal:
            return redirect("law-sheet-preview", criteria_set.code, _kept(request, order))
    elif sent:
        ask_for_files_again(form, request.FILES)
    context = {"nav": "criteria", "criteria_set": criteria_set, "form": form, "fatal": fatal}
    return render(request, "criteria/law_upload.html", context)


def _kept(request: HttpRequest, order: LawOrder) -> str:
    """Keep a sheet until it is applied; only this session knows under which name."""
    store = PrivateUpload()
    store.save(order.content)
    kept = {
        "set": order.criteria_set.pk,
        "file": order.file_name[-200:],
        "document": order.document,
        "since": order.since.isoformat(),
    }
    sheets = {**request.session.get(SHEETS, {}), store.name: kept}
    request.session[SHEETS] = dict(list(sheets.items())[-KEPT:])
    return store.name


def _order(request: HttpRequest, criteria_set: CriteriaSet, name: str) -> LawOrder:
    """The kept sheet of this session and set; 404 for anybody else's."""
    kept = request.session.get(SHEETS, {}).get(name)
    if kept is None or kept["set"] != criteria_set.pk:
        raise Http404(GONE)
    try:
        content = PrivateUpload(name=name).read()
    except (FileNotFoundError, ValueError):
        raise Http404(GONE) from None
    return LawOrder(
        content=content,
        file_name=kept["file"],
        criteria_set=criteria_set,
        document=kept["document"],
        since=datetime.date.fromisoformat(kept["since"]),
        max_bytes=len(content),
    )


@for_keepers
def preview(request: HttpRequest, criteria_set: CriteriaSet, name: str) -> HttpResponse:
    """`…/nap/<name>/`: every fault, or what would be written; applied only from here."""
    order = _order(request, criteria_set, name)
    if request.method == "POST" and "cancel" in request.POST:
        _forget(request, name)
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa ghi gì.")
        return redirect("law-sheet", criteria_set.code)
    if request.method == "POST":
        try:
            found, effects = apply_law(order=order, seen=request.POST.get("fingerprint", ""), by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            _forget(request, name)
            messages.success(request, _said(found, effects))
            return redirect("law-verify", criteria_set.code)
    return _show(request, order, preview_law(order))


def _said(found: LawPreview, effects: list) -> str:
    recomputed = sum(not effect.kept for effect in effects)
    said = f"Đã nạp: {found.new} chỉ tiêu mới, {found.changed} đổi, {found.unchanged} giữ nguyên"
    drafts = f"; đã tính lại {recomputed} kết quả nháp" if recomputed else ""
    return f"{said}{drafts}. Người khác kiểm chứng thì mới được dùng để kết luận."


def _forget(request: HttpRequest, name: str) -> None:
    PrivateUpload(name=name).remove()
    request.session[SHEETS] = {key: kept for key, kept in request.session[SHEETS].items() if key != name}


def _show(request: HttpRequest, order: LawOrder, found: LawPreview) -> HttpResponse:
    effects = effects_of_all(found.thresholds) if not found.errors and found.thresholds else []
    context = {
        "nav": "criteria",
        "criteria_set": order.criteria_set,
        "order": order,
        "preview": found,
        "errors": found.errors[:SHOWN],
        "indicators": [one for one in found.indicators if one.status != "same"][:SHOWN],
        "criteria": [one for one in found.criteria if one.status != "same"],
        "effects": [effect_line(effect) for effect in effects[:SHOWN]],
        "effect_count": len(effects),
        "shown": SHOWN,
    }
    return render(request, "criteria/law_preview.html", context)
