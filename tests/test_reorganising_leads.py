"""Units in charge of criteria pass to their heirs in the province that takes over, unless it has its own."""

import datetime

import pytest

from communes.actions import apply, undo
from communes.models import Agency
from communes.reorganising import PlannedHeir
from communes.reorganising_preview import preview
from criteria.in_charge import units_in_charge
from criteria.models import CriteriaSet, Criterion, CriterionLead
from criteria.reorganising_leads import KEEPS, STUCK
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, reorganised
from tests.reorganised import BEFORE, DAY, line

pytestmark = pytest.mark.django_db
OLD = ("Sở A", "Sở B", "Sở C")


@pytest.fixture
def home(db):
    home = builders.province(code="62")
    home.place = builders.commune(home, "Đăk Pxi", "23503")
    return home


@pytest.fixture
def new(db):
    return builders.province("Quảng Ngãi", "51", valid_from=DAY)


@pytest.fixture
def of(db) -> CriteriaSet:
    return builders.criteria_set(4)


@pytest.fixture
def heir(new) -> Agency:
    return builders.agency(new, "Sở X", short_name="Sở X")


@pytest.fixture
def agencies(home) -> list[Agency]:
    return [builders.agency(home, name, short_name=name) for name in OLD]


@pytest.fixture
def quoc(db):
    return reorganised.nation_officer()


@pytest.fixture
def waiting(home, new, agencies, heir, quoc):
    """The province's one commune into Quảng Ngãi; Sở A and Sở B into Sở X, Sở C into nothing."""
    heirs = [PlannedHeir(agency=agency, heir_agency=heir) for agency in agencies[:2]]
    lines = [line(home.place, "23500", successor_province_code="51")]
    return reorganised.prepared(lines, quoc, heirs=heirs)


def lead(of: CriteriaSet, number: int, agency: Agency, **fields) -> CriterionLead:
    criterion = Criterion.objects.get(criteria_set=of, number=number)
    return CriterionLead.objects.create(
        province=agency.province, criterion=criterion, agency=agency,
        **{"valid_from": builders.FIRST_DAY, **fields},
    )  # fmt: skip


def said(waiting) -> dict[str, list[str]]:
    """First words of each kind of the preview about units in charge → its samples."""
    found = preview(waiting, followers=FOLLOWERS)
    return {kind.label: list(kind.samples) for kind in found.touched if "phụ trách" in kind.label} | {
        "lapses": [text for text in found.lapses if "phụ trách" in text]
    }


def in_charge(place, on) -> dict[int, list[str]]:
    found = units_in_charge(place, on)
    return {rows[0].criterion.number: [f"{row.agency} {row.role}" for row in rows] for rows in found.values()}


def test_heirs_take_over_and_who_was_in_charge_is_read_as_of_then(waiting, of, agencies, home, new, quoc):
    lead(of, 1, agencies[0], decision="12/QĐ-UBND")
    lead(of, 2, agencies[1], role="support")
    assert said(waiting) == {
        "phân công phụ trách tiêu chí chuyển cho cơ quan kế thừa ở tỉnh mới": [
            "TC 1 (Xã NTM 2021–2025): Sở A → Sở X", "TC 2 (Xã NTM 2021–2025): Sở B → Sở X",
        ],
        "lapses": [],
    }  # fmt: skip
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert in_charge(new, DAY) == {1: ["Sở X lead"], 2: ["Sở X support"]}
    assert in_charge(home, BEFORE) == {1: ["Sở A lead"], 2: ["Sở B support"]}
    assert in_charge(home, DAY) == {}
    made = CriterionLead.objects.get(province=new, role="lead")
    assert made.decision == "12/QĐ-UBND của tỉnh Kon Tum; chuyển theo Sắp xếp thử"


def test_successor_with_a_unit_of_its_own_keeps_it_and_the_preview_lists_it(waiting, of, agencies, new, quoc):
    own = builders.agency(new, "Sở Y", short_name="Sở Y")
    lead(of, 1, agencies[0])
    lead(of, 1, own, valid_from=datetime.date(2025, 7, 15))
    kept = KEEPS
    assert said(waiting) == {kept: ["TC 1 (Xã NTM 2021–2025): Sở A, nay Sở Y"], "lapses": []}
    done = apply(waiting, by=quoc, followers=FOLLOWERS)
    assert dict(done.counts)[kept] == 1
    assert [row.agency for row in CriterionLead.objects.filter(province=new)] == [own]


def test_those_that_follow_each_other_go_on_following_each_other(waiting, of, agencies, new, home, quoc):
    eve, next_year = datetime.date(2025, 12, 31), datetime.date(2026, 1, 1)
    lead(of, 1, agencies[0], valid_to=eve)
    lead(of, 1, agencies[1], valid_from=next_year)
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    periods = CriterionLead.objects.filter(province=new).values_list("valid_from", "valid_to")
    assert sorted(periods) == [(DAY, eve), (next_year, None)]
    assert in_charge(home, next_year) == {}
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


