"""Bad rows and wrong files: each is told with its cell or by its name, and nothing is written."""

import io

import openpyxl
import pytest

from criteria.actions import ActionRefused
from funding.allocation_import import preview_allocations
from funding.allocation_preview import SheetOrder
from funding.models import Allocation, FundingBatch
from tests.money_sheets import COLUMN, Book
from tests.money_world import YEAR, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


BAD = [
    ("planned", "chờ giao", "không phải là số tiền"),
    ("allocated", 1.5, "có phần lẻ"),
    ("disbursed", -4, "không được âm"),
    ("planned", True, "không phải là số tiền"),
    ("planned", "1.5", "không phải là số tiền"),
    ("planned", 10**15, "quá lớn"),
    ("planned_document", "x" * 161, "dài quá 160"),
    ("place", "Xã Khác", "Khóa ẩn là của đơn vị “Xã Đăk Pxi”"),
    ("code", 99999, "nhưng ô ghi “99999”"),
    ("source", "NSTW", "Khóa ẩn là của nguồn vốn"),
    ("key", "xa|999|1|1|0", "không thuộc biểu"),
    ("key", "bậy", "không có khóa ẩn"),
]


@pytest.mark.parametrize(("name", "value", "said"), BAD)
def test_bad_row_is_told_with_its_cell_and_stops_the_sheet(world, name, value, said):
    book = Book(world).fill(source="dan", planned=5)
    row = book.row()
    book.sheet.cell(row, COLUMN[name], value)
    found = book.preview()
    [told] = found.errors
    assert said in told.message
    assert told.row == row
    if name != "key":
        assert told.cell == f"{openpyxl.utils.get_column_letter(COLUMN[name])}{row}"
    assert not found.may_apply
    with pytest.raises(ActionRefused, match="Biểu còn 1 lỗi"):
        book.apply()
    assert not Allocation.objects.exists()
    assert not FundingBatch.objects.exists()


def test_code_of_another_row_contradicts_the_key(world):
    book = Book(world).fill(planned=5)
    book.sheet.cell(book.row(), COLUMN["code"], world.second.code)
    [told] = book.preview().errors
    assert told.cell == f"B{book.row()}"
    assert f"mã “{world.commune.code}” nhưng ô ghi “{world.second.code}”" in told.message


def test_code_that_lost_its_zeros_to_excel_is_the_same(world):
    type(world.commune).objects.filter(pk=world.commune.pk).update(code="01234")
    book = Book(world).fill(planned=5)
    book.sheet.cell(book.row(), COLUMN["code"], 1234)
    assert (book.preview().errors, len(book.preview().changed)) == ([], 1)


def test_row_that_contradicts_its_key_is_told_with_its_other_faults(world):
    book = Book(world).fill(planned="a")
    row = book.row()
    for name in ("code", "place", "programme"):
        book.sheet.cell(row, COLUMN[name], "Khác")
    cells = {told.cell for told in book.preview().errors}
    columns = [COLUMN[name] for name in ("code", "place", "programme", "planned")]
    assert cells == {f"{openpyxl.utils.get_column_letter(column)}{row}" for column in columns}


def test_every_bad_cell_is_told_at_once(world):
    book = Book(world).fill(planned="a", allocated="b", disbursed=-1).fill(source="dan", planned="c")
    assert len(book.preview().errors) == 4


def test_row_given_twice_is_refused(world):
    book = Book(world).fill(planned=5)
    for column in COLUMN.values():
        book.sheet.cell(book.rows[-1] + 1, column, book.sheet.cell(book.row(), column).value)
    assert "lặp lại dòng" in book.preview().errors[0].message


def test_formula_with_an_error_is_refused(world):
    book = Book(world).fill(planned="=1/0")
    assert book.preview().errors


def test_sheet_of_another_year_is_refused_by_name(world):
    [fatal] = Book(world, year=2022).preview(year=2023).fatal
    assert "là biểu vốn năm 2022 của Huyện Đăk Hà; hãy tải biểu mẫu vốn năm 2023" in fatal.message


def test_sheet_of_another_place_is_refused_by_name(world):
    [fatal] = Book(world, world.commune, by="minh").preview(place=world.district).fatal
    assert "là biểu vốn năm 2023 của Xã Đăk Pxi" in fatal.message


def other_book(**cells) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (other_book(A1="NTM-SO-LIEU|1|1|xa-ntm-2021-2025|0123456789ab"), "là biểu nhập số liệu chỉ tiêu"),
        (other_book(A1="Kế hoạch vốn"), "Không tìm thấy dòng tiêu đề"),
        (other_book(A1="Khóa", B1="Kế hoạch", C1="Đã bố trí", D1="Giải ngân"), "mất dòng thông tin ẩn"),
        (other_book(A1="§¬n vÞ", A2="X· §¨k Pxi", A3="KÕ ho¹ch vèn"), "không phải Unicode"),
        (b"", "Tệp rỗng"),
        (b"PK\x03\x04xx", "hỏng"),
    ],
)
def test_other_files_are_refused_by_name(world, content, said):
    order = SheetOrder(content, "von.xlsx", world.district, YEAR, world.officers["nam"])
    [fatal] = preview_allocations(order).fatal
    assert said in fatal.message


def test_rows_outside_the_scope_are_errors(world):
    book = Book(world, world.home, by="minh").fill(world.foreign, planned=5)
    book.by = world.officers["nam"]
    assert any("ngoài phạm vi" in told.message for told in book.preview().errors)
