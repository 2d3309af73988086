"""The entry sheet of figures an officer downloads: one row for each commune and indicator, filled in.

Yellow cells are to be filled in, the rest is locked (without password). A hidden first column carries
what the reader needs to find each row again wherever sorting or filtering has taken it.
"""

import io
from collections.abc import Iterator
from decimal import Decimal

import xlsxwriter

from communes.resources.files import PLAIN_WORKBOOK
from communes.resources.formulas import guarded
from criteria import figure_columns as columns
from criteria.entering import answers_of, asks_number
from criteria.figure_columns import CLEAR, HEADINGS, SHEET_OUTCOMES, RowKey
from criteria.figure_ground import NOTHING, Dossier, FigureGround, Saved
from criteria.judging import Figure, Measure
from criteria.models import Answer, Round
from criteria.outcomes import LABELS
from criteria.workbook_parts import address

WIDTHS = [0, 14, 13, 6, 42, 9, 20, 10, 10, 10, 11, 10, 13, 22]
HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
LAST_COLUMN = len(HEADINGS) - 1
# Ranges of one drop-down go into its element up to a length every spreadsheet program accepts.
RANGES_TOGETHER = 40

MILLIMETRES_PER_INCH = 25.4
LINE_HEIGHT = 16
# The columns whose words may need several lines.
WRAPPED = (columns.COMMUNE, columns.DISTRICT, columns.TEXT, columns.UNIT, columns.STANDARD, columns.NOTE)

INSTRUCTIONS = (
    "Chỉ nhập ô nền vàng. Ô để trống giữ nguyên số đang có trên cổng; "
    f"ghi {CLEAR} vào cột “Kỳ này” để xóa số liệu của dòng."
)
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
YELLOW = "#FFF7CC"
NUMBER = "#,##0.0###"


