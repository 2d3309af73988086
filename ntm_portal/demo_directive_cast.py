"""Who plays in the demonstration of directives: units by the names its files use, and somebody of each."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import Group

from communes.models import Agency, Commune, District, Officer, Province
from communes.naming import fold
from criteria.models import Criterion

STAND_IN = "Tài khoản minh họa, không đăng nhập"
PLACES_ON = datetime.date(2024, 1, 22)


@dataclass
class Cast:
    """A province's units, criteria of the set in use, and people."""

    province: Province
    set_code: str
    _people: dict = field(default_factory=dict)

    @cached_property
    def units(self) -> dict[str, Agency | District | Commune]:
        """Agencies by short name, districts and communes by code."""
        agencies = Agency.objects.filter(province=self.province, district=None)
        districts = District.objects.filter(province=self.province).in_force(PLACES_ON)
        communes = Commune.objects.filter(province=self.province).in_force(PLACES_ON)
        return {
            **{agency.short_name: agency for agency in agencies},
            **{district.code: district for district in districts},
            **{commune.code: commune for commune in communes.select_related("district", "province")},
        }

    @cached_property
    def criteria(self) -> dict[int, Criterion]:
        found = Criterion.objects.filter(criteria_set__code=self.set_code).select_related("criteria_set")
        return {criterion.number: criterion for criterion in found}

    def unit(self, name: str, commune: Commune | None = None) -> Agency | District | Commune | None:
        """The unit a file names; "xa" and "huyen" are the commune's own, "" is left to the action."""
        if commune is not None and name in ("xa", "huyen"):
            return commune if name == "xa" else commune.district
        return self.units[name] if name else None

    def officer(self, username: str) -> Officer:
        if username not in self._people:
            self._people[username] = Officer.objects.get(username=username)
        return self._people[username]

    def person_of(self, unit: Agency | District | Commune) -> Officer:
        """A demonstration officer of the unit; where there is none, a stand-in who cannot sign in."""
        if unit not in self._people:
            self._people[unit] = _of_unit(unit).first() or self._stand_in(unit)
        return self._people[unit]

    def _stand_in(self, unit: Agency | District | Commune) -> Officer:
        is_agency = isinstance(unit, Agency)
        name, key = (unit.short_name, unit.short_name) if is_agency else (unit.prose_name, unit.code)
        officer = Officer(
            username=f"can-bo-{fold(key).replace(' ', '-')}",
            last_name="Cán bộ",
            first_name=name,
            title=STAND_IN,
            is_demo=True,
            agency=unit if is_agency else None,
            **_scope_of(unit),
        )
        officer.set_unusable_password()
        officer.save()
        officer.groups.add(Group.objects.get(name="Thẩm tra" if isinstance(unit, District) else "Nhập liệu"))
        return officer


def _of_unit(unit: Agency | District | Commune):
    """The demonstration officers who work for the unit, the first created first."""
    people = Officer.objects.filter(is_demo=True, is_active=True).order_by("pk")
    if isinstance(unit, Agency):
        return people.filter(agency=unit, scope_province=unit.province_id)
    return people.filter(**_scope_of(unit))


def _scope_of(unit: Agency | District | Commune) -> dict:
    if isinstance(unit, Agency):
        return {"scope_level": "province", "scope_province_id": unit.province_id}
    level = "district" if isinstance(unit, District) else "commune"
    return {"scope_level": level, f"scope_{level}": unit}
