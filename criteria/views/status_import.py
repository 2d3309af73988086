"""Importing the wide sheet on screen: upload, preview, apply, undo (S12)."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import localize
from django.views.decorators.cache import never_cache

from communes.models import Officer
from criteria.actions import ActionRefused, foreseen_undo, may_import, undo_batch
from criteria.form_fields import ask_for_files_again
from criteria.forms import LapseForm, SheetForm
from criteria.models import BatchKind, ImportBatch, PendingUpload, Round
from criteria.outcomes import LABELS, NO_DATA
from criteria.sheet_ground import SheetOrder
from criteria.status_import import Preview, apply_preview, read_status_sheet
from criteria.uploads import keep_upload
from criteria.views.figure_batches import figure_batch_context

SHOWN = 200
BATCHES_SHOWN = 50
ROUNDS_SHOWN = 12


def for_entry(view):
    """Let in officers who may import: signed in, allowed by their groups, with a judgement to give."""

    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, *args, **kwargs):
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_entry
def batches(request: HttpRequest) -> HttpResponse:
    """`/nhap-lieu/`: the batches the officer may see, newest first."""
    found = ImportBatch.objects.visible_to(request.user).select_related(
        "round__criteria_set", "round__province", "applied_by"
    )
    context = {
        "nav": "entry",
        "batches": found[:BATCHES_SHOWN],
        "total": found.count(),
        "shown": BATCHES_SHOWN,
        "rounds": open_rounds(request.user)[:ROUNDS_SHOWN],
    }
    return render(request, "criteria/import_batches.html", context)


def open_rounds(officer: Officer):
    """The rounds in which the officer may enter figures, the newest first."""
    if not officer.has_perm("criteria.change_indicatorresult"):
        return Round.objects.none()
    open_ones = Round.objects.visible_to(officer).filter(closed_at__isnull=True, withdrawn_at__isnull=True)
    return open_ones.select_related("criteria_set", "province").order_by("-data_on", "-pk")


@for_entry
def upload_sheet(request: HttpRequest) -> HttpResponse:
    """`/nhap-lieu/bieu-tong-hop/`: a sheet that can be read goes on to its preview."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*sent, officer=request.user)
    fatal = []
    if sent and form.is_valid():
        order = form.order()
        fatal = read_status_sheet(order).fatal
        if not fatal:
            return redirect("import-preview", pk=_kept(order).pk)
    elif sent:
        ask_for_files_again(form, request.FILES)
    context = {"nav": "entry", "form": form, "fatal": fatal, "heading": _heading(form, fatal)}
    return render(request, "criteria/import_upload.html", context)


def _heading(form: SheetForm, fatal: list) -> str:
    """What the list of faults is called; nothing was read yet while a field is missing or wrong."""
    if fatal:
        return "Chưa đọc được biểu"
    codes = {error.code for field in form.errors.as_data().values() for error in field}
    return "Còn thiếu thông tin" if codes <= {"required"} else "Thông tin cần sửa"


def _kept(order: SheetOrder) -> PendingUpload:
    return keep_upload(
        officer=order.officer,
        file_name=order.file_name,
        content=order.content,
        criteria_set=order.criteria_set,
        province=order.province,
        data_on=order.data_on,
        blank_means=order.blank,
        judgement=order.judgement,
    )


def _order(request: HttpRequest, pk: int) -> tuple[PendingUpload, SheetOrder]:
    """The officer's own upload, and what it asks for, from the bytes kept."""
    uploads = PendingUpload.objects.visible_to(request.user).filter(kind=BatchKind.OUTCOMES)
    upload = uploads.select_related("criteria_set", "province").filter(pk=pk).first()
    if upload is None:
        raise Http404("Biểu này đã được áp dụng, đã bỏ hoặc quá một ngày; tải lên lại ở mục Nhập liệu.")
    return upload, SheetOrder(
        content=bytes(upload.content),
        file_name=upload.file_name,
        criteria_set=upload.criteria_set,
        province=upload.province,
        data_on=upload.data_on,
        blank=upload.blank_means,
        judgement=upload.judgement,
        officer=request.user,
        max_bytes=len(upload.content),
    )


