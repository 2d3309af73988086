"""The sheet an administrator fills from the decree: the set's criteria and indicators, levels by column."""

import io

import xlsxwriter

from communes.resources.files import PLAIN_WORKBOOK
from communes.resources.formulas import guarded
from criteria.law_sheet_headers import LEVEL, headings_of
from criteria.law_sheet_rows import FLAGS
from criteria.models import CriteriaSet, Indicator, IndicatorKind

HEADER_ROW, BLANK_ROWS = 3, 40
WIDTHS = {"number": 8, "criterion": 24, "text": 48, "where": 24, "kind": 14}
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
SIGN_OF = {">=": "≥", "<=": "≤", "=": "="}
INSTRUCTIONS = (
    "Mỗi dòng một chỉ tiêu, chép đúng quyết định. Mã chỉ tiêu gõ dạng văn bản (1.10 khác 1.1); chỉ tiêu đã "
    "có mà đổi mã thì giữ nguyên cột Mã đang có. So sánh ghi ≥, ≤ hoặc =. Chỉ tiêu có hoặc không: cột mức "
    "ghi Đạt hoặc Không. Ô trống giữ nguyên nội dung đang có; biểu không xóa gì. Nội dung nạp vào chờ người "
    "khác kiểm chứng mới được dùng để kết luận."
)


def law_template(criteria_set: CriteriaSet, on) -> bytes:
    """The sheet to download, an .xlsx on A4 landscape, with what is in force on the day `on`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    sheet = book.add_worksheet("Chỉ tiêu")
    labels = headings_of(criteria_set.threshold_axis).labels
    cell = {**FONT, "border": 1, "text_wrap": True, "num_format": "@"}
    looks = {
        "title": book.add_format({**FONT, "bold": True, "font_size": 14}),
        "help": book.add_format({**FONT, "text_wrap": True}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#E4E7EB"}),
        "cell": book.add_format(cell),
        "number": book.add_format({**cell, "num_format": "General"}),
    }
    sheet.merge_range(0, 0, 0, len(labels) - 1, guarded(criteria_set.name), looks["title"])
    sheet.merge_range(1, 0, 1, len(labels) - 1, guarded(criteria_set.decision), looks["help"])
    sheet.merge_range(2, 0, 2, len(labels) - 1, INSTRUCTIONS, looks["help"])
    sheet.set_row(2, 68)
    for column, (name, label) in enumerate(labels.items()):
        sheet.write_string(HEADER_ROW, column, label, looks["head"])
        sheet.set_column(column, column, WIDTHS.get(name, 11))
    rows = _rows(criteria_set, on)
    for at, values in enumerate([*rows, *({} for _ in range(BLANK_ROWS))], start=HEADER_ROW + 1):
        for column, name in enumerate(labels):
            look = looks["number" if name.startswith(LEVEL) or name == "number" else "cell"]
            sheet.write(at, column, values.get(name, ""), look)
    _set_up(sheet, list(labels), HEADER_ROW + len(rows) + BLANK_ROWS)
    book.close()
    return out.getvalue()


def _rows(criteria_set: CriteriaSet, on) -> list[dict]:
    """A row for each indicator, and for a criterion that has none, as the sheet holds them."""
    indicators = {}
    held = Indicator.objects.in_force(on).filter(criterion__criteria_set=criteria_set)
    for row in held.order_by("position").prefetch_related("thresholds"):
        indicators.setdefault(row.criterion_id, []).append(row)
    rows = []
    for criterion in criteria_set.criteria.order_by("number"):
        named = {"number": criterion.number, "criterion": guarded(criterion.name)}
        rows += [{**named, **_of(row, on)} for row in indicators.get(criterion.pk, [])] or [named]
    return rows


def _of(row: Indicator, on) -> dict:
    levels = [one for one in row.thresholds.all() if one.province_id is None and one.holds_on(on)]
    said = {
        f"{LEVEL}{one.profile}": guarded(one.text) if one.value is None else float(one.value)
        for one in levels
    }
    return {
        "known": row.code,
        "code": row.code,
        "text": guarded(row.text),
        "kind": row.get_kind_display(),
        "unit": guarded(row.unit),
        "comparator": SIGN_OF.get(row.comparator, ""),
        **{name: "Có" if getattr(row, name) else "" for name in FLAGS},
        **said,
        "where": guarded(row.source_note),
    }


def _set_up(sheet, names: list[str], last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    lists = {"kind": IndicatorKind.labels, "comparator": list(SIGN_OF.values())}
    for name, choices in lists.items():
        column = names.index(name)
        options = {"validate": "list", "source": choices, "error_type": "warning"}
        sheet.data_validation(HEADER_ROW + 1, column, last, column, options)
