"""The sheet of money handed back with what is wrong marked in it."""

import io

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from criteria.marked_workbooks import RED, YELLOW, Mark, Sent, marked_workbook
from tests.money_sheets import COLUMN, Book, record
from tests.money_world import MILLION, YEAR, nam, world
from tests.test_allocations_pages import SHEET, preview, text_of, uploaded, where

__all__ = ["nam", "world"]

pytestmark = pytest.mark.django_db


def opened(client, address: str) -> openpyxl.Workbook:
    answer = client.get(f"{address}loi.xlsx")
    assert answer.status_code == 200 and "bieu-von-co-loi.xlsx" in answer["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def values_of(sheet) -> list[list]:
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def test_error_file_marks_each_cell_and_keeps_what_was_typed(nam, world):
    record(world, world.entry(year=YEAR - 1, planned=1))
    book = (
        Book(world)
        .fill(source="dan", planned=3, planned_document="12/QĐ")
        .fill(planned="chờ", allocated="-5")
    )
    record(world, world.entry(source="dan", planned=2))
    address = preview(nam, world, book)
    assert 'loi.xlsx"' in text_of(nam.get(address))
    sheet = opened(nam, address).active
    assert values_of(sheet) == values_of(openpyxl.load_workbook(io.BytesIO(book.content)).active)
    marked = {
        (cell.column, cell.row): (cell.fill.start_color.rgb[2:], cell.comment.text)
        for line in sheet.iter_rows()
        for cell in line
        if cell.comment
    }
    wrong, conflict = book.row(), book.row(source="dan")
    assert set(marked) == {
        (COLUMN["planned"], wrong), (COLUMN["allocated"], wrong), (COLUMN["planned"], conflict),
    }  # fmt: skip
    colour, said = marked[COLUMN["planned"], wrong]
    assert colour == "F4B6B2" and "“chờ” không phải là số tiền" in said
    colour, said = marked[COLUMN["planned"], conflict]
    assert colour == "F9D08B" and "Người khác đã sửa sau khi tải biểu" in said


def test_error_file_put_right_is_taken(nam, world):
    book = Book(world).fill(planned="chờ", planned_document="12/QĐ")
    back = opened(nam, preview(nam, world, book))
    back.active.cell(book.row(), COLUMN["planned"], 5 * MILLION)
    out = io.BytesIO()
    back.save(out)
    answer = uploaded(nam, out.getvalue(), SHEET + where(world.district))
    page = text_of(nam.get(answer["Location"]))
    assert "1 thay đổi, 23 giữ nguyên, 0 lỗi" in page and "loi.xlsx" not in page


def test_error_file_marks_what_only_warns(nam, world):
    record(world, world.entry(year=YEAR - 1, planned=1))
    book = Book(world).fill(planned=10)
    cell = opened(nam, preview(nam, world, book)).active.cell(book.row(), COLUMN["planned"])
    assert cell.fill.start_color.rgb.endswith("FFF176") and "gấp 10 lần năm trước" in cell.comment.text


def test_error_file_of_merged_cells_says_at_the_first_what_is_wrong_with_each(nam, world):
    book = (
        Book(world)
        .fill(planned=3 * MILLION, planned_document="12/QĐ")
        .fill(source="dan", planned=2 * MILLION)
    )
    first, second = sorted([book.row(), book.row(source="dan")])
    book.sheet.cell(first, COLUMN["planned_document"], "12/QĐ")
    book.sheet.cell(second, COLUMN["planned_document"]).value = None
    column = get_column_letter(COLUMN["planned_document"])
    book.sheet.merge_cells(f"{column}{first}:{column}{second}")
    sheet = opened(nam, preview(nam, world, book)).active
    anchor = sheet[f"{column}{first}"]
    assert anchor.value == "12/QĐ" and anchor.fill.start_color.rgb.endswith("FFF176")
    assert anchor.comment.text.startswith(f"Ô {column}{second}: ")
    assert f"{column}{first}:{column}{second}" in str(sheet.merged_cells).split()


@pytest.mark.parametrize("areas", [["A1:A3"], ["A1:B2", "A2:A4"]], ids=["merged", "ranges that overlap"])
def test_marks_of_merged_cells_stand_together_at_the_first(areas):
    book = openpyxl.Workbook()
    for area in areas:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    marks = [
        Mark("A3", RED, "sai"),
        Mark("A1", YELLOW, "ngờ"),
        Mark("C1", YELLOW, "lạ"),
        Mark("", RED, "chung"),
    ]
    sent = Sent(out.getvalue(), book.active.title, 4, 1_000_000)
    sheet = openpyxl.load_workbook(io.BytesIO(marked_workbook(sent, marks))).active
    assert (sheet["A1"].comment.text, sheet["A1"].fill.start_color.rgb[2:]) == ("Ô A3: sai\nngờ", RED)
    assert sheet["C1"].comment.text == "lạ"


def test_error_file_is_its_officers_alone(nam, world, client):
    address = preview(nam, world, Book(world).fill(planned="chờ"))
    client.force_login(world.officers["minh"])
    assert client.get(f"{address}loi.xlsx").status_code == 404
    client.force_login(world.officers["thai"])
    assert client.get(f"{address}loi.xlsx").status_code == 403
