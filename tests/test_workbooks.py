"""Opening files somebody sent: what is read, and every kind that is refused with a sentence."""

import io
import time
import zipfile
from contextlib import suppress
from functools import cache

import pytest
import xlsxwriter

from criteria.workbooks import BrokenCell, UnreadableFile, address, open_workbook
from tests.sheet_builders import FILES, openpyxl_file, repacked, with_part, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE = xlsx([["STT", "Tên xã"], [1, "Xã Đăk Pxi"]])


def refusal(data: bytes, **limits) -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(data, **limits)
    return str(caught.value)


@cache
def proper() -> bytes:
    """As many cells as the hostile files have tags: what those may cost is counted in readings of this."""
    return xlsx([[number] * 10 for number in range(20_000)])


def seconds_to_open(data: bytes) -> float:
    """The least processor time of three tries: how busy the machine is does not count."""
    tries = []
    for _ in range(3):
        start = time.process_time()
        with suppress(UnreadableFile):
            open_workbook(data)
        tries.append(time.process_time() - start)
    return min(tries)


def million_rows() -> bytes:
    """A sheet that writes out a million styled empty rows after its table."""
    empty = b"".join(
        b'<row r="%d" spans="1:23" s="1" customFormat="1"/>' % row for row in range(3, 1_048_577)
    )

    def change(name, content):
        if name == "xl/worksheets/sheet1.xml":
            content = content.replace(b"</sheetData>", empty + b"</sheetData>")
        return content

    return repacked(TABLE, change)


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (6, 4, "E7"), (9, 25, "Z10"), (0, 26, "AA1")]
)
def test_address_is_the_one_excel_shows(row, column, name):
    assert address(row, column) == name


def test_xlsx_is_read_from_its_first_row():
    sheet = open_workbook(xlsx([[], [], ["", "Tên xã"], ["x", 1.5, True]]))[0]
    assert sheet.rows == [["", "", ""], ["", "", ""], ["", "Tên xã", ""], ["x", 1.5, True]]


def test_xlsx_is_read_from_its_first_column():
    assert open_workbook(xlsx([["", "Tên xã"], ["", "x", 2]]))[0].rows == [["", "Tên xã", ""], ["", "x", 2.0]]


def test_xls_is_read():
    sheet = open_workbook((FILES / "dak-ha-2023-12-31.xls").read_bytes())[0]
    assert sheet.name == "Dak Ha"
    assert sheet.rows[2][2] == "HUYỆN ĐẮK HÀ"
    assert len(sheet.rows) == 13


@pytest.mark.parametrize(
    "data",
    [
        "STT,Tên xã\n1,Xã Đăk Pxi\n".encode(),
        "\ufeffSTT;Tên xã\n1;Xã Đăk Pxi\n".encode(),
        "STT\tTên xã\r\n1\tXã Đăk Pxi\r\n".encode("utf-16"),
        "STT\tTên xã\n1\tXã Đăk Pxi\n".encode("utf-16-le"),
        '"STT";"Tên xã"\n1;"Xã Đăk Pxi"\n'.encode(),
    ],
)
def test_csv_is_read_in_any_unicode_and_delimiter(data):
    assert open_workbook(data)[0].rows == [["STT", "Tên xã"], ["1", "Xã Đăk Pxi"]]


def test_csv_keeps_addresses_under_a_delimiter_line():
    rows = open_workbook(b"sep=;\nSTT;Xa\n1;A, b\n")[0].rows
    assert rows == [[], ["STT", "Xa"], ["1", "A, b"]]


def test_csv_of_an_old_encoding_is_refused():
    assert "không phải Unicode" in refusal("Xã Đăk Hà".encode("cp1258", "replace") + b"\xf0\xe9")


def test_hidden_sheets_are_not_read():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Hiện").write(0, 0, "a")
    hidden = book.add_worksheet("Ẩn")
    hidden.write(0, 0, "b")
    hidden.hide()
    book.close()
    assert [sheet.name for sheet in open_workbook(buffer.getvalue())] == ["Hiện"]


def test_formulas_give_their_saved_value_or_are_named():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_formula("A1", '=IF(1,"x","")', None, "x")
    sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
    sheet.write("C1", "x")
    book.close()
    good, bad, _ = open_workbook(buffer.getvalue())[0].rows[0]
    assert good == "x"
    assert isinstance(bad, BrokenCell)


def test_formula_never_calculated_is_no_empty_cell():
    cell = open_workbook(openpyxl_file({"A1": '=IF(1,"x","")', "B1": "x"}))[0].rows[0][0]
    assert "chưa được tính" in str(cell)


