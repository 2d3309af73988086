"""Rows given to a unit: who sees them, whose they are, and how the unit is called."""

import pytest

from directives.models import Assignment
from tests import builders
from tests import directive_builders as build


@pytest.fixture
def given(db):
    """An assignment to each kind of unit of Kon Tum, and one of another province."""
    home = builders.province()
    pxi = builders.commune(builders.district(home, head="Ông A Phương"), chairman="Ông A Tê")
    other = builders.commune(builders.district(home, "Đăk Tô", "612"), "Pô Kô")
    office = builders.agency(home, head="Bà Nguyễn Thị Mai")
    inside = builders.agency(home, "Phòng Kinh tế Đăk Hà", short_name="Phòng KT", district=pxi.district)
    task = build.task(build.directive(home))
    criterion = builders.criteria_set(1).criteria.get()
    units = {"agency": office, "district": pxi.district, "commune": pxi, "inside": inside, "other": other}
    rows = {name: build.assignment(task, unit) for name, unit in units.items()}
    rows["about"] = build.assignment(task, office, commune=pxi, criterion=criterion)
    far = builders.province("Gia Lai", "64")
    rows["far"] = build.assignment(build.task(build.directive(far)), builders.agency(far))
    return rows


SEEN = {
    "nation": {"agency", "district", "commune", "inside", "other", "about", "far"},
    "province": {"agency", "district", "commune", "inside", "other", "about"},
    "district": {"district", "commune", "inside", "about"},
    "commune": {"commune", "about"},
    "none": set(),
    "inactive": set(),
}


def reader(role, rows):
    district = rows["district"].unit_district
    scopes = {
        "nation": "nation",
        "province": district.province,
        "district": district,
        "commune": rows["commune"].unit_commune,
        "none": None,
        "inactive": "nation",
    }
    return builders.officer("đọc", scopes[role], is_active=role != "inactive")


@pytest.mark.parametrize("role", SEEN)
def test_rows_of_units_are_seen_by_whom_they_concern(given, role):
    seen = set(Assignment.objects.visible_to(reader(role, given)))
    assert seen == {given[name] for name in SEEN[role]}


@pytest.mark.parametrize(
    ("role", "agency", "own"),
    [
        ("province", "agency", {"agency", "about"}),
        ("province", None, set()),
        ("district", None, {"district"}),
        ("district", "inside", {"district", "inside"}),
        ("commune", None, {"commune"}),
        ("none", "agency", set()),
        ("inactive", "agency", set()),
    ],
)
def test_rows_of_ones_own_unit_agree_with_is_of(given, role, agency, own):
    officer = reader(role, given)
    officer.agency = given[agency].unit_agency if agency else None
    officer.save()
    rows = set(Assignment.objects.of_unit(officer))
    assert rows == {given[name] for name in own}
    assert {row for row in given.values() if row.is_of(officer)} == rows


@pytest.mark.parametrize(
    ("name", "called", "head"),
    [
        ("agency", "Sở NN&PTNT", "Bà Nguyễn Thị Mai"),
        ("district", "UBND huyện Đăk Hà", "Ông A Phương"),
        ("commune", "UBND xã Đăk Pxi", "Ông A Tê"),
        ("other", "UBND xã Pô Kô", ""),
    ],
)
def test_unit_is_called_as_offices_are_with_its_head(given, name, called, head):
    assert given[name].unit_name == called
    assert given[name].head == head
