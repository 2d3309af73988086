"""Choosing a round, finding one's place in the menu, and forms sent too late."""

import re

import pytest
from django.test import Client

from criteria.grid import Summary
from criteria.wording import report_sentence
from tests import builders
from tests.test_grid import row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_round_form_names_day_and_set_at_once(client):
    shown = page(client, "/tinh/62/?ky=2021-12-31~xa-ntm-2016-2020")
    assert "Số liệu đến ngày <b>31/12/2021</b>" in shown
    assert 'value="2021-12-31~xa-ntm-2016-2020" selected' in shown


def test_round_form_of_a_criterion_offers_rounds_of_its_set_only(client):
    shown = page(client, "/tieu-chi/xa-ntm-2021-2025/17/?tinh=62")
    assert "~xa-ntm-2021-2025" in shown
    assert "~xa-ntm-2016-2020" not in shown


def test_changes_are_written_in_words(client):
    shown = page(client, "/thay-doi/?tinh=62")
    arrows = set(re.findall(r"<td>([^<]*) → ([^<]*)</td>", shown))
    assert arrows == {("Đạt", "Chưa đạt"), ("Chưa đạt", "Đạt")}


def test_changes_of_a_district_keep_it_on_the_way_back(client):
    shown = page(client, "/thay-doi/?tinh=62&huyen=615")
    assert 'href="/huyen/615/' in shown
    assert "huyen=615" in page(client, "/huyen/615/?ngay=2025-06-30")


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/tinh/62/", "Tổng quan"),
        ("/huyen/615/?ngay=2025-06-30", "Bảng theo dõi"),
        ("/tinh/62/bang-theo-doi/", "Bảng theo dõi"),
        ("/thay-doi/", "Thay đổi"),
        ("/tieu-chi/", "Tiêu chí"),
        ("/ca-nuoc/", "Cả nước"),
    ],
)
def test_menu_marks_the_current_page(client, address, entry):
    assert re.findall(r'aria-current="page">([^<]*)</a>', page(client, address)) == [entry]


def test_criterion_without_a_round_still_shows_its_indicators(client):
    shown = page(client, "/tieu-chi/xa-ntm-nang-cao-2021-2025/1/?tinh=62")
    assert "chưa có kỳ báo cáo" in shown
    assert "<td>1.1</td>" in shown


def test_form_sent_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"username": "x"})
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "Phiên làm việc đã hết, chưa ghi gì" in shown
    assert 'lang="vi"' in shown


def test_sentence_says_which_communes_show_the_round_before():
    rows = [row("MMM", updated_at=builders.MOMENT), row("MNN"), row("...")]
    sentence = report_sentence(
        Summary(rows, 3, [[3, 3], [1, 2], [0, 0]]), where="toàn tỉnh", on=builders.DATA_ON
    )
    assert "Mới 1/3 xã cập nhật kỳ này; 1 xã lấy kết quả kỳ trước." in sentence
