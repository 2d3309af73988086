"""Each reading screen on the demonstration shows its key facts."""

import re

import pytest

from communes.models import Commune, Officer
from criteria.actions import Judged, record_results
from criteria.models import ChangeSource, Recognition
from tests import world
from tests.screen_parts import bands, body_rows, csv_rows, heading, html, sentence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]

SET = "xa-ntm-2021-2025"


def test_overview_of_2023(client):
    page = html(client, "/tinh/62/")
    assert heading(page) == ("Tỉnh Kon Tum: 48/85 xã đạt 19/19 tiêu chí, trong đó 42 xã đã được công nhận")
    assert "bình quân 16,00 tiêu chí/xã" in sentence(page)
    assert sum(bands(page).values()) == 85
    assert bands(page)["19/19"] == 48
    assert "<b>42/85</b> xã đến ngày 31/12/2023" in page


def test_overview_of_2022(client):
    page = html(client, "/tinh/62/?ky=2022-11-30")
    assert list(bands(page).items()) == [
        ("19/19", 38), ("15–18", 15), ("10–14", 28), ("5–9", 4), ("dưới 5", 0),
    ]  # fmt: skip
    assert heading(page).endswith("38/85 xã đạt 19/19 tiêu chí, trong đó 36 xã đã được công nhận")
    assert "chưa có kỳ trước cùng bộ tiêu chí" in page


def test_overview_is_the_first_page_of_the_home_province(client, settings):
    assert heading(html(client, "/")) == heading(html(client, "/tinh/62/"))
    settings.HOME_PROVINCE = ""
    assert "1 tỉnh có báo cáo" in heading(html(client, "/"))


def test_overview_districts_add_up_to_the_province(client):
    rows = body_rows(html(client, "/tinh/62/?xep=ten"), "Kết quả theo huyện")
    assert len(rows) == 10
    assert sum(int(row[1]) for row in rows) == 85
    assert sum(int(row[2]) for row in rows) == 48
    assert [row[0] for row in rows][-2:] == ["Sa Thầy", "Tu Mơ Rông"]
    assert ["Đăk Hà", "10", "7", "7"] in [row[:4] for row in rows]


def test_overview_trend_breaks_where_the_set_changes(client):
    page = html(client, "/tinh/62/")
    rows = body_rows(page, "Bình quân tiêu chí đã xác nhận")
    assert [row[0] for row in rows] == [
        f"{day} (minh họa)" for day in ("31/12/2021", "30/11/2022", "31/12/2023")
    ]
    assert [row[1].endswith("(đổi bộ tiêu chí)") for row in rows] == [False, True, False]
    assert rows[-1][2:] == ["16,00", "85"]
    assert page.count('class="break"') == 1


def test_board_of_a_district(client):
    page = html(client, "/huyen/615/?ngay=2025-06-30")
    assert heading(page) == "Huyện Đăk Hà: 7/10 xã đạt 19/19 tiêu chí, trong đó 7 xã đã được công nhận"
    rows = body_rows(page, "10/10 xã")
    assert len(rows) == 11  # ten communes and the line above those that are done
    assert rows[3] == ["Đã đạt đủ tiêu chí (7 xã)"]
    assert [len(row) for row in rows if len(row) > 1] == [23] * 10
    assert {cell for row in rows for cell in row[3:22]} >= {"Đạt"}
    assert "✓" not in page


def test_board_links_only_what_is_left(client):
    page = html(client, "/huyen/615/?ngay=2025-06-30")
    linked = re.findall(r'<td class="[^"]*"><a href="[^"]*">([^<]+)</a></td>', page)
    assert linked
    assert not [text for text in linked if text.startswith("Đạt")]


def test_board_of_the_province_holds_every_commune(client):
    assert "<caption>85/85 xã của tỉnh, 19 tiêu chí</caption>" in html(client, "/tinh/62/bang-theo-doi/")


