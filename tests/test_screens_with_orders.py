"""What officers see of orders and obstacles on the overview, boards, commune and criterion pages."""

import datetime
import re

import pytest
from django.utils import timezone

from criteria.models import CriterionLead
from tests import builders
from tests import directive_builders as build
from tests.crawling import Document
from tests.directive_world import directive_world
from tests.screen_parts import csv_rows, html, text_of

SET = "xa-ntm-2021-2025"
OVERVIEW, BOARD, PROVINCE_BOARD = "/tinh/62/", "/huyen/615/", "/tinh/62/bang-theo-doi/"
COMMUNE, CRITERION = "/xa/23503/", f"/tieu-chi/{SET}/1/?tinh=62"


@pytest.fixture
def world(db):
    """Four unmet cells: an old obstacle about one, a late assignment about another, two alone."""
    built = directive_world()
    today = timezone.localdate()
    pxi, ui, _ = built.communes
    build.obstacle(pxi, built.criteria[0], open_since=today - datetime.timedelta(days=42))
    cell = {"commune": ui, "criterion": built.criteria[0], "closes_when_met": True}
    build.assignment(built.task, ui, **cell)
    build.assignment(built.task, built.district, due_on=today + datetime.timedelta(days=1))
    build.assignment(built.task, built.agency)
    CriterionLead.objects.create(
        province=built.province, criterion=built.criteria[0], agency=built.agency, decision="QĐ 12"
    )
    return built


def seen(client, officer, url: str) -> Document:
    if officer:
        client.force_login(officer)
    return Document(html(client, url))


def block(client, officer, title: str) -> str:
    """The figures under a heading of the overview."""
    client.force_login(officer)
    found = re.search(rf"<dt>{title}</dt><dd[^>]*>(.*?)</dd>", html(client, OVERVIEW), re.DOTALL)
    return re.sub(r"\s+", " ", text_of(found[1])) if found else ""


def test_overview_counts_what_the_rows_say(client, world):
    director = world.people.director
    assert block(client, director, "Cần xử lý") == (
        "1 vướng mắc mở1 mở quá 30 ngày2 trên 4 ô chưa đạt chưa có giải pháp"
    )
    assert block(client, director, "Chỉ thị") == "2 việc quá hạn1 việc sắp đến hạn"


def test_overview_of_a_district_counts_its_own(client, world):
    officer = world.people.far_district
    assert block(client, officer, "Cần xử lý trong phạm vi của bạn") == (
        "0 vướng mắc mở0 mở quá 30 ngày1 trên 1 ô chưa đạt chưa có giải pháp"
    )
    assert block(client, officer, "Chỉ thị trong phạm vi của bạn") == "0 việc quá hạn0 việc sắp đến hạn"


def test_overview_files_carry_the_columns_for_officers_alone(client, world):
    columns = ["Vướng mắc mở", "Việc quá hạn", "Chưa có giải pháp"]
    assert not set(columns) & set(csv_rows(client, "/tinh/62.csv")[0])
    client.force_login(world.people.director)
    rows = {
        row["Huyện, thành phố"]: [row[name] for name in columns] for row in csv_rows(client, "/tinh/62.csv")
    }
    assert rows == {"Đăk Hà": ["1", "1", "1"], "Đăk Tô": ["0", "0", "1"]}
    client.force_login(world.people.district)
    rows = {
        row["Huyện, thành phố"]: [row[name] for name in columns] for row in csv_rows(client, "/tinh/62.csv")
    }
    assert rows == {"Đăk Hà": ["1", "1", "1"], "Đăk Tô": ["", "", ""]}


def test_district_board_says_what_its_head_owes(client, world):
    shown = seen(client, world.people.director, BOARD)
    assert (
        "Người đứng đầu UBND huyện Đăk Hà: Ông A Phương · 1 việc được giao · 0 quá hạn · "
        "1 vướng mắc mở trên địa bàn · 1 ô chưa có giải pháp" in shown.text
    )
    assert shown.text.count("Chưa đạt, chưa có giải pháp") == 1


def test_board_lists_the_communes_with_cells_nobody_deals_with(client, world):
    client.force_login(world.people.director)
    page = html(client, f"{PROVINCE_BOARD}?loc=chua-co-giai-phap")
    assert set(re.findall(r'<th scope="row"><a[^>]*>([^<]*)', page)) == {"Đăk Pxi", "Pô Kô"}


