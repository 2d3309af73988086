"""Preparing a reorganisation, on screen: the blank sheet, upload, preview, the national lists."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date

from communes.actions import lines_from_seeds, prepare
from communes.admin.sheets import PrivateUpload
from communes.naming import fold
from communes.reorganising import ReorganisationRefused
from communes.resources.files import XLSX_TYPE
from communes.seed_files import NEW_TREE_STARTS
from criteria.actions import ActionRefused
from criteria.sheet_rows import Finding
from ntm_portal.reorganisation_forms import SeedsForm, SheetForm, TemplateForm, first_day_field
from ntm_portal.reorganisation_places import A_DAY
from ntm_portal.reorganisation_rights import for_preparing
from ntm_portal.reorganisation_sheet import SheetOrder, SheetPreview, preview_sheet
from ntm_portal.reorganisation_template import reorganisation_template

SHOWN = 200
# Sheets an officer has between upload and preparing, by the name of the kept file.
SHEETS, KEPT = "reorganisation-sheets", 8
GONE = "Biểu này đã bỏ, đã dùng hoặc quá một ngày; tải lên lại ở trang chuẩn bị sắp xếp."
OVERTAKEN = "Danh mục đơn vị đã đổi sau khi xem trước; xem lại rồi lưu bản chuẩn bị."
FAULTY = "Biểu còn lỗi nên chưa lưu gì; sửa các ô đã nêu rồi tải lên lại."


@for_preparing
def template(request: HttpRequest) -> HttpResponse:
    """`/sap-xep/bieu-mau/?tinh=&ngay=`: the blank sheet of a province; without an answer, the form again."""
    form = _template_form(request)
    if not form.is_valid():
        return _upload_page(request, SheetForm(), template_form=form)
    province, effective_on = form.cleaned_data["tinh"], form.cleaned_data["ngay"]
    content = reorganisation_template(province, effective_on, request.user)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    name = fold(f"sap xep {province.name} {effective_on:%d %m %Y}").replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _template_form(request: HttpRequest) -> TemplateForm:
    """The provinces offered are those of the day before the one asked for."""
    try:
        day = first_day_field().clean(request.GET.get("ngay", ""))
    except ValidationError:
        day = NEW_TREE_STARTS
    return TemplateForm(request.GET or None, by=request.user, on=day - A_DAY)


@for_preparing
def upload(request: HttpRequest) -> HttpResponse:
    """`/sap-xep/chuan-bi/`: a sheet that can be read goes on to its preview."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, fatal = SheetForm(*sent), []
    if sent and form.is_valid():
        order = form.order()
        fatal = preview_sheet(order, request.user).fatal
        if not fatal:
            return redirect("reorganisation-sheet-preview", _kept(request, form, order))
    return _upload_page(request, form, fatal=fatal)


def _upload_page(request: HttpRequest, form: SheetForm, *, fatal=(), template_form=None) -> HttpResponse:
    template_form = template_form or TemplateForm(by=request.user, on=NEW_TREE_STARTS - A_DAY)
    context = {"form": form, "fatal": fatal, "template_form": template_form}
    return render(request, "reorganisation/sheet_upload.html", context)


def _kept(request: HttpRequest, form: SheetForm, order: SheetOrder) -> str:
    """Keep a sheet until it is used; only this session knows under which name."""
    store = PrivateUpload()
    store.save(order.content)
    kept = form.facts() | {
        "effective_on": order.effective_on.isoformat(),
        "file": form.cleaned_data["file"].name[-200:],
    }
    sheets = {**request.session.get(SHEETS, {}), store.name: kept}
    request.session[SHEETS] = dict(list(sheets.items())[-KEPT:])
    return store.name


@for_preparing
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """`/sap-xep/chuan-bi/<name>/`: every fault, or what would be prepared; prepared only from here."""
    kept = request.session.get(SHEETS, {}).get(name)
    if kept is None:
        raise Http404(GONE)
    if "prepared" in kept:
        return redirect("reorganisation", kept["prepared"])
    order = _order(kept, name)
    if request.method == "POST" and "cancel" in request.POST:
        _forget(request, name, None)
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa lưu gì.")
        return redirect("reorganisation-sheet")
    found = preview_sheet(order, request.user)
    if request.method == "POST":
        prepared = _prepare(request, kept, found)
        if prepared:
            _forget(request, name, {"prepared": prepared.pk})
            return redirect(prepared)
    context = {
        "kept": kept,
        "effective_on": order.effective_on,
        "preview": found,
        "errors": found.errors[:SHOWN],
        "warnings": found.warnings[:SHOWN],
        "rows": found.rows[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "reorganisation/sheet_preview.html", context)


def _order(kept: dict, name: str) -> SheetOrder:
    try:
        content = PrivateUpload(name=name).read()
    except (FileNotFoundError, ValueError):
        raise Http404(GONE) from None
    return SheetOrder(content, parse_date(kept["effective_on"]), len(content))


def _prepare(request: HttpRequest, kept: dict, found: SheetPreview):
    """The reorganisation as stored; None with everything that is in the way said on the page."""
    if found.errors or found.fatal:
        messages.error(request, FAULTY)
    elif found.fingerprint != request.POST.get("fingerprint", ""):
        messages.error(request, OVERTAKEN)
    else:
        try:
            return prepare(
                name=kept["name"],
                decision=kept["decision"],
                effective_on=parse_date(kept["effective_on"]),
                note=kept["note"],
                lines=found.planned_lines(),
                heirs=found.planned_heirs(),
                by=request.user,
            )
        except ReorganisationRefused as refusal:
            found.errors += [
                Finding(found.cell_of(fault), fault.text, found.row_of(fault)) for fault in refusal.faults
            ]
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
    return None


def _forget(request: HttpRequest, name: str, result: dict | None) -> None:
    """The file is gone; a page sent twice still finds what it prepared."""
    PrivateUpload(name=name).remove()
    sheets = request.session[SHEETS]
    sheets.pop(name)
    request.session[SHEETS] = {**sheets, name: result} if result else sheets


@for_preparing
def from_seeds(request: HttpRequest) -> HttpResponse:
    """`/sap-xep/chuan-bi/danh-muc/`: what the national lists say became of a province on 01/07/2025."""
    sent = (request.POST,) if request.method == "POST" else ()
    form, faults = SeedsForm(*sent, by=request.user), []
    if sent and form.is_valid():
        try:
            prepared = prepare(
                **form.facts(),
                effective_on=NEW_TREE_STARTS,
                lines=lines_from_seeds(form.cleaned_data["province"].code),
                by=request.user,
            )
        except ReorganisationRefused as refusal:
            faults = [fault.text for fault in refusal.faults]
        except ActionRefused as refusal:
            faults = [str(refusal)]
        else:
            return redirect(prepared)
    context = {"form": form, "faults": faults, "effective_on": NEW_TREE_STARTS}
    return render(request, "reorganisation/from_seeds.html", context)
