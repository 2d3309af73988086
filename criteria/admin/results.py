"""Results of criteria: typed in here like anywhere else, through `record_results`, and logged."""

from django import forms
from django.contrib import admin

from communes.admin.forms import ScopedForm
from communes.admin.scoped import ReadOnly, ScopedAdmin
from communes.admin.sheets import SheetAdmin
from criteria.actions import Judged, judgements_allowed, record_results
from criteria.admin.rounds import ActingAdmin, RoundFilter
from criteria.models import ChangeSource, CriterionResult, LapseReason, ResultChange
from criteria.outcomes import Judgement
from criteria.resources import CriterionResultResource


class CriterionResultForm(ScopedForm):
    """Outcomes the officer may give, and why; who and when are written by the action."""

    reason = forms.CharField(label="Lý do", max_length=300, required=False)
    lapse_reason = forms.ChoiceField(
        label="Lý do bị tụt",
        required=False,
        choices=[("", "---------"), *LapseReason.choices],
        help_text="Chọn khi kết quả từ Đạt xuống không đạt.",
    )

    def clean(self):
        super().clean()
        standing = self.cleaned_data.get("standing") or getattr(self.instance, "standing", None)
        criterion = self.cleaned_data.get("criterion") or getattr(self.instance, "criterion", None)
        if standing and criterion and standing.round.criteria_set_id != criterion.criteria_set_id:
            self.add_error("criterion", "Tiêu chí này không thuộc bộ tiêu chí của kỳ báo cáo.")
        if standing and standing.round.closed_at:
            self.add_error(None, "Kỳ này đã khóa; mở lại kỳ trước khi sửa số liệu.")
        given = any(self.cleaned_data.get(f"{name}_outcome") for name in Judgement.values)
        if self.instance.pk is None and not given:
            self.add_error(None, "Chọn ít nhất một kết quả.")
        return self.cleaned_data

    def _get_validation_exclusions(self):
        # The moment is written by the action, after validation: the two cannot disagree here yet.
        moments = {f"{name}_{part}" for name in Judgement.values for part in ("outcome", "at")}
        return super()._get_validation_exclusions() | moments


@admin.register(CriterionResult)
class CriterionResultAdmin(ActingAdmin, SheetAdmin, ScopedAdmin):
    resource_classes = [CriterionResultResource]
    form = CriterionResultForm
    commune_path = "standing__commune"
    search_fields = ["standing__commune__code"]
    joined = ("standing__commune", "standing__round__criteria_set", "criterion")
    autocomplete_fields = ["standing", "criterion"]
    list_display = [
        "commune",
        "numbered",
        "self_outcome",
        "verified_outcome",
        "appraised_outcome",
        "round",
        "carried",
    ]
    list_display_links = ["numbered"]
    list_filter = [("standing__round", RoundFilter), "appraised_outcome", "carried"]
    # As a sheet reads: the newest round, commune by commune, criteria in the order of their numbers.
    ordering = [
        "-standing__round__data_on", "-standing__round", "standing__commune__sort_key",
        "standing__commune", "criterion__number",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["standing", "criterion", "carried"]}),
        *(
            (label, {"fields": [f"{name}_outcome", f"{name}_by", f"{name}_at"]})
            for name, label in Judgement.choices
        ),
        ("Khi sửa", {"fields": ["reason", "lapse_reason"]}),
    ]

    @admin.display(description="xã", ordering="standing__commune__sort_key")
    def commune(self, result):
        return result.standing.commune

    @admin.display(description="tiêu chí", ordering="criterion__number")
    def numbered(self, result):
        return f"{result.criterion.number}. {result.criterion.short_name}"

    @admin.display(description="kỳ báo cáo", ordering="standing__round__data_on")
    def round(self, result):
        return result.standing.round

    def get_readonly_fields(self, request, obj=None):
        allowed = judgements_allowed(request.user)
        fixed = [f"{name}_outcome" for name in Judgement.values if name not in allowed]
        fixed += [f"{name}_{part}" for name in Judgement.values for part in ("by", "at")]
        return [*fixed, "carried", *(["standing", "criterion"] if obj else [])]

    def has_change_permission(self, request, obj=None):
        open_still = obj is None or obj.standing.round.closed_at is None
        return open_still and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Record each judgement that was changed; the row itself is never saved past the action."""
        standing = obj.standing
        for name in Judgement.values:
            field = f"{name}_outcome"
            if field in form.changed_data:
                record_results(
                    round=standing.round,
                    cells=[Judged(standing.commune_id, obj.criterion_id, form.cleaned_data[field])],
                    judgement=name,
                    by=request.user,
                    source=ChangeSource.TYPED,
                    reason=form.cleaned_data["reason"],
                    lapse_reason=form.cleaned_data["lapse_reason"],
                )
        written = CriterionResult.objects.get(standing=standing, criterion=obj.criterion)
        obj.pk, obj._state.adding = written.pk, False


@admin.register(ResultChange)
class ResultChangeAdmin(ReadOnly, ScopedAdmin):
    commune_path = "result__standing__commune"
    search_fields = ["result__standing__commune__code"]
    joined = ("result__standing__commune", "result__criterion", "by", "batch")
    list_display = ["at", "commune", "criterion", "judgement", "before", "after", "by", "source", "batch"]
    list_filter = ["judgement", "source"]

    @admin.display(description="xã")
    def commune(self, change):
        return change.result.standing.commune

    @admin.display(description="tiêu chí")
    def criterion(self, change):
        return change.result.criterion
