"""Files that come back otherwise than the portal wrote them: offices' own, and one saved by LibreOffice."""

from decimal import Decimal

import openpyxl
import pytest

from criteria.figure_import import apply_figures
from tests import builders, entry_builders
from tests.entry_builders import entry_world
from tests.figure_sheet_builders import (
    form_of,
    messages,
    opened,
    own_file,
    preview,
    world_with_fixed_keys,
)
from tests.sheet_builders import FILES, xlsx


@pytest.fixture
def world(db):
    return entry_world()


OWN = [
    ["Xã Xã số 01", "Đăk Hà", "1.1", 143, 200, "", "Theo huyện"],
    ["xa xa so 02", "huyện Đăk Hà", 1.2, "", "", "51,5", ""],
    ["Diên Bình", "", "1,4", "", "", "không", ""],
]


def test_own_file_is_matched_by_names_and_codes(world):
    found = preview(world.round, own_file(*OWN))
    assert [found.fatal, found.errors, found.rows] == [[], [], 3]
    assert [(plan.dossier.commune.name, plan.measure.code) for plan in found.changed] == [
        ("Xã số 01", "1.1"),
        ("Xã số 02", "1.2"),
        ("Diên Bình", "1.4"),
    ]
    assert apply_figures(found, by=None).rows == 3
    assert preview(world.round, own_file(*OWN)).unchanged == 3


def test_own_file_is_matched_by_commune_code_first(world):
    code = world.communes[1].code
    header = ("Mã xã", "Xã", "Mã", "Kỳ này")
    found = preview(world.round, own_file([code, "", "1.4", "Có"], header=header))
    assert found.changed[0].dossier.commune == world.communes[1]
    wrong = preview(world.round, own_file([code, "Diên Bình", "1.4", "Có"], header=header))
    assert "nhưng tên ghi “Diên Bình”" in wrong.errors[0].message


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (["Xã Lạ", "Đăk Hà", "1.1", 1, 2, "", ""], "A3", "Không tìm thấy xã “Xã Lạ” trong “Đăk Hà”"),
        (["", "", "1.1", 1, 2, "", ""], "A3", "Dòng không ghi tên xã hoặc mã xã."),
        (["Xã Xã số 01", "Đăk Tô", "1.1", 1, 2, "", ""], "A3", "Không tìm thấy xã"),
        (["Xã Xã số 01", "", "9.9", 1, 2, "", ""], "C3", "không có chỉ tiêu mang mã “9.9”"),
        (["Xã Xã số 01", "", "", 1, 2, "", ""], "C3", "Dòng không ghi mã chỉ tiêu"),
        (["Xã Xã số 01", "", "1.1", 9, 2, "", ""], "D3", "Tử số 9 lớn hơn mẫu số 2"),
    ],
)
def test_own_file_row_that_cannot_be_matched_is_an_error(world, row, cell, said):
    found = preview(world.round, own_file(row))
    assert [error.cell for error in found.errors] == [cell]
    assert said in found.errors[0].message


def test_own_file_code_as_a_number_may_mean_two_indicators(world):
    for _ in range(6):
        entry_builders.indicator(world.criterion)
    assert preview(world.round, own_file(["Xã Xã số 01", "", 1.1, 1, 2, "", ""])).errors[0].cell == "C3"
    found = preview(world.round, own_file(["Xã Xã số 01", "", "1.10", 1, 2, "", ""]))
    assert found.changed[0].measure.code == "1.10"


def test_own_file_commune_outside_the_programme_is_an_error(world):
    builders.commune(world.communes[0].district, "Hà Mòn")
    found = preview(world.round, own_file(["Hà Mòn", "", "1.1", 1, 2, "", ""]))
    assert "không thuộc chương trình nông thôn mới trong kỳ này" in found.errors[0].message


def test_own_file_without_the_columns_is_refused(world):
    found = preview(world.round, xlsx([["Xã", "Nội dung"], ["Xã Xã số 01", "1.1"]]))
    assert "Không tìm thấy dòng tiêu đề" in messages(found)[0]


def test_own_file_with_two_columns_of_one_meaning_is_refused(world):
    header = ("Xã", "Mã", "Kỳ này", "Kỳ này")
    found = preview(world.round, own_file(["Xã Xã số 01", "1.4", "Có", "Không"], header=header))
    assert messages(found) == ["Có 2 cột “Kỳ này” (C2, D2); chỉ để lại một cột."]


def test_own_file_not_in_unicode_is_refused(world):
    rows = [
        ["X· §¨k H\u00b5", "", "1.1", 1, 2, "", "Ng\u00acêi"],
        ["X· §¨k Ui", "", "1.1", 1, 2, "", "ki\u00d3m"],
    ]
    found = preview(
        world.round, own_file(*rows, header=("Xã", "Huyện", "Mã", "Tử số", "Mẫu số", "Kỳ này", "X"))
    )
    assert "không phải Unicode (phông .VnTime/TCVN3 hoặc VNI)" in messages(found)[0]


def test_totals_and_signatures_are_passed_over(world):
    rows = [*OWN, ["Tổng cộng", "", "", "", "", "", ""], ["Người lập biểu", "", "", "", "", "", "Thủ trưởng"]]
    assert preview(world.round, own_file(*rows)).rows == 3


def test_file_opened_and_saved_by_libreoffice_is_read_back(db):
    """The form of the world below, filled in, then opened, calculated and saved again by LibreOffice Calc."""
    world = world_with_fixed_keys()
    content = (FILES / "so-lieu-chi-tieu-libreoffice.xlsx").read_bytes()
    found = preview(world.round, content)
    assert [found.fatal, found.errors, found.unchanged] == [[], [], 2]
    assert [(plan.dossier.commune.code, plan.measure.code) for plan in found.changed] == [
        ("23503", "1.1"),
        ("23512", "1.2"),
    ]
    assert found.changed[0].wanted[:3] == (143, 200, Decimal("71.5"))
    apply_figures(found, by=None)
    assert preview(world.round, content).unchanged == 4


def test_template_of_libreoffice_fixture_is_still_the_same_form(db):
    """A form whose mark changed would make the fixture prove nothing."""
    world = world_with_fixed_keys()
    book = openpyxl.load_workbook(FILES / "so-lieu-chi-tieu-libreoffice.xlsx")
    assert book.active["A1"].value == opened(form_of(world.round))["A1"].value
