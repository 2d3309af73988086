"""Who headed units, from when to when."""

from django.contrib import admin

from communes.actions import record_head
from communes.admin.filters import InForceFilter
from communes.admin.scoped import HistoryAdmin
from communes.models import Headship


@admin.register(Headship)
class HeadshipAdmin(HistoryAdmin):
    joined = ("agency", "district", "commune")
    folded_fields = ("name",)
    search_fields = ["name"]
    autocomplete_fields = ["agency", "district", "commune"]
    list_display = ["name", "unit", "title", "valid_from", "valid_to"]
    list_filter = [InForceFilter]
    fields = ["agency", "district", "commune", "name", "title", "valid_from", "valid_to", "decision"]

    @admin.display(description="đơn vị")
    def unit(self, row):
        return row.unit

    def save_model(self, request, obj, form, change):
        record_head(headship=obj, by=request.user)