def test_one_that_begins_later_begins_later_with_the_heir(waiting, of, agencies, new, home, quoc):
    begins = datetime.date(2026, 1, 1)
    lead(of, 1, agencies[0], valid_from=begins)
    [texts, _] = said(waiting).values()
    assert texts == ["TC 1 (Xã NTM 2021–2025): Sở A → Sở X từ ngày 01/01/2026"]
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert [in_charge(new, on) for on in (DAY, begins)] == [{}, {1: ["Sở X lead"]}]
    assert in_charge(home, begins) == {}


def test_one_that_begins_later_and_finds_another_in_charge_stays_and_is_listed(
    waiting, of, agencies, new, quoc
):
    stays = lead(of, 1, agencies[0], valid_from=datetime.date(2026, 1, 1))
    lead(of, 1, builders.agency(new, "Sở Y", short_name="Sở Y"))
    [text] = said(waiting)["lapses"]
    assert text == f"1 {STUCK}: TC 1 (Xã NTM 2021–2025): Sở A, nay Sở Y"
    apply(waiting, by=quoc, followers=FOLLOWERS)
    stays.refresh_from_db()
    assert (stays.agency, stays.valid_to) == (agencies[0], None)


def test_heir_waits_for_the_last_day_of_the_successors_unit(waiting, of, agencies, new, quoc):
    own, last = builders.agency(new, "Sở Y", short_name="Sở Y"), datetime.date(2025, 8, 1)
    lead(of, 1, agencies[0])
    lead(of, 1, own, valid_from=DAY, valid_to=last)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    after = last + datetime.timedelta(days=1)
    assert [in_charge(new, on) for on in (last, after)] == [{1: ["Sở Y lead"]}, {1: ["Sở X lead"]}]


@pytest.mark.parametrize(("since", "number"), [(DAY, 1), (builders.FIRST_DAY, 2)])
def test_heir_that_takes_part_already_is_in_charge_all_the_same(
    waiting, of, agencies, new, heir, quoc, since, number
):
    lead(of, 1, agencies[0])
    lead(of, 1, heir, role="support", valid_from=since)
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert in_charge(new, DAY)[1][0] == "Sở X lead"
    assert len(in_charge(new, DAY)[1]) == number
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


def test_heir_in_charge_already_does_not_support_itself(waiting, of, agencies, new, heir, quoc):
    lead(of, 1, agencies[0], role="support")
    lead(of, 1, heir, valid_from=DAY)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert in_charge(new, DAY) == {1: ["Sở X lead"]}


def test_lead_of_another_set_does_not_keep_the_heir_away(waiting, of, agencies, new, heir, quoc):
    lead(of, 1, agencies[0])
    lead(builders.criteria_set(1, code="khac", short_name="Khác"), 1, builders.agency(new, "Sở Y"))
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert CriterionLead.objects.filter(province=new, agency=heir, criterion__criteria_set=of).count() == 1


def test_two_units_that_become_one_lead_once(waiting, of, agencies, new, quoc):
    lead(of, 1, agencies[0])
    lead(of, 1, agencies[1], role="support")
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert in_charge(new, DAY) == {1: ["Sở X lead"]}


def test_unit_without_an_heir_lapses_and_stays_as_it_is(waiting, of, agencies, new, quoc):
    stays = lead(of, 3, agencies[2])
    [text] = said(waiting)["lapses"]
    assert text.startswith("1 phân công phụ trách tiêu chí của tỉnh kết thúc chưa có cơ quan kế thừa")
    assert text.endswith(": TC 3 (Xã NTM 2021–2025): Sở C")
    assert text in apply(waiting, by=quoc, followers=FOLLOWERS).lapsed
    stays.refresh_from_db()
    assert stays.valid_to is None
    assert in_charge(new, DAY) == {}


def test_set_that_is_no_more_passes_nothing_on(waiting, agencies, new, quoc):
    before = builders.criteria_set(
        1, code="cu", valid_from=builders.FIRST_DAY, valid_to=datetime.date(2020, 12, 31)
    )
    lead(before, 1, agencies[0])
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert not CriterionLead.objects.filter(province=new).exists()


def test_undoing_restores_units_in_charge(waiting, of, agencies, quoc):
    lead(of, 1, agencies[0])
    lead(of, 2, agencies[1], valid_to=datetime.date(2027, 1, 1))
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert "criteria.CriterionLead" in reorganised.differing(before)
    assert CriterionLead.objects.filter(valid_to=datetime.date(2027, 1, 1)).count() == 1
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()
