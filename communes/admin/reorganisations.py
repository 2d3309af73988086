"""Reorganisations, to read with their history; they are prepared and applied on pages of their own."""

from django.contrib import admin
from django.utils.html import format_html

from communes.admin.scoped import HistoryAdmin, ReadOnly
from communes.models import Reorganisation


@admin.register(Reorganisation)
class ReorganisationAdmin(ReadOnly, HistoryAdmin):
    folded_fields = ("name", "decision")
    search_fields = ["name", "decision"]
    joined = ("prepared_by", "applied_by", "undone_by")
    list_display = ["name", "decision", "effective_on", "state_words", "page"]
    list_filter = ["effective_on"]
    fields = [
        "name", "decision", "effective_on", "note", "state_words", "prepared_at", "prepared_by", "applied_at",
        "applied_by", "undone_at", "undone_by", "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="tình trạng")
    def state_words(self, row):
        return row.state.label

    @admin.display(description="trang của đợt")
    def page(self, row):
        return format_html('<a href="{}">Mở trang</a>', row.get_absolute_url())
