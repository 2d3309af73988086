"""Counterpart capital: dated rules, verified by a person, and what was published of it."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import DecimalField

from communes.admin.filters import InForceFilter, VisibleFilter
from communes.admin.forms import LevelField, ScopedForm
from communes.admin.scoped import ScopedAdmin
from criteria.admin.sourced import PERIOD, SOURCE, LawForm, SourcedAdmin, VerifiedFilter
from funding.models import CounterpartRule, PublishedFigure
from funding.resources import CounterpartRuleResource
from funding.resources.counterpart import check_phase

WHOLE = 100


class CounterpartRuleForm(LawForm):
    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                check_phase(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


@admin.register(CounterpartRule)
class CounterpartRuleAdmin(SourcedAdmin):
    """Until a second person verified a rule, what follows from it only informs."""

    resource_classes = [CounterpartRuleResource]
    form = CounterpartRuleForm
    joined = ("province", "programme", "base", "verified_by")
    place_path = "province"
    formfield_overrides = {DecimalField: {"form_class": LevelField}}
    autocomplete_fields = ["province", "programme", "base"]
    folded_fields = ("document", "programme__short_name", "programme__name")
    search_fields = ["document"]
    list_display = ["programme", "province", "base", "ratio", "document", "valid_from", "verified_on"]
    list_filter = ["programme", ("province", VisibleFilter), InForceFilter, VerifiedFilter]
    ordering = ["province__sort_key", "programme", "valid_from"]
    fieldsets = [
        (None, {"fields": ["province", "programme", "base", "ratio", "document"]}),
        PERIOD,
        SOURCE,
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "ratio" in form.changed_data and obj.ratio > WHOLE:
            said = f"Tỷ lệ đối ứng {obj.ratio_words} % lớn hơn 100 %; đã lưu, đối chiếu lại với văn bản."
            self.message_user(request, said, messages.WARNING)


def years_said(row) -> str:
    """ "2021–2025", without the point that groups thousands."""
    return f"{row.year_from}–{row.year_to}" if row.year_to != row.year_from else str(row.year_from)


class PublishedFigureForm(ScopedForm):
    def clean(self):
        cleaned = super().clean()
        programme, source = cleaned.get("programme"), cleaned.get("capital_source")
        if programme and source and programme.phase != source.phase:
            self.add_error("capital_source", "Nguồn vốn và chương trình phải cùng giai đoạn.")
        return cleaned


@admin.register(PublishedFigure)
class PublishedFigureAdmin(ScopedAdmin):
    form = PublishedFigureForm
    joined = ("province", "programme", "capital_source")
    place_path = "province"
    autocomplete_fields = ["province", "programme", "capital_source"]
    folded_fields = ("said_in",)
    search_fields = ["said_in"]
    list_display = ["kind", "province", "years", "programme", "capital_source", "amount"]
    list_filter = ["kind", ("province", VisibleFilter)]
    ordering = ["province__sort_key", "-year_to", "kind", "id"]
    fields = [
        "province", "year_from", "year_to", "programme", "kind", "capital_source", "amount", "said_in",
        "published_on",
    ]  # fmt: skip

    @admin.display(description="năm", ordering="-year_to")
    def years(self, figure):
        return years_said(figure)
