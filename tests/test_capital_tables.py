"""Tables of capital: what they say beside the amounts, and the documents of every row in the files."""

import csv
import datetime
import io

import pytest

from criteria import workbooks
from tests import funding_builders as build
from tests.capital_world import MILLION, capital_world, fill
from tests.crawling import Document
from tests.screen_parts import body_rows, heading, html, sentence

HOME, PXI = "/von/tinh/62/", "/von/xa/23503/"
DOCUMENTS = {
    "planned_document": "1/QĐ-UBND", "allocated_document": "2/QĐ-UBND", "disbursed_document": "3/BC-KBNN",
}  # fmt: skip


@pytest.fixture
def world(db):
    built = capital_world()
    fill(built)
    return built


@pytest.fixture
def minh(client, world):
    client.force_login(world.officers.minh)
    return client


def test_reconciliation_names_the_document_of_each_amount(minh, world):
    build.allocation(world.pxi, world.ntm, world.local, **DOCUMENTS)
    book = workbooks.open_workbook(minh.get("/von/xa/23503.xlsx").content)
    rows = next(sheet.rows for sheet in book if sheet.name == "Đối chiếu từng dòng")
    lines = list(csv.reader(io.StringIO(minh.get("/von/xa/23503.csv").content.decode("utf-8-sig"))))
    for found in (rows, lines):
        head = next(row for row in found if "Số dòng" in row)
        at = head.index("Văn bản giao kế hoạch")
        assert head[at : at + 3] == [
            "Văn bản giao kế hoạch", "Văn bản bố trí vốn", "Văn bản xác nhận giải ngân",
        ]  # fmt: skip
        assert list(DOCUMENTS.values()) in [row[at : at + 3] for row in found]
    assert len(set(lines[0])) == len(lines[0]), "two columns of one name"


def test_missing_counterpart_is_one_figure_on_the_page(minh):
    page = html(minh, f"{HOME}?nam=2023")
    places = Document(page).text.partition("Vốn 2023 theo địa bàn")[2]
    assert "còn thiếu 300 triệu đồng" in heading(page)
    assert [row[3] for row in body_rows(page, "Vốn 2023 theo địa bàn")] == ["300", "0", "0"]
    assert places.partition("Cộng")[2].split()[:4] == ["600", "350", "300", "50"]


def test_works_beyond_what_was_allocated_are_explained(minh, world):
    item = build.work_item(world.pxi)
    build.line(item, world.ntm, world.central, amount=500 * MILLION)
    assert "Trên 100 %" not in html(minh, PXI)
    build.line(item, world.poor, world.central, amount=600 * MILLION)
    assert "Trên 100 % là công trình, nội dung đã ghi nhiều vốn hơn vốn đã bố trí" in html(minh, PXI)


def test_groups_have_a_total(minh, world):
    for name, group, paid in (("Đường", "infra", 3), ("Nuôi dê", "produce", None)):
        item = build.work_item(world.pxi, name, group=group)
        build.line(item, world.ntm, world.central, amount=50 * MILLION, disbursed=paid and paid * MILLION)
    page = Document(html(minh, PXI)).text
    assert "Cộng 2 100 3 100,0 %" in page.partition("theo nhóm")[2]
    assert minh.get("/von/xa/23503.json?nam=2023").json()["nhom"][-1]["so_tien"] == 100 * MILLION


def test_calendar_says_in_words_how_far_disbursement_is_behind(minh):
    rows = body_rows(html(minh, f"{HOME}?tu=2022&den=2023"), "Giải ngân so với thời gian")
    assert [row[5] for row in rows] == ["Chưa có số", "Chậm 76,5 điểm %"]


def test_measure_that_is_none_is_not_found(minh):
    assert minh.get(f"{HOME}?so=ke-hoach").status_code == 200
    answer = minh.get(f"{HOME}?so=xxx")
    assert answer.status_code == 404 and "Cơ cấu nguồn vốn chỉ xem theo" in answer.content.decode()


def test_year_of_published_figures_alone_says_them_and_names_no_head(minh, world):
    for source, amount in ((world.central, 86_000), (world.local, 15_000)):
        build.published(
            world.home, "source", capital_source=source, programme=world.ntm,
            amount=amount * MILLION, year_from=2016, year_to=2016,
        )  # fmt: skip
    build.arrears(build.work_item(world.pxi, illustrative=True), as_of=datetime.date(2023, 1, 1))
    page = html(minh, f"{HOME}?nam=2016")
    assert heading(page) == "Tỉnh Kon Tum: đã công bố 101 tỷ đồng năm 2016, chưa dòng vốn nào trên cổng"
    assert sentence(page) == "Chưa ghi dòng vốn nào của năm 2016 trên cổng."
    text = Document(page).text
    assert "Số nợ đọng trên trang này là minh họa" in text and "Số đã công bố không phải là minh họa." in text
    assert "Người đứng đầu" not in text
