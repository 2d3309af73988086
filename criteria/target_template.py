"""The sheet of yearly plans to fill in: the communes of a scope with their plans as they stand."""

import io
from collections.abc import Iterable

import xlsxwriter

from communes.models import Commune
from communes.resources.files import PLAIN_WORKBOOK
from communes.resources.formulas import guarded
from criteria.actions.targets import TargetOrder, heads
from criteria.target_entries import NO, QUARTER_FIELDS, REGISTERED, YES, as_texts
from criteria.target_sheet import HEADINGS

HEADER_ROW = 3
WIDTHS = [9, 24, 20, 14, 18, 18, 18, 18]
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
INSTRUCTIONS = (
    f"Cột Đăng ký đạt chuẩn: {YES} nếu xã đăng ký đạt mức của bộ tiêu chí trong năm, {NO} nếu không. "
    "Cột quý: số các tiêu chí sẽ đạt trong quý ấy, cách nhau bằng dấu phẩy, ví dụ 2, 10. Dòng để trống từ "
    f"cột Đăng ký trở đi thì kế hoạch của xã giữ nguyên; muốn bỏ kế hoạch, ghi {NO} và để trống các quý."
)


def target_template(order: TargetOrder, communes: Iterable[Commune]) -> bytes:
    """An .xlsx on A4 landscape."""
    communes = list(communes)
    in_force, waiting = heads(order, [commune.pk for commune in communes])
    numbers = dict(order.criteria_set.criteria.values_list("pk", "number"))
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    sheet = book.add_worksheet("Kế hoạch năm")
    head = book.add_format({**FONT, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
    # Text cells: "2,10" must not become the number two and a tenth.
    cell = book.add_format({**FONT, "border": 1, "text_wrap": True, "num_format": "@"})
    last = len(HEADINGS) - 1
    title = f"Kế hoạch năm {order.year} – {order.criteria_set.short_name} – {order.province.full_name}"
    bold = book.add_format({**FONT, "bold": True, "font_size": 14, "align": "center"})
    sheet.merge_range(0, 0, 0, last, guarded(title), bold)
    sheet.merge_range(1, 0, 1, last, INSTRUCTIONS, book.add_format({**FONT, "text_wrap": True}))
    sheet.set_row(1, 68)
    for column, heading in enumerate(HEADINGS.values()):
        sheet.write_string(HEADER_ROW, column, heading, head)
        sheet.set_column(column, column, WIDTHS[column])
    for row, commune in enumerate(communes, start=HEADER_ROW + 1):
        target = waiting.get(commune.pk) or in_force.get(commune.pk)
        texts = as_texts(target.registered, target.quarters, numbers) if target else {}
        place = [commune.code, commune.full_name, commune.district.full_name if commune.district else ""]
        said = [texts.get(name, "") for name in (REGISTERED, *QUARTER_FIELDS.values())]
        for column, text in enumerate([*place, *said]):
            sheet.write_string(row, column, guarded(text), cell)
    _set_up(sheet, HEADER_ROW + 1, HEADER_ROW + len(communes))
    book.close()
    return out.getvalue()


def _set_up(sheet, first: int, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer('&C&"Times New Roman"Trang &P/&N')
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    column = list(HEADINGS).index(REGISTERED)
    if last >= first:
        options = {
            "validate": "list",
            "source": [YES, NO],
            "error_type": "warning",
            "error_title": "Ngoài danh sách",
            "error_message": f"Chọn {YES} hoặc {NO}.",
        }
        sheet.data_validation(first, column, last, column, options)
