"""Yearly targets: every version of every plan, to read. They are written on their pages and by sheet."""

from django.contrib import admin

from communes.admin.filters import VisibleFilter
from communes.admin.scoped import HistoryAdmin, ReadOnly, ScopedAdmin
from communes.admin.years import OfYear
from criteria.models import Target, TargetCriterion, TargetSheet


@admin.register(Target)
class TargetAdmin(OfYear, ReadOnly, HistoryAdmin):
    commune_path = "commune"
    joined = (
        "commune",
        "criteria_set",
        "revises__commune",
        "carried_from__commune",
        "replaced_by__commune",
        "sheet",
        "proposed_by",
        "approved_by",
        "withdrawn_by",
    )
    search_fields = ["commune__code", "document"]
    list_display = ["commune", "criteria_set", "year_said", "version", "registered", "state_said", "document"]
    list_filter = ["year", "criteria_set", "registered", ("commune__district", VisibleFilter)]
    ordering = ["-year", "commune__sort_key", "-version"]
    fields = [
        "commune", "criteria_set", "year_said", "version", "registered", "planned_said", "document",
        "revises", "reason", "carried_from", "carry_reason", "proposed_by", "proposed_at", "approved_by",
        "approved_at", "replaced_by", "withdrawn_by", "withdrawn_at", "withdrawal_reason", "sheet",
        "illustrative",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="tình trạng")
    def state_said(self, target):
        return target.state

    @admin.display(description="tiêu chí kế hoạch")
    def planned_said(self, target):
        rows = target.planned.select_related("criterion")
        return "; ".join(f"TC {row.criterion.number}: {row.get_quarter_display()}" for row in rows) or "–"


@admin.register(TargetCriterion)
class TargetCriterionAdmin(ReadOnly, ScopedAdmin):
    commune_path = "target__commune"
    joined = ("target__commune", "target__criteria_set", "criterion")
    search_fields = ["target__commune__code", "criterion__name"]
    list_display = ["target", "criterion", "quarter"]
    list_filter = ["target__year", "quarter"]
    ordering = ["-target__year", "target__commune__sort_key", "criterion__number"]
    fields = readonly_fields = ["target", "criterion", "quarter"]


@admin.register(TargetSheet)
class TargetSheetAdmin(OfYear, ReadOnly, ScopedAdmin):
    place_path = "province"
    joined = ("province", "applied_by", "undone_by")
    search_fields = ["file_name"]
    list_display = ["number", "province", "year_said", "file_name", "applied_by", "applied_at", "undone_at"]
    list_filter = ["year", ("province", VisibleFilter)]
    ordering = ["-number"]
    fields = readonly_fields = [
        "number", "province", "year_said", "file_name", "sha256", "applied_by", "applied_at", "undone_by",
        "undone_at",
    ]  # fmt: skip
