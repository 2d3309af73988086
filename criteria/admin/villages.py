"""What communes say of their villages, to read. It is written on the commune's page of villages."""

from django.contrib import admin

from communes.admin.scoped import HistoryAdmin, ReadOnly
from criteria.models import VillageStanding


@admin.register(VillageStanding)
class VillageStandingAdmin(ReadOnly, HistoryAdmin):
    commune_path = "village__commune"
    joined = ("village__commune", "criteria_set", "recorded_by")
    search_fields = ["village__name"]
    list_display = ["village", "commune", "criteria_set", "data_on", "outcomes", "recorded_by"]
    list_filter = ["criteria_set", "data_on"]
    ordering = ["-data_on", "village__sort_key"]
    fields = readonly_fields = [
        "village", "commune", "criteria_set", "data_on", "outcomes", "note", "recorded_at", "recorded_by",
        "illustrative",
    ]  # fmt: skip

    @admin.display(description="xã")
    def commune(self, standing):
        return standing.village.commune
