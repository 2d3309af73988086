"""Villages: those of many communes come in by a sheet; one that is no more gets a last day."""

from django.contrib import admin

from communes.admin.filters import InForceFilter, VisibleFilter
from communes.admin.scoped import HistoryAdmin
from communes.admin.sheets import SheetAdmin
from communes.models import Village
from communes.resources import VillageResource


@admin.register(Village)
class VillageAdmin(SheetAdmin, HistoryAdmin):
    resource_classes = [VillageResource]
    commune_path = "commune"
    place_path = ""
    joined = ("commune",)
    search_fields = ["name"]
    autocomplete_fields = ["commune"]
    list_display = ["full_name", "commune", "households", "is_minority", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "kind", "is_minority", ("commune__district", VisibleFilter)]
    fields = ["commune", "kind", "name", "households", "is_minority", "valid_from", "valid_to"]

    @admin.display(description="tên", ordering="sort_key")
    def full_name(self, village):
        return village.full_name
