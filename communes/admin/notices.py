"""An officer's own notices, to read."""

from django.contrib import admin
from django.utils.html import format_html

from communes.admin.scoped import ReadOnly, ScopedAdmin
from communes.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ScopedAdmin):
    folded_fields = ("text",)
    search_fields = ["text"]
    list_display = ["text", "at", "read_at", "page"]
    list_filter = [("read_at", admin.EmptyFieldListFilter)]
    fields = ["text", "at", "read_at", "emailed_at", "page"]
    readonly_fields = fields

    @admin.display(description="trang liên quan")
    def page(self, notice):
        return format_html('<a href="{}">Mở trang</a>', notice.url) if notice.url else "không có"
