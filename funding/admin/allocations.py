"""Money by place, entered here as in the grid; its log and the sheets it came from, to read."""

from django.contrib import admin, messages
from django.db.models import BigIntegerField, Q
from django.urls import reverse
from django.utils.html import format_html

from communes.admin.filters import VisibleFilter
from communes.admin.scoped import ReadOnly, ScopedAdmin
from communes.admin.years import OfYear
from criteria.admin.rounds import ActingAdmin
from funding.actions.allocations import CHANGE
from funding.admin.allocation_form import PLACES, AllocationForm, DongField
from funding.allocation_values import values_of_log
from funding.entry_places import grid_url
from funding.models import Allocation, AllocationChange, FundingBatch


class HeldAdmin(ScopedAdmin):
    """Rows found by the name of the place that holds them; `path` leads to the row with the place."""

    path = ""

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = Q()
        for name in PLACES:
            wanted |= self._place_named(f"{self.path}{name}", term)
        if self.folded_fields:
            wanted |= Q(pk__in=self._folded(queryset, term))
        return queryset.filter(wanted), False


@admin.register(Allocation)
class AllocationAdmin(OfYear, ActingAdmin, HeldAdmin):
    """Saved by the action the grid saves with: versions, log and refusals are the same."""

    form = AllocationForm
    formfield_overrides = {BigIntegerField: {"form_class": DongField}}
    joined = (*PLACES, "programme", "capital_source", "updated_by")
    search_fields = ["year"]
    list_display = [
        "place_said", "programme", "capital_source", "year_said", "planned", "allocated", "disbursed",
        "illustrative",
    ]  # fmt: skip
    list_filter = ["year", "programme", "capital_source__nature", "illustrative"]
    ordering = ["-year", "province__sort_key", "district__sort_key", "commune__sort_key", "capital_source"]
    autocomplete_fields = [*PLACES, "programme", "capital_source"]
    named_by = [*PLACES, "programme", "capital_source"]
    written = [
        "planned", "planned_document", "allocated", "allocated_document", "disbursed", "disbursed_document",
    ]  # fmt: skip
    kept = ["version", "updated_at", "updated_by", "illustrative"]

    def get_fields(self, request, obj=None):
        """Who may not enter money is not led to the grid, and has nothing to confirm."""
        if obj is None:
            return [*self.named_by, "year", *self.written, "confirmed"]
        read = [*self.named_by, "year_said", *self.written]
        may = self.has_change_permission(request, obj)
        return [*read, "confirmed", "seen", *self.kept, "page"] if may else [*read, *self.kept]

    def get_readonly_fields(self, request, obj=None):
        return [*self.named_by, "year_said", *self.kept, "page"] if obj else []

    def save_model(self, request, obj, form, change):
        for _, remark in form.record().warnings:
            self.message_user(request, remark.message, messages.WARNING)

    @admin.display(description="đơn vị")
    def place_said(self, row):
        return row.place.full_name

    @admin.display(description="nhập vốn")
    def page(self, row):
        address = grid_url(row.place, row.year, row.programme)
        return format_html('<a href="{}">Mở trang nhập vốn của đơn vị và năm này</a>', address)


@admin.register(AllocationChange)
class AllocationChangeAdmin(ReadOnly, HeldAdmin):
    path = "allocation__"
    joined = (
        *(f"allocation__{name}" for name in (*PLACES, "programme", "capital_source")), "by", "batch",
    )  # fmt: skip
    search_fields = ["reason"]
    list_display = ["at", "allocation", "before_said", "after_said", "by", "source", "batch"]
    list_filter = ["source"]
    fields = [
        "allocation", "version", "at", "by", "before_said", "after_said", "reason", "source", "batch",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="giá trị cũ (triệu đồng)")
    def before_said(self, change):
        return values_of_log(change.before).words

    @admin.display(description="giá trị mới (triệu đồng)")
    def after_said(self, change):
        return values_of_log(change.after).words


@admin.register(FundingBatch)
class FundingBatchAdmin(ReadOnly, ScopedAdmin):
    joined = ("province", "applied_by", "undone_by")
    place_path = "province"
    folded_fields = ("file_name",)
    search_fields = ["file_name"]
    list_display = ["number", "province", "file_name", "applied_by", "applied_at", "undone_at"]
    list_filter = [("province", VisibleFilter), ("undone_at", admin.EmptyFieldListFilter)]
    fields = [
        "number", "province", "file_name", "sha256", "applied_at", "applied_by", "undone_at", "undone_by",
        "page",
    ]  # fmt: skip
    readonly_fields = fields

    def get_fields(self, request, obj=None):
        return [name for name in self.fields if name != "page" or request.user.has_perm(CHANGE)]

    @admin.display(description="các dòng đã ghi")
    def page(self, batch):
        address = reverse("funding-batch", args=[batch.number])
        return format_html('<a href="{}">Mở trang của lô</a>', address)