def test_million_empty_rows_cost_little():
    data = million_rows()
    assert len(open_workbook(data)[0].rows) == 2
    assert seconds_to_open(data) < 4 * seconds_to_open(proper())


def test_stray_space_far_away_is_left_out():
    assert len(open_workbook(openpyxl_file({"A1": "x", "W1048576": " "}))[0].rows) == 1


def test_content_far_away_is_refused():
    assert "W1048576" in refusal(openpyxl_file({"A1": "x", "W1048576": "x"}))


@pytest.mark.parametrize("far", ["N150000", "O140000", "Z80000", "AA75000"])
def test_area_of_any_shape_is_refused_when_too_large(far):
    assert far in refusal(openpyxl_file({"A1": "x", far: "x"}))


@pytest.mark.parametrize("far", ["N100000", "O100000", "Z76000"])
def test_long_sheet_as_wide_as_our_form_is_read(far):
    rows = open_workbook(openpyxl_file({"A1": "x", far: "x"}))[0].rows
    assert address(len(rows) - 1, len(rows[-1]) - 1) == far


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Tệp rỗng"),
        (b" \n\n", "Tệp rỗng"),
        (xlsx([[]]), "Tệp rỗng"),
        (b"%PDF-1.7\n...", "không phải bảng tính"),
        (b"\x89PNG\r\n\x1a\n", "không phải bảng tính"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "trang web"),
        (b"<?xml version='1.0'?><Workbook/>", "trang web hoặc XML"),
        (b"PK\x03\x04 not really", "bị hỏng"),
        (TABLE[:-200], "bị hỏng"),
        (OLE + b"\x00" * 3000, "bị hỏng"),
        (OLE + b"\x00" * 800 + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (OLE + b"\x00" * 800 + "_VBA_PROJECT".encode("utf-16-le"), "macro"),
        (with_part(TABLE, "xl/vbaProject.bin", b"x"), "macro"),
        (with_part(TABLE, "xl/macrosheets/sheet1.xml", b"x"), "macro"),
        (with_part(TABLE, "xl/workbook.bin", b"x"), "chưa đọc được"),
        (
            repacked(TABLE, lambda name, content: None if "workbook" in name else content),
            "không phải bảng tính",
        ),
        (b"\x00\x01\x02\x03" * 100, "không phải bảng tính"),
    ],
)
def test_file_that_is_not_for_us_is_refused_with_a_sentence(data, says):
    assert says in refusal(data)


def test_macro_content_type_is_refused_whatever_the_name():
    def change(name, content):
        if name == "[Content_Types].xml":
            content = content.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
        return content

    assert "macro" in refusal(repacked(TABLE, change))


def test_bomb_is_refused_before_it_is_unpacked():
    assert "lớn bất thường" in refusal(with_part(TABLE, "xl/media/image1.png", b"0" * 20_000_000))


def test_bomb_of_many_parts_is_refused():
    buffer = io.BytesIO(TABLE)
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(2001):
            package.writestr(f"xl/media/{number}", b"")
    assert "lớn bất thường" in refusal(buffer.getvalue())


def test_entities_are_refused():
    def change(name, content):
        if name == "xl/worksheets/sheet1.xml":
            content = content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
        return content

    assert "bị hỏng" in refusal(repacked(TABLE, change))


@pytest.mark.parametrize("unclosed", [b'<c r="A1" t="n">', b"<c ", b"<"])
def test_markup_that_never_closes_is_read_in_one_pass(unclosed):
    def change(name, content):
        if name == "xl/worksheets/sheet1.xml":
            content = content.replace(b"</sheetData>", b"".join(b"%d" % n + unclosed for n in range(200_000)))
        return content

    data = repacked(TABLE, change)
    assert refusal(data)
    assert seconds_to_open(data) < 4 * seconds_to_open(proper())


def test_file_too_large_is_refused():
    assert "lớn hơn mức cho phép (5 MB)" in refusal(b"a" * (5 * 1024 * 1024 + 1))


@pytest.mark.parametrize("name", ["kon-tum-2023-12-31.xlsx", "dak-ha-2023-12-31.xls"])
def test_damaged_bytes_never_crash(name):
    whole = (FILES / name).read_bytes()
    for at in range(0, len(whole), max(len(whole) // 40, 1)):
        damaged = bytearray(whole)
        damaged[at : at + 8] = b"\xff" * 8
        try:
            open_workbook(bytes(damaged))
        except UnreadableFile as error:
            assert str(error)
