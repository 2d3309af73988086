"""Yearly plans from a sheet, on screen: the sheet to fill in, upload, preview, apply, what it wrote, undo."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from communes.admin.sheets import PrivateUpload
from communes.naming import fold
from communes.resources.files import XLSX_TYPE
from communes.row_keys import row_or_404
from criteria.actions.permissions import ActionRefused
from criteria.actions.target_sheets import apply_target_sheet, foreseen_target_undo, undo_target_sheet
from criteria.form_fields import ask_for_files_again
from criteria.marked_workbooks import Sent, with_findings
from criteria.models import TargetSheet
from criteria.plan_reading import PlanChoice
from criteria.target_sheet import preview_targets
from criteria.target_template import target_template
from criteria.views.plan_access import communes_to_plan, for_planning
from criteria.views.plan_entry import frame, order_of

SHOWN, KEPT = 200, 8
SHEETS = "plan-sheets"
GONE = "Biểu này đã bỏ hoặc quá một ngày; tải lên lại."


class PlanSheetForm(forms.Form):
    """Which sheet, by which document, and why approved plans are changed."""

    file = forms.FileField(
        label="Tệp biểu kế hoạch năm",
        help_text="Tệp .xlsx, .xls hoặc .csv.",
        error_messages={
            "required": "Chọn tệp biểu kế hoạch năm.",
            "empty": "Tệp rỗng; chọn tệp có biểu kế hoạch.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )
    document = forms.CharField(
        label="Văn bản giao hoặc đăng ký", help_text="Số, ngày văn bản.", max_length=200, required=False
    )
    reason = forms.CharField(
        label="Lý do điều chỉnh",
        help_text="Chỉ cần khi biểu đổi kế hoạch đã duyệt.",
        max_length=300,
        required=False,
    )


@for_planning
def plan_template(request: HttpRequest, choice: PlanChoice) -> HttpResponse:
    """`…/nhap/bieu-mau/`: the communes of the scope with their plans as they stand."""
    communes = communes_to_plan(request.user, choice)
    if not communes:
        raise Http404(f"Không có xã nào để lập kế hoạch năm {choice.year} trong phạm vi của bạn.")
    content = target_template(order_of(choice, {}), communes)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    place = (choice.district or choice.province).name
    name = fold(f"ke hoach nam {choice.year} {place}").replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@for_planning
def plan_upload(request: HttpRequest, choice: PlanChoice) -> HttpResponse:
    """`…/nhap/bieu/`: a sheet that can be read goes on to its preview."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, fatal = PlanSheetForm(*sent), []
    if sent and form.is_valid():
        limit, file = settings.STATUS_SHEET_MAX_BYTES, form.cleaned_data["file"]
        content = file.read(limit + 1)
        fatal = preview_targets(content, order_of(choice, form.cleaned_data), request.user, limit).fatal
        if not fatal:
            return _to("plan-preview", choice, _kept(request, choice, content, form))
    elif sent:
        ask_for_files_again(form, request.FILES)
    return render(
        request, "criteria/plan_upload.html", {**frame(request, choice), "form": form, "fatal": fatal}
    )


def _to(name: str, choice: PlanChoice, *where) -> HttpResponse:
    return redirect(reverse(name, args=[choice.province.code, *where]) + choice.query)


def _kept(request: HttpRequest, choice: PlanChoice, content: bytes, form: PlanSheetForm) -> str:
    """Keep a sheet until it is applied; only this session knows under which name."""
    store = PrivateUpload()
    store.save(content)
    said = {name: form.cleaned_data[name] for name in ("document", "reason")}
    kept = {**said, "file": form.cleaned_data["file"].name[-200:], "about": _about(choice)}
    sheets = {**request.session.get(SHEETS, {}), store.name: kept}
    request.session[SHEETS] = dict(list(sheets.items())[-KEPT:])
    return store.name


def _about(choice: PlanChoice) -> list:
    return [choice.province.pk, choice.year, choice.criteria_set.pk]


def _own(request: HttpRequest, choice: PlanChoice, name: str) -> tuple[dict, bytes]:
    """What the session knows of a sheet, and its content; 404 for anybody else's."""
    kept = request.session.get(SHEETS, {}).get(name)
    if kept is None or kept["about"] != _about(choice):
        raise Http404(GONE)
    try:
        return kept, PrivateUpload(name=name).read()
    except (FileNotFoundError, ValueError):
        raise Http404(GONE) from None


@for_planning
def plan_preview(request: HttpRequest, choice: PlanChoice, name: str) -> HttpResponse:
    """`…/nhap/bieu/<name>/`: every fault, or what would be written; applied only from here."""
    kept, content = _own(request, choice, name)
    order = order_of(choice, kept)
    if request.method == "POST" and "cancel" in request.POST:
        _forget(request, name)
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa ghi gì.")
        return _to("plan-upload", choice)
    if request.method == "POST":
        seen = request.POST.get("fingerprint", "")
        try:
            sheet = apply_target_sheet(
                content=content, file_name=kept["file"], order=order, seen=seen, by=request.user
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            _forget(request, name)
            messages.success(request, f"Đã áp dụng {sheet}.")
            return _to("plan-sheet", choice, sheet.number)
    preview = preview_targets(content, order, request.user, len(content))
    context = {
        **frame(request, choice),
        "name": name,
        "file_name": kept["file"],
        "order": order,
        "preview": preview,
        "errors": preview.errors[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "criteria/plan_preview.html", context)


@for_planning
def plan_errors(request: HttpRequest, choice: PlanChoice, name: str) -> HttpResponse:
    """`…/nhap/bieu/<name>/loi.xlsx`: the sheet again, what is wrong marked in it."""
    kept, content = _own(request, choice, name)
    preview = preview_targets(content, order_of(choice, kept), request.user, len(content))
    if preview.fatal:
        raise Http404("Biểu này không còn đọc được với năm và bộ tiêu chí; tải lên lại.")
    sent = Sent(content, preview.sheet, preview.rows, len(content))
    response = HttpResponse(with_findings(sent, preview.errors, preview.warnings), content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="bieu-ke-hoach-co-loi.xlsx"'
    return response


def _forget(request: HttpRequest, name: str) -> None:
    PrivateUpload(name=name).remove()
    sheets = request.session[SHEETS]
    sheets.pop(name)
    request.session[SHEETS] = sheets


@for_planning
def plan_sheet(request: HttpRequest, choice: PlanChoice, number: int) -> HttpResponse:
    """`…/nhap/bieu-so/<number>/`: what a sheet wrote; posting undoes it."""
    found = TargetSheet.objects.visible_to(request.user).filter(province=choice.province)
    sheet = row_or_404(found.select_related("applied_by", "undone_by"), "biểu kế hoạch", number=number)
    if request.method == "POST":
        try:
            undone = undo_target_sheet(sheet=sheet, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = f"Đã hoàn tác {sheet}: {len(undone.taken_back)} xã trở về như trước"
            messages.success(request, f"{said}, {len(undone.kept)} xã được giữ.")
        return _to("plan-sheet", choice, number)
    context = {**frame(request, choice), "sheet": sheet, "undo": foreseen_target_undo(sheet)}
    return render(request, "criteria/plan_sheet.html", context)
