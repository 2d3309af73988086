"""Entry sheets of figures read back: what changes, what stays, what is an error and in which words."""

import datetime
from decimal import Decimal

import pytest

from criteria.figure_import import apply_figures
from criteria.figure_template import FIRST_ROW
from criteria.models import BatchKind
from tests import entry_builders
from tests.entry_builders import entry_world
from tests.figure_sheet_builders import (
    COLUMN,
    applied,
    change,
    form_of,
    kept,
    messages,
    opened,
    preview,
    row_of,
    saved,
    typed,
)


@pytest.fixture
def world(db):
    return entry_world()


def counts(found) -> dict:
    return {
        "changed": len(found.changed),
        "unchanged": found.unchanged,
        "errors": len(found.errors),
        "warnings": len(found.warnings),
        "conflicts": len(found.conflicts),
    }


def test_form_untouched_changes_nothing(world):
    typed(world, world.communes[0], world.ratio, numerator=Decimal(143), denominator=Decimal(200))
    typed(world, world.communes[1], world.loose, value=Decimal("51.25"), note="@theo thống kê")
    found = preview(world.round, form_of(world.round))
    assert [found.rows, found.fatal] == [12, []]
    assert counts(found) == {"changed": 0, "unchanged": 12, "errors": 0, "warnings": 0, "conflicts": 0}
    assert apply_figures(found, by=None) is None


def test_form_applied_is_one_batch_with_history(world):
    content = change(
        world,
        i1_1={"Tử số": 143, "Mẫu số": 200},
        i1_2={"Kỳ này": 51.5, "Kết quả": "Đạt"},
        i1_4={"Kỳ này": "có", "Ghi chú": "Tổ lập 2021"},
    )
    batch = applied(world.round, content)
    place = world.communes[0]
    ratio, loose, asked = (kept(world, place, one) for one in (world.ratio, world.loose, world.asked))
    assert [ratio.value, ratio.outcome, ratio.basis] == [Decimal("71.5"), "N", "rule"]
    assert [loose.value, loose.outcome, loose.basis] == [Decimal("51.5"), "M", "suggest"]
    assert [asked.answer, asked.outcome, asked.note] == ["yes", "M", "Tổ lập 2021"]
    assert [batch.kind, batch.rows, batch.figure_changes.count()] == [BatchKind.FIGURES, 1, 3]
    log = batch.figure_changes.get(result=ratio)
    assert log.after == {
        "numerator": "143",
        "denominator": "200",
        "value": "71.5",
        "outcome": "N",
        "basis": "rule",
    }
    assert [log.before, log.version, log.source] == [{}, 1, "sheet"]
    assert world.standing().entered == 3


def test_same_file_twice_changes_nothing(world):
    content = change(
        world,
        i1_1={"Tử số": 143, "Mẫu số": 200, "Kỳ này": 71.5},
        i1_2={"Kỳ này": 51.5, "Kết quả": "Đạt"},
        i1_3={"Kỳ này": 40},
        i1_4={"Kỳ này": "Không"},
    )
    assert applied(world.round, content)
    again = preview(world.round, content)
    assert counts(again) == {"changed": 0, "unchanged": 12, "errors": 0, "warnings": 0, "conflicts": 0}


def test_blank_cells_leave_what_is_saved(world):
    before = typed(world, world.communes[0], world.ratio, numerator=Decimal(90), denominator=Decimal(100))
    content = change(world, i1_1={"Tử số": None, "Mẫu số": None, "Kỳ này": None, "Ghi chú": "Đã rà soát"})
    assert applied(world.round, content)
    after = kept(world, world.communes[0], world.ratio)
    assert [after.numerator, after.denominator, after.note] == [90, 100, "Đã rà soát"]
    assert after.version == before.version + 1


@pytest.mark.parametrize("word", ["XÓA", "xóa", "Xoá", "XOA", " xoa "])
def test_the_word_clears_a_figure(world, word):
    typed(world, world.communes[0], world.ratio, numerator=Decimal(90), denominator=Decimal(100))
    assert applied(world.round, change(world, i1_1={"Kỳ này": word}))
    row = kept(world, world.communes[0], world.ratio)
    assert [row.numerator, row.denominator, row.value, row.outcome, row.basis] == [None, None, None, "", ""]
    assert world.standing().entered == 0


