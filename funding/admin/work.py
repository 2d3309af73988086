"""Work items, who pays for them, arrears; questions about overlap are answered on their own page."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from communes.admin.filters import VisibleFilter
from communes.admin.forms import ScopedForm
from communes.admin.scoped import HistoryAdmin, ReadOnly, ScopedAdmin
from communes.admin.sheets import SheetAdmin
from communes.admin.years import OfYear
from funding.actions.overlap import find_overlap_in
from funding.admin.counterpart import years_said
from funding.models import Arrears, OverlapQuestion, WorkFunding, WorkItem, place_columns
from funding.resources import ArrearsResource, WorkFundingResource, WorkItemResource
from funding.resources.work import check_amounts, check_line, nodes


class WorkForm(ScopedForm):
    """`rules` raises ValidationError where the row breaks a rule of its model."""

    def rules(self, row) -> None:
        """What the row must keep; a hook."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.rules(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


class WorkItemForm(WorkForm):
    def clean(self):
        cleaned = super().clean()
        commune = cleaned.get("commune")
        if commune:
            for name, value in place_columns(commune).items():
                setattr(self.instance, name, value)
        elif "commune" in self.fields and "commune" not in self.errors:
            self.add_error("commune", "Chọn xã có công trình.")
        return cleaned

    def rules(self, row):
        check_amounts(row, "cost")


class LooksForOverlap:
    """What is saved in the administration is asked about as on the page of the work item."""

    def commune_of(self, row):
        return row.work_item.commune

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        find_overlap_in(commune=self.commune_of(obj), by=request.user)


@admin.register(WorkItem)
class WorkItemAdmin(LooksForOverlap, SheetAdmin, HistoryAdmin):
    """A work item stays in its commune."""

    resource_classes = [WorkItemResource]
    form = WorkItemForm
    commune_path = "commune"
    joined = ("commune__district", "criterion__criteria_set")
    autocomplete_fields = ["commune", "criterion"]
    folded_fields = ("name", "code")
    search_fields = ["name"]
    list_display = ["name", "commune", "kind", "group", "years", "cost", "illustrative"]
    list_filter = ["kind", "group", ("commune__district", VisibleFilter), "illustrative"]
    ordering = ["commune__sort_key", "name"]
    fields = ["commune", "name", "code", "kind", "group", "criterion", "year_from", "year_to", "cost"]

    def commune_of(self, row):
        return row.commune

    @admin.display(description="năm", ordering="year_from")
    def years(self, item):
        return years_said(item)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "commune"] if obj and "commune" not in fixed else fixed


class WorkFundingForm(WorkForm):
    def rules(self, row):
        check_line(row, nodes())


class OfWorkAdmin(LooksForOverlap, SheetAdmin, HistoryAdmin):
    """What hangs on a work item; it stays there."""

    commune_path = "work_item__commune"
    autocomplete_fields = ["work_item"]
    folded_fields = ("work_item__name",)
    search_fields = ["work_item__name"]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "work_item"] if obj and "work_item" not in fixed else fixed

    @admin.display(description="xã", ordering="work_item__commune__sort_key")
    def commune(self, row):
        return row.work_item.commune


@admin.register(WorkFunding)
class WorkFundingAdmin(OfYear, OfWorkAdmin):
    resource_classes = [WorkFundingResource]
    form = WorkFundingForm
    joined = ("work_item__commune__district", "programme", "capital_source")
    autocomplete_fields = ["work_item", "programme", "capital_source"]
    list_display = [
        "work_item", "commune", "programme", "capital_source", "year_said", "amount", "disbursed", "document",
    ]  # fmt: skip
    list_filter = ["year", "programme", ("work_item__commune__district", VisibleFilter)]
    fields = [
        "work_item", "programme", "capital_source", "content", "year", "amount", "disbursed", "document",
    ]  # fmt: skip


class ArrearsForm(WorkForm):
    def rules(self, row):
        check_amounts(row, "amount")


@admin.register(Arrears)
class ArrearsAdmin(OfWorkAdmin):
    resource_classes = [ArrearsResource]
    form = ArrearsForm
    joined = ("work_item__commune__district",)
    list_display = ["work_item", "commune", "amount", "as_of", "document", "settled_on"]
    list_filter = [
        ("settled_on", admin.EmptyFieldListFilter), ("work_item__commune__district", VisibleFilter),
    ]  # fmt: skip
    fields = ["work_item", "amount", "as_of", "document", "settled_on"]


@admin.register(OverlapQuestion)
class OverlapQuestionAdmin(ReadOnly, ScopedAdmin):
    commune_path = "work_item__commune"
    joined = ("work_item__commune__district", "second", "answered_by")
    folded_fields = ("work_item__name", "reason")
    search_fields = ["work_item__name"]
    list_display = ["work_item", "commune", "second", "kind", "reason", "state", "found_at"]
    list_filter = ["state", "kind", ("work_item__commune__district", VisibleFilter)]
    fields = [
        "kind", "work_item", "second", "reason", "found_at", "gone_at", "state", "answer", "answered_at",
        "answered_by",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="xã", ordering="work_item__commune__sort_key")
    def commune(self, question):
        return question.work_item.commune
