"""Villages, to and from sheets. A village's key is its commune, kind, name and first day."""

from communes.models import Commune, Village, VillageKind
from communes.resources.base import PortalResource
from communes.resources.columns import Choice, Column, Day, KnownOrNot, Text, Whole
from communes.resources.keys import PlaceKey
from communes.resources.places import COMMUNE_WIDTH, FROM, TO


class VillageResource(PortalResource):
    related = ("commune",)
    derived = ("search_key", "sort_key")

    commune = Column("commune", "Mã xã", PlaceKey(Commune, COMMUNE_WIDTH, FROM, "Tên xã"))
    commune_name = Column("commune__full_name", "Tên xã", Text(), readonly=True)
    kind = Column("kind", "Loại", Choice(VillageKind))
    name = Column("name", "Tên thôn", Text())
    households = Column("households", "Số hộ", Whole())
    is_minority = Column("is_minority", "Đồng bào DTTS", KnownOrNot())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())

    class Meta(PortalResource.Meta):
        model = Village
        import_id_fields = ("commune", "kind", "name", "valid_from")

    def complete(self, instance):
        instance.set_keys()
