"""The world of the table of permissions of yearly plans: communes with plans at every stage, and officers.

A unit is a commune: Đăk Pxi ("own"), another one of its district ("sibling"), one of another district
("other"), one of another province. A stage is the year whose plan a row is about.
"""

from dataclasses import dataclass

from django.test import Client

from communes.models import Commune, Officer
from criteria.actions.target_sheets import apply_target_sheet
from criteria.actions.targets import TargetEntry, TargetOrder, record_targets
from criteria.models import CriteriaSet, Target, TargetSheet
from criteria.target_sheet import preview_targets
from ntm_portal.groups import load_groups
from tests import builders
from tests.permission_people import clients_of, four_communes
from tests.sheet_builders import xlsx
from tests.test_target_sheet import HEAD

# The year in which a commune has no plan, a proposal, a plan in force, a plan that a sheet wrote.
YEARS = {"none": 2023, "proposed": 2024, "approved": 2022, "sheet": 2025}
DOCUMENT = "1/KH-UBND"
EVERYTHING = "Nhập liệu,Thẩm tra,Thẩm định,Chỉ đạo,Quản trị"
# (role, where its scope is, groups, more fields)
ROLES = [
    ("no-scope", None, EVERYTHING, {}),
    ("reader", "home", "", {}),
    ("commune", "own", "Nhập liệu", {}),
    ("commune-administrator", "own", "Quản trị", {}),
    ("district", "here", "Thẩm tra", {}),
    ("district-leader", "here", "Chỉ đạo", {}),
    ("district-administrator", "here", "Quản trị", {}),
    ("neighbour", "there", "Thẩm tra", {}),
    ("province", "home", "Thẩm định", {}),
    ("leader", "home", "Chỉ đạo", {}),
    ("administrator", "home", "Quản trị", {}),
    ("foreign", "foreign", "Thẩm định", {}),
    ("nation-reader", "nation", "Chỉ đạo", {}),
    ("nation-administrator", "nation", "Quản trị", {}),
    ("inactive", "home", EVERYTHING, {"is_active": False}),
    ("superuser", "nation", "", {"is_superuser": True}),
]


@dataclass
class PlansWorld:
    communes: dict[str, Commune]
    set: CriteriaSet
    clients: dict[str, Client]
    before: dict


@dataclass
class Case:
    """A row of the table and what it names."""

    world: PlansWorld
    role: str
    unit: str
    stage: str

    @property
    def client(self) -> Client:
        return self.world.clients[self.role]

    @property
    def officer(self) -> Officer:
        return Officer.objects.get(username=self.role)

    @property
    def place(self) -> Commune:
        return self.world.communes[self.unit]

    @property
    def year(self) -> int:
        return YEARS[self.stage]

    @property
    def target(self) -> Target:
        return Target.objects.get(commune=self.place, year=self.year)

    @property
    def sheet(self) -> TargetSheet:
        return TargetSheet.objects.get(targets__commune=self.place)

    @property
    def order(self) -> TargetOrder:
        return TargetOrder(self.place.province, self.world.set, self.year, DOCUMENT)

    def url(self, rest: str = "") -> str:
        return f"/ke-hoach/{self.place.province.code}{rest}?nam={self.year}"


def content_of(place: Commune) -> bytes:
    """A sheet that plans the first criterion of one commune."""
    district = place.district.name
    return xlsx([HEAD, [place.code, place.name, district, "Có", "1", "", "", ""]])


def plans_world() -> PlansWorld:
    """Build it: what stands there was written by somebody nobody of the table is."""
    load_groups()
    communes, scopes = four_communes()
    world = PlansWorld(communes, builders.criteria_set(2), {}, {})
    world.clients |= clients_of((role, scopes[scope], *more) for role, scope, *more in ROLES)
    clerk = builders.officer("van-thu", "nation", is_superuser=True)
    for place in communes.values():
        _plan(world, place, clerk)
    return world


def _plan(world: PlansWorld, place: Commune, clerk: Officer) -> None:
    """One plan at each stage, each of a year of its own."""
    entry = TargetEntry(place, True, {world.set.criteria.first().pk: 1})
    for stage in ("approved", "proposed"):
        order = TargetOrder(place.province, world.set, YEARS[stage], DOCUMENT)
        row = record_targets(order=order, entries=[entry], by=clerk)[0]
        if stage == "proposed":
            Target.objects.filter(pk=row.pk).update(approved_at=None, approved_by=None)
    order, content = TargetOrder(place.province, world.set, YEARS["sheet"], DOCUMENT), content_of(place)
    seen = preview_targets(content, order, clerk, len(content)).fingerprint
    apply_target_sheet(content=content, file_name="kh.xlsx", order=order, seen=seen, by=clerk)