def test_board_of_an_earlier_round_says_nothing_of_solutions(client, world):
    builders.round_with(
        dict.fromkeys(world.communes, "NNN"), of=world.round.criteria_set, data_on=datetime.date(2024, 6, 30)
    )
    shown = seen(client, world.people.director, f"{BOARD}?ky=2023-12-31&bo={SET}")
    assert "giải pháp" not in shown.text
    assert "1 vướng mắc mở trên địa bàn" in shown.text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (OVERVIEW, "Cần xử lý{}"),
        (OVERVIEW, "Chỉ thị{}"),
        (OVERVIEW, "Ba cột sau cùng{}. Việc quá hạn"),
        (BOARD, "Việc, vướng mắc{}: 1 việc được giao · 0 quá hạn · 1 vướng mắc mở trên địa bàn"),
        (COMMUNE, "Việc của UBND xã{}: 0 việc"),
        (COMMUNE, "Vướng mắc{}: 1 đang mở"),
        (f"/tieu-chi/{SET}/1/", "Vướng mắc{}"),
    ],
)
def test_page_of_an_earlier_round_marks_counts_of_today_with_their_day(client, world, url, words):
    builders.round_with(
        dict.fromkeys(world.communes, "NNN"), of=world.round.criteria_set, data_on=datetime.date(2024, 6, 30)
    )
    of_today = words.format(f" (tính đến {timezone.localdate():%d/%m/%Y})")
    earlier = f"{url}?tinh=62&ky=2023-12-31&bo={SET}"
    assert of_today in seen(client, world.people.director, earlier).text
    for query in ("", f"ngay={timezone.localdate()}"):
        assert "(tính đến" not in seen(client, world.people.director, f"{url}?tinh=62&{query}").text


def test_commune_page_shows_who_deals_with_each_criterion(client, world):
    shown = seen(client, world.people.district, COMMUNE)
    assert "Việc của UBND xã: 0 việc, 0 chưa xong, 0 quá hạn" in shown.text
    assert "Thiếu vốn đối ứng (tồn đọng 42 ngày, UBND xã Đăk Pxi xử lý, chưa có hạn)" in shown.text
    assert "người đứng đầu: Bà Nguyễn Thị Mai" in shown.text
    assert shown.text.count("Chưa có giải pháp") == 1
    first, second = (criterion.pk for criterion in world.criteria[:2])
    raising = [link for link in shown.links if link.startswith("/vuong-mac/them/")]
    assert raising == [f"/vuong-mac/them/?xa={world.commune.pk}&tc={pk}" for pk in (first, second)]
    asking = [link for link in shown.links if link.startswith("/giai-trinh/them/")]
    assert asking == [f"/giai-trinh/them/?xa={world.commune.pk}&tc={pk}" for pk in (first, second)]


def test_commune_page_tells_what_the_committee_owes(client, world):
    shown = seen(client, world.people.neighbour, "/xa/23506/")
    assert "Việc của UBND xã: 1 việc, 1 chưa xong, 1 quá hạn" in shown.text
    assert "Giảm nghèo bền vững (UBND xã Đăk Ui, hạn 28/06/2024, quá hạn" in shown.text
    assert not [link for link in shown.links if link.startswith("/giai-trinh/them/")]


def test_criterion_page_names_the_unit_in_charge_to_everybody(client, world):
    shown = seen(client, None, CRITERION)
    assert "Đơn vị phụ trách: Sở NN&PTNT (theo QĐ 12)" in shown.text
    assert f"/don-vi/{world.agency.pk}/" not in shown.links
    assert f"/don-vi/{world.agency.pk}/" in seen(client, world.people.director, CRITERION).links
    assert f"/don-vi/{world.agency.pk}/" not in seen(client, world.people.district, CRITERION).links


def test_criterion_page_narrows_to_communes_without_solution(client, world):
    shown = seen(client, world.people.director, f"/tieu-chi/{SET}/2/?tinh=62&loc=chua-co-giai-phap")
    assert "2/3 xã" in shown.text
    assert "Đăk Pxi" in shown.text and "Pô Kô" in shown.text and "Đăk Ui" not in shown.text
    assert "0/3 xã" not in shown.text
    assert (
        "Không có xã nào khớp"
        in seen(client, world.people.director, f"{CRITERION}&loc=chua-co-giai-phap").text
    )


@pytest.mark.parametrize("url", [OVERVIEW, BOARD, PROVINCE_BOARD, COMMUNE, CRITERION])
@pytest.mark.parametrize("who", ["", "far_district", "stranger", "reader"])
def test_nobody_else_sees_orders(client, world, who, url):
    shown = seen(client, getattr(world.people, who) if who else None, url)
    for words in ("Thiếu vốn đối ứng", "Giảm nghèo bền vững", "Bà Nguyễn Thị Mai", "42 ngày"):
        assert words not in shown.text
    private = ("/vuong-mac/them/", "/giai-trinh/them/", "/don-vi/", "/nhiem-vu/1")
    assert not [link for link in shown.links if link.startswith(private) and who != "far_district"]


@pytest.mark.parametrize("url", [OVERVIEW, BOARD, COMMUNE, CRITERION])
def test_pages_with_illustrative_orders_say_so(client, world, url):
    assert "Minh họa." not in seen(client, world.people.director, url).text
    world.directive.illustrative_note = "Nhiệm vụ là minh họa."
    world.directive.save()
    world.commune.obstacles_about.update(illustrative=True)
    assert "Minh họa." in seen(client, world.people.director, url).text
