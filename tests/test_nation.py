"""The country's page: a league of provinces, and the illustrative data it is measured on."""

import datetime
import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Province
from criteria import national_data
from criteria.league import CHANGE, LEVEL, Entry, by_region, ranked, ranks
from criteria.models import CriterionResult, Recognition, Round, Standing
from criteria.national_data import Size, make_national_data, provinces_to_fill
from tests import builders
from tests.screen_parts import body_rows, heading, html

BEFORE = datetime.date(2022, 12, 31)


def province_with(name: str, code: str, region: str, *rounds: str, of) -> Province:
    """A province of one commune with a round for each of the letters, the newest last."""
    place = builders.province(name, code, region=region)
    commune = builders.commune(builders.district(place, f"Huyện {name}", f"{code}1"), f"Xã {name}")
    for at, letters in enumerate(reversed(rounds)):
        day = builders.DATA_ON.replace(year=builders.DATA_ON.year - at)
        builders.round_with({commune: letters}, of=of, data_on=day)
    return place


@pytest.fixture
def country(db):
    """Five provinces of two regions: two alike, one without a round before, one silent, one without data."""
    of = builders.criteria_set(3)
    province_with("Kon Tum", "62", "TN", "NNN", "MMN", of=of)
    province_with("Gia Lai", "64", "TN", "MMM", "MMN", of=of)
    province_with("Đắk Lắk", "66", "TN", "MMM", of=of)
    province_with("Cà Mau", "96", "DBSCL", "...", of=of)
    builders.province("Hà Giang", "02", region="TDMNPB")


def lines(page: str) -> list[tuple[str, str]]:
    """(province, rank) in the order of the page."""
    return [(row[0], row[1]) for row in body_rows(page, r"\d+ tỉnh") if len(row) > 1]


def test_day_after_a_province_ended_is_told_by_the_set_its_successor_reports_by(client, country):
    Province.objects.update(valid_to=datetime.date(2025, 6, 30))
    assert "0/0 tỉnh có báo cáo: chưa có kỳ báo cáo nào" in heading(html(client, "/ca-nuoc/?ngay=2026-06-30"))
    day, of = datetime.date(2026, 6, 30), builders.criteria_set(2, code="bo-moi")
    place = builders.province("Quảng Ngãi", "51", valid_from=datetime.date(2025, 7, 1), region="DHNTB")
    commune = builders.commune(place, "Xã Mới", "23500", valid_from=datetime.date(2025, 7, 1))
    builders.round_with({commune: "MM"}, of=of, data_on=day)
    page = html(client, "/ca-nuoc/?ngay=2026-06-30")
    assert heading(page).startswith("1/1 tỉnh có báo cáo: 1/1 xã đạt 2/2 tiêu chí")


def test_nation_ranks_by_level_with_ties_and_sets_provinces_without_data_apart(client, country):
    page = html(client, "/ca-nuoc/")
    assert heading(page).startswith("4/5 tỉnh có báo cáo: 1/4 xã đạt 3/3 tiêu chí")
    assert lines(page) == [("Gia Lai", "2"), ("Kon Tum", "2"), ("Đắk Lắk", "1"), ("Cà Mau", "–")]
    assert "1 tỉnh, thành phố chưa có kỳ báo cáo nào" in page and "Hà Giang" in page


def test_nation_ranks_by_change_since_each_provinces_own_round_before(client, country):
    page = html(client, "/ca-nuoc/?xep=thay-doi")
    assert lines(page)[:2] == [("Gia Lai", "2"), ("Kon Tum", "1")]
    assert {rank for _, rank in lines(page)[2:]} == {"–"}
    assert "−1,00" in page and "+2,00" in page
    assert "kỳ trước 31/12/2022" in page


def test_nation_narrows_to_a_region_and_groups_by_it(client, country):
    page = html(client, "/ca-nuoc/?vung=DBSCL")
    assert heading(page).startswith("1/1 tỉnh có báo cáo (Đồng bằng sông Cửu Long)")
    assert [name for name, _ in lines(page)] == ["Cà Mau"]
    assert "Tây Nguyên (3 tỉnh)" in html(client, "/ca-nuoc/?nhom=vung")
    facts = client.get("/ca-nuoc.json?vung=TN").json()
    assert facts["thong_tin"]["Phạm vi"] == "Tây Nguyên: 3/3 tỉnh có báo cáo"
    places = {row["ten"]: (row["hang_binh_quan"], row["hang_thay_doi"]) for row in facts["xep_hang"]}
    assert places == {"Kon Tum": (2, 1), "Gia Lai": (2, 2), "Đắk Lắk": (1, None)}


