"""What the addresses of places that are no more answer, and any screen as of a day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Participation
from criteria.models import Recognition, Round
from tests import builders
from tests.merger_world import NEW_SET, OLD_DAY, OLD_SET, merger_world, more_communes
from tests.screen_parts import body_rows, csv_rows, heading, html, sentence, text_of

pytestmark = pytest.mark.django_db

DISTRICT = "/huyen/615/"
BEFORE_AND_AFTER = [("2025-06-30", True), ("2025-07-01", False), ("", False)]


@pytest.fixture
def world(db):
    return merger_world()


@pytest.mark.parametrize(("day", "as_it_was"), BEFORE_AND_AFTER)
def test_district_answers_as_it_did_until_its_last_day(client, world, day, as_it_was):
    said = heading(html(client, f"{DISTRICT}?ngay={day}" if day else DISTRICT))
    was, became = (
        "Huyện Đăk Hà: 1/2 xã đạt 3/3 tiêu chí",
        "Huyện Đăk Hà là đơn vị cũ, có đến hết ngày 30/06/2025",
    )
    assert said.startswith(was if as_it_was else became)


def test_district_that_ended_says_what_its_communes_are_and_leads_to_its_last_board(client, world):
    page = html(client, DISTRICT)
    assert "3 xã, phường, thị trấn của huyện Đăk Hà nay là 2 đơn vị của tỉnh Quảng Ngãi" in sentence(page)
    rows = body_rows(page, "Từng đơn vị cũ")
    assert [row[0] for row in rows] == ["Thị trấn Đăk Hà", "Xã Đăk La", "Xã Đăk Long"]
    assert [row[3] for row in rows] == ["Xã Đăk Hà", "Xã Đăk Hà", "Xã Đăk Pxi"]
    assert rows[0][1] == "không thuộc chương trình"
    assert rows[2][1] == "2/3 tiêu chí, Xã NTM 2021–2025, ngày 31/12/2024"
    board = f"{DISTRICT}?ky={OLD_DAY}&amp;bo={OLD_SET}"
    assert f'<a class="button" href="{board}">' in page
    assert heading(html(client, board.replace("&amp;", "&"))).startswith("Huyện Đăk Hà: 1/2 xã")
    assert '<a href="/xa/23504/">' in page
    assert f'<a href="/xa/23504/?ky={OLD_DAY}&amp;bo={OLD_SET}">' in page


def test_district_whose_communes_went_nowhere_keeps_its_board(client, world):
    world.dak_ha.communes.get(code="23500").successions.all().delete()
    for place in (world.la, world.long):
        place.successions.all().delete()
    assert heading(html(client, DISTRICT)).startswith("Huyện Đăk Hà: 1/2 xã")


def test_district_asks_as_often_whatever_its_size(client, world):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            html(client, DISTRICT)
        return len(found)

    few = asked()
    more_communes(world, 30)
    assert asked() == few <= 6


def test_officer_of_an_ended_district_lands_on_its_board(client, world):
    client.force_login(builders.officer("nam", world.dak_ha))
    address = client.get("/trang-cua-toi/").url
    assert address == f"{DISTRICT}?ky={OLD_DAY}&bo={OLD_SET}"
    assert heading(html(client, address)).startswith("Huyện Đăk Hà: 1/2 xã")


def test_officer_of_an_ended_place_without_figures_lands_on_it(client, world):
    Round.objects.all().update(withdrawn_at=builders.MOMENT)
    client.force_login(builders.officer("thai", world.town))
    assert client.get("/trang-cua-toi/").url == "/xa/23500/?ngay=2025-06-30"


def test_code_carried_by_two_shows_whoever_carries_it_that_day(client, world):
    town, today = html(client, "/xa/23500/?ngay=2025-06-30"), html(client, "/xa/23500/")
    assert heading(town) == "Thị trấn Đăk Hà: chưa có kỳ báo cáo"
    assert heading(today) == "Xã Đăk Hà: đạt 1/2 tiêu chí, còn 1"
    assert "Sau ngày 30/06/2025, mã 23500 là của xã Đăk Hà." in text_of(town)
    assert "Đến hết ngày 30/06/2025, mã 23500 là của thị trấn Đăk Hà." in text_of(today)
    assert 'href="/xa/23500/?ngay=2025-06-30">thị trấn Đăk Hà</a>' in today


def test_code_of_a_commune_with_figures_is_todays_holders_first(client, world):
    assert heading(html(client, "/xa/23504/")) == "Xã Đăk Pxi: chưa có số liệu đã xác nhận"
    assert heading(html(client, f"/xa/23504/?ky={OLD_DAY}")) == "Xã Đăk Long: đạt 2/3 tiêu chí, còn 1"


def test_old_commune_names_its_successor(client, world):
    said = text_of(html(client, "/xa/23524/"))
    assert "Đơn vị cũ, có đến hết ngày 30/06/2025; sau đó nhập vào: xã Đăk Hà." in said


def test_successor_starts_without_data_with_its_predecessors_beside(client, world):
    builders.recognise(world.long, world.before)
    page = html(client, "/xa/23504/")
    assert heading(page) == "Xã Đăk Pxi: chưa có số liệu đã xác nhận"
    [row] = body_rows(page, "Đơn vị cũ và kết quả cuối cùng")
    assert row[:4] == [
        "Xã Đăk Long", "Huyện Đăk Hà", "2/3 tiêu chí, Xã NTM 2021–2025, ngày 31/12/2024",
        "Xã NTM 2021–2025, năm 2022 (QĐ 100/QĐ-UBND)",
    ]  # fmt: skip
    assert "Chưa được công nhận đạt chuẩn." in sentence(page)
    overview = html(client, "/tinh/51/")
    assert "<b>0/2</b> xã đến ngày 30/06/2026" in overview


def test_recognition_revoked_before_the_end_is_not_shown_beside(client, world):
    found = builders.recognise(world.long, world.before)
    Recognition.objects.filter(pk=found.pk).update(
        revoked_on=datetime.date(2025, 6, 30), revocation_decision="9/QĐ-UBND"
    )
    assert body_rows(html(client, "/xa/23504/"), "Đơn vị cũ và kết quả")[0][3] == "–"


def test_province_that_ended_keeps_its_overview_and_names_its_successor(client, world):
    page = html(client, "/tinh/62/")
    assert heading(page).startswith("Tỉnh Kon Tum: 1/3 xã đạt 3/3 tiêu chí")
    assert "Tỉnh Kon Tum có đến hết ngày 30/06/2025; các xã nay thuộc tỉnh Quảng Ngãi." in text_of(page)
    assert '<a href="/tinh/51/">tỉnh Quảng Ngãi</a>' in page
    assert "tỉnh Kon Tum (đến 30/06/2025)" in text_of(html(client, "/tinh/51/"))


AS_OF = [
    "/tinh/62/", "/tinh/62/bang-theo-doi/", DISTRICT, "/xa/23524/", f"/tieu-chi/{OLD_SET}/2/?tinh=62",
    "/thay-doi/?tinh=62",
]  # fmt: skip


@pytest.mark.parametrize("address", AS_OF)
def test_screens_as_of_a_day_take_the_newest_round_up_to_it_and_keep_the_day(client, world, address):
    earlier = {world.la: "MNN", world.binh: "NNN", world.long: "NNN"}
    builders.round_with(earlier, of=world.before, data_on=datetime.date(2023, 12, 31))
    page = html(client, f"{address}{'&' if '?' in address else '?'}ngay=2024-06-01")
    assert "Theo ngày 01/06/2024: kỳ mới nhất đến ngày ấy." in text_of(page)
    assert "Số liệu đến ngày 31/12/2023." in text_of(page)
    assert "ngay=2024-06-01&amp;bo=" in page
    assert f"ky={OLD_DAY}" not in page


def test_as_of_a_day_before_any_round_says_so(client, world):
    page = html(client, "/tinh/62/?ngay=2020-01-01")
    assert heading(page) == "Tỉnh Kon Tum: chưa có kỳ báo cáo đến ngày 01/01/2020"
    assert "Theo ngày 01/01/2020: chưa có kỳ báo cáo nào; kỳ đầu tiên đến ngày 31/12/2024:" in text_of(page)


def test_as_of_a_day_the_file_says_so(client, world):
    [row, *_] = csv_rows(client, "/tinh/62.csv?ngay=2025-01-31")
    assert (row["Theo ngày"], row["Số liệu đến ngày"]) == ("31/01/2025", "31/12/2024")


def test_as_of_a_day_the_country_takes_sets_and_rounds_of_that_day(client, world):
    assert "Xã NTM 2026–2030" not in html(client, "/ca-nuoc/?ngay=2025-06-30")
    today = html(client, f"/ca-nuoc/?bo={NEW_SET}")
    assert "1 tỉnh có báo cáo" in heading(today)


def test_totals_of_a_past_day_do_not_move_with_what_comes_later(client, world):
    before = html(client, "/tinh/62/?ngay=2025-01-31")
    more_communes(world, 0)
    builders.round_with({world.pxi: "MM"}, of=world.since, data_on=datetime.date(2026, 9, 30))
    Participation.objects.filter(commune=world.la).update(valid_to=datetime.date(2025, 3, 31))
    assert html(client, "/tinh/62/?ngay=2025-01-31") == before


def test_watch_of_a_province_without_districts_is_narrowed_by_the_former_ones(client, world):
    client.force_login(builders.officer("minh", world.new, permissions=["view_indicatorresult"]))
    page = html(client, "/duy-tri/?tinh=51")
    assert "Tỉnh Quảng Ngãi, 2 xã trong phạm vi của bạn." in sentence(page)
    for code, name, count in (("615", "Đăk Hà", 2), ("612", "Đăk Tô", 1)):
        link = f"?ky=2026-06-30&bo={NEW_SET}&tinh=51&huyen-cu={code}"
        assert f'<a href="{link}">{name}</a>'.replace("&", "&amp;") in page
        narrowed = sentence(html(client, f"/duy-tri/{link}"))
        assert f"Địa bàn huyện cũ {name}, {count} xã trong phạm vi của bạn." in narrowed
    assert client.get("/duy-tri/?tinh=51&huyen-cu=999").status_code == 404
