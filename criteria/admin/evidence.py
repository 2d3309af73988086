"""Evidence: which files a commune sent and where they are shown. To read; files are sent on their pages."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html

from communes.admin.scoped import ReadOnly, ScopedAdmin
from criteria.admin.figures import StandingRowAdmin
from criteria.admin.rounds import RoundFilter
from criteria.models import Evidence, EvidenceUse


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, ScopedAdmin):
    commune_path = "commune"
    search_fields = ["commune__code", "name"]
    joined = ("commune", "added_by")
    list_display = ["name", "commune", "content_type", "size_said", "added_by", "added_at", "download"]
    list_filter = ["content_type"]
    ordering = ["-id"]
    fields = ["name", "commune", "content_type", "size_said", "sha256", "added_by", "added_at", "download"]
    readonly_fields = fields

    @admin.display(description="dung lượng", ordering="size")
    def size_said(self, evidence):
        return filesizeformat(evidence.size)

    @admin.display(description="tải về")
    def download(self, evidence):
        return format_html('<a href="{}">Tải tệp</a>', reverse("evidence-file", args=[evidence.pk]))


@admin.register(EvidenceUse)
class EvidenceUseAdmin(StandingRowAdmin):
    joined = (*StandingRowAdmin.joined, "evidence", "added_by", "removed_by")
    search_fields = [*StandingRowAdmin.search_fields, "evidence__name"]
    list_display = ["evidence", "commune", "indicator", "round", "added_by", "added_at", "removed_at", "page"]
    list_filter = [("standing__round", RoundFilter), ("removed_at", admin.EmptyFieldListFilter)]
    fields = [
        "evidence", "commune", "round", "indicator", "added_by", "added_at", "removed_by", "removed_at",
        "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="trang minh chứng")
    def page(self, use):
        standing = use.standing
        if standing.round.withdrawn_at:
            return "–"
        address = reverse("evidence", args=[standing.round_id, standing.commune.code, use.indicator_id])
        return format_html('<a href="{}">Mở trang minh chứng</a>', address)
