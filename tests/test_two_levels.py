"""A province without districts: its overview, board and pages by former district; its review; the country."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Officer
from criteria.actions import Judged, open_round, record_results, review, submit
from criteria.leading_set import leading_set
from criteria.models import ChangeSource, Round, Standing
from criteria.outcomes import Judgement
from criteria.stages import Stage
from ntm_portal.demo_two_level import load_two_level_round
from tests import builders, world
from tests.crawling import Document
from tests.merger_world import FIRST, NEW_DAY, NEW_SET, OLD_SET, merger_world, more_communes
from tests.screen_parts import body_rows, heading, html, text_of

pytestmark = pytest.mark.django_db

BOARD = "/tinh/51/bang-theo-doi/"


@pytest.fixture
def merged(db):
    return merger_world()


def test_overview_groups_communes_by_former_district_and_counts_each_once(client, merged):
    page = html(client, "/tinh/51/?xep=ten")
    rows = body_rows(page, "Kết quả theo địa bàn huyện cũ")
    assert [row[:2] for row in rows] == [["Đăk Hà (cũ)", "2"], ["Đăk Tô (cũ)", "1"]]
    assert '<th scope="row">Cộng</th><td class="n">2</td>' in page
    assert "1 xã nhập từ nhiều huyện cũ có ở mỗi địa bàn ấy" in text_of(page)
    assert f'href="{BOARD}?ky={NEW_DAY}&amp;bo={NEW_SET}&amp;huyen-cu=612"' in page


@pytest.mark.parametrize(("code", "communes"), [("615", ["Đăk Hà", "Đăk Pxi"]), ("612", ["Đăk Hà"])])
def test_board_is_filtered_by_former_district(client, merged, code, communes):
    found = client.get(f"{BOARD[:-1]}.json?huyen-cu={code}").json()["bang_theo_doi"]
    assert sorted(row["ten"] for row in found) == communes
    assert "địa bàn huyện cũ" in heading(html(client, f"{BOARD}?huyen-cu={code}"))


def test_board_shows_where_predecessors_last_stood_and_counts_nothing_of_it(client, merged):
    page = html(client, BOARD)
    names = {row[0].partition(" trước đây")[0]: row for row in body_rows(page, "2/2 xã")}
    assert (
        "trước đây: Đăk Hà (thị trấn); Đăk La 3/3 (31/12/2024); Diên Bình 1/3 (31/12/2024)"
        in names["Đăk Hà"][0]
    )
    assert names["Đăk Pxi"][1:5] == ["Đăk Hà (cũ)", "–", "–", "2"]
    assert names["Đăk Hà"][2:5] == ["1/2", "1", "0"]
    assert heading(page).startswith("Tỉnh Quảng Ngãi: 0/2 xã đạt 2/2 tiêu chí")


def test_missing_figures_are_counted_apart_from_what_is_not_met(client, merged):
    """Đăk Hà misses one criterion of two; of Đăk Pxi nothing is known, which is not "chưa đạt"."""
    overview = text_of(html(client, "/tinh/51/"))
    assert "Chưa đạt1 lượt tiêu chí của các xã; 2 lượt chưa có số liệu" in overview
    assert "1,00 tiêu chí/xã, của 1 xã có số liệu" in overview
    assert "còn 1 lượt tiêu chí chưa đạt, 2 lượt chưa có số liệu" in text_of(html(client, BOARD))
    places = client.get("/tinh/51.json").json()["dia_ban"]
    assert [(row["chua_dat"], row["chua_co_so_lieu"]) for row in places] == [(1, 2), (1, 0)]
    communes = client.get(f"{BOARD[:-1]}.json").json()["bang_theo_doi"]
    told = {row["ten"]: (row["dat"], row["chua_dat"], row["chua_co_so_lieu"]) for row in communes}
    assert told == {"Đăk Hà": (1, 1, 0), "Đăk Pxi": (None, None, 2)}
    for only, names in {"1-2": ["Đăk Hà"], "6": [], "chua-co-so-lieu": ["Đăk Pxi"]}.items():
        found = client.get(f"{BOARD[:-1]}.json?loc={only}").json()["bang_theo_doi"]
        assert [row["ten"] for row in found] == names


def test_place_without_any_figures_has_no_number_not_met(client, merged):
    Standing.objects.filter(commune=merged.ha).update(outcomes="..", confirmed_outcomes="..")
    foot = re.search(r"<tfoot>.*?</tfoot>", html(client, "/tinh/51/"), flags=re.DOTALL)[0]
    total = [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", foot)]
    assert total[0] == "Cộng" and total[9:11] == ["–", "4"]
    said = text_of(html(client, BOARD))
    assert "Chưa xã nào có số liệu, 4 lượt chưa có số liệu" in said and "0 lượt tiêu chí chưa đạt" not in said


def test_hardest_criteria_are_of_the_communes_with_figures(client, merged):
    rows = body_rows(html(client, "/tinh/51/"), "Năm tiêu chí nhiều xã chưa đạt nhất")
    assert [row[1] for row in rows] == ["1/1"]


def test_place_without_figures_has_no_number_not_met(client, merged):
    builders.commune(merged.new, "Ba Tơ", valid_from=FIRST)
    builders.stand_in(NEW_DAY, {merged.new.communes.get(name="Ba Tơ"): ".."})
    rows = {row[0]: row for row in body_rows(html(client, "/tinh/51/"), "Kết quả theo địa bàn huyện cũ")}
    headings = [
        "Địa bàn",
        "Số xã",
        "Đạt đủ",
        "Công nhận",
        "",
        "Bình quân",
        "So",
        "▲",
        "▼",
        "Chưa đạt",
        "Chưa có",
    ]
    at = headings.index("Chưa đạt")
    assert rows["Xã trực thuộc tỉnh"][at : at + 2] == ["–", "2"]
    assert rows["Đăk Hà (cũ)"][at : at + 2] == ["1", "2"]
    places = {row["ten"]: row for row in client.get("/tinh/51.json").json()["dia_ban"]}
    assert places["Xã trực thuộc tỉnh"]["chua_dat"] is None


@pytest.mark.parametrize(
    ("code", "said"), [("", ["Đăk Hà", "Đăk Pxi"]), ("615", ["Đăk Hà", "Đăk Pxi"]), ("612", ["Đăk Hà"])]
)
def test_criterion_is_filtered_by_former_district(client, merged, code, said):
    page = html(client, f"/tieu-chi/{NEW_SET}/2/?tinh=51&huyen-cu={code}")
    listed = [row[0] for row in body_rows(page, rf"{len(said)}/2 xã")]
    assert sorted(listed) == said


def test_commune_of_today_leads_up_to_its_province(client, merged):
    page = html(client, "/xa/23500/")
    links = Document(page).links
    assert f"/tinh/51/?ky={NEW_DAY}&bo={NEW_SET}" in links
    assert not [link for link in links if link.startswith("/huyen/")]


PAGES = ["/tinh/51/", "/tinh/51/?gop=hien-nay", BOARD, "/xa/23500/", f"/tieu-chi/{NEW_SET}/2/?tinh=51"]


@pytest.mark.parametrize("url", PAGES)
def test_pages_without_districts_keep_to_their_queries(client, merged, url):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            html(client, url)
        return len(found)

    client.force_login(builders.officer("minh", merged.new))
    few = asked()
    more_communes(merged, 30)
    assert asked() == few <= 18


def test_dossier_of_a_commune_without_a_district_goes_straight_to_the_province(merged):
    """End to end, in a round of three steps: what the district would have looked at waits for nobody."""
    enters = builders.officer("thai", merged.pxi, permissions=["change_indicatorresult", "submit_standing"])
    appraises = builders.officer("minh", merged.new, permissions=["appraise_standing"])
    opened = open_round(
        criteria_set=merged.since, province=merged.new, data_on=datetime.date(2026, 9, 30), by=appraises
    )
    standing = opened.standings.get(commune=merged.pxi)
    criteria = list(merged.since.criteria.values_list("pk", flat=True))
    record_results(
        round=opened,
        cells=[Judged(merged.pxi.pk, pk, "M") for pk in criteria],
        judgement=Judgement.SELF,
        by=enters,
        source=ChangeSource.TYPED,
    )
    submit(standing=standing, by=enters)
    standing.refresh_from_db()
    assert (standing.stage, standing.steps) == (Stage.SUBMITTED, "two")
    review(
        round=opened,
        verdicts=[Judged(merged.pxi.pk, pk, "M") for pk in criteria],
        judgement=Judgement.APPRAISED,
        by=appraises,
    )
    standing.refresh_from_db()
    assert (standing.stage, standing.confirmed_outcomes) == (Stage.APPRAISED, "MM")


def leading() -> str:
    rounds = Round.objects.select_related("criteria_set").order_by("-data_on", "-criteria_set__valid_from")
    return leading_set(list(rounds))


def test_country_stays_with_the_set_of_more_communes_until_most_provinces_report_by_the_new(merged):
    assert leading() == OLD_SET
    third = builders.commune(builders.province("Gia Lai", "52"), "Ia Grai")
    round = builders.round_with({third: ".."}, of=merged.since, data_on=NEW_DAY)
    assert leading() == OLD_SET, "a round without confirmed figures reports nothing"
    round.standings.all().delete()
    builders.stand_in_round(round, {third: "MM"})
    assert leading() == NEW_SET


def test_country_counts_no_commune_twice(client, merged):
    """By one set, a province that is no more steps aside for the one its communes belong to since."""
    later = datetime.date(2025, 12, 31)
    builders.round_with({merged.ha: "MMM", merged.pxi: "MNN"}, of=merged.before, data_on=later)
    listed = {
        day: [row[0] for row in body_rows(html(client, f"/ca-nuoc/?bo={OLD_SET}&ngay={day}"), "1 tỉnh")]
        for day in ("2025-06-30", "2025-12-31")
    }
    assert listed == {"2025-06-30": ["Kon Tum"], "2025-12-31": ["Quảng Ngãi"]}


def test_country_with_one_set_asks_nothing(merged, django_assert_num_queries):
    rounds = list(Round.objects.filter(criteria_set=merged.before).select_related("criteria_set"))
    with django_assert_num_queries(0):
        assert leading_set(rounds) == OLD_SET


@pytest.mark.usefixtures("kon_tum_loaded")
def test_demonstration_of_two_levels_is_marked_and_loads_once(client):
    assert "8 xã có kết quả minh họa" in load_two_level_round()
    assert load_two_level_round().endswith("đã có.")
    page = html(client, "/tinh/51/")
    assert heading(page).startswith("Tỉnh Quảng Ngãi: 1/37 xã đạt 10/10 tiêu chí")
    assert "29 xã chưa có số liệu" in text_of(page)
    assert "minh họa; các xã sau sáp nhập được đánh giá lại từ đầu" in text_of(page)
    assert Round.objects.get(province__code="51").steps == "two"
    assert "48/85 xã đạt 19/19" in heading(html(client, "/ca-nuoc/"))
    assert "48/85 xã đạt 19/19" in heading(html(client, f"/tinh/{world.HOME}/"))
    client.force_login(Officer.objects.get(username="nam"))
    assert "/huyen/615/?ky=2023-12-31" in client.get("/trang-cua-toi/").url
