"""A day or a set in the address that cannot be taken as asked: the page says so, and leads on."""

import datetime

import pytest
from django.utils.timezone import localdate

from criteria.models import Round
from ntm_portal.groups import load_groups
from tests import builders
from tests.crawling import Document
from tests.merger_world import NEW_DAY, NEW_SET, OLD_SET, merger_world
from tests.screen_parts import heading, html, sentence, text_of

SCREENS = [
    "/tinh/51/",
    "/tinh/51/bang-theo-doi/",
    "/xa/23500/",
    "/thay-doi/?tinh=51",
    f"/tieu-chi/{NEW_SET}/1/?tinh=51",
    "/ca-nuoc/",
]
INSTEAD = "Trang này hiện số liệu mới nhất, như xem hôm nay."


@pytest.fixture
def merged(db):
    return merger_world()


def with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"


@pytest.mark.parametrize("typed", ["abc", "31/02/2025", "2025-13-01", "30.6.2025"])
@pytest.mark.parametrize("url", SCREENS)
def test_day_nobody_can_read_is_named_and_todays_figures_are_shown(client, merged, url, typed):
    page = html(client, with_query(url, f"ngay={typed}"))
    assert f"Không đọc được ngày “{typed}” trong địa chỉ; ghi ngày như 30/06/2025. {INSTEAD}" in text_of(page)
    assert heading(page) == heading(html(client, url))
    assert not [link for link in Document(page).links if f"ngay={typed}" in link]


@pytest.mark.parametrize("url", SCREENS)
def test_day_to_come_is_named_and_read_as_today(client, merged, url):
    tomorrow = localdate() + datetime.timedelta(days=1)
    page = html(client, with_query(url, f"ngay={tomorrow}"))
    assert f"Ngày {tomorrow:%d/%m/%Y} chưa đến. {INSTEAD}" in text_of(page)
    assert text_of(page).count(f"{tomorrow:%d/%m/%Y}") == 1, "no figure is said to be of that day"
    today = text_of(html(client, with_query(url, f"ngay={localdate()}")))
    assert f"heo ngày {localdate():%d/%m/%Y}" in today or f"đến ngày {localdate():%d/%m/%Y}" in today
    assert INSTEAD not in today


@pytest.mark.parametrize("url", SCREENS[:4])
def test_day_is_asked_for_in_vietnamese_order_in_any_browser(client, merged, url):
    page = html(client, with_query(url, f"ngay={NEW_DAY:%d/%m/%Y}"))
    assert 'type="date"' not in page
    assert f'placeholder="ngày/tháng/năm" value="{NEW_DAY:%d/%m/%Y}"' in page


def test_country_says_so_of_either_name(client, merged):
    assert INSTEAD in text_of(html(client, "/ca-nuoc/?ky=hom-nay"))


@pytest.mark.parametrize("query", ["ngay=abc", "ngay=2999-01-01"])
def test_file_of_a_day_that_cannot_be_taken_is_refused(client, merged, query):
    for url in ("/tinh/51.json?", "/xa/23500.csv?", "/ca-nuoc.json?"):
        answer = client.get(f"{url}{query}")
        assert (answer.status_code, INSTEAD in answer.content.decode()) == (404, False)
        assert "ngày" in answer.content.decode()


def test_page_of_a_district_that_is_no_more_says_so_too(client, merged):
    assert INSTEAD in text_of(html(client, "/huyen/615/?ngay=abc"))


def test_day_before_any_figures_leads_to_the_first_round(client, merged):
    page = html(client, "/tinh/51/?ngay=2025-08-01")
    assert heading(page) == "Tỉnh Quảng Ngãi: chưa có kỳ báo cáo đến ngày 01/08/2025"
    assert "kỳ đầu tiên đến ngày 30/06/2026" in text_of(page)
    assert f"?ngay={NEW_DAY}" in Document(page).links
    assert "Cán bộ tỉnh mở kỳ đầu tiên" not in text_of(page)


def test_day_before_a_place_was_there_says_what_to_do(client, merged):
    answer = client.get("/tinh/51/?ngay=2001-01-01")
    assert answer.status_code == 404
    assert "mang mã 51 vào ngày 01/01/2001. Bỏ ngày khỏi địa chỉ để xem hiện nay." in answer.content.decode()


@pytest.mark.parametrize("url", SCREENS[:4])
def test_set_without_a_round_leads_to_those_there_are(client, merged, url):
    page = html(client, with_query(url, f"bo={OLD_SET}"))
    assert heading(page).endswith(": chưa có số liệu theo Xã NTM 2021–2025")
    assert "có hiệu lực từ ngày 08/03/2022" in sentence(page)
    links = [link for link in Document(page).links if f"?ky={NEW_DAY}&bo={NEW_SET}" in link]
    assert links
    assert client.get(f"{url.partition('?')[0]}{links[-1]}").status_code == 200
    assert "Mở kỳ báo cáo" not in text_of(page)
    assert ".xlsx" not in page
    assert client.get(with_query(url, "bo=khong-co")).status_code == 404
    assert client.get(with_query(url, "bo=%00")).status_code == 404


def test_set_without_a_round_up_to_the_day_says_the_day(client, merged):
    builders.round_with({merged.ha: "MMM"}, of=merged.before, data_on=datetime.date(2025, 9, 30))
    page = html(client, f"/tinh/51/?ngay=2025-12-31&bo={NEW_SET}")
    assert "theo bộ tiêu chí này đến ngày 31/12/2025" in sentence(page)
    assert f"?ngay=2025-12-31&bo={OLD_SET}" in Document(page).links


def test_file_of_a_set_without_a_round_is_not_found(client, merged):
    assert client.get(f"/tinh/51.json?bo={OLD_SET}").status_code == 404
    assert client.get(f"/xa/23500.csv?bo={OLD_SET}").status_code == 404


def test_officer_who_opens_rounds_is_led_to_it(client, merged):
    load_groups()
    client.force_login(builders.officer("minh", merged.new, permissions=["add_round"], is_staff=True))
    opening = [
        link for link in Document(html(client, f"/tinh/51/?bo={OLD_SET}")).links if "round/add" in link
    ]
    assert len(opening) == 1
    form = client.get(opening[0]).content.decode()
    assert f'value="{merged.before.pk}" selected' in form
    assert not Round.objects.filter(province=merged.new, criteria_set=merged.before)


def test_province_that_ended_before_the_set_says_so_and_opens_no_round(client, merged):
    client.force_login(builders.officer("minh", merged.old, permissions=["add_round"], is_staff=True))
    page = html(client, f"/tinh/62/?bo={NEW_SET}")
    assert "đơn vị có đến hết ngày 30/06/2025, trước khi bộ tiêu chí có hiệu lực." in sentence(page)
    assert "Mở kỳ báo cáo" not in text_of(page)


def test_officer_of_another_province_is_not(client, merged):
    elsewhere = builders.province("Gia Lai", "52")
    client.force_login(builders.officer("la", elsewhere, permissions=["add_round"], is_staff=True))
    assert "Mở kỳ báo cáo" not in text_of(html(client, f"/tinh/51/?bo={OLD_SET}"))
