"""Reading the wide sheet: headers of every form, rows of every kind, cells of every dirt."""

import datetime
import unicodedata

import pytest

from criteria.sheet_cells import read_code, read_outcome, text_of
from criteria.sheets import read_sheets
from criteria.workbooks import BrokenCell, Sheet
from tests.sheet_builders import CRITERIA, HEADER, line

NAMES = [criterion.name for criterion in CRITERIA]
TITLES = [["BIỂU TỔNG HỢP"], ["(Số liệu đến ngày 31/12/2023)"], []]


def read(*rows, criteria=CRITERIA, **others):
    return read_sheets([Sheet("Biểu", list(rows)), *others.get("more", [])], criteria)


def outcomes(reading) -> list[str]:
    return ["".join(cell.outcome or "_" for cell in row.cells) for row in reading.rows]


def messages(findings) -> list[str]:
    return [f"{finding.cell}: {finding.message}" for finding in findings]


@pytest.mark.parametrize(
    "header",
    [
        [HEADER],
        [["TT", "Xã, phường, thị trấn", "Mã ĐVHC", *(f"Tiêu chí số {n}" for n in range(1, 6))]],
        [["STT", "Đơn vị", "Mã", *(f"tc{n:02}" for n in range(1, 6))]],
        [["STT", "Huyện, thành phố / Xã", "Mã xã", *(float(n) for n in range(1, 6))]],
        [["STT", "Tên xã", "Mã xã", "1", "2", "3", "4", "5"]],
        [["STT", "Địa phương", "Mã xã", "QUY HOẠCH", "Giao thông", "Thủy lợi", "điện ", "Trường học"]],
        [["STT", "Tên xã", "Mã xã", *(f"{n}. {name}" for n, name in enumerate(NAMES, 1))]],
        [
            ["STT", "Tên xã", "Mã xã", "Kết quả"],
            ["", "", "", *(f"TC {n}\n{NAMES[n - 1]}" for n in range(1, 6))],
        ],
        [["STT", "Tên xã", "Mã xã", *NAMES], ["", "", "", 1, 2, 3, 4, 5]],
        [
            ["STT", "Tên xã", "Mã xã", *NAMES],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)=(1)+(2)"],
        ],
        [["STT", "Tên xã", "Mã xã", *NAMES], ["A", "B", "C", 1, 2, 3, 4, 5]],
        [["STT", "Tên xã", "Mã xã", "Nhóm I", "Nhóm II"], ["", "", "", *NAMES], ["", "", "", 1, 2, 3, 4, 5]],
        [[unicodedata.normalize("NFD", text) for text in HEADER]],
    ],
)
def test_header_is_found_in_every_form(header):
    reading = read(*TITLES, *header, line(marks="xx x "))
    assert reading.fatal == []
    assert outcomes(reading) == ["MM_M_"]
    assert (reading.rows[0].name, reading.rows[0].code) == ("Xã Đăk Pxi", "23503")


def test_header_columns_may_stand_in_any_order():
    reading = read(["TC 5", "Mã xã", "TC 1", "Ghi chú", "Tên xã", "TC 2", "TC 4", "TC 3"],
                   ["x", 23503.0, "0", "còn nợ", "Đăk Pxi", "x", "x", "x"])  # fmt: skip
    found = {cell.number: (cell.cell, cell.outcome) for cell in reading.rows[0].cells}
    assert found == {1: ("C2", "N"), 2: ("F2", "M"), 3: ("H2", "M"), 4: ("G2", "M"), 5: ("A2", "M")}
    assert reading.warnings == []


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (["STT", "Tên xã", "Mã xã", "TC 1", "TC 2", "TC 3", "TC 4"], "Thiếu 1 cột tiêu chí: TC 5 Trường học"),
        ([*HEADER, "TC 5"], "TC 5 có 2 cột (H1, I1)"),
        ([*HEADER, "TC 6"], "không có TC 6"),
        (["STT", "Tên xã", "Mã xã", 1, 2, 3, 4, 5, 6], "không có TC 6"),
        (
            ["STT", "Tên xã", "Mã xã", "TC 1", "TC 2 Điện", "TC 3", "TC 4", "TC 5"],
            "TC 2 nhưng tên là của TC 4",
        ),
        (["STT", "Tên xã", "Mã xã", "1.1", "1.2", "2.1", "2.2", "3.1"], "Không tìm thấy dòng tiêu đề"),
        (["STT", "Họ tên", "Ngày", "a", "b", "c", "d", "e"], "Không tìm thấy dòng tiêu đề"),
    ],
)
def test_header_that_does_not_fit_stops_the_sheet(header, says):
    reading = read(header, line())
    assert reading.rows == []
    assert any(says in message for message in messages(reading.fatal)), messages(reading.fatal)


