"""Who may do what with yearly plans: the table `permissions_plans.csv`, walked like `permissions.csv`.

Each row says a role, an act on the plan of a commune (own: Đăk Pxi; other: of another district) that is not
there, proposed or approved, through which door it is tried, and a fragment of what the answer says.
"""

from collections import Counter
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from communes.models import Commune, Officer
from criteria.actions import ActionRefused
from criteria.actions.carrying import carry_over
from criteria.actions.targets import (
    TargetEntry,
    TargetOrder,
    approve_targets,
    record_targets,
    withdraw_target,
)
from criteria.models import CriteriaSet, Target
from ntm_portal.groups import load_groups
from tests import builders
from tests.permission_pages import said
from tests.permission_walk import fingerprints, name_of, table, walk
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

TABLE = table("permissions_plans.csv")
READS = {"read", "template"}
# The year in which a commune has no plan, a proposal, a plan in force.
YEARS = {"none": 2023, "proposed": 2024, "approved": 2022}
DOCUMENT = "1/KH-UBND"


@dataclass
class PlansWorld:
    communes: dict[str, Commune]
    set: CriteriaSet
    clients: dict[str, Client]
    before: dict


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = plans_world()
        built.before = fingerprints()
        yield built


def plans_world() -> PlansWorld:
    load_groups()
    home, foreign = builders.province(), builders.province("Gia Lai", "64")
    communes = {
        "own": builders.commune(builders.district(home), "Đăk Pxi", "23503"),
        "other": builders.commune(builders.district(home, "Đăk Tô", "612"), "Diên Bình", "23440"),
        "other-province": builders.commune(builders.district(foreign, "Chư Păh", "627"), "Ia Khươl", "23722"),
    }
    of = builders.criteria_set(2)
    everything = "Nhập liệu,Thẩm tra,Thẩm định,Chỉ đạo,Quản trị"
    own = communes["own"]
    roles = [
        ("no-scope", None, everything, {}),
        ("reader", home, "", {}),
        ("commune", own, "Nhập liệu", {}),
        ("district", own.district, "Thẩm tra", {}),
        ("district-leader", own.district, "Chỉ đạo", {}),
        ("province", home, "Thẩm định", {}),
        ("leader", home, "Chỉ đạo", {}),
        ("administrator", home, "Quản trị", {}),
        ("inactive", home, everything, {"is_active": False}),
        ("superuser", "nation", "", {"is_superuser": True}),
    ]
    clients = {"visitor": Client()}
    for role, scope, groups, fields in roles:
        built = builders.officer(
            role, scope, groups=Group.objects.filter(name__in=groups.split(",")), is_staff=True, **fields
        )
        clients[role] = Client()
        clients[role].force_login(built)
    clerk = builders.officer("van-thu", "nation", is_superuser=True)
    for place in communes.values():
        entry = TargetEntry(place, True, {of.criteria.first().pk: 1})
        for stage in ("approved", "proposed"):
            order = TargetOrder(place.province, of, YEARS[stage], DOCUMENT)
            row = record_targets(order=order, entries=[entry], by=clerk)[0]
            if stage == "proposed":
                Target.objects.filter(pk=row.pk).update(approved_at=None, approved_by=None)
    return PlansWorld(communes, of, clients, {})


@dataclass
class Case:
    """A row of the table and what it names."""

    world: PlansWorld
    role: str
    unit: str
    stage: str

    @property
    def place(self) -> Commune:
        return self.world.communes[self.unit]

    @property
    def target(self) -> Target:
        return Target.objects.get(commune=self.place, year=YEARS[self.stage])

    @property
    def order(self) -> TargetOrder:
        return TargetOrder(self.place.province, self.world.set, YEARS[self.stage], DOCUMENT)

    def url(self, rest: str) -> str:
        return f"/ke-hoach/{self.place.province.code}/{rest}?nam={YEARS[self.stage]}"

    def post(self, rest: str, **sent) -> str:
        return said(self.world.clients[self.role].post(self.url(rest), {**sent, "document": DOCUMENT}))

    def get(self, rest: str) -> str:
        return said(self.world.clients[self.role].get(self.url(rest)))


def typed(case: Case) -> dict:
    pk = case.place.pk
    return {f"seen-{pk}": "", f"dk-{pk}": "on", f"q1-{pk}": "1"}


PAGES = {
    "read": lambda case: case.get(f"xa/{case.place.code}/"),
    "template": lambda case: case.get("nhap/bieu-mau/"),
    "enter": lambda case: case.post("nhap/", **typed(case)),
    "approve": lambda case: case.post("duyet/", ban=case.target.pk),
    "withdraw": lambda case: case.post(f"rut/{case.target.pk}/", reason="Nhầm"),
    "carry": lambda case: case.post(f"chuyen-tiep/{case.target.pk}/", reason="Mưa lũ"),
}
ACTS = {
    "enter": lambda case, by: record_targets(
        order=case.order, entries=[TargetEntry(case.place, True, {})], by=by
    ),
    "approve": lambda case, by: approve_targets(
        province=case.place.province, targets=[case.target.pk], document=DOCUMENT, by=by
    ),
    "withdraw": lambda case, by: withdraw_target(target=case.target, reason="Nhầm", by=by),
    "carry": lambda case, by: carry_over(target=case.target, reason="Mưa", document=DOCUMENT, by=by),
}


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, row):
    case = Case(world, row["role"], row["unit"], row["stage"])
    case.world.clients[case.role].cookies.pop("messages", None)

    def act() -> str:
        if row["through"] == "page":
            return PAGES[row["action"]](case)
        try:
            return str(ACTS[row["action"]](case, Officer.objects.get(username=case.role)))
        except ActionRefused as refusal:
            return str(refusal)

    walk(row, world.before, act, READS)


def test_table_is_complete():
    assert len({name_of(row) for row in TABLE}) == len(TABLE), "a row is there twice"
    counts = {part: Counter(row[part] for row in TABLE) for part in TABLE[0]}
    assert set(counts["role"]) >= {"visitor", "reader", "no-scope", "inactive", "superuser"}
    assert set(counts["unit"]) == {"own", "other", "other-province"}
    doors = {(row["action"], row["through"]) for row in TABLE}
    assert doors == {*((name, "page") for name in PAGES), *((name, "action") for name in ACTS)}
    assert not [name_of(row) for row in TABLE if row["allowed"] == "no" and not row["says"]]
