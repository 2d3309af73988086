"""Places and their other names, to and from sheets. A place's key is its code and first day."""

from collections import defaultdict
from itertools import pairwise

from communes.models import (
    Alias,
    Commune,
    CommuneKind,
    District,
    DistrictKind,
    Province,
    ProvinceKind,
    Region,
)
from communes.resources.base import PortalResource
from communes.resources.columns import Choice, Code, Column, Day, Degrees, Text, Whole
from communes.resources.keys import PlaceKey

FROM, TO = "Hiệu lực từ ngày", "Hiệu lực đến hết ngày"
PROVINCE_WIDTH, DISTRICT_WIDTH, COMMUNE_WIDTH = 2, 3, 5


class PlaceResource(PortalResource):
    """What the three kinds of places share: derived keys, and no two periods of one code that overlap."""

    derived = ("search_key", "sort_key")

    def complete(self, instance):
        instance.set_keys()

    def check_rules(self, instance):
        """Periods are checked over the whole file: one line may end a place and the next begin another."""

    def check_together(self):
        by_code = defaultdict(list)
        created = list(self.create_instances)
        for place in [*self.known.values(), *created]:
            by_code[place.code].append(place)
        touched = {id(place) for place in [*created, *self.update_instances]}
        faults = []
        for places in by_code.values():
            for earlier, later in pairwise(sorted(places, key=lambda place: place.valid_from)):
                if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                    place = later if id(later) in touched else earlier
                    other = earlier if place is later else later
                    if id(place) in touched:
                        text = f"Mã {place.code} trùng thời gian với {other.full_name}; sửa ngày hiệu lực."
                        faults.append((place, {"valid_from": [text]}))
        return faults


class ProvinceResource(PlaceResource):
    code = Column("code", "Mã tỉnh", Code(PROVINCE_WIDTH))
    name = Column("name", "Tên tỉnh", Text())
    kind = Column("kind", "Loại", Choice(ProvinceKind))
    region = Column("region", "Vùng", Choice(Region))
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())

    class Meta(PortalResource.Meta):
        model = Province
        import_id_fields = ("code", "valid_from")


class DistrictResource(PlaceResource):
    related = ("province",)

    code = Column("code", "Mã huyện", Code(DISTRICT_WIDTH))
    name = Column("name", "Tên huyện", Text())
    local_name = Column("local_name", "Tên địa phương dùng", Text())
    kind = Column("kind", "Loại", Choice(DistrictKind))
    province = Column("province", "Mã tỉnh", PlaceKey(Province, PROVINCE_WIDTH, FROM))
    province_name = Column("province__name", "Tên tỉnh", Text(), readonly=True)
    head = Column("head", "Người đứng đầu", Text())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())

    class Meta(PortalResource.Meta):
        model = District
        import_id_fields = ("code", "valid_from")


class CommuneResource(PlaceResource):
    related = ("province", "district")

    code = Column("code", "Mã xã", Code(COMMUNE_WIDTH))
    name = Column("name", "Tên xã", Text())
    local_name = Column("local_name", "Tên địa phương dùng", Text())
    kind = Column("kind", "Loại", Choice(CommuneKind))
    province = Column("province", "Mã tỉnh", PlaceKey(Province, PROVINCE_WIDTH, FROM))
    province_name = Column("province__name", "Tên tỉnh", Text(), readonly=True)
    district = Column("district", "Mã huyện", PlaceKey(District, DISTRICT_WIDTH, FROM))
    district_name = Column("district__display_name", "Tên huyện", Text(), readonly=True)
    chairman = Column("chairman", "Chủ tịch UBND", Text())
    population = Column("population", "Dân số (người)", Whole())
    households = Column("households", "Số hộ", Whole())
    latitude = Column("latitude", "Vĩ độ", Degrees())
    longitude = Column("longitude", "Kinh độ", Degrees())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())

    class Meta(PortalResource.Meta):
        model = Commune
        import_id_fields = ("code", "valid_from")

    def check_rules(self, instance):
        instance.check_district()


class AliasResource(PortalResource):
    related = ("commune",)
    derived = ("search_key",)

    commune = Column("commune", "Mã xã", PlaceKey(Commune, COMMUNE_WIDTH, "Xã có từ ngày", "Tên xã"))
    commune_since = Column("commune__valid_from", "Xã có từ ngày", Day(), readonly=True)
    commune_name = Column("commune__full_name", "Tên xã", Text(), readonly=True)
    name = Column("name", "Tên gọi khác", Text())
    source = Column("source", "Nguồn", Text())

    class Meta(PortalResource.Meta):
        model = Alias
        import_id_fields = ("commune", "name")

    def complete(self, instance):
        instance.set_keys()