def test_header_number_and_name_in_two_rows_must_agree():
    upper, lower = [*HEADER[:3], "TC 1", "TC 2", "TC 3", "TC 4", "TC 5"], ["", "", "", *NAMES]
    assert read(upper, lower, line()).fatal == []
    lower[4], lower[6] = lower[6], lower[4]
    found = messages(read(upper, lower, line()).fatal)
    assert any("TC 2 nhưng tên là của TC 4" in message for message in found)


def test_sheet_longer_than_any_province_is_refused():
    reading = read(HEADER, *([line()] * 3000))
    assert "quá mức của một tỉnh" in reading.fatal[0].message


def test_sheet_with_the_header_is_chosen_and_two_are_refused():
    table = Sheet("Biểu 01", [HEADER, line()])
    cover = Sheet("Bìa", [["Báo cáo"]])
    assert read_sheets([cover, table], CRITERIA).sheet == "Biểu 01"
    refused = read_sheets([table, cover, Sheet("Biểu 02", table.rows)], CRITERIA).fatal
    assert "“Biểu 01”, “Biểu 02”" in refused[0].message


def test_rows_of_every_kind_are_told_apart():
    reading = read(
        *TITLES,
        [*HEADER, "Số tiêu chí đạt", "Ghi chú"],
        ["I", "Thành phố Kon Tum", "", 1, 1, 1, 1, 0],
        [*line(name="Xã Kroong", code="23314"), 5, ""],
        [],
        ["II", "Đăk Hà"],
        [*line(name="  Xã  Đăk\u00a0Pxi ", marks="xxxx "), 5, "nợ trường"],
        ["", "Cộng huyện Đăk Hà", "", 1, 1, 1, 1, 0],
        ["Huyện Tu Mơ Rông"],
        line(name="Cộng Hòa", code="", stt=""),
        ["", "Tổng cộng: số xã đạt", "", 3, 3, 3, 3, 2],
        ["", "Tỷ lệ (%)", "", "100%", "100%", 100, 100, 66.7],
        ["", "", "", "", "", "", "Kon Tum, ngày 31 tháng 12 năm 2023"],
        ["", "Người lập biểu", "", "", "", "", "CHÁNH VĂN PHÒNG"],
    )
    assert [(row.row, row.name, row.district) for row in reading.rows] == [
        (6, "Xã Kroong", "Thành phố Kon Tum"),
        (9, "Xã Đăk Pxi", "Đăk Hà"),
        (12, "Cộng Hòa", "Huyện Tu Mơ Rông"),
    ]
    assert reading.errors == []
    assert messages(reading.warnings) == ["I9: Biểu ghi 5 tiêu chí đạt nhưng các ô của dòng này cho 4."]
    assert reading.stated_day == datetime.date(2023, 12, 31)


def test_district_column_holds_until_the_next():
    header = ["Huyện", "Xã", *(f"TC {n}" for n in range(1, 6))]
    first, second = ["Đăk Hà", "Đăk Pxi", *"xxxxx"], ["", "Ngọk Wang", *"xxxxx"]
    reading = read(header, first, second, ["Kon Plông"], ["", "Đăk Long"], ["Sa Thầy", "Rờ Kơi"])
    assert [row.district for row in reading.rows] == ["Đăk Hà", "Đăk Hà", "Kon Plông", "Sa Thầy"]


def test_codes_alone_are_enough():
    reading = read(["Mã xã", 1, 2, 3, 4, 5], [23503, *"xxxxx"], ["Tổng cộng", 1, 1, 1, 1, 1])
    assert [(row.code, row.name, row.name_cell) for row in reading.rows] == [("23503", "", "A2")]


def test_commune_with_every_cell_empty_is_still_a_commune():
    assert outcomes(read(HEADER, line(marks="     "))) == ["_____"]
    assert outcomes(read(HEADER, ["", "Xã Ngọc Linh"])) == ["_____"]


def test_words_that_start_like_a_district_or_a_total_are_communes():
    names = ["Huyền Hội", "Quan Lạn", "Tổng Cọt", "Trung Bình", "Thị trấn Plei Kần"]
    reading = read(HEADER, *(line(name=name, code="") for name in names))
    assert [row.name for row in reading.rows] == names


