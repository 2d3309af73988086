"""Which criterion of one set informs which one of another, in the administration."""

from django.contrib import admin

from criteria.admin.sourced import SOURCE, LawAdmin, VerifiedFilter
from criteria.models import CriterionLink
from criteria.resources import CriterionLinkResource


@admin.register(CriterionLink)
class CriterionLinkAdmin(LawAdmin):
    resource_classes = [CriterionLinkResource]
    joined = ("old__criteria_set", "new__criteria_set__issued_by", "verified_by")
    autocomplete_fields = ["old", "new"]
    folded_fields = ("old__name", "new__name")
    search_fields = ["old__name", "new__name"]
    list_display = ["old_side", "new_side", "source", "verified_on"]
    list_filter = ["new__criteria_set", "old__criteria_set", VerifiedFilter]
    ordering = ["new__criteria_set", "new__number", "old__number"]
    fieldsets = [(None, {"fields": ["old", "new"]}), SOURCE]

    @admin.display(description="tiêu chí của bộ cũ", ordering="old__number")
    def old_side(self, link):
        return f"{link.old.criteria_set}: {link.old}"

    @admin.display(description="tiêu chí của bộ mới", ordering="new__number")
    def new_side(self, link):
        return f"{link.new.criteria_set}: {link.new}"
