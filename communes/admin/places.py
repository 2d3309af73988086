"""Places and what the programme knows about them."""

from django.contrib import admin

from communes.admin.filters import InForceFilter, VisibleFilter
from communes.admin.scoped import HistoryAdmin, ScopedAdmin
from communes.admin.sheets import SheetAdmin
from communes.models import (
    Alias,
    Classification,
    Commune,
    District,
    Participation,
    Province,
    Succession,
)
from communes.resources import (
    AliasResource,
    ClassificationResource,
    CommuneResource,
    DistrictResource,
    ProvinceResource,
)


class PlaceAdmin(SheetAdmin, HistoryAdmin):
    """Provinces, districts and communes; an abolished one gets a last day."""

    search_fields = ["code"]
    list_display_links = ["full_name"]

    def view_on_site(self, place):
        return place.dated_url

    @admin.display(description="tên", ordering="sort_key")
    def full_name(self, place):
        return place.full_name


@admin.register(Province)
class ProvinceAdmin(PlaceAdmin):
    resource_classes = [ProvinceResource]
    place_path = ""
    list_display = ["code", "full_name", "region", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "region"]
    fields = ["code", "name", "kind", "region", "valid_from", "valid_to"]


@admin.register(District)
class DistrictAdmin(PlaceAdmin):
    resource_classes = [DistrictResource]
    place_path = ""
    joined = ("province",)
    autocomplete_fields = ["province"]
    list_display = ["code", "full_name", "province", "head", "valid_from", "valid_to"]
    list_filter = [InForceFilter, ("province", VisibleFilter)]
    fields = ["code", "name", "local_name", "kind", "province", "head", "valid_from", "valid_to"]


@admin.register(Commune)
class CommuneAdmin(PlaceAdmin):
    resource_classes = [CommuneResource]
    commune_path = ""
    joined = ("province", "district")
    autocomplete_fields = ["province", "district"]
    list_display = ["code", "full_name", "district", "province", "chairman", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "kind", ("province", VisibleFilter), ("district", VisibleFilter)]
    fieldsets = [
        (None, {"fields": ["code", "name", "local_name", "kind", "province", "district"]}),
        ("Xã hiện nay", {"fields": ["chairman", "population", "households", "latitude", "longitude"]}),
        ("Hiệu lực", {"fields": ["valid_from", "valid_to"]}),
    ]


@admin.register(Alias)
class AliasAdmin(SheetAdmin, ScopedAdmin):
    """The one kind of row that may be deleted: nothing else hangs on a spelling."""

    resource_classes = [AliasResource]
    commune_path = "commune"
    search_fields = ["name"]
    joined = ("commune",)
    autocomplete_fields = ["commune"]
    list_display = ["name", "commune", "source"]

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(Participation)
class ParticipationAdmin(ScopedAdmin):
    commune_path = "commune"
    joined = ("commune",)
    autocomplete_fields = ["commune"]
    list_display = ["commune", "phase", "valid_from", "valid_to"]
    list_filter = ["phase", InForceFilter]
    search_fields = ["phase"]


@admin.register(Classification)
class ClassificationAdmin(SheetAdmin, HistoryAdmin):
    """Classes of communes, each by its decision; many at once come in by a sheet."""

    resource_classes = [ClassificationResource]
    commune_path = "commune"
    joined = ("commune",)
    autocomplete_fields = ["commune"]
    list_display = ["commune", "kind", "value", "decision", "valid_from", "valid_to"]
    list_filter = ["kind", InForceFilter]
    search_fields = ["decision"]


@admin.register(Succession)
class SuccessionAdmin(ScopedAdmin):
    commune_path = "predecessor"
    place_path = "successor"
    joined = ("predecessor", "successor")
    autocomplete_fields = ["predecessor", "successor"]
    list_display = ["predecessor", "successor", "effective_on", "whole", "decision"]
    list_filter = ["effective_on", "whole"]
    search_fields = ["decision"]