@pytest.mark.parametrize("only,expected", [("1-2", range(1, 3)), ("3-5", range(3, 6)), ("6", range(6, 20))])
def test_board_filters_by_what_is_left(client, only, expected):
    rows = client.get(f"/tinh/62/bang-theo-doi.json?loc={only}").json()["bang_theo_doi"]
    assert rows
    assert {row["chua_dat"] for row in rows} <= set(expected)


def test_profile_of_a_commune(client):
    page = html(client, "/xa/23503/")
    board = client.get("/huyen/615.json").json()["bang_theo_doi"]
    pxi = next(row for row in board if row["ma"] == "23503")
    assert heading(page) == f"Xã Đăk Pxi: đạt {pxi['dat']}/19 tiêu chí, còn {pxi['chua_dat']}"
    assert len(re.findall(r'<article class="criterion"', page)) == 19
    assert "Tên gọi khác: Đăk Psi." in page
    assert "Lịch sử kết quả trong kỳ" not in page


def test_profile_and_board_agree_in_their_files(client):
    board = client.get("/tinh/62/bang-theo-doi.json").json()["bang_theo_doi"]
    for row in board[::12]:
        assert client.get(f"/xa/{row['ma']}.json?ky={world.LAST_DAY}").json()["bang_theo_doi"] == [row]


def test_profile_tells_recognition_of_the_day_shown(client):
    code = Recognition.objects.filter(decided_on__year=2022).first().commune.code
    said = [sentence(html(client, f"/xa/{code}/?ky={day}")) for day in ("2021-12-31", "2022-11-30")]
    assert said[0].startswith("Chưa được công nhận đạt chuẩn.")
    assert said[1].startswith("Đã được công nhận đạt chuẩn năm 2022 (minh họa ")


def test_profile_of_an_abolished_code_and_of_the_one_that_carries_it_now(client):
    old = html(client, "/xa/23500/?ngay=2025-06-30")
    assert heading(old) == "Thị trấn Đăk Hà: chưa có kỳ báo cáo"
    assert "Thị trấn không thuộc Chương trình xây dựng nông thôn mới." in old
    new = html(client, "/xa/23500/")
    assert heading(new) == "Xã Đăk Hà: chưa có kỳ báo cáo"
    assert '<a href="/xa/23500/?ngay=2025-06-30">thị trấn Đăk Hà</a>' in new
    assert 'Sau ngày 30/06/2025, mã 23500 là của <a href="/xa/23500/">xã Đăk Hà</a>' in old
    page = html(client, "/xa/23503/")
    assert "có đến hết ngày 30/06/2025; sau đó nhập vào:" in page


def test_profile_of_a_code_before_it_existed_is_not_found(client):
    answer = client.get("/xa/23500/?ngay=2015-12-31")
    assert answer.status_code == 404
    assert "Không có đơn vị nào mang mã 23500 vào ngày 31/12/2015." in answer.content.decode()


def test_criterion_lists_who_has_not_met_it(client):
    page = html(client, f"/tieu-chi/{SET}/17/")
    missing = re.search(r": (\d+)/85 xã chưa đạt$", heading(page))[1]
    rows = body_rows(page, r"\d+/85 xã, xã còn ít")
    assert len(rows) == int(missing)
    left = [int(row[4]) for row in rows]
    assert left == sorted(left)


def test_criterion_filter_met_holds_only_met(client):
    rows = client.get(f"/tieu-chi/{SET}/17.json?loc=dat").json()["xa"]
    assert {row["ket_qua"] for row in rows} == {"Đạt"}
    rest = client.get(f"/tieu-chi/{SET}/17.json").json()["xa"]
    assert len(rows) + len(rest) == 85


def test_criterion_of_a_set_without_rounds_says_so(client):
    page = html(client, "/tieu-chi/xa-ntm-nang-cao-2021-2025/1/")
    assert "Tỉnh Kon Tum chưa có kỳ báo cáo nào của bộ tiêu chí này." in page


