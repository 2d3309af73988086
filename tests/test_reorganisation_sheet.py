"""The sheet of a reorganisation: what it prepares, and every fault with its cell."""

import datetime

import openpyxl
import pytest

from communes.models import Commune, Province
from ntm_portal.reorganisation_sheet import SheetOrder, preview_sheet
from ntm_portal.reorganisation_template import reorganisation_template
from tests import builders
from tests.reorganisation_builders import NEW_DAY, World, line, workbook

pytestmark = pytest.mark.django_db

LATER = datetime.date(2026, 12, 31)


@pytest.fixture
def world(db):
    return World()


def faults(preview) -> dict[str, str]:
    """Cell → what is said of it."""
    assert not preview.fatal, preview.fatal
    assert len({error.cell for error in preview.errors}) == len(preview.errors)
    return {error.cell: error.message for error in preview.errors}


def fatal(preview) -> str:
    assert preview.fatal and not preview.rows
    return " ".join(f"{found.cell} {found.message}".strip() for found in preview.fatal)


def test_sheet_says_what_it_prepares(world):
    heirs = [
        ["Huyện", "615", "Huyện Đăk Hà", "23500", "Xã Đăk Hà"],
        ["Huyện", "612", "Đăk Tô", "51", "Quảng Ngãi"],
        ["Cơ quan", "", "UBND huyện Đăk Hà", "", world.taking_over.name],
        ["Cán bộ", "nam", "A Nam", "", "Không có"],
    ]
    preview = world.preview(world.lines(), heirs)
    assert not faults(preview)
    assert (preview.predecessors, preview.successors, preview.unchanged) == (4, 2, 0)
    first, *_, last = preview.planned_lines()
    assert (first.predecessor_code, first.successor_name, first.successor_kind, first.whole) == (
        "23500", "Đăk Hà", "Xã", True,
    )  # fmt: skip
    assert (last.predecessor_code, last.successor_code, last.whole) == ("23428", "23500", False)
    planned = preview.planned_heirs()
    assert [heir.heir_commune_code for heir in planned] == ["23500", "", "", ""]
    assert [heir.heir_province_code for heir in planned] == ["", "51", "", ""]
    assert (planned[2].agency, planned[2].heir_agency) == (world.committee, world.taking_over)
    assert (planned[3].officer, planned[3].heir_agency) == (world.nam, None)


def test_template_filled_in_is_read_back(world, tmp_path):
    content = reorganisation_template(world.kon_tum, NEW_DAY, world.quoc)
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    units, roles = book.worksheets
    head = {cell.value: cell.column for cell in units[5]}
    assert [units.cell(row, head["Mã cũ"]).value for row in range(6, 10)] == [
        "23428",
        "23500",
        "23503",
        "23506",
    ]
    assert [roles.cell(row, 3).value for row in range(6, 10)] == [
        "Huyện Đăk Hà", "Huyện Đăk Tô", "UBND huyện Đăk Hà", "A Nam",
    ]  # fmt: skip
    assert "Không có dòng nào ghi đơn vị mới" in fatal(
        preview_sheet(SheetOrder(content, NEW_DAY), world.quoc)
    )
    for row in range(7, 10):
        for name, value in (("Mã mới", 23500), ("Tên mới", "Đăk Hà"), ("Loại", "xã"), ("Mã tỉnh mới", 51)):
            units.cell(row, head[name]).value = value
    roles.cell(6, 4).value, roles.cell(6, 5).value = "23500", "xã Đăk Hà"
    book.save(path)
    preview = preview_sheet(SheetOrder(path.read_bytes(), NEW_DAY), world.quoc)
    assert not faults(preview) and not preview.warnings
    assert (preview.predecessors, preview.successors, preview.unchanged, len(preview.heirs)) == (3, 1, 1, 1)
    [warned] = preview_sheet(SheetOrder(path.read_bytes(), LATER), world.quoc).warnings
    assert warned.cell.endswith("!A1")
    assert warned.message.startswith("Biểu lập cho ngày 01/07/2025, trang ghi ngày 31/12/2026")


def test_template_holds_no_place_outside_the_scope(world):
    lan = builders.officer("lan", world.dak_ha)
    content = reorganisation_template(world.kon_tum, NEW_DAY, lan)
    preview = preview_sheet(SheetOrder(content, NEW_DAY), lan)
    assert preview.unchanged == 3