@for_entry
def preview_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhap-lieu/xem-truoc/<pk>/`: what would change, and every error; applied only from here."""
    upload, order = _order(request, pk)
    preview = read_status_sheet(order)
    lapses = LapseForm(request.POST if request.method == "POST" else None, falls=len(preview.falls))
    if request.method != "POST":
        return _show(request, upload, preview, lapses)
    if "cancel" in request.POST:
        upload.delete()
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa ghi gì.")
        return redirect("import-sheet")
    if request.POST.get("fingerprint") != preview.fingerprint:
        messages.error(request, "Số liệu của kỳ đã đổi sau khi xem trước; xem lại rồi áp dụng.")
        return _show(request, upload, preview, lapses)
    if not lapses.is_valid():
        return _show(request, upload, preview, lapses)
    try:
        batch = apply_preview(
            preview, by=request.user, valid_only="valid_only" in request.POST, **lapses.cleaned_data
        )
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return _show(request, upload, preview, lapses)
    upload.delete()
    if batch is None:
        messages.info(request, "Biểu giống hệt số liệu đang có: 0 ô thay đổi nên không lập lô mới.")
        return redirect("import-batches")
    messages.success(request, f"Đã áp dụng {localize(batch.changes.count())} ô thành lô số {batch.number}.")
    return redirect("import-batch", number=batch.number)


def _show(request: HttpRequest, upload: PendingUpload, preview: Preview, lapses: LapseForm) -> HttpResponse:
    written = preview.tally["new"] + preview.tally["changed"]
    differing = preview.differing
    context = {
        "nav": "entry",
        "upload": upload,
        "preview": preview,
        "lapses": lapses,
        "tally": {kind: preview.tally[kind] for kind in ("new", "changed", "unchanged")},
        "errors": preview.all_errors[:SHOWN],
        "warnings": preview.warnings[:SHOWN],
        "changes": differing[:SHOWN],
        "changes_total": len(differing),
        "written": written,
        "same": written - len(differing),
        "shown": SHOWN,
        "ready": preview.may_apply(valid_only=False),
        "partly_ready": preview.may_apply(valid_only=True),
    }
    return render(request, "criteria/import_preview.html", context)


@for_entry
def batch_page(request: HttpRequest, number: int) -> HttpResponse:
    """`/nhap-lieu/lo/<number>/`: what a batch wrote, and what undoing it would leave or left."""
    batch = _batch(request, number)
    shows = figure_batch_context if batch.kind == BatchKind.FIGURES else _outcome_context
    context = {"nav": "entry", "batch": batch, "shown": SHOWN, **shows(batch, SHOWN)}
    return render(request, "criteria/import_batch.html", context)


def _outcome_context(batch: ImportBatch, shown: int) -> dict:
    changes = batch.changes.select_related("result__standing__commune", "result__criterion").order_by("id")
    kept = batch.changes_not_undoable().select_related("result__standing__commune", "result__criterion")
    differing = changes.exclude(before=F("after"))
    return {
        "changes": [_written(change) for change in differing[:shown]],
        "changes_total": differing.count(),
        "written": changes.count(),
        "kept": [_written(change) for change in kept],
    }


def _batch(request: HttpRequest, number: int) -> ImportBatch:
    visible = ImportBatch.objects.visible_to(request.user)
    related = ("round__criteria_set", "round__province", "applied_by", "undone_by")
    batch = visible.select_related(*related).filter(number=number).first()
    if batch is None:
        raise Http404("Không có lô này trong phạm vi của bạn.")
    return batch


def _written(change) -> dict[str, str]:
    """A change in words."""
    return {
        "commune": change.result.standing.commune.full_name,
        "criterion": str(change.result.criterion),
        "before": LABELS[change.before or NO_DATA] + (" (kỳ trước)" if change.before_carried else ""),
        "after": LABELS[change.after or NO_DATA],
        "lapse_reason": change.get_lapse_reason_display(),
    }


@for_entry
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """`/nhap-lieu/lo/<number>/hoan-tac/`: what undoing a batch would do; posting does it."""
    batch = _batch(request, number)
    act = undo_batch if request.method == "POST" else foreseen_undo
    try:
        undone = act(batch=batch, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("import-batch", number=number)
    if request.method != "POST":
        context = {"nav": "entry", "batch": batch, "undone": undone}
        return render(request, "criteria/import_undo.html", context)
    said = f"Đã hoàn tác lô số {number}: {localize(undone.restored)} ô trở về như trước."
    if undone.kept:
        said += f" {localize(len(undone.kept))} ô đã được sửa sau đó nên được giữ."
    if undone.withdrawn:
        said += f" {batch.round.name} không còn số liệu nào nên đã được hủy."
    messages.success(request, said)
    return redirect("import-batch", number=number)