def test_files_and_menu_of_the_nation_lead_somewhere(client, country, settings):
    settings.HOME_PROVINCE = "62"
    other = builders.criteria_set(2, code="xa-khac", short_name="Bộ khác")
    province_with("Quảng Ngãi", "51", "DHNTB", "MM", of=other)
    page = html(client, "/ca-nuoc/?vung=TN&xep=thay-doi&bo=xa-khac")
    links = [unescape(link) for link in re.findall(r'href="(/(?:ca-nuoc|tinh|thay-doi)[^"]*)"', page)]
    assert f"/ca-nuoc.xlsx?bo={other.code}&vung=TN&xep=thay-doi" in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert "/ca-nuoc.csv?bo=" in html(client, "/ca-nuoc/?vung=TN")


def test_nation_shows_the_provinces_of_the_day(client, country):
    Province.objects.filter(code="64").update(valid_to=builders.DATA_ON)
    assert "Gia Lai" in html(client, "/ca-nuoc/")
    assert "Gia Lai" not in html(client, "/ca-nuoc/?ngay=2024-01-01")


def test_ranks_share_what_prints_alike():
    assert ranks([16.001, 15.999, None, 17, 3]) == [2, 2, None, 1, 4]


def test_league_lists_the_worst_first_and_regions_in_their_order():
    def entry(code, average, before, region):
        return Entry(code, code, code, region, average, before, BEFORE, None)

    found = [
        entry("a", 10, 9, "DBSCL"),
        entry("b", 10, None, "TN"),
        entry("c", None, 5, ""),
        entry("d", 2, 8, "TN"),
    ]
    assert [item.code for item in ranked(found, LEVEL)] == ["d", "a", "b", "c"]
    assert [(item.code, item.rank) for item in ranked(found, CHANGE)][:2] == [("d", 2), ("a", 1)]
    assert [(name, len(of)) for name, of in by_region(found)] == [
        ("Tây Nguyên", 2), ("Đồng bằng sông Cửu Long", 1), ("Chưa ghi vùng", 1),
    ]  # fmt: skip


@pytest.fixture
def filled(db):
    """Two provinces of six communes each, filled with three rounds."""
    builders.criteria_set(19)
    for code in ("62", "64"):
        district = builders.district(builders.province(f"Tỉnh {code}", code), f"Huyện {code}", f"{code}1")
        for number in range(6):
            builders.commune(district, f"Xã {number}", f"{code}00{number}")
    return make_national_data(provinces_to_fill(), Size(rounds=3))


def test_national_data_agrees_with_itself_and_is_marked(filled):
    assert filled == Standing.objects.count() == 2 * 6 * 3
    assert CriterionResult.objects.filter(standing__commune__code="62000").exists()
    assert set(Round.objects.values_list("illustrative", "illustrative_note")) == {(True, national_data.NOTE)}
    assert not Recognition.objects.filter(illustrative=False).exists()
    assert Round.history.count() == 6
    call_command("check_standings", stdout=StringIO())


def test_national_data_again_adds_only_what_is_missing(filled):
    first = set(Standing.objects.values_list("round__data_on", "commune__code", "outcomes"))
    assert make_national_data(provinces_to_fill(), Size(rounds=4)) == 2 * 6
    assert first < set(Standing.objects.values_list("round__data_on", "commune__code", "outcomes"))
    # The next row of the portal's own takes the next key.
    last = Standing.objects.order_by("pk").last()
    Standing.objects.filter(pk=last.pk).update(commune=last.commune)
    another = builders.commune(last.district, "Xã mới")
    assert Standing.objects.create(
        round=last.round, commune=another, province=last.province, outcomes=".", confirmed_outcomes="."
    ).pk > last.pk  # fmt: skip


def test_national_data_refuses_a_database_with_real_rounds(filled):
    Round.objects.filter(province__code="62").update(illustrative=False)
    before = Standing.objects.count()
    with pytest.raises(CommandError, match="kỳ báo cáo thật"):
        call_command("make_national_data", rounds=9, stdout=StringIO())
    assert Standing.objects.count() == before


def test_nation_asks_as_often_for_many_provinces_as_for_two(client, db):
    builders.criteria_set(19)
    builders.officer("nam", "nation")

    def provinces(first: int, number: int) -> None:
        for code in range(first, first + number):
            place = builders.province(f"Tỉnh {code}", f"{code:02}", region=["TN", "DBSH", ""][code % 3])
            builders.commune(place, f"Xã {code}")
        make_national_data(provinces_to_fill(), Size(rounds=2))

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/ca-nuoc/?nhom=vung").status_code == 200
        return len(captured)

    # One province alone cannot be counted by another: that is not asked then.
    provinces(1, 2)
    few = asked()
    provinces(3, 61)
    assert asked() == few
    assert Round.objects.count() == 63 * 2
