"""The entry sheet of figures officers download: what stands in it, what may be changed, how it prints."""

import io

import openpyxl
import pytest

from criteria.figure_columns import HEADINGS, read_key, read_mark
from criteria.figure_template import FIRST_ROW, HEADER_ROW
from criteria.models import OutcomeBasis, Round
from criteria.outcomes import Outcome
from tests import builders, entry_builders
from tests.entry_builders import entry_world, figure
from tests.figure_sheet_builders import COLUMN, form_of, opened, row_of


@pytest.fixture
def world(db):
    return entry_world()


def row(sheet, commune, code) -> dict:
    """Heading → cell of a commune's indicator."""
    at = row_of(sheet, commune.full_name, code)
    return {heading: sheet.cell(at, column) for heading, column in COLUMN.items()}


def said(cells: dict) -> dict:
    return {heading: cell.value for heading, cell in cells.items() if cell.value is not None}


def test_template_has_a_row_for_each_commune_and_indicator(world):
    sheet = opened(form_of(world.round))
    assert [cell.value for cell in sheet[HEADER_ROW + 1]] == HEADINGS
    keys = [read_key(sheet.cell(at, 1).value or "") for at in range(FIRST_ROW + 1, sheet.max_row + 1)]
    communes, indicators = [*world.communes, world.foreign], world.criterion.indicators.all()
    expected = {(commune.pk, one.pk, 0) for commune in communes for one in indicators}
    assert {key for key in keys if key} == expected
    assert len([key for key in keys if key]) == len(expected) == 12


def test_template_holds_the_figures_of_both_rounds(world):
    place = world.communes[0]
    figure(world.standing(place, world.before), world.ratio, numerator=150, denominator=200)
    figure(world.standing(place), world.ratio, numerator=143, denominator=200, outcome="N", basis="rule")
    figure(world.standing(place), world.asked, answer="yes", note="=1+1", version=3)
    sheet = opened(form_of(world.round))
    ratio, asked = row(sheet, place, "1.1"), row(sheet, place, "1.4")
    assert [ratio[name].value for name in ("Kỳ trước", "Tử số", "Mẫu số", "Kết quả")] == [
        75,
        143,
        200,
        "Chưa đạt",
    ]
    assert [ratio["ĐVT"].value, ratio["Chuẩn"].value] == ["%", "≥ 80 %"]
    assert ratio["Kỳ này"].value.startswith("=IF(AND(ISNUMBER(I7)")
    assert [asked["Kỳ này"].value, asked["Ghi chú"].value] == ["Có", "'=1+1"]
    assert asked["Khóa"].value == f"{place.pk}|{world.asked.pk}|3"


def test_template_saves_the_ratio_its_formula_gives(world):
    figure(world.standing(), world.ratio, numerator=143, denominator=200)
    book = openpyxl.load_workbook(io.BytesIO(form_of(world.round)), data_only=True)
    assert row(book.active, world.communes[0], "1.1")["Kỳ này"].value == 71.5


def test_template_says_why_there_is_no_level_and_what_is_not_verified(world):
    sheet = opened(form_of(world.round))
    words = [row(sheet, world.communes[0], code)["Chuẩn"].value for code in ("1.2", "1.3")]
    assert words == ["≥ 48 triệu đồng/người/năm (chưa kiểm chứng)", "ngưỡng chưa nạp"]


def test_template_opens_only_the_cells_to_fill_in(world):
    sheet = opened(form_of(world.round))
    ratio, asked = row(sheet, world.communes[0], "1.1"), row(sheet, world.communes[0], "1.4")
    open_cells = {name for name, cell in ratio.items() if not cell.protection.locked}
    assert open_cells == {"Tử số", "Mẫu số", "Kỳ này", "Kết quả", "Ghi chú"}
    assert {ratio[name].fill.start_color.rgb for name in open_cells} == {"FFFFF7CC"}
    assert {name for name, cell in asked.items() if not cell.protection.locked} == {
        "Kỳ này",
        "Kết quả",
        "Ghi chú",
    }
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [sheet.protection.sort, sheet.protection.autoFilter, sheet.protection.formatColumns] == [False] * 3
    assert sheet.column_dimensions["A"].hidden


