"""Recognitions recorded without a dossier: decisions that were there before the portal."""

from pathlib import Path

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from communes.admin.forms import ScopedForm
from communes.admin.scoped import HistoryAdmin
from communes.admin.sheets import SheetAdmin
from criteria.models import Recognition
from criteria.recorded_recognitions import (
    NO_SOURCE,
    ask_for_dossier,
    dossier_of,
    dossiers_under_way,
    doubt_of_last_round,
    has_source,
)
from criteria.resources import RecognitionResource
from criteria.views.kept_files import kept_file

MAX_FILE = 10 * 1024 * 1024


class RecognitionForm(ScopedForm):
    published_url = forms.URLField(
        label="Trang công bố", required=False, max_length=200, assume_scheme="https"
    )
    file = forms.FileField(
        label="Tệp quyết định", required=False, widget=forms.FileInput, help_text="Tệp PDF, không quá 10 MB."
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            if file.size > MAX_FILE or file.read(5) != b"%PDF-":
                raise forms.ValidationError("Chọn tệp PDF, không quá 10 MB.")
            file.seek(0)
        return file

    def _post_clean(self):
        super()._post_clean()
        row = self.instance
        if self.errors or not row._state.adding:
            return
        if dossier := dossier_of(row, dossiers_under_way(commune=row.commune_id)):
            to_it = format_html('<a href="{}">Mở hồ sơ</a>', dossier.get_absolute_url())
            self.add_error(None, format_html("{} {}", ask_for_dossier(dossier), to_it))
        elif not has_source(row):
            self.add_error("source_note", NO_SOURCE)


@admin.register(Recognition)
class RecognitionAdmin(SheetAdmin, HistoryAdmin):
    resource_classes = [RecognitionResource]
    form = RecognitionForm
    commune_path = "commune"
    joined = ("commune", "criteria_set")
    autocomplete_fields = ["commune"]
    folded_fields = ()
    search_fields = ["decision_number"]
    readonly_fields = ["decision_file"]
    list_display = [
        "commune",
        "criteria_set",
        "decision_number",
        "decided_on",
        "year",
        "revoked_on",
        "illustrative",
    ]
    list_filter = ["criteria_set", "year_achieved", "illustrative"]
    fieldsets = [
        (None, {"fields": ["commune", "criteria_set"]}),
        (
            "Công nhận",
            {
                "fields": [
                    "decision_number",
                    "decided_on",
                    "year_achieved",
                    "file",
                    "decision_file",
                    "published_url",
                    "source_note",
                ]
            },
        ),
        ("Thu hồi", {"fields": ["revoked_on", "revocation_decision"]}),
        (None, {"fields": ["illustrative"]}),
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change and (doubt := doubt_of_last_round(obj)):
            messages.warning(request, doubt)

    @admin.display(description="năm đạt chuẩn", ordering="year_achieved")
    def year(self, recognition):
        return str(recognition.year_achieved)

    @admin.display(description="tệp hiện có")
    def decision_file(self, recognition):
        if not recognition.file:
            return "chưa có"
        address = reverse("admin:criteria_recognition_file", args=[recognition.pk])
        return format_html('<a href="{}">Tải tệp quyết định</a>', address)

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/tep/", view, name="criteria_recognition_file"), *super().get_urls()]

    def file_view(self, request, pk):
        """The decision's file, for those who see the recognition; files have no address of their own."""
        recognition = self.get_object(request, str(pk))
        if not self.has_view_or_change_permission(request, recognition) or not recognition.file:
            return HttpResponseRedirect(reverse("admin:criteria_recognition_changelist"))
        return kept_file(recognition.file, name=Path(recognition.file.name).name)