def test_every_fault_is_told_at_once_with_its_cell(world):
    rows = [
        ["99999", "Xã Lạ", "23500", "Đăk Hà", "Xã", "51", "", "Toàn bộ"],
        ["23503", "Xã Đăk Ui", "2350x", "Đăk Hà", "Làng", "51", "", "nửa"],
        ["23506", "Thị trấn Đăk Ui", "23500", "Đăk Hà", "Xã", "62", "", "Toàn bộ"],
        ["", "Xã Diên Bình", "21289", "Sơn Tịnh", "Xã", "51", "", ""],
        ["23428", "Diên Bình", "21289", "Bình Sơn", "Phường", "51", "", "Toàn bộ"],
        ["23500", "Đăk Hà", "23501", "Phường Đăk Hà", "Xã", "51", "", "Toàn bộ"],
    ]
    found = faults(world.preview(rows))
    assert {cell: message.split(";")[0] for cell, message in found.items()} == {
        "A2": "Đến hết ngày 30/06/2025 không có đơn vị cấp xã mang mã 99999 trong phạm vi của bạn",
        "B3": "Mã 23503 là xã Đăk Pxi, biểu ghi “Xã Đăk Ui”",
        "C3": "“2350x” không phải mã của đơn vị mới",
        "E3": "“Làng” không phải loại đơn vị",
        "H3": "“nửa” không rõ",
        "B4": "Mã 23506 là xã Đăk Ui, biểu ghi “Thị trấn Đăk Ui”",
        "F4": "Vào ngày 01/07/2025 không có tỉnh, thành phố mang mã 62",
        "A5": "Ghi mã của đơn vị cũ (5 chữ số).",
        "H5": "Để trống thì không rõ",
        "D6": "Mã 21289 từ ngày 01/07/2025 là xã Sơn Tịnh, biểu ghi “Bình Sơn”",
        "E6": "Mã 21289 là xã Sơn Tịnh",
        "D7": "Tên ghi phường, cột loại ghi Xã",
    }
    assert [found.cell for found in world.preview(rows).errors][:3] == ["A2", "B3", "C3"]


def test_day_excel_made_of_a_cell_is_said_to_be_one(world):
    row = line(world.pxi, "23500", datetime.date(2025, 3, 5), "Xã", "51")
    said = "Excel đã đổi số thành ngày tháng (05/03/2025); đổi ô sang dạng Văn bản rồi ghi lại."
    assert faults(world.preview([row])) == {"D2": said}


def test_empty_kind_and_a_district_of_today_are_told_at_once(world):
    with_district = line(world.pxi, "23500", "Đăk Hà", "Xã", "51")
    with_district[6] = "615"
    assert faults(world.preview([with_district, line(world.ui, "23501", "Đăk Ui", "", "51")])) == {
        "G2": "Từ ngày 01/07/2025 không còn cấp huyện; để trống mã huyện.",
        "E3": "Ghi loại của đơn vị mới, một trong: Xã, Phường, Thị trấn, Đặc khu.",
    }


def test_lines_that_contradict_each_other_are_faults(world):
    to = ("23500", "Đăk Hà", "Xã", "51")
    rows = [
        line(world.pxi, *to),
        line(world.pxi, *to),
        line(world.ui, *to, "Một phần"),
        line(world.ui, "23501", "Đăk Ui", "Xã", "51"),
        line(world.binh, "23500", "Đắk Hà", "Phường", "51"),
        line(world.town, "23500", "Ngọk Réo", "Xã", "51"),
    ]
    found = faults(world.preview(rows))
    assert set(found) == {"A3", "H5", "E6", "D7"}
    assert "Trùng với ô A2" in found["A3"]
    assert "mỗi dòng phải ghi Một phần" in found["H5"]
    assert "Khác với ô E2 của cùng mã mới 23500" in found["E6"]


def test_what_preparing_would_refuse_has_its_cell_too(world):
    """A part alone; an heir of a district none of whose communes is in the sheet."""
    rows = [line(world.pxi, "23430", "Đăk Tô", "Xã", "51", "Một phần")]
    found = faults(world.preview(rows, [["Huyện", "612", "Đăk Tô", "23430", "Đăk Tô"]]))
    assert set(found) == {"Đơn vị!H2", "Kế thừa!B2"}
    assert "không kết thúc trong đợt sắp xếp này" in found["Kế thừa!B2"]


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (["Huyện", "999", "Đăk Hà", "23500", "Đăk Hà"], "B2", "không có huyện mang mã “999”"),
        (["Huyện", "615", "Đăk Tô", "23500", "Đăk Hà"], "C2", "Mã 615 là huyện Đăk Hà"),
        (["Huyện", "615", "Đăk Hà", "23500", "Ngọk Réo"], "E2", "Mã 23500 là xã Đăk Hà"),
        (["Huyện", "615", "Đăk Hà", "23500", ""], "E2", "Ghi tên đơn vị kế thừa"),
        (["Huyện", "615", "Đăk Hà", "23999", "Lạ"], "D2", "không phải đơn vị mới"),
        (["Huyện", "615", "Đăk Hà", "62", "Kon Tum"], "D2", "Không có tỉnh mang mã 62"),
        (["Huyện", "615", "Đăk Hà", "", "Sở Lạ"], "E2", "Không có cơ quan “Sở Lạ”"),
        (["Cơ quan", "", "UBND Đăk Hà", "", "UBND huyện Đăk Hà"], "E2", "phải khác đơn vị được kế thừa"),
        (["Cán bộ", "la", "A Nam", "23500", "Đăk Hà"], "B2", "tên đăng nhập “la”"),
        (["Cán bộ", "nam", "A Thái", "23500", "Đăk Hà"], "C2", "Tên đăng nhập nam là A Nam"),
        (["Xã", "615", "Đăk Hà", "23500", "Đăk Hà"], "A2", "ghi Huyện, Cơ quan hoặc Cán bộ"),
    ],
)
def test_heirs_that_are_wrong_are_faults(world, row, cell, said):
    found = faults(world.preview(world.lines(), [row]))
    assert list(found) == [f"Kế thừa!{cell}"]
    assert said in found[f"Kế thừa!{cell}"]


