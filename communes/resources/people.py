"""Agencies and officers, to and from sheets. Passwords and powers never travel in a file."""

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from communes.models import Agency, AgencyKind, Commune, District, Officer, Province, ScopeLevel
from communes.resources.base import PortalResource
from communes.resources.columns import Choice, Code, Column, Day, Text, YesNo, text_of
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import COMMUNE_WIDTH, DISTRICT_WIDTH, PROVINCE_WIDTH
from communes.scope import scope_place

LEVEL, SCOPE_DAY = "Phạm vi phụ trách", "Đơn vị có từ ngày"


class AgencyResource(PortalResource):
    related = ("province", "district")

    province = Column("province", "Mã tỉnh", PlaceKey(Province, PROVINCE_WIDTH, "Tỉnh có từ ngày"))
    province_since = Column("province__valid_from", "Tỉnh có từ ngày", Day(), readonly=True)
    district = Column("district", "Mã huyện", PlaceKey(District, DISTRICT_WIDTH, "Tỉnh có từ ngày"))
    name = Column("name", "Tên cơ quan, đơn vị", Text())
    short_name = Column("short_name", "Tên viết tắt", Text())
    kind = Column("kind", "Loại", Choice(AgencyKind))
    head = Column("head", "Người đứng đầu", Text())

    class Meta(PortalResource.Meta):
        model = Agency
        import_id_fields = ("province", "name")


class ScopeKey(Widget):
    """The place of a scope: a province, district or commune, as the column of the level says."""

    def __init__(self):
        super().__init__()
        self.level = Choice(ScopeLevel)
        self.places = {
            "province": PlaceKey(Province, PROVINCE_WIDTH, SCOPE_DAY),
            "district": PlaceKey(District, DISTRICT_WIDTH, SCOPE_DAY),
            "commune": PlaceKey(Commune, COMMUNE_WIDTH, SCOPE_DAY),
        }

    @property
    def officer(self):
        """Whose scope the places are sought in."""
        return self.places["province"].officer

    @officer.setter
    def officer(self, officer):
        for place in self.places.values():
            place.officer = officer

    def clean(self, value, row=None, **kwargs):
        level = self.level.clean(row.get(LEVEL))
        if level not in self.places:
            if text_of(value):
                raise ValueError("Chỉ ghi mã khi phạm vi là một tỉnh, một huyện hoặc một xã.")
            return None
        place = self.places[level].clean(value, row)
        if place is None:
            raise ValueError("Ghi mã đơn vị của phạm vi phụ trách.")
        return place

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value.code


class ScopeColumn(Column):
    """One column for the three relations of which an officer has at most one."""

    def get_value(self, instance):
        return scope_place(instance)

    def save(self, instance, row, is_m2m=False, **kwargs):
        place = self.clean(row, **kwargs)
        for name, model in (("province", Province), ("district", District), ("commune", Commune)):
            setattr(instance, f"scope_{name}", place if isinstance(place, model) else None)


class OfficerResource(PortalResource):
    """Accounts without their passwords. A new account cannot sign in until somebody sets a password."""

    related = ("agency__province", "scope_province", "scope_district", "scope_commune")
    derived = ("scope_province", "scope_district", "scope_commune")

    username = Column("username", "Tên đăng nhập", Text())
    last_name = Column("last_name", "Họ và tên đệm", Text())
    first_name = Column("first_name", "Tên", Text())
    title = Column("title", "Chức vụ", Text())
    phone = Column("phone", "Điện thoại", Text())
    email = Column("email", "Thư điện tử", Text())
    agency_province = Column("agency__province__code", "Mã tỉnh của cơ quan", Text(), readonly=True)
    agency = Column(
        "agency",
        "Cơ quan, đơn vị",
        Key(
            Agency,
            {
                "Mã tỉnh của cơ quan": ("province__code", Code(PROVINCE_WIDTH)),
                "Cơ quan, đơn vị": ("name", Text()),
            },
        ),
    )
    scope_level = Column("scope_level", LEVEL, Choice(ScopeLevel))
    scope_place = ScopeColumn("scope_place", "Mã đơn vị phụ trách", ScopeKey())
    scope_since = Column("scope_place_since", SCOPE_DAY, Day(), readonly=True)
    is_active = Column("is_active", "Đang hoạt động", YesNo())
    groups = Column("groups", "Nhóm quyền", Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Officer
        import_id_fields = ("username",)

    def known_rows(self):
        officers = Officer.objects.select_related(*self.related).prefetch_related("groups")
        return {self.key_of(row): row for row in officers}

    def filter_export(self, queryset, **kwargs):
        return super().filter_export(queryset).prefetch_related("groups")

    def dehydrate_scope_since(self, officer):
        place = scope_place(officer)
        return f"{place.valid_from:%d/%m/%Y}" if place else ""

    def dehydrate_groups(self, officer):
        return "; ".join(group.name for group in officer.groups.all())

    def complete(self, instance):
        if instance._state.adding:
            instance.set_unusable_password()

    def check_rules(self, instance):
        if instance.pk == self.officer.pk:
            raise ValidationError("Không sửa tài khoản của chính mình bằng tệp.")
