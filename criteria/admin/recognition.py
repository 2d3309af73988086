"""The law of recognition: its steps and conditions, verified by a person."""

from django.contrib import admin

from communes.admin.filters import InForceFilter
from communes.admin.scoped import HistoryAdmin
from criteria.admin.sourced import PERIOD, SOURCE, VerifiedFilter
from criteria.models import RecognitionCondition, RecognitionStep


class RuleAdmin(HistoryAdmin):
    """Until somebody verified a rule written from memory, it only warns."""

    readonly_fields = ["verified_by"]
    joined = ("verified_by",)

    def save_model(self, request, obj, form, change):
        """Nobody verifies in another's name."""
        if "verified_on" in form.changed_data:
            obj.verified_by = request.user if obj.verified_on else None
        super().save_model(request, obj, form, change)


@admin.register(RecognitionStep)
class RecognitionStepAdmin(RuleAdmin):
    folded_fields = ("name", "who")
    search_fields = ["code"]
    list_display = ["position", "name", "procedure", "actor", "days", "valid_from", "verified_on"]
    list_display_links = ["name"]
    list_filter = ["procedure", "actor", InForceFilter, VerifiedFilter]
    ordering = ["procedure", "position", "valid_from"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "procedure",
                    "code",
                    "position",
                    "actor",
                    "who",
                    "name",
                    "days",
                    "document",
                    "after_decision",
                ]
            },
        ),
        ("Bỏ phiếu", {"fields": ["has_vote", "attendance_percent", "agreement_percent"]}),
        PERIOD,
        SOURCE,
    ]


@admin.register(RecognitionCondition)
class RecognitionConditionAdmin(RuleAdmin):
    folded_fields = ("text",)
    search_fields = ["kind"]
    list_display = ["kind", "text", "percent", "valid_from", "verified_on"]
    list_filter = [InForceFilter, VerifiedFilter]
    ordering = ["position", "valid_from"]
    fieldsets = [(None, {"fields": ["kind", "position", "text", "percent"]}), PERIOD, SOURCE]
