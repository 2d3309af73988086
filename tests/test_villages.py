"""Villages of a commune: who writes what of them, what is refused, how they come in by a sheet."""

import datetime

import pytest
from django.contrib.auth.models import Group

from communes.models import Village
from communes.resources import VillageResource
from criteria.actions import ActionRefused
from criteria.actions.villages import VillageEntry, VillagesRefused, version_of
from criteria.law_planning import Planner
from criteria.models import Standing, VillageStanding
from criteria.village_counts import VillageRow, VillageSummary
from tests import builders
from tests.test_resources import counts, faults, read
from tests.village_world import (
    DAY,
    PAGE,
    PEOPLE,
    build,
    entries,
    form,
    of_villages,
    officer,
    record,
    signed_in,
)
from tests.world import rolled_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield build()


@pytest.fixture
def world(built, db):
    return built


@pytest.mark.parametrize("name", PEOPLE)
def test_villages_are_read_and_written_by_whoever_may(world, name):
    *_, reads, writes = PEOPLE[name]
    record(world, entries("MM."), by=None)
    before = list(VillageStanding.objects.values_list())
    client = signed_in(name)
    for url in (PAGE, "/thon/23503.json?bo=thon&ngay=2023-12-31"):
        assert client.get(url).status_code in ((200,) if reads else (403, 404))
    key = Village.objects.get(name="10").pk
    client.post(PAGE, form(**{f"tc1-{key}": "N"}))
    try:
        record(world, entries("", "", "NNN")[2:], by=name)
    except ActionRefused:
        assert not writes
    assert (list(VillageStanding.objects.values_list()) != before) == writes
    assert VillageStanding.objects.count() == (3 if writes else 1)


def test_recording_keeps_who_when_and_what_was_said_before(world):
    assert record(world, entries("MM.", "MNM")) == 2
    row = VillageStanding.objects.get(village__name="2")
    assert (row.outcomes, row.recorded_by, row.illustrative) == ("MM.", officer("thai"), False)
    again = [VillageEntry(row.village, "MMM", " Đã làm đường ", version_of(row))]
    assert record(world, again, by="minh") == 1
    assert [(old.outcomes, old.history_user) for old in row.history.all()] == [
        ("MMM", officer("minh")), ("MM.", officer("thai")),
    ]  # fmt: skip
    row.refresh_from_db()
    assert row.note == "Đã làm đường"
    assert record(world, [VillageEntry(row.village, "MMM", "Đã làm đường", "")]) == 0
    assert record(world, entries("...", "...")[2:]) == 0
    assert Standing.objects.get().outcomes == "MNM"


def test_recording_says_every_fault_and_writes_nothing(world):
    foreign = Village.objects.create(commune=world["other"], name="Lạ")
    gone = Village.objects.create(commune=world["commune"], name="Cũ", valid_to=datetime.date(2020, 1, 1))
    wrong = [
        *entries("MMM", "MM", "MZM"),
        VillageEntry(foreign, "MMM"),
        VillageEntry(gone, "MMM"),
    ]
    with pytest.raises(VillagesRefused) as refusal:
        record(world, wrong)
    assert refusal.value.faults.keys() == {entry.village.pk for entry in wrong[1:]}
    with pytest.raises(VillagesRefused, match="không quá 300"):
        record(world, entries("MMM", note="a" * 301))
    assert not VillageStanding.objects.exists()


@pytest.mark.parametrize(
    "fields,says",
    [
        ({"data_on": datetime.date(2100, 1, 1)}, "không được sau hôm nay"),
        ({"data_on": datetime.date(2010, 1, 1)}, "không có hiệu lực"),
        ({"set": {"level": "commune"}}, "không phải bộ tiêu chí của cấp thôn"),
        ({"set": {"issued_by": "foreign"}}, "bộ của tỉnh khác"),
        ({"commune": {"valid_to": datetime.date(2023, 6, 30)}}, "không còn hoặc chưa có"),
    ],
    ids=lambda part: "" if isinstance(part, str) else next(iter(part)),
)
def test_recording_refuses_days_and_sets_that_do_not_fit(world, fields, says):
    fields = dict(fields)
    of, place = of_villages(), world["commune"]
    for name, value in fields.pop("set", {}).items():
        setattr(of, name, world.get(value, value))
    place = type(place).objects.get(pk=place.pk)
    for name, value in fields.pop("commune", {}).items():
        setattr(place, name, value)
    with pytest.raises(ActionRefused, match=says):
        record(world, entries("MMM"), criteria_set=of, commune=place, **fields)
    assert record(world, entries("MMM")) == 1


def test_set_in_use_takes_no_criterion_and_keeps_its_level(world):
    of = of_villages()
    assert not of.is_used
    record(world, entries("MMM"))
    assert of.is_used
    fourth = of.criteria.model(criteria_set=of, number=4, name="Thêm", short_name="Thêm")
    with pytest.raises(Exception, match="kết quả của thôn"):
        fourth.full_clean()
    of.level = "commune"
    with pytest.raises(Exception, match="không đổi cấp"):
        of.full_clean()
    order = type("Order", (), {"criteria_set": of_villages(), "since": DAY})()
    assert Planner(order, None, []).has_results


def test_villages_come_in_by_a_sheet_of_the_administration(world):
    lan = builders.officer("lan", world["province"], groups=Group.objects.filter(name="Quản trị"))
    headings = ["Mã xã", "Loại", "Tên thôn", "Số hộ", "Đồng bào DTTS", "Hiệu lực từ ngày"]
    rows = [
        ["23503", "Làng", "Kon Pao", 120, "Có", "01/01/2016"],
        ["23503", "thôn", "2", None, None, "01/01/2016"],
    ]
    assert counts(read(VillageResource, lan, headings, *rows)) == (1, 0, 1)
    made = Village.objects.get(kind="Làng")
    assert (made.households, made.is_minority, made.search_key) == (120, True, "konpao")
    assert Village.objects.get(name="2").is_minority is None
    assert faults(read(VillageResource, officer("far"), headings, rows[0]))
    assert faults(read(VillageResource, lan, headings, ["23503", "Buôn", "X", None, None, "01/01/2016"]))


@pytest.mark.parametrize(
    "letters,all_met,has_data",
    [
        ("MMM", True, True),
        ("MAM", True, True),
        ("AAA", False, True),
        ("MM.", False, True),
        ("MBM", False, True),
        ("...", False, False),
        ("", False, False),
    ],
)
def test_row_meets_all_that_applies(letters, all_met, has_data):
    row = VillageRow("Thôn 1", letters)
    assert (row.meets_all, row.has_data) == (all_met, has_data)
    said = VillageSummary([row], 3, DAY).headline
    assert said == (f"{int(all_met)}/1 thôn đạt đủ 3 tiêu chí" if has_data else "1 thôn, chưa có số liệu")