def test_template_locks_what_is_with_the_reviewers(world):
    thai, place = world.officer, world.communes[0]
    world.round.standings.filter(commune=place).update(submitted_at=builders.MOMENT, submitted_by=thai)
    sheet = opened(form_of(world.round))
    assert row(sheet, place, "1.1")["Tử số"].protection.locked
    assert not row(sheet, world.communes[1], "1.1")["Tử số"].protection.locked


def test_template_offers_answers_and_outcomes_to_choose_from(world):
    sheet = opened(form_of(world.round))
    lists = {rule.formula1: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    answers, outcomes = '"Có,Không,XÓA"', '"Đạt,Chưa đạt,Không áp dụng,XÓA"'
    assert lists.keys() == {answers, outcomes}
    assert lists[outcomes] == f"M{FIRST_ROW + 1}:M{FIRST_ROW + 12}"
    assert len(lists[answers].split()) == 3


def test_template_offers_no_subject_where_the_indicator_says_if_any(world):
    entry_builders.yes_no(world.criterion, if_any=True)
    sheet = opened(form_of(world.round))
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"Có,Không,Không có đối tượng áp dụng,XÓA"' in lists


def test_template_prints_on_one_page_width(world):
    sheet = opened(form_of(world.round))
    page = sheet.page_setup
    assert [page.orientation, page.paperSize, page.fitToHeight] == ["landscape", 9, 0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert page.fitToWidth in (None, 1)  # one page is what leaving it out means
    assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
    assert sheet.page_margins.left == pytest.approx(30 / 25.4, abs=0.01)
    fonts = {cell.font.name for line in sheet.iter_rows(max_row=12) for cell in line if cell.value}
    assert fonts == {"Times New Roman"}


def test_template_names_round_unit_and_signatures(world):
    sheet = opened(form_of(world.round))
    texts = [str(cell.value) for line in sheet.iter_rows(min_col=2) for cell in line if cell.value]
    assert texts[0] == "Biểu nhập số liệu chỉ tiêu Xã NTM 2021–2025"
    assert "Kỳ báo cáo: Kỳ 31/12/2023; số liệu đến ngày 31/12/2023" in texts
    assert {"Người lập biểu", "Thủ trưởng đơn vị"} <= set(texts)
    mark = read_mark(sheet["A1"].value)
    assert [mark.round_id, mark.set_code, mark.version] == [world.round.pk, "xa-ntm-2021-2025", 1]


def test_template_of_an_illustrative_round_says_so(world):
    Round.objects.filter(pk=world.round.pk).update(illustrative=True, illustrative_note="Số liệu thử.")
    texts = [cell.value for line in opened(form_of(world.round)).iter_rows(max_row=6) for cell in line]
    assert "Số liệu thử." in texts


def test_template_shows_a_chosen_outcome_and_no_subject(world):
    one = entry_builders.indicator(world.criterion, if_any=True)
    chosen = {"answer": "none", "outcome": Outcome.NOT_APPLICABLE, "basis": OutcomeBasis.RULE}
    figure(world.standing(), one, **chosen)
    cells = row(opened(form_of(world.round)), world.communes[0], one.code)
    assert [cells["Kỳ này"].value, cells["Kết quả"].value] == ["Không có đối tượng áp dụng", "Không áp dụng"]


def test_template_of_an_officer_has_their_communes_alone(world):
    sheet = opened(form_of(world.round, world.officer))
    names = {sheet.cell(at, COLUMN["Xã"]).value for at in range(FIRST_ROW + 1, FIRST_ROW + 5)}
    assert names == {world.communes[0].full_name}
    assert said(row(sheet, world.communes[0], "1.4"))["Huyện"] == "Huyện Đăk Hà"
    with pytest.raises(LookupError):
        row(sheet, world.communes[1], "1.1")