def test_the_word_clears_a_note_alone(world):
    typed(world, world.communes[0], world.asked, answer="yes", outcome="M", basis="rule", note="Cũ")
    assert applied(world.round, change(world, i1_4={"Ghi chú": "XÓA"}))
    row = kept(world, world.communes[0], world.asked)
    assert [row.answer, row.note] == ["yes", ""]


def test_the_word_beside_other_figures_is_an_error(world):
    content = change(world, i1_1={"Kỳ này": "XÓA", "Tử số": 5})
    found = preview(world.round, content)
    assert messages(found) == ["Dòng ghi XÓA ở “Kỳ này” thì để trống các ô số liệu khác."]


def test_new_terms_make_the_value_that_stood_there_void(world):
    """Programs that do not calculate leave the formula's old value in the file."""
    typed(world, world.communes[0], world.ratio, numerator=Decimal(90), denominator=Decimal(100))
    assert applied(world.round, change(world, i1_1={"Tử số": 95, "Kỳ này": 90}))
    assert kept(world, world.communes[0], world.ratio).value == 95


def test_value_that_contradicts_its_terms_is_an_error(world):
    found = preview(world.round, change(world, i1_1={"Tử số": 45, "Mẫu số": 60, "Kỳ này": 80}))
    assert messages(found) == ["“Kỳ này” ghi 80 nhưng tử số, mẫu số cho 75; sửa một trong các ô."]
    rounded = preview(world.round, change(world, i1_1={"Tử số": 1, "Mẫu số": 3, "Kỳ này": 33.3}))
    assert rounded.changed[0].wanted[2] == Decimal("33.3333")


def test_rows_sorted_and_hidden_are_found_by_their_keys(world):
    sheet = opened(change(world, i1_4={"Kỳ này": "Có"}))
    first, last = FIRST_ROW + 1, FIRST_ROW + 12
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=first, max_row=last)]
    for at, values in enumerate(reversed(rows), start=first):
        for column, value in enumerate(values, start=1):
            sheet.cell(at, column).value = value
        sheet.row_dimensions[at].hidden = at % 2 == 0
    found = preview(world.round, saved(sheet))
    assert [counts(found)["changed"], counts(found)["unchanged"]] == [1, 11]
    assert found.changed[0].row == FIRST_ROW + 9


def test_rows_left_out_of_a_form_change_nothing(world):
    sheet = opened(change(world, i1_4={"Kỳ này": "Có"}))
    sheet.delete_rows(FIRST_ROW + 5, 8)
    found = preview(world.round, saved(sheet))
    assert [found.rows, len(found.changed)] == [4, 1]


def test_row_that_contradicts_its_key_is_an_error(world):
    sheet = opened(form_of(world.round))
    at = row_of(sheet, world.communes[0].full_name, "1.1")
    sheet.cell(at, COLUMN["Xã"]).value = world.communes[1].full_name
    other = row_of(sheet, world.communes[0].full_name, "1.2")
    sheet.cell(other, COLUMN["Mã"]).value = "1.3"
    found = preview(world.round, saved(sheet))
    assert [error.cell for error in found.errors] == [f"B{at}", f"D{other}"]
    assert "mang khóa của Xã Xã số 01, chỉ tiêu 1.1 nhưng ghi “Xã Xã số 02”" in found.errors[0].message


def test_row_whose_key_was_edited_is_an_error(world):
    sheet = opened(form_of(world.round))
    sheet.cell(FIRST_ROW + 1, 1).value = "12"
    sheet.cell(FIRST_ROW + 2, 1).value = f"{world.communes[0].pk}|999999|0"
    assert len(preview(world.round, saved(sheet)).errors) == 2