def test_criterion_unknown_is_not_found(client):
    assert client.get(f"/tieu-chi/{SET}/20/").status_code == 404


def test_changes_between_the_rounds_of_one_set(client):
    page = html(client, "/thay-doi/")
    assert heading(page) == "Tỉnh Kon Tum: 102 tiêu chí mới đạt, 32 tiêu chí bị tụt"
    assert "So số liệu ngày 31/12/2023 với ngày 30/11/2022" in sentence(page)
    rows = csv_rows(client, "/thay-doi.csv")
    assert [row["Kỳ này"] == "Đạt" for row in rows].count(True) == 102
    assert len(rows) == 134


def test_changes_of_one_district_say_so(client):
    page = html(client, "/thay-doi/?huyen=615")
    rows = [row for row in csv_rows(client, "/thay-doi.csv") if row["Huyện"] == "Đăk Hà"]
    gained = sum(row["Kỳ này"] == "Đạt" for row in rows)
    assert heading(page) == (
        f"Tỉnh Kon Tum, địa bàn Đăk Hà: {gained} tiêu chí mới đạt, {len(rows) - gained} tiêu chí bị tụt"
    )
    assert client.get("/thay-doi/?huyen=999").status_code == 404


def test_changes_across_two_sets_are_not_counted(client):
    page = html(client, "/thay-doi/?ky=2022-11-30")
    assert heading(page) == "Tỉnh Kon Tum: chưa có kỳ để so sánh"
    assert "không so sánh từng tiêu chí được" in page


def test_nation_counts_the_provinces_that_report(client):
    page = html(client, "/ca-nuoc/")
    assert "48/85 xã đạt 19/19 tiêu chí" in heading(page)
    assert "có 1 tỉnh dùng số liệu minh họa" in page


def test_province_without_rounds_says_what_to_do(client):
    for url in ("/tinh/51/", "/tinh/51/bang-theo-doi/"):
        assert heading(html(client, url)).startswith("Tỉnh Quảng Ngãi: chưa có kỳ báo cáo")
    assert "mở kỳ đầu tiên bằng cách nhập biểu tổng hợp" in html(client, "/tinh/51/")
    assert "Tỉnh chưa có kỳ báo cáo nào." in html(client, "/thay-doi/?tinh=51")


def test_missing_data_is_shown_as_missing(client):
    round = world.last_round()
    pxi = Commune.objects.get(code="23503")
    blank = [Judged(pxi.pk, pk, "") for pk in round.criteria_set.criteria.values_list("pk", flat=True)]
    record_results(round=round, cells=blank, judgement="appraised", by=None, source=ChangeSource.TYPED)
    assert heading(html(client, "/xa/23503/")) == "Xã Đăk Pxi: chưa có số liệu đã xác nhận"
    board = html(client, "/huyen/615/?ngay=2025-06-30")
    row = next(row for row in body_rows(board, "10/10 xã") if row[0].startswith("Đăk Pxi"))
    assert row[1:5] == ["–", "–", "19", "Chưa có số liệu"]
    overview = html(client, "/tinh/62/")
    assert bands(overview)["chưa có số liệu"] == 1
    assert sum(bands(overview).values()) == 85
    assert "1 xã chưa có số liệu" in sentence(overview)
    exported = next(row for row in csv_rows(client, "/huyen/615.csv") if row["Mã xã"] == "23503")
    assert (exported["Số tiêu chí đạt"], exported["TC 1 Quy hoạch"]) == ("", "Chưa có số liệu")


def test_history_of_a_commune_is_for_those_in_charge(client):
    hoa = Officer.objects.get(username="hoa")
    client.force_login(hoa)
    assert "Lịch sử kết quả trong kỳ" in html(client, "/xa/23503/")
    client.force_login(Officer.objects.get(username="nam"))
    assert "Lịch sử kết quả trong kỳ" in html(client, "/xa/23503/")
    assert "Lịch sử kết quả trong kỳ" not in html(client, f"/xa/{world.FOREIGN_COMMUNE}/")
