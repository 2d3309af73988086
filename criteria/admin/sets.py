"""The law as data: sets, criteria, indicators, thresholds. Who enters a day of verification signs for it."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import DecimalField

from communes.admin.filters import InForceFilter
from communes.admin.forms import LevelField
from communes.admin.history import said
from communes.models import Region
from criteria.admin.effects import AsksBeforeLevels
from criteria.admin.sourced import PERIOD, SOURCE, LawAdmin, LawForm, VerifiedFilter
from criteria.bands import EXAMPLE, bands_text, parse_bands
from criteria.level_words import level_text
from criteria.models import CriteriaSet, Criterion, Indicator, Threshold
from criteria.resources import (
    CriteriaSetResource,
    CriterionResource,
    IndicatorResource,
    ThresholdResource,
)
from criteria.resources.sets import check_hardship_profile, check_profile


class BandsField(forms.CharField):
    """Bands as text: "19-19; 15-18; …"."""

    def prepare_value(self, value):
        return bands_text(value) if isinstance(value, list) else value

    def to_python(self, value):
        try:
            return parse_bands(super().to_python(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class CriteriaSetForm(LawForm):
    outside = (
        "Bộ tiêu chí chung của cả nước do cán bộ phụ trách cả nước ghi; ở ô “Tỉnh ban hành”, chọn tỉnh của "
        "bạn để lập bộ của tỉnh."
    )
    bands = BandsField(
        label="Khoảng phân nhóm",
        required=False,
        empty_value="",
        help_text=f"Số tiêu chí đạt, cao trước, ví dụ {EXAMPLE}.",
    )
    hardship_profile = forms.ChoiceField(
        label="Vùng áp dụng cho xã ĐBKK, ATK thuộc huyện nghèo",
        required=False,
        choices=[("", "Không có quy định riêng"), *Region.choices],
    )

    def clean(self):
        super().clean()
        names = ("threshold_axis", "hardship_profile")
        check_hardship_profile(CriteriaSet(**{name: self.cleaned_data.get(name, "") for name in names}))
        return self.cleaned_data


@admin.register(CriteriaSet)
class CriteriaSetAdmin(LawAdmin):
    resource_classes = [CriteriaSetResource]
    form = CriteriaSetForm
    joined = ("verified_by", "issued_by")
    autocomplete_fields = ["issued_by"]
    folded_fields = ("code", "name", "short_name", "decision")
    search_fields = ["code"]
    list_display = [
        "short_name",
        "level",
        "tier",
        "issued_by",
        "decision",
        "valid_from",
        "valid_to",
        "verified_on",
    ]
    list_filter = ["level", "tier", InForceFilter, VerifiedFilter]
    fieldsets = [
        (None, {"fields": ["code", "name", "short_name", "level", "tier", "phase"]}),
        ("Văn bản", {"fields": ["decision", "issued_on", "issued_by", "indicators_expected"]}),
        ("Cách tính", {"fields": ["threshold_axis", "hardship_profile", "bands"]}),
        PERIOD,
        SOURCE,
    ]


@admin.register(Criterion)
class CriterionAdmin(LawAdmin):
    resource_classes = [CriterionResource]
    joined = ("criteria_set__issued_by", "verified_by")
    autocomplete_fields = ["criteria_set"]
    folded_fields = ("number", "name", "short_name")
    search_fields = ["name"]
    list_display = ["number", "name", "criteria_set", "group", "is_key", "verified_on"]
    list_display_links = ["name"]
    list_filter = ["criteria_set", "is_key", VerifiedFilter]
    fieldsets = [
        (None, {"fields": ["criteria_set", "number", "name", "short_name", "group", "is_key"]}),
        SOURCE,
    ]


@admin.register(Indicator)
class IndicatorAdmin(LawAdmin):
    resource_classes = [IndicatorResource]
    joined = ("criterion__criteria_set__issued_by", "verified_by")
    autocomplete_fields = ["criterion"]
    folded_fields = ("code", "text")
    search_fields = ["code"]
    list_display = ["code", "text", "criteria_set", "kind", "unit", "verified_on"]
    list_display_links = ["text"]
    list_filter = ["criterion__criteria_set", "kind", "set_by_province", VerifiedFilter]
    fieldsets = [
        (None, {"fields": ["criterion", "code", "position", "text"]}),
        (
            "Cách đo",
            {"fields": ["kind", "unit", "comparator", "has_ratio", "if_any", "set_by_province", "of_which"]},
        ),
        PERIOD,
        SOURCE,
    ]

    @admin.display(description="bộ tiêu chí", ordering="criterion__criteria_set")
    def criteria_set(self, indicator):
        return indicator.criterion.criteria_set


PROFILE_LABELS = {
    "": "Một mức chung",
    **dict(Region.choices),
    **{number: f"Nhóm {number}" for number in ("1", "2", "3")},
}


class ProfileFilter(admin.SimpleListFilter):
    title = "vùng hoặc nhóm xã"
    parameter_name = "vung"

    def lookups(self, request, model_admin):
        return [(profile or "chung", label) for profile, label in PROFILE_LABELS.items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(profile="" if self.value() == "chung" else self.value())


class ThresholdForm(LawForm):
    outside = (
        "Mức chung của cả nước do cán bộ phụ trách cả nước ghi; ở ô “Tỉnh quy định”, chọn tỉnh của bạn "
        "để ghi mức của tỉnh."
    )
    profile = forms.ChoiceField(
        label="Vùng hoặc nhóm xã", required=False, choices=list(PROFILE_LABELS.items())
    )

    def clean(self):
        super().clean()
        indicator = self.cleaned_data.get("indicator") or getattr(self.instance, "indicator", None)
        if indicator is not None:
            check_profile(Threshold(indicator=indicator, profile=self.cleaned_data.get("profile", "")))
        return self.cleaned_data


@admin.register(Threshold)
class ThresholdAdmin(AsksBeforeLevels, LawAdmin):
    resource_classes = [ThresholdResource]
    form = ThresholdForm
    joined = ("indicator__criterion__criteria_set__issued_by", "province", "verified_by")
    formfield_overrides = {DecimalField: {"form_class": LevelField}}
    autocomplete_fields = ["indicator", "province"]
    folded_fields = ("indicator__code", "indicator__text")
    search_fields = ["indicator__code"]
    list_display = ["indicator", "level", "place", "criteria_set", "province", "valid_from", "verified_on"]
    list_filter = ["indicator__criterion__criteria_set", ProfileFilter, InForceFilter, VerifiedFilter]
    fieldsets = [
        (None, {"fields": ["indicator", "profile", "province"]}),
        ("Mức", {"fields": ["comparator", "value", "text", "of_which_value"]}),
        PERIOD,
        SOURCE,
    ]

    @admin.display(description="mức", ordering="value")
    def level(self, threshold):
        return level_text(threshold.comparator, threshold.value, threshold.text, threshold.indicator.unit)

    @admin.display(description="vùng hoặc nhóm xã", ordering="profile")
    def place(self, threshold):
        return PROFILE_LABELS.get(threshold.profile, threshold.profile)

    @admin.display(description="bộ tiêu chí", ordering="indicator__criterion__criteria_set")
    def criteria_set(self, threshold):
        return threshold.indicator.criterion.criteria_set

    @admin.display(description="mức (số)")
    def value_read(self, threshold):
        return said(threshold.value)

    @admin.display(description="mức của phần “trong đó”")
    def of_which_read(self, threshold):
        return said(threshold.of_which_value)

    def _is_read(self, request, obj) -> bool:
        """Whether the page only shows: the framework would pad its numbers with zeros."""
        return obj is not None and (self.shows_past(request) or not self.has_change_permission(request, obj))

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "value_read", "of_which_read"] if self._is_read(request, obj) else fixed

    def get_fieldsets(self, request, obj=None):
        if not self._is_read(request, obj):
            return super().get_fieldsets(request, obj)
        shown = ("Mức", {"fields": ["comparator", "value_read", "text", "of_which_read"]})
        return [shown if title == "Mức" else (title, rest) for title, rest in self.fieldsets]
