"""Figures of indicators as they were entered: to read. They are entered on the entry pages, never here."""

from django.contrib import admin

from communes.admin.filters import VisibleFilter
from communes.admin.history import NOTHING, said
from communes.admin.scoped import ReadOnly, ScopedAdmin
from criteria.admin.rounds import RoundFilter, link_to_figures
from criteria.models import FIGURE_FIELDS, IndicatorChange, IndicatorResult, ReturnedFigure

MEASURES = ("numerator", "denominator", "value", "part")


def figure_words(stored: dict[str, str]) -> str:
    """A figure of the log in words: {"value": "71.5"} → "giá trị: 71,5", a dash for nothing."""
    words = []
    for name in FIGURE_FIELDS:
        if stored.get(name):
            field = IndicatorResult._meta.get_field(name)
            value = dict(field.flatchoices).get(stored[name]) or stored[name]
            value = value.replace(".", ",") if name in MEASURES else value
            words.append(f"{field.verbose_name}: {value}")
    return "; ".join(words) or NOTHING


class StandingRowAdmin(ReadOnly, ScopedAdmin):
    """Rows about one indicator of one commune in one round, newest first."""

    commune_path = "standing__commune"
    search_fields = ["standing__commune__code", "indicator__code"]
    joined = ("standing__commune", "standing__round__criteria_set", "indicator__criterion")
    ordering = ["-id"]

    def standing_of(self, row):
        return row.standing

    @admin.display(description="xã")
    def commune(self, row):
        return self.standing_of(row).commune

    @admin.display(description="kỳ báo cáo")
    def round(self, row):
        return self.standing_of(row).round

    @admin.display(description="bảng số liệu của xã")
    def entry(self, row):
        standing = self.standing_of(row)
        return link_to_figures(standing.round, "entry-commune", standing.round_id, standing.commune.code)


def read_number(name: str):
    """A column that shows a number of the figure as Vietnamese writes it, without padded zeros."""

    @admin.display(description=IndicatorResult._meta.get_field(name).verbose_name, ordering=name)
    def shown(admin_page, figure):
        return said(getattr(figure, name))

    return shown


@admin.register(IndicatorResult)
class IndicatorResultAdmin(StandingRowAdmin):
    joined = (*StandingRowAdmin.joined, "updated_by")
    list_display = [
        "commune", "indicator", "value_read", "answer", "outcome", "updated_by", "updated_at", "round",
        "entry",
    ]  # fmt: skip
    list_display_links = ["indicator"]
    list_filter = [("standing__round", RoundFilter), "outcome", "basis"]
    numerator_read, denominator_read, value_read, part_read = map(read_number, MEASURES)
    fields = [
        "commune", "round", "indicator", "numerator_read", "denominator_read", "value_read", "part_read",
        "answer", "outcome", "basis", "note", "version", "updated_by", "updated_at", "entry",
    ]  # fmt: skip
    readonly_fields = fields


@admin.register(IndicatorChange)
class IndicatorChangeAdmin(StandingRowAdmin):
    commune_path = "result__standing__commune"
    search_fields = ["result__standing__commune__code", "result__indicator__code"]
    joined = (
        "result__standing__commune", "result__standing__round__criteria_set", "result__indicator__criterion",
        "by", "batch",
    )  # fmt: skip
    list_display = ["at", "commune", "indicator", "before_said", "after_said", "by", "source", "batch"]
    list_filter = [("result__standing__round", RoundFilter), "source"]
    fields = [
        "commune", "round", "indicator", "before_said", "after_said", "version", "at", "by", "reason",
        "source", "batch", "entry",
    ]  # fmt: skip
    readonly_fields = fields

    def standing_of(self, row):
        return row.result.standing

    @admin.display(description="chỉ tiêu")
    def indicator(self, change):
        return change.result.indicator

    @admin.display(description="trước")
    def before_said(self, change):
        return figure_words(change.before)

    @admin.display(description="sau")
    def after_said(self, change):
        return figure_words(change.after)


@admin.register(ReturnedFigure)
class ReturnedFigureAdmin(StandingRowAdmin):
    joined = (*StandingRowAdmin.joined, "returned_by")
    list_display = [
        "commune", "indicator", "judgement", "reason", "due_on", "returned_at", "answered_at", "entry",
    ]  # fmt: skip
    list_display_links = ["indicator"]
    list_filter = [
        ("standing__round", RoundFilter), "judgement", ("answered_at", admin.EmptyFieldListFilter),
        ("standing__district", VisibleFilter),
    ]  # fmt: skip
    fields = [
        "commune", "round", "indicator", "judgement", "reason", "due_on", "returned_at", "returned_by",
        "answered_at", "entry",
    ]  # fmt: skip
    readonly_fields = fields
