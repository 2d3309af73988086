"""A small province whose officers write down activities and read residents' comments."""

from dataclasses import dataclass, field

from communes.models import Agency, Commune, Officer, Province
from criteria.models import CriteriaSet, Criterion
from tests import builders
from tests.entry_builders import in_group


@dataclass
class PeopleWorld:
    """Communes 0 and 1 of Đăk Hà, 2 of Đăk Tô, 3 of another province; officers by name."""

    home: Province
    communes: list[Commune]
    agency: Agency
    law: CriteriaSet
    officers: dict[str, Officer] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Officer:
        try:
            return self.__dict__["officers"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def criterion(self) -> Criterion:
        return self.law.criteria.get(number=1)


def people_world() -> PeopleWorld:
    """Build it: thai, binh of communes, nam of the district, hoa of a department, minh, lan and others."""
    home, other = builders.province(), builders.province("Gia Lai", "64")
    here, there = builders.district(home), builders.district(home, "Đăk Tô", "612")
    away = builders.district(other, "Chư Păh", "627")
    communes = [
        builders.commune(here, "Đăk Pxi"),
        builders.commune(here, "Đăk Long"),
        builders.commune(there, "Diên Bình"),
        builders.commune(away, "Ia Khươl"),
    ]
    agency = builders.agency(home)
    law = builders.criteria_set(2)
    for of in (communes[:3], communes[3:]):
        builders.round_with(dict.fromkeys(of, "N."), of=law)
    made = {
        "thai": (communes[0], ["Nhập liệu"], {}),
        "binh": (communes[2], ["Nhập liệu"], {}),
        "nam": (here, ["Thẩm tra"], {}),
        "hoa": (home, ["Nhập liệu", "Thẩm định"], {"agency": agency}),
        "minh": (home, ["Nhập liệu", "Thẩm định"], {}),
        "lan": (home, ["Quản trị"], {}),
        "leader": (home, ["Chỉ đạo"], {}),
        "away": (other, ["Nhập liệu", "Thẩm định"], {}),
        "stranger": (None, [], {}),
    }
    officers = {
        name: in_group(
            builders.officer(f"{name}.x", scope, last_name="A", first_name=name.title(), **fields), *groups
        )
        for name, (scope, groups, fields) in made.items()
    }
    return PeopleWorld(home, communes, agency, law, officers)
