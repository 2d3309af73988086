"""Files of the screens say what the page says; and every page says what is illustrative."""

import datetime

import pytest

from communes.models import Commune, Province
from criteria.actions import open_round
from criteria.models import CriteriaSet, CriterionResult, Round
from tests.screen_parts import bands, body_rows, csv_rows, html, sentence, xlsx_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]

SET, OLD_SET = "xa-ntm-2021-2025", "xa-ntm-2016-2020"
PAGES = [
    "/tinh/62",
    "/tinh/62/bang-theo-doi",
    "/huyen/615",
    "/xa/23503",
    f"/tieu-chi/{SET}/17",
    "/thay-doi",
    "/ca-nuoc",
]
NOTE = "Số liệu từng xã là minh họa, dựng theo tổng số đã công bố của tỉnh."


def test_figures_of_the_overview_agree_with_its_files(client):
    page, data = html(client, "/tinh/62/?xep=ten"), client.get("/tinh/62.json").json()
    shown = body_rows(page, "Kết quả theo huyện")
    fields = ("ten", "so_xa", "dat_du", "cong_nhan")
    assert [row[:4] for row in shown] == [[str(line[key]) for key in fields] for line in data["dia_ban"]]
    assert {row["khoang"]: row["so_xa"] for row in data["phan_bo"]} == bands(page)
    assert [row["dat"] + row["chua_dat"] for row in data["tieu_chi"]] == [85] * 19
    lines = csv_rows(client, "/tinh/62.csv")
    assert [line["Số xã"] for line in lines] == [row[1] for row in shown]
    assert {line["Số liệu đến ngày"] for line in lines} == {"31/12/2023"}


@pytest.mark.parametrize("path", PAGES)
def test_files_say_the_day_the_basis_and_that_they_are_illustrative(client, path):
    for note in (client.get(f"{path}.json").json()["thong_tin"], csv_rows(client, f"{path}.csv")[0]):
        assert "31/12/2023" in note["Số liệu đến ngày"]
        assert note["Cơ sở số liệu"] == "Đã xác nhận (thẩm tra, thẩm định)"
        assert "minh họa" in note["Ghi chú"]
    text = xlsx_text(client, f"{path}.xlsx")
    assert "31/12/2023" in text
    assert "minh họa" in text


@pytest.mark.parametrize("path", PAGES)
def test_files_hold_the_same_rows(client, path):
    data = client.get(f"{path}.json").json()
    first = next(value for key, value in data.items() if key != "thong_tin")
    rows = csv_rows(client, f"{path}.csv")
    assert [[str("" if value is None else value) for value in line.values()] for line in first] == [
        list(row.values())[: len(first[0])] for row in rows
    ]
    text = xlsx_text(client, f"{path}.xlsx").splitlines()
    assert {line["ten"] for line in first} <= set(text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("day", ["2021-12-31", "2022-11-30", "2023-12-31"])
def test_banner_on_every_page_that_shows_illustrative_figures(client, path, day):
    if day == "2021-12-31" and SET in path:
        path = path.replace(SET, OLD_SET)
    page = html(client, f"{path}/?ky={day}")
    assert '<p class="notice notice-illustrative">' in page
    assert path == "/ca-nuoc" or NOTE in page


def next_round() -> Round:
    """A round of real figures opened after the illustrative ones, which it carries over."""
    return open_round(
        criteria_set=CriteriaSet.objects.get(code=SET),
        province=Province.objects.get(code="62"),
        data_on=datetime.date(2024, 6, 30),
        by=None,
    )


def fill(round: Round) -> None:
    """Somebody looked at every cell of the round."""
    CriterionResult.objects.filter(standing__round=round).update(carried=False)


def test_banner_stays_on_a_new_round_for_what_is_still_illustrative(client):
    round = next_round()
    page = html(client, "/tinh/62/")
    assert "30/06/2024" in sentence(page)
    assert "kết quả chưa cập nhật, chuyển từ kỳ minh họa trước" in page
    fill(round)
    page = html(client, "/tinh/62/")
    assert "chuyển từ kỳ minh họa" not in page
    assert "Minh họa.</b> Một phần số liệu trang này là minh họa: số liệu ngày 31/12/2023" in page
    assert "công nhận đạt chuẩn" in client.get("/huyen/615.json").json()["thong_tin"]["Ghi chú"]


def test_text_that_a_spreadsheet_would_run_is_made_inert(client):
    Commune.objects.filter(code="23503").update(local_name="=1+1", name="=1+1")
    assert "'=1+1" in client.get("/huyen/615.csv").content.decode()
    assert "'=1+1" in xlsx_text(client, "/huyen/615.xlsx")