@pytest.mark.parametrize(
    ("value", "letter"),
    [
        *((value, "M") for value in ["x", "X", " x ", "x\u00a0", "Đ", "đ", "Đạt", "ĐẠT", "đạt.", "dat", "✓"]),
        *((value, "M") for value in [1, 1.0, "1", "Có", "√", "\u00d0ạt"]),
        (unicodedata.normalize("NFD", "Đạt"), "M"),
        *((value, "N") for value in ["K", "k", "0", 0, 0.0, "Chưa đạt", "CHƯA  ĐẠT", "không", "CĐ"]),
        ("chua dat", "N"),
        *((value, "B") for value in ["Cơ bản đạt", "CBĐ", "đạt cơ bản"]),
        *((value, "A") for value in ["Không áp dụng", "KAD"]),
        ("Chưa có số liệu", "."),
        *((value, "") for value in [None, "", "  ", "\u00a0", "\u200b"]),
        *((value, None) for value in ["gần xong", "-", "d", "+", "2", 16, 0.5, "x/o", "19/19", "100%"]),
        *((value, None) for value in [datetime.date(2023, 1, 1), BrokenCell("lỗi"), True, False]),
        *((value, None) for value in ["Đạt?", "Đạt (?)", "x?", "?"]),
    ],
)
def test_outcome_of_a_cell(value, letter):
    assert read_outcome(value) == letter


def test_doubt_and_a_ticked_box_are_no_outcome():
    cells = line(marks="xxxxx")
    cells[4:6] = ["Đạt?", True]
    found = messages(read(HEADER, cells).errors)
    assert [message[:30] for message in found] == [
        "E2: “Đạt?” không phải là kết q",
        "F2: “TRUE” không phải là kết q",
    ]


def test_cell_excel_turned_into_a_date_is_said_as_one():
    cells = line(marks="xxxxx")
    cells[4] = datetime.date(2024, 1, 5)
    assert messages(read(HEADER, cells).errors) == [
        "E2: Excel đã đổi số thành ngày tháng (05/01/2024); ghi Đạt, Chưa đạt, Cơ bản đạt, Không áp dụng "
        "hoặc để trống."
    ]


def test_every_wrong_cell_is_named_at_once():
    first = line(marks="xxxxx")
    first[4] = "gần xong"
    second = line(name="Xã Ngọk Wang", code="2 35", marks="x-xxx")
    second[7] = BrokenCell("ô công thức đang báo lỗi")
    reading = read(*TITLES, [], [], HEADER, first, second, ["", "", "", "x"], ["", "Xã", "", "x"])
    found = messages(reading.errors)
    assert found[0] == (
        "E7: “gần xong” không phải là kết quả; ghi Đạt, Chưa đạt, Cơ bản đạt, Không áp dụng hoặc để trống."
    )
    assert [message.split(":")[0] for message in found] == ["E7", "C8", "E8", "H8", "B9"]
    assert "“-”" in found[2]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *((value, "23503") for value in [23503, 23503.0, "23503 "]),
        *((value, "00004") for value in [4.0, "'00004"]),
        (None, ""),
        *((value, None) for value in ["23503x", 23503.5, "123456"]),
    ],
)
def test_code_typed_as_a_number_gets_its_zeros_back(value, code):
    assert read_code(value) == code


def test_text_is_composed_and_bare_of_what_cannot_be_seen():
    assert text_of(unicodedata.normalize("NFD", "\ufeffXã\u200b  \u00d0ăk\n Hà ")) == "Xã Đăk Hà"


@pytest.mark.parametrize(
    "texts",
    [
        ["TT", "Tªn x·", "M· x·", "Quy ho¹ch", "Giao th«ng", "Thuû lîi", "§iÖn", "Tr­êng häc"],
        ["TT", "Teân xaõ", "Maõ xaõ", "Quy hoaïch", "Giao thoâng", "Thuûy lôïi", "Ñieän", "Tröôøng"],
        HEADER,
    ],
)
def test_text_of_old_fonts_is_recognised(texts):
    rows = [[1, "§¨k Hµ", "23503"], [2, "X· §¨k La", "23506"], [3, "Ñaék Maøu", "23509"]]
    reading = read(texts, *rows)
    assert len(reading.fatal) == 1
    assert "không phải Unicode" in reading.fatal[0].message


def test_columns_left_unread_are_named():
    reading = read([*HEADER, "Năm đạt chuẩn", "Ghi chú"], [*line(), 2022, "tốt"])
    assert messages(reading.warnings) == ["I1: Cột “Năm đạt chuẩn” không phải tiêu chí nên không được đọc."]


def test_names_of_another_set_raise_a_doubt():
    header = ["STT", "Tên xã", "Mã xã", *(f"TC {n} Việc khác {n}" for n in range(1, 6))]
    assert "khác với bộ tiêu chí" in read(header, line()).warnings[0].message


def test_header_alone_is_refused():
    assert "không có dòng xã nào" in read(HEADER).fatal[0].message