def figure_template(ground: FigureGround, dossiers: list[Dossier], *, unit: str) -> bytes:
    """The sheet of the communes given, an .xlsx; `unit` names commune, district or province in its head."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    sheet = book.add_worksheet("Số liệu chỉ tiêu")
    formats = _formats(book)
    _set_up_page(sheet)
    _write_head(sheet, ground, formats, unit)
    lists: dict[tuple[str, ...], list[int]] = {}
    row = FIRST_ROW
    for dossier in dossiers:
        for measure in ground.law.measures:
            _write_row(sheet, row, ground, dossier, measure, formats)
            if choices := tuple(answers_of(measure)):
                lists.setdefault(choices, []).append(row)
            row += 1
    _write_end(sheet, row + 1, formats)
    if row > FIRST_ROW:
        _add_drop_downs(sheet, lists, row - 1)
        _show_whole_numbers(sheet, row - 1, formats)
        sheet.autofilter(HEADER_ROW, 1, row - 1, LAST_COLUMN)
    book.close()
    return out.getvalue()


def _formats(book) -> dict:
    """Every format once: a workbook with a format for each cell takes half a minute to write."""
    cell = {**FONT, "border": 1}
    entry = {**cell, "bg_color": YELLOW, "locked": False}
    made = {
        "hidden": {**FONT, "font_color": "#FFFFFF", "font_size": 8},
        "title": {**FONT, "bold": True, "font_size": 14, "align": "center"},
        "plain": FONT,
        "centred": {**FONT, "align": "center"},
        "strong": {**FONT, "bold": True, "align": "center"},
        "note": {**FONT, "italic": True, "font_color": "#A8201A"},
        "head": {**cell, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E4E7EB"},
        "text": {**cell, "text_wrap": True},
        "code": {**cell, "align": "center"},
        "number": {**cell, "num_format": NUMBER, "align": "right"},
        "entry": {**entry, "num_format": NUMBER, "align": "right"},
        "entry_text": {**entry, "text_wrap": True},
        "whole": {"num_format": "#,##0"},
    }
    return {name: book.add_format(look) for name, look in made.items()}


def _set_up_page(sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_margins(left=30 / MILLIMETRES_PER_INCH, right=0.6, top=0.75, bottom=0.75)
    sheet.set_footer('&C&"Times New Roman"Trang &P/&N')
    sheet.freeze_panes(FIRST_ROW, columns.TEXT)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, None, {"hidden": True} if column == columns.KEY else {})
    allowed = ("sort", "autofilter", "format_columns", "format_rows")
    sheet.protect("", dict.fromkeys(allowed, True))


def _write_head(sheet, ground: FigureGround, formats: dict, unit: str) -> None:
    """Mark, title, whose figures of when, what to do, what is illustrative; the heading of the table."""
    round = ground.round
    lines = [
        (f"Biểu nhập số liệu chỉ tiêu {round.criteria_set.short_name}", "title"),
        (f"Đơn vị: {unit}", "centred"),
        (f"Kỳ báo cáo: {round.name}; số liệu đến ngày {round.data_on:%d/%m/%Y}", "centred"),
        (INSTRUCTIONS, "plain"),
        (illustrative_words(round), "note"),
    ]
    sheet.write_string(0, columns.KEY, str(ground.mark), formats["hidden"])
    for at, (text, look) in enumerate(lines):
        sheet.merge_range(at, columns.COMMUNE, at, LAST_COLUMN, guarded(text), formats[look])
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(HEADER_ROW, column, heading, formats["head"])


def illustrative_words(round: Round) -> str:
    """What of a round is illustrative, in a sentence; "" when nothing is."""
    if not round.illustrative:
        return ""
    return round.illustrative_note or "Số liệu minh họa, không phải số liệu thật."


def _write_row(sheet, row: int, ground, dossier: Dossier, measure: Measure, formats: dict) -> None:
    saved = ground.saved.get((dossier.standing_id, measure.id), NOTHING)
    before = ground.before.get((dossier.commune.pk, measure.id))
    key = RowKey(dossier.commune.pk, measure.id, saved.version)
    write, text = sheet.write_string, formats["text"]
    write(row, columns.KEY, str(key), formats["hidden"])
    write(row, columns.COMMUNE, dossier.label, text)
    write(row, columns.DISTRICT, dossier.district, text)
    write(row, columns.CODE, measure.code, formats["code"])
    standard = ground.standard(measure, dossier.profile)
    write(row, columns.TEXT, guarded(measure.text), text)
    write(row, columns.UNIT, measure.unit, text)
    write(row, columns.STANDARD, guarded(standard), text)
    sheet.set_row(
        row, _height(dossier.label, dossier.district, measure.text, measure.unit, standard, saved.note)
    )
    _write(sheet, row, columns.BEFORE, shown_figure(measure, before), formats["number"])
    open_cells = formats["entry"] if dossier.may_change(measure) else formats["number"]
    for column in (columns.NUMERATOR, columns.DENOMINATOR, columns.PART):
        here = open_cells if column in number_columns(measure) else formats["number"]
        _write(sheet, row, column, _number_in(saved, column), here)
    _write_value(sheet, row, measure, saved, open_cells)
    words = formats["entry_text"] if dossier.may_change(measure) else text
    _write(sheet, row, columns.OUTCOME, LABELS[saved.outcome] if saved.outcome else "", words)
    _write(sheet, row, columns.NOTE, saved.note, words)


def _height(*texts: str) -> int:
    """Points for the tallest of the texts of a row, which programs do not always work out themselves."""
    widths = [WIDTHS[column] for column in WRAPPED]
    return (
        LINE_HEIGHT * max(-(-len(text) // width) for text, width in zip(texts, widths, strict=True))
        or LINE_HEIGHT
    )


def number_columns(measure: Measure) -> list[int]:
    """The columns beside “Kỳ này” that the indicator has a number for."""
    ratio = [columns.NUMERATOR, columns.DENOMINATOR] if measure.has_ratio else []
    return [*ratio, columns.PART] if asks_number(measure) and measure.of_which else ratio


def _number_in(saved: Saved, column: int) -> Decimal | None:
    if column == columns.PART:
        return saved.part
    return saved.numerator if column == columns.NUMERATOR else saved.denominator


def shown_figure(measure: Measure, figure: Figure | None) -> Decimal | str | None:
    """A figure as one cell: the value, or the answer in words; None when nothing is known."""
    if figure is None:
        return None
    return Answer(figure.answer).label if figure.answer else figure.measured(measure)


def _write_value(sheet, row: int, measure: Measure, saved: Saved, look) -> None:
    """The value or answer; a ratio is a formula over its terms, which typing a value simply replaces."""
    value = shown_figure(measure, saved.figure)
    if not measure.has_ratio or (saved.known and None in (saved.numerator, saved.denominator)):
        _write(sheet, row, columns.VALUE, value, look)
        return
    top, bottom = address(row, columns.NUMERATOR), address(row, columns.DENOMINATOR)
    formula = f'=IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),IF({bottom}>0,ROUND({top}/{bottom}*100,4),""),"")'
    sheet.write_formula(row, columns.VALUE, formula, look, "" if value is None else float(value))


def _write(sheet, row: int, column: int, value: Decimal | str | None, look) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, guarded(value), look)
    else:
        sheet.write_number(row, column, value, look)


def _write_end(sheet, row: int, formats: dict) -> None:
    """Where the form is signed."""
    sheet.merge_range(row, columns.PART, row, LAST_COLUMN, "Ngày …… tháng …… năm ……", formats["centred"])
    sheet.merge_range(row + 1, columns.COMMUNE, row + 1, columns.TEXT, "Người lập biểu", formats["strong"])
    sheet.merge_range(row + 1, columns.PART, row + 1, LAST_COLUMN, "Thủ trưởng đơn vị", formats["strong"])
    sheet.merge_range(
        row + 2, columns.COMMUNE, row + 2, columns.TEXT, "(Ký, ghi rõ họ tên)", formats["centred"]
    )
    sheet.merge_range(row + 2, columns.PART, row + 2, LAST_COLUMN, "(Ký, đóng dấu)", formats["centred"])


def _add_drop_downs(sheet, lists: dict[tuple[str, ...], list[int]], last: int) -> None:
    """Answers where they are asked for, outcomes everywhere; other text is warned of, not refused."""
    for answers, rows in lists.items():
        choices = [*(Answer(answer).label for answer in answers), CLEAR]
        ranges = list(_runs(rows, columns.VALUE))
        for at in range(0, len(ranges), RANGES_TOGETHER):
            first, *others = ranges[at : at + RANGES_TOGETHER]
            # A number is as welcome as the one answer open to an indicator of numbers.
            silent = {"show_error": False} if answers == (Answer.NONE,) else {}
            options = {"validate": "list", "source": choices, "other_cells": others, **silent}
            sheet.data_validation(*first, options | WARNING)
    outcomes = [*(outcome.label for outcome in SHEET_OUTCOMES), CLEAR]
    options = {"validate": "list", "source": outcomes, **WARNING}
    sheet.data_validation(FIRST_ROW, columns.OUTCOME, last, columns.OUTCOME, options)


WARNING = {
    "error_type": "warning",
    "error_title": "Ngoài danh sách",
    "error_message": "Chọn một mục trong danh sách; ghi khác thì tải lên sẽ báo lỗi.",
}


def _runs(rows: list[int], column: int) -> Iterator[list[int]]:
    """Rows next to each other as [first row, column, last row, column]."""
    first = before = rows[0]
    for row in [*rows[1:], None]:
        if row != before + 1:
            yield [first, column, before, column]
            first = row
        before = row


def _show_whole_numbers(sheet, last: int, formats: dict) -> None:
    """Whole numbers without an idle ",0", in whatever cell they are typed."""
    place = f"{address(FIRST_ROW, columns.BEFORE)}:{address(last, columns.PART)}"
    first = address(FIRST_ROW, columns.BEFORE)
    rule = f"=IF(ISNUMBER({first}),{first}=INT({first}),FALSE)"
    sheet.conditional_format(place, {"type": "formula", "criteria": rule, "format": formats["whole"]})
