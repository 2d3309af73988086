"""Money above the communes: who sees what a province or district holds, and whose sheets."""

import pytest

from funding.models import Allocation, FundingBatch
from tests import builders
from tests import funding_builders as build


@pytest.fixture
def world(db):
    home = builders.province()
    pxi = builders.commune(builders.district(home))
    other = builders.commune(builders.district(home, "Đăk Tô", "612"), "Pô Kô")
    far = builders.commune(builders.district(builders.province("Gia Lai", "64"), "Chư Păh", "622"), "Ia Ly")
    programme, source = build.programme(), build.source()
    places = {
        "province": home,
        "district": pxi.district,
        "commune": pxi,
        "other district": other.district,
        "other commune": other,
        "far": far.province,
    }
    return {name: (place, build.allocation(place, programme, source)) for name, place in places.items()}


SEEN = {
    "nation": {"province", "district", "commune", "other district", "other commune", "far"},
    "province": {"province", "district", "commune", "other district", "other commune"},
    "district": {"district", "commune"},
    "commune": {"commune"},
    None: set(),
}


@pytest.mark.parametrize("scope", SEEN)
def test_money_is_seen_at_ones_place_and_below(world, scope):
    place = world[scope][0] if scope in world else scope
    seen = set(Allocation.objects.visible_to(builders.officer("đọc", place)))
    assert seen == {world[name][1] for name in SEEN[scope]}


@pytest.mark.parametrize("name", ["province", "district", "commune"])
def test_money_names_the_place_that_holds_it(world, name):
    place, row = world[name]
    assert row.place == place
    inside = set(Allocation.objects.held_by(place))
    assert row in inside
    assert len(inside) == {"province": 5, "district": 2, "commune": 1}[name]


@pytest.mark.parametrize(
    ("scope", "numbers"), [("nation", {1, 2, 3}), ("province", {1, 2}), ("district", {2})]
)
def test_batches_of_money_below_the_province_are_ones_own(world, scope, numbers):
    home, far = world["province"][0], world["far"][0]
    officer = builders.officer("đọc", world[scope][0] if scope in world else scope)
    build.batch(home, 1)
    build.batch(home, 2, applied_by=officer)
    build.batch(far, 3)
    seen = FundingBatch.objects.visible_to(officer).values_list("number", flat=True)
    assert set(seen) == numbers
