"""The world of the table of permissions of money: two provinces, a row per place and state, every role.

A unit is the place a row belongs to: the province, the district Đăk Hà, its commune Đăk Pxi ("own"), a
commune of another district ("other"), one of another province; what is the nation's is of the unit "nation".
For what a province decides, "other-province" is the other province itself.
"""

from dataclasses import dataclass, field

from django.test import Client

from communes.models import Commune, District, Officer, Province
from funding.actions import Entry, apply_funding_batch, undo_funding_batch
from funding.actions.overlap import find_overlap_in
from funding.allocation_values import Place
from funding.models import CapitalSource, FundingBatch, OverlapQuestion, Programme, QuestionState, WorkItem
from ntm_portal.groups import load_groups
from tests import builders
from tests import funding_builders as build
from tests.permission_people import clients_of

YEAR, MILLION = build.YEAR, build.MILLION
# What became of a question, and of a sheet, before the act of the row.
QUESTION_STATES, BATCH_STATES = ["open", "answered", "gone"], {"applied": YEAR - 1, "undone": YEAR - 2}
EVERYTHING = "Nhập liệu,Thẩm tra,Thẩm định,Chỉ đạo,Quản trị"


@dataclass
class FundingWorld:
    """What a row of the table names. `places` by unit, `clients` by role."""

    home: Province = None
    foreign: Province = None
    places: dict[str, Place] = field(default_factory=dict)
    programme: Programme = None
    spare: Programme = None
    central: CapitalSource = None
    people: CapitalSource = None
    clients: dict[str, Client] = field(default_factory=dict)
    sheets: dict[str, bytes] = field(default_factory=dict)
    clerk: Officer = None
    before: dict = field(default_factory=dict)

    def province(self, unit: str) -> Province:
        return self.foreign if unit == "other-province" else self.home

    def item(self, unit: str, state: str) -> WorkItem:
        return WorkItem.objects.get(name=item_name(unit, state))

    def question(self, unit: str, state: str) -> OverlapQuestion:
        return OverlapQuestion.objects.get(work_item__name=item_name(unit, state))

    def batch(self, unit: str, state: str) -> FundingBatch:
        return FundingBatch.objects.get(file_name=file_name(unit, state))


def item_name(unit: str, state: str) -> str:
    """What an item is called: "open" and the like, after the question about it."""
    villages = {"open": "Kon Pao", "answered": "Đăk Rơ Wang", "gone": "Long Tum"}
    return f"Đường thôn {villages[state]} ({unit})"


def file_name(unit: str, state: str) -> str:
    return f"von-{unit}-{state}.xlsx"


def funding_world() -> FundingWorld:
    """Build it: what stands there was done by people nobody of the table is, but for two sheets."""
    load_groups()
    world = FundingWorld()
    _build_places(world)
    _build_law(world)
    _build_people(world)
    for unit, place in world.places.items():
        row = build.allocation(place, world.programme, world.central)
        build.change(row, by=world.clerk)
        if isinstance(place, Commune):
            _build_works(world, unit, place)
    for state in BATCH_STATES:
        _build_batches(world, state)
    return world


def _build_places(world: FundingWorld) -> None:
    world.home, world.foreign = builders.province(), builders.province("Gia Lai", "64")
    here = builders.district(world.home)
    there = builders.district(world.home, "Đăk Tô", "612")
    far = builders.district(world.foreign, "Chư Păh", "627")
    world.places = {
        "province": world.home,
        "district": here,
        "own": builders.commune(here, "Đăk Pxi", "23503"),
        "other": builders.commune(there, "Diên Bình", "23428"),
        "other-province": builders.commune(far, "Ia Khươl", "23722"),
    }


def _build_law(world: FundingWorld) -> None:
    """A programme with money, one without; a rule and a published figure of each province."""
    world.programme = build.programme("ntm", position=1)
    world.spare = build.programme("giam-ngheo", position=2)
    world.central = build.source("nstw", position=1)
    world.people = build.source("dan", "people", position=2)
    for province in (world.home, world.foreign):
        build.rule(province, world.programme, world.central)
        build.published(province)


def _build_people(world: FundingWorld) -> None:
    home, here, own = world.home, world.places["district"], world.places["own"]
    there: District = world.places["other"].district
    roles = [
        ("no-scope", None, EVERYTHING, {}),
        ("reader", home, "", {}),
        ("commune", own, "Nhập liệu", {}),
        ("commune-keeper", own, "Thẩm tra", {}),
        ("district-officer", here, "Thẩm tra", {}),
        ("district-leader", here, "Chỉ đạo", {}),
        ("district-administrator", here, "Quản trị", {}),
        ("far-district", there, "Thẩm tra,Chỉ đạo", {}),
        ("department", home, "Thẩm định", {}),
        ("leader", home, "Chỉ đạo", {}),
        ("administrator", home, "Quản trị", {}),
        ("foreign-administrator", world.foreign, "Quản trị", {}),
        ("nation", "nation", "Thẩm định", {}),
        ("nation-administrator", "nation", "Quản trị", {}),
        ("inactive", home, EVERYTHING, {"is_active": False}),
        ("superuser", "nation", "", {"is_superuser": True}),
    ]
    world.clients |= clients_of(roles)
    world.clerk = builders.officer("ke-toan", "nation", is_superuser=True)


def _build_works(world: FundingWorld, unit: str, place: Commune) -> None:
    """Three items paid beyond their cost, each asked about: one answered, one no longer asked."""
    for state in QUESTION_STATES:
        item = build.work_item(place, item_name(unit, state), cost=100 * MILLION)
        build.line(item, world.programme, world.central)
        build.arrears(item)
    find_overlap_in(commune=place, by=world.clerk)
    answered, gone = (world.question(unit, state) for state in ("answered", "gone"))
    answered.state, answered.answer = QuestionState.NO_OVERLAP, "Dự toán đã điều chỉnh."
    answered.answered_at, answered.answered_by = builders.MOMENT, world.clerk
    answered.save()
    gone.gone_at = builders.MOMENT
    gone.save()


def _build_batches(world: FundingWorld, state: str) -> None:
    """A sheet per unit; the ones of the districts were applied by their officers, the rest by the clerk."""
    for unit, by in {
        "province": "ke-toan",
        "own": "district-officer",
        "other": "far-district",
        "other-province": "ke-toan",
    }.items():
        entry = Entry(world.places[unit], world.programme, world.people, BATCH_STATES[state], MILLION)
        officer = Officer.objects.get(username=by)
        batch = apply_funding_batch(
            province=world.province(unit), entries=[entry], by=officer, file_name=file_name(unit, state),
            sha256="0" * 64,
        )  # fmt: skip
        if state == "undone":
            undo_funding_batch(batch=batch, by=officer)
