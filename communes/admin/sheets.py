"""Import and export pages of a list: one upload, one preview of everything, one confirmation."""

import re
import time
from pathlib import Path
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Model
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.tmp_storages import BaseStorage

from communes.naming import fold
from communes.resources.files import CsvFile, SheetFile, XlsxFile
from communes.resources.results import SHOWN

A_DAY = 24 * 60 * 60


class PrivateUpload(BaseStorage):
    """An uploaded file between preview and confirmation: in a private folder, under a name nobody guesses."""

    @staticmethod
    def folder() -> Path:
        return Path(settings.MEDIA_ROOT) / "imports"

    def path(self) -> Path:
        if not re.fullmatch(r"[0-9a-f]{32}", self.name or ""):
            raise ValueError("not the name of an upload")
        return self.folder() / self.name

    def save(self, data: bytes) -> None:
        self.folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self.folder().iterdir():
            # Files previewed and never confirmed.
            if left.stat().st_mtime < time.time() - A_DAY:
                left.unlink(missing_ok=True)
        self.name = uuid4().hex
        self.path().write_bytes(data)

    def read(self) -> bytes:
        return self.path().read_bytes()

    def remove(self) -> None:
        self.path().unlink(missing_ok=True)


class SheetImportForm(ImportForm):
    media = forms.Media()

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > settings.STATUS_SHEET_MAX_BYTES:
            limit = settings.STATUS_SHEET_MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(f"Tệp lớn hơn {limit} MB; chia thành nhiều tệp nhỏ hơn.")
        return file


class SheetAdmin(ImportExportMixin):
    """Reading a file needs the permissions to add and to change; writing one, the permission to view."""

    formats = import_formats = [SheetFile]
    export_formats = [XlsxFile, CsvFile]
    import_form_class = SheetImportForm
    export_form_class = ExportForm
    import_template_name = "admin/sheet_import.html"
    export_template_name = "admin/sheet_export.html"
    tmp_storage_class = PrivateUpload

    def has_import_permission(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        return self.has_view_or_change_permission(request)

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"officer": request.user, "seen": getattr(request, "seen", "")}

    def get_export_filename(self, request, queryset, file_format):
        name = fold(str(self.opts.verbose_name_plural)).replace(" ", "-")
        return f"{name}.{file_format.get_extension()}"

    def add_data_read_fail_error_to_form(self, form, e):
        form.add_error("import_file", str(e))

    def get_import_context_data(self, **kwargs):
        [resource] = self.resource_classes
        columns, required = resource.fields.values(), resource(officer=None).required_headings()
        others = [column for column in columns if column.column_name not in required]
        return {
            "required": required,
            "written": [column.column_name for column in others if not column.readonly],
            "ignored": [column.column_name for column in others if column.readonly],
            "shown": SHOWN,
        }

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        form = response.context_data.get("confirm_form")
        if form is not None:
            # Only the one who saw this preview, on this list, may confirm it, and nothing but it.
            seen = response.context_data["result"].fingerprint
            request.session["upload"] = [self.opts.label, form.initial["import_file_name"], seen]
        return response

    def process_import(self, request, **kwargs):
        *expected, request.seen = request.session.pop("upload", None) or [""]
        if request.method == "POST" and expected != [self.opts.label, request.POST.get("import_file_name")]:
            messages.error(request, "Lần nhập này đã hết hiệu lực; tải tệp lên lại.")
            return HttpResponseRedirect(reverse(f"admin:{'_'.join(self.get_model_info())}_import"))
        return super().process_import(request, **kwargs)

    def process_result(self, result, request):
        """The data may have changed since the preview: then nothing was written and the page says why."""
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        context = {
            **self.admin_site.each_context(request),
            **self.get_import_context_data(),
            "title": "Nhập từ tệp",
            "opts": self.opts,
            "form": self.create_import_form(request),
            "result": result,
        }
        return TemplateResponse(request, self.import_template_name, context)

    def generate_log_entries(self, result, request):
        for kind, flag in (("new", ADDITION), ("update", CHANGE)):
            rows = [
                row.instance
                for row in result
                if row.import_type == kind and isinstance(row.instance, Model) and row.instance.pk
            ]
            if rows:
                LogEntry.objects.log_actions(
                    request.user.pk, rows, flag, change_message="Nhập từ tệp", single_object=len(rows) == 1
                )

    def add_success_message(self, result, request):
        text = f"Đã nhập: {result.new_count} mới, {result.change_count} đổi, {result.same_count} giữ nguyên."
        batches = ", ".join(f"số {batch.number}" for batch in getattr(result, "batches", []))
        messages.success(request, f"{text} Lô nhập: {batches}." if batches else text)
