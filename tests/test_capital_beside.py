"""The one line on capital beside the overview, a district's board and a commune's page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.beside import capital_line
from funding.models import Allocation, CounterpartRule
from tests import builders, directive_builders
from tests import funding_builders as build
from tests.capital_world import MILLION, capital_world, fill, round_of
from tests.crawling import Document
from tests.screen_parts import html

OVERVIEW, BOARD, COMMUNE = "/tinh/62/", "/huyen/615/", "/xa/23503/"
TODAY = datetime.date(2024, 6, 30)


TWO = "300 triệu đồng, trong đó 150"


@pytest.fixture
def world(db):
    built = capital_world()
    fill(built)
    round_of(built)
    return built


def seen(client, officer, url: str) -> Document:
    if officer:
        client.force_login(officer)
    return Document(html(client, url))


@pytest.mark.parametrize(
    ("who", "url", "arranged", "missing", "link"),
    [
        (
            "minh",
            OVERVIEW,
            "đã bố trí 350/600 triệu đồng (58,3 %)",
            "300 triệu đồng, trong đó 150",
            "/von/tinh/62/",
        ),
        (
            "nam",
            BOARD,
            "đã bố trí 100/400 triệu đồng (25,0 %)",
            "300 triệu đồng, trong đó 150",
            "/von/huyen/615/",
        ),
        ("thai", COMMUNE, "đã bố trí 100/250 triệu đồng (40,0 %)", "150", "/von/xa/23503/"),
    ],
)
def test_line_says_what_the_page_of_capital_says(client, world, who, url, arranged, missing, link):
    shown = seen(client, getattr(world.officers, who), url)
    assert f"Vốn đối ứng 2023: {arranged} (còn thiếu {missing} triệu đồng" in shown.text
    assert f"{link}?nam=2023" in shown.links
    page = Document(html(client, f"{link}?nam=2023"))
    assert f"vốn đối ứng 2023 {arranged}, còn thiếu {missing} triệu đồng" in page.parts["h1"][0]


def test_line_names_a_shortfall_beside_a_larger_surplus(client, world):
    build.rule(world.home, world.poor, world.works, ratio=5)
    build.allocation(world.pxi, world.poor, world.local, allocated=900 * MILLION)
    shown = seen(client, world.officers.minh, OVERVIEW)
    assert "ở nơi chưa ghi đã bố trí; nơi hoặc chương trình khác vượt" in shown.text


def test_line_tells_questions_and_debts(client, world):
    item = build.work_item(world.pxi)
    build.arrears(item, amount=1_200 * MILLION)
    build.question(item)
    for who, url in (("minh", OVERVIEW), ("nam", BOARD), ("thai", COMMUNE)):
        follows = ", chưa đủ điều kiện xét công nhận" if url == COMMUNE else ""
        shown = seen(client, getattr(world.officers, who), url)
        assert f"1 câu hỏi nghi trùng, nợ đọng 1,2 tỷ đồng{follows})" in shown.text
    build.work_item(world.po)
    Allocation.objects.all().delete()
    shown = seen(client, world.officers.thai, COMMUNE)
    assert (
        "Vốn đối ứng 2023: chưa có số (1 câu hỏi nghi trùng, nợ đọng 1,2 tỷ đồng, chưa đủ điều kiện "
        "xét công nhận)" in shown.text
    )


def test_line_of_a_later_round_speaks_of_the_latest_year_with_money(client, world):
    of = world.pxi.standings.get().round.criteria_set
    builders.round_with({world.pxi: "MMN"}, of=of, data_on=datetime.date(2024, 3, 31))
    assert "Vốn đối ứng 2023: đã bố trí 350/600" in seen(client, world.officers.minh, OVERVIEW).text


@pytest.mark.parametrize("url", [OVERVIEW, BOARD, COMMUNE])
@pytest.mark.parametrize("who", ["", "far", "none", "reader"])
def test_nobody_else_reads_the_line(client, world, who, url):
    shown = seen(client, getattr(world.officers, who) if who else None, url)
    assert "Vốn đối ứng" not in shown.text and "Nhân dân đóng góp" not in shown.text
    assert not [link for link in shown.links if link.startswith("/von/") and link != "/von/"]


def test_line_of_a_wider_place_is_not_for_its_parts(client, world):
    assert "Vốn đối ứng" not in seen(client, world.officers.nam, OVERVIEW).text
    assert "Vốn đối ứng" not in seen(client, world.officers.thai, BOARD).text
    assert "Vốn đối ứng" in seen(client, world.officers.minh, BOARD).text


def test_what_residents_gave_meets_on_the_communes_page(client, world):
    shown = seen(client, world.officers.thai, COMMUNE)
    assert "Nhân dân đóng góp 2023: chưa ghi ngày công, đất hiến (quy đổi: chưa ghi)" in shown.text
    Allocation.objects.filter(capital_source=world.people).update(allocated=45 * MILLION)
    held = {"held_on": datetime.date(2023, 5, 1)}
    directive_builders.activity(world.pxi, labour_days=1240, land_m2=300, **held)
    directive_builders.activity(world.pxi, labour_days=None, **held)
    directive_builders.activity(world.pxi, labour_days=7, held_on=datetime.date(2022, 5, 1))
    assert (
        "Nhân dân đóng góp 2023: 1.240 ngày công (ghi ở 1/2 hoạt động), đất hiến 300 m² "
        "(ghi ở 1/2 hoạt động) (quy đổi: 45 triệu đồng)" in seen(client, world.officers.thai, COMMUNE).text
    )


def test_illustrative_money_is_said_in_the_one_notice(client, world):
    assert "Minh họa." not in seen(client, world.officers.minh, OVERVIEW).text
    Allocation.objects.filter(commune=world.pxi).update(illustrative=True)
    for who, url in (("minh", OVERVIEW), ("nam", BOARD), ("thai", COMMUNE)):
        shown = seen(client, getattr(world.officers, who), url)
        assert shown.text.count("Minh họa.") == 1 and "Số vốn là minh họa." in shown.text


@pytest.mark.parametrize("place", ["home", "ha", "pxi"])
def test_line_asks_twice_whatever_there_is(world, place):
    officer = world.officers.minh
    assert officer.has_perm("funding.view_allocation")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert capital_line(officer, getattr(world, place), 2023, TODAY)
        return len(captured)

    assert asked() == 2
    item = build.work_item(world.pxi)
    build.arrears(item)
    build.question(item)
    build.rule(world.home, world.poor, world.works, ratio=5)
    for at in range(200):
        extra = build.source(f"nguon-{at}", parent=world.people, position=9)
        build.allocation(world.pxi, world.ntm, extra)
    assert asked() == 2
    CounterpartRule.objects.all().delete()
    Allocation.objects.all().delete()
    assert asked() == 2


def test_two_rules_do_not_double_debts_and_questions(world):
    item = build.work_item(world.pxi)
    build.arrears(item, amount=5 * MILLION)
    build.question(item)
    build.rule(world.home, world.poor, world.works, ratio=5)
    line = capital_line(world.officers.minh, world.home, 2023, TODAY)
    assert line.note.said.endswith("1 câu hỏi nghi trùng, nợ đọng 5 triệu đồng")
    assert line.note.text == "đã bố trí 359/604,5 triệu đồng (59,4 %)"
