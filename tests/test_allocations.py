"""Recording money: who may write which row, what cannot stand, what is odd, and the log of all of it."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.actions import ActionRefused
from criteria.models import ChangeSource
from funding.actions import AllocationsOvertaken, AllocationsRefused, record_allocations
from funding.allocation_amounts import MAX_AMOUNT
from funding.allocation_values import EMPTY, Values, remarks_on, values_of, values_of_log
from funding.models import Allocation, AllocationChange, CapitalSource
from tests import builders
from tests import funding_builders as build
from tests.money_world import MILLION, YEAR, money_world, world
from tests.world import rolled_back

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def record(world, *entries, by="minh", **more):
    officer = world.officers[by] if by else None
    return record_allocations(entries=entries, by=officer, source=ChangeSource.TYPED, **more)


def refused(world, *entries, by="minh") -> list[str]:
    with pytest.raises(AllocationsRefused) as refusal:
        record(world, *entries, by=by)
    assert not AllocationChange.objects.exists()
    return [fault.message for fault in refusal.value.faults]


# Writing


def test_recording_writes_row_and_log(world):
    entry = world.entry(planned=5 * MILLION, planned_document="12/QĐ-UBND", version=0)
    recorded = record(world, entry, reason="Giao đầu năm")
    row = Allocation.objects.get()
    assert [row] == recorded.written
    assert (row.place, row.planned, row.allocated, row.version) == (world.commune, 5 * MILLION, None, 1)
    assert (row.updated_by, row.illustrative) == (world.officers["minh"], False)
    change = row.changes.get()
    assert (change.before, change.after["planned"], change.version) == (None, 5 * MILLION, 1)
    assert (change.reason, change.source, change.by) == ("Giao đầu năm", "typed", world.officers["minh"])


def test_recording_the_same_again_changes_nothing(world):
    record(world, world.entry(planned=MILLION))
    again = record(world, world.entry(planned=MILLION, version=1))
    assert (again.written, again.unchanged) == ([], 1)
    assert AllocationChange.objects.count() == 1
    assert Allocation.objects.get().version == 1


def test_recording_nothing_where_nothing_is_makes_no_row(world):
    assert record(world, world.entry(version=0)).unchanged == 1
    assert not Allocation.objects.exists()


def test_recording_zero_is_not_recording_nothing(world):
    record(world, world.entry(allocated=0))
    assert Allocation.objects.get().allocated == 0


def test_recording_keeps_both_versions_in_the_log(world):
    record(world, world.entry(planned=MILLION))
    record(world, world.entry(planned=2 * MILLION, version=1), by="nam")
    newest, oldest = AllocationChange.objects.all()
    assert (newest.before["planned"], newest.after["planned"]) == (MILLION, 2 * MILLION)
    assert (newest.version, oldest.version, newest.by) == (2, 1, world.officers["nam"])


def test_recorded_document_is_composed_and_tidied(world):
    record(world, world.entry(planned=1, planned_document="  Nghị quye\u0302\u0301t   12 "))
    assert Allocation.objects.get().planned_document == "Nghị quyết 12"


def test_rows_of_the_demonstration_are_illustrative_until_emptied(world):
    record_allocations(entries=[world.entry(planned=1)], by=None, source=ChangeSource.DEMO)
    record(world, world.entry(planned=2, version=1))
    assert Allocation.objects.get().illustrative
    record(world, world.entry(version=2))
    record(world, world.entry(planned=3, version=3))
    assert not Allocation.objects.get().illustrative


def test_recording_asks_as_many_queries_for_one_row_as_for_twenty(world, django_assert_max_num_queries):
    many = [
        world.entry(place, source, programme, year, planned=year)
        for place in (world.commune, world.second)
        for source in ("nstw", "dan")
        for programme in ("ntm", "giam-ngheo")
        for year in (2021, 2022, 2023)
    ]
    world.officers["minh"].get_all_permissions()
    with django_assert_max_num_queries(9):
        record(world, *many)
    assert Allocation.objects.count() == len(many) == 24


# Who


def test_recording_needs_the_permission(world):
    with pytest.raises(ActionRefused, match="không được giao việc nhập vốn"):
        record(world, world.entry(planned=1), by="thai")


@pytest.mark.parametrize(
    ("who", "place", "allowed"),
    [
        ("minh", "home", True),
        ("minh", "district", True),
        ("minh", "foreign", True),
        ("nam", "district", True),
        ("nam", "second", True),
        ("nam", "home", False),
        ("nam", "away", False),
        ("nam", "foreign", False),
        ("nga", "foreign", True),
        (None, "home", True),
    ],
)
def test_recording_reaches_the_places_of_the_scope(world, who, place, allowed):
    entry = world.entry(getattr(world, place), planned=1)
    if allowed:
        assert record(world, entry, by=who).written
    else:
        assert refused(world, entry, by=who) == [
            f"{entry.place.full_name} ở ngoài phạm vi phụ trách của bạn."
        ]


# What cannot stand


def test_recording_tells_every_fault_of_every_entry_and_writes_nothing(world):
    said = refused(
        world,
        world.entry(planned=1),
        world.entry(source="nsdp", planned=-1),
        world.entry(source="ns-huyen", year=2026, disbursed=MAX_AMOUNT + 1),
        world.entry(world.foreign, planned_document="x" * 161),
        by="nam",
    )
    assert [words.split("; ")[0] for words in said] == [
        "nsdp có nguồn con",
        "Số tiền không được âm.",
        "Năm 2026 ở ngoài giai đoạn 2021–2025 của chương trình.",
        "NS huyện chỉ có đến hết ngày 30/06/2025.",
        "Số tiền quá lớn (trên 999.999 tỷ đồng)",
        "Xã Diên Bình ở ngoài phạm vi phụ trách của bạn.",
        "Tên văn bản dài quá 160 ký tự",
    ]
    assert not Allocation.objects.exists()


def test_recording_refuses_a_source_of_another_phase(world):
    later = build.source("nstw", phase="2026-2035")
    world.sources["later"] = later
    assert "cùng giai đoạn" in refused(world, world.entry(source="later", planned=1))[0]


def test_recording_refuses_the_same_row_twice(world):
    assert "ghi hai lần" in refused(world, world.entry(planned=1), world.entry(planned=2))[0]


@pytest.mark.parametrize(("year", "stands"), [(2021, False), (2022, True), (2024, True), (2025, False)])
def test_recording_needs_a_place_that_exists_in_the_year(world, year, stands):
    dates = {"valid_from": datetime.date(2022, 12, 31), "valid_to": datetime.date(2024, 1, 1)}
    place = builders.commune(world.district, "Xã cũ", **dates)
    entry = world.entry(place, year=year, planned=1)
    if stands:
        assert record(world, entry).written
    else:
        assert refused(world, entry) == [f"Xã Xã cũ không còn hoặc chưa có trong năm {year}."]


def test_district_budget_may_be_recorded_in_its_last_half_year(world):
    assert record(world, world.entry(world.district, "ns-huyen", year=2025, planned=1)).written


# Conflicts


def test_recording_over_a_newer_version_shows_both_and_writes_nothing(world):
    record(world, world.entry(planned=1))
    record(world, world.entry(planned=2, version=1), by="nam")
    mine = world.entry(planned=3, version=1)
    with pytest.raises(AllocationsOvertaken, match="1 dòng vừa được người khác sửa") as refusal:
        record(world, mine, world.entry(source="dan", planned=9, version=0))
    [conflict] = refusal.value.conflicts
    assert (conflict.entry, conflict.current.planned) == (mine, 2)
    assert conflict.current.updated_by == world.officers["nam"]
    assert Allocation.objects.count() == 1


def test_recording_what_another_recorded_meanwhile_is_no_conflict(world):
    record(world, world.entry(planned=1))
    assert record(world, world.entry(planned=1, version=0)).unchanged == 1


def test_recording_without_a_version_compares_nothing(world):
    record(world, world.entry(planned=1))
    assert record(world, world.entry(planned=2)).written[0].version == 2


# What is odd


@pytest.mark.parametrize(
    ("values", "before", "said", "asks"),
    [
        (Values(planned=1, planned_document="12/QĐ"), EMPTY, "", False),
        (Values(planned=1), EMPTY, "chưa ghi văn bản", False),
        (Values(None, 2, 3, "", "a", "b"), EMPTY, "Giải ngân 0,000003 lớn hơn đã bố trí 0,000002", False),
        (Values(1, 2, None, "a", "b"), EMPTY, "Đã bố trí 0,000002 lớn hơn kế hoạch", False),
        (Values(10, planned_document="a"), Values(1), "Kế hoạch gấp 10 lần năm trước", True),
        (Values(9, planned_document="a"), Values(1), "", False),
        (Values(1, planned_document="a"), Values(25), "chỉ bằng một phần 25 năm trước", True),
        (Values(0, planned_document="a"), Values(25), "", False),
    ],
)
def test_odd_rows_are_told(values, before, said, asks):
    found = remarks_on(values, before)
    assert bool(found) == bool(said)
    assert all(said in remark.message for remark in found)
    assert any(remark.asks for remark in found) == asks


def test_recording_hands_back_what_is_odd(world):
    recorded = record(world, world.entry(allocated=1, disbursed=2, disbursed_document="3/XN"))
    assert [remark.field for _, remark in recorded.warnings] == ["allocated_document", "disbursed"]


# Any set, in any order


AMOUNT = st.none() | st.integers(0, MAX_AMOUNT)
DOCUMENT = st.sampled_from(["", "12/QĐ-UBND", "Nghị quyết 5"])
WANTED = st.tuples(
    st.sampled_from(["home", "district", "commune", "second"]),
    st.sampled_from(["nstw", "dan"]),
    st.sampled_from([2022, 2023]),
    st.builds(Values, AMOUNT, AMOUNT, AMOUNT, DOCUMENT, DOCUMENT, DOCUMENT),
)


@settings(max_examples=25)
@given(st.lists(st.lists(WANTED, max_size=5, unique_by=lambda one: one[:3]), max_size=5))
def test_log_of_any_entries_in_any_order_replays_to_the_rows(rounds):
    with rolled_back():
        world = money_world()
        last = {}
        for wanted in rounds:
            entries = [
                world.entry(getattr(world, place), source, year=year, **values._asdict())
                for place, source, year, values in wanted
            ]
            record(world, *entries)
            last |= {(entry.place, entry.capital_source, entry.year): entry.values for entry in entries}
        replayed = {}
        for change in AllocationChange.objects.order_by("id"):
            before = replayed.get(change.allocation_id)
            assert (values_of_log(change.before) if before else None) == before
            replayed[change.allocation_id] = values_of_log(change.after)
        rows = {row.pk: values_of(row) for row in Allocation.objects.all()}
        assert replayed == rows
        said = {(row.place, row.capital_source, row.year): values_of(row) for row in Allocation.objects.all()}
        assert {key: values for key, values in last.items() if key in said or values != EMPTY} == said


def test_year_of_the_world_is_in_its_phase(world):
    assert CapitalSource.objects.count() == 5
    assert record(world, world.entry(year=YEAR, planned=1)).written