def test_heir_named_twice_is_a_fault_and_a_row_without_heir_says_nothing(world):
    row = ["Huyện", "615", "Đăk Hà", "23500", "Đăk Hà"]
    found = faults(world.preview(world.lines(), [row, row, ["Huyện", "612", "Đăk Tô", "", ""]]))
    assert list(found) == ["Kế thừa!B3"]


HEADINGS = ["Mã cũ", "Tên cũ", "Mã mới", "Tên mới", "Loại", "Mã tỉnh mới", "Toàn bộ/một phần"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.4", "Tệp không phải bảng tính"),
        (workbook([], headings=["STT", "Tên xã", "Mã xã", "TC 1"]), "Không tìm thấy dòng tiêu đề"),
        (workbook([], headings=[*HEADINGS[:3], "Tên gọi", *HEADINGS[4:]]), "D1 Bảng thiếu cột “Tên mới”"),
        (workbook([], headings=[*HEADINGS, "Mã cũ"]), "H1 Có 2 cột “Mã cũ”"),
        (workbook([], headings=HEADINGS), "C1 Không có dòng nào ghi đơn vị mới"),
        (workbook([["23500", "ThÞ trÊn §¾k Hµ", "x"], ["23503", "X· §¨k Pxi"], ["23506", "X· §¨k Ui"]]),
         "B2 Chữ trong tệp không phải Unicode"),
    ],
)  # fmt: skip
def test_file_that_is_no_such_sheet_says_why(world, content, said):
    assert said in fatal(preview_sheet(SheetOrder(content, NEW_DAY), world.quoc))


def test_csv_with_other_headings_and_spellings_is_read(world):
    builders_alias(world.pxi, "Đăk Psi")
    text = (
        "Mã xã cũ;Tên xã cũ;Mã xã mới;Tên xã mới;Loại mới;Tỉnh mới;Nhập toàn bộ/một phần;Ghi chú\n"
        "23503;xã ĐĂK PSI;23500;Đắk Hà;XÃ;51;toàn bộ;họp ngày 3\n"
    )
    preview = preview_sheet(SheetOrder(text.encode(), NEW_DAY), world.quoc)
    assert not faults(preview)
    assert [row.predecessor for row in preview.rows] == [world.pxi]
    assert [found.message for found in preview.warnings] == ["Cột “Ghi chú” không được đọc."]


def builders_alias(commune: Commune, name: str) -> None:
    commune.aliases.create(name=name)


def test_units_are_those_of_the_day_and_of_the_scope(world):
    later = datetime.date(2025, 8, 1)
    assert "A2" in faults(world.preview([line(world.pxi, "21289", "Sơn Tịnh", "Xã", "51")], on=later))
    stranger = builders.officer("stranger", Province.objects.get(code="51"))
    found = faults(world.preview([line(world.pxi, "21289", "Sơn Tịnh", "Xã", "51")], by=stranger))
    assert "trong phạm vi của bạn" in found["A2"]


def test_unit_that_goes_on_under_its_code_may_change_its_name(world):
    """A town that has no last day yet and becomes a commune of the same code."""
    Commune.objects.filter(pk=world.town.pk).update(valid_to=None)
    assert not faults(world.preview([line(world.town, "23500", "Ngọk Bay", "Xã", "51")]))
    Commune.objects.filter(pk=world.pxi.pk).update(valid_to=None)
    found = faults(world.preview([line(world.ui, "23503", "Ngọk Bay", "Xã", "51")]))
    assert "Mã 23503 từ ngày 01/07/2025 là xã Đăk Pxi" in found["D2"]


def test_preview_of_another_content_has_another_fingerprint(world):
    first, other = world.preview(world.lines()), world.preview(world.lines()[:-1])
    assert first.fingerprint == world.preview(world.lines()).fingerprint
    assert first.fingerprint != other.fingerprint


def test_faults_of_two_sheets_stand_apart_each_with_its_sheet(world):
    """Row 2 of both is wrong, and row 3 of the first: rows of the sheets are not told in one order."""
    rows = world.lines()
    rows[0][0] = rows[1][0] = "99999"
    found = world.preview(rows, [["Huyện", "999", "Huyện Không Có", "", "Không có"]])
    sheets = [error.cell.partition("!")[0] for error in found.errors]
    assert sheets == sorted(sheets, key=["Đơn vị", "Kế thừa"].index)
    assert set(sheets) == {"Đơn vị", "Kế thừa"}
    assert sheets.count("Đơn vị") > 1