def test_indicator_twice_is_an_error(world):
    sheet = opened(change(world, i1_4={"Kỳ này": "Có"}))
    at = row_of(sheet, world.communes[0].full_name, "1.4")
    for column in COLUMN.values():
        sheet.cell(FIRST_ROW + 13, column).value = sheet.cell(at, column).value
    found = preview(world.round, saved(sheet))
    assert messages(found) == [f"Xã Xã số 01, chỉ tiêu 1.4 đã có ở dòng {at}; bỏ một dòng."]


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("i1_2", "tám mươi", "“tám mươi” không phải là số. Nhập số, dùng dấu phẩy"),
        ("i1_2", datetime.date(2024, 3, 5), "Excel đã đổi số thành ngày tháng (05/03/2024)"),
        ("i1_2", "=1/0", "Công thức chưa được tính"),
        ("i1_2", -4, "Số liệu không được âm"),
        ("i1_3", 120, "Nhập số từ 0 đến 100"),
        ("i1_4", "có lẽ", "Chọn “Có” hoặc “Không”"),
        ("i1_4", "§¹t", "không phải Unicode"),
    ],
)
def test_value_nobody_can_save_is_an_error_at_its_cell(world, code, value, said):
    content = change(world, **{code: {"Kỳ này": value}})
    found = preview(world.round, content)
    at = row_of(opened(content), world.communes[0].full_name, code[1:].replace("_", "."))
    assert [error.cell for error in found.errors] == [f"K{at}"]
    assert said in found.errors[0].message
    named = "Xã Xã số 01 (Huyện Đăk Hà)"
    assert [found.errors[0].commune, found.errors[0].code] == [named, code[1:].replace("_", ".")]


def test_numbers_are_read_as_officers_type_them(world):
    content = change(world, i1_2={"Kỳ này": "1.051,5"}, i1_3={"Kỳ này": 100 / 3})
    found = preview(world.round, content)
    assert [plan.wanted[2] for plan in found.changed] == [Decimal("1051.5"), Decimal("33.3333")]


def test_percentage_format_of_excel_is_asked_about(world):
    found = preview(world.round, change(world, i1_3={"Kỳ này": 0.715}))
    assert "Ghi 0,715 %: nếu ô đang ở dạng phần trăm của Excel" in found.warnings[0].message
    assert len(found.changed) == 1


def test_outcome_the_level_does_not_settle_needs_a_reason(world):
    against = preview(world.round, change(world, i1_2={"Kỳ này": 30, "Kết quả": "Đạt"}))
    assert "Ghi chú căn cứ để chọn “Đạt”" in against.errors[0].message
    assert against.errors[0].cell.startswith("N")
    explained = {"Kỳ này": 30, "Kết quả": "Đạt", "Ghi chú": "Theo biên bản"}
    assert applied(world.round, change(world, i1_2=explained))
    assert kept(world, world.communes[0], world.loose).basis == "officer"


def test_outcome_carried_along_falls_away_with_its_figure(world):
    chosen = {"value": Decimal(60), "outcome": "M", "basis": "suggest"}
    typed(world, world.communes[0], world.loose, **chosen)
    content = change(world, i1_2={"Kỳ này": 30})
    found = preview(world.round, content)
    assert "kết quả “Đạt” không còn đúng" in found.warnings[0].message
    apply_figures(found, by=None)
    assert kept(world, world.communes[0], world.loose).outcome == ""
    assert len(preview(world.round, content).planned) == 0
    assert applied(world.round, change(world, i1_2={"Kỳ này": 70, "Kết quả": "Đạt"}))
    assert applied(world.round, change(world, i1_2={"Kỳ này": 71}))
    row = kept(world, world.communes[0], world.loose)
    assert [row.value, row.outcome, row.basis] == [71, "M", "suggest"]


def test_no_subject_is_an_answer_where_the_indicator_says_if_any(world):
    one = entry_builders.indicator(world.criterion, if_any=True)
    name = f"i{one.code}".replace(".", "_")
    assert applied(world.round, change(world, **{name: {"Kỳ này": "Không có đối tượng áp dụng"}}))
    row = kept(world, world.communes[0], one)
    assert [row.answer, row.outcome, row.value] == ["none", "A", None]
    assert applied(world.round, change(world, **{name: {"Tử số": 9, "Mẫu số": 10}}))
    row = kept(world, world.communes[0], one)
    assert [row.answer, row.value] == ["", 90]
