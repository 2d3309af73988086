"""The sheet of money an officer downloads: one row for each place, programme and source, filled in.

Yellow cells are to be filled in, the rest is locked (without password). A hidden first column carries
what the reader needs to find each row again wherever sorting has taken it.
"""

import io

import xlsxwriter

from communes.resources.files import PLAIN_WORKBOOK
from communes.resources.formulas import guarded
from criteria.workbook_parts import address
from funding.allocation_columns import CLEAR, FIELD_COLUMNS, HEADINGS
from funding.allocation_ground import Ground, Slot
from funding.models import AMOUNTS

COLUMN = {name: at for at, name in enumerate(HEADINGS)}
WIDTHS = [0, 7, 18, 13, 12, 16, 17, 13, 17, 13, 17, 13]
SUM_ROW = 5
HEADER_ROW = SUM_ROW + 1
FIRST_ROW = HEADER_ROW + 1
LAST = len(HEADINGS) - 1
MILLIMETRES_PER_INCH = 25.4

INSTRUCTIONS = (
    "Chỉ nhập ô nền vàng, số tiền ghi bằng đồng, không có phần lẻ. Mỗi đơn vị ghi phần mình đang giữ, không "
    f"ghi phần đã giao xuống cấp dưới. Ô để trống giữ nguyên số đang có trên cổng; ghi {CLEAR} để xóa ô."
)
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
YELLOW = "#FFF7CC"
MONEY = "#,##0"


def allocation_template(ground: Ground, illustrative: str = "") -> bytes:
    """The sheet of a place and all inside it, an .xlsx on A4 landscape."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    sheet = book.add_worksheet("Vốn")
    formats = _formats(book)
    _set_up_page(sheet)
    _write_head(sheet, ground, formats, illustrative)
    for row, slot in enumerate(ground.slots.values(), start=FIRST_ROW):
        _write_row(sheet, row, ground, slot, formats)
    last = FIRST_ROW + len(ground.slots) - 1
    if last >= FIRST_ROW:
        _write_sums(sheet, last, ground, formats)
        # From the hidden key on: what is sorted takes its key along.
        sheet.autofilter(HEADER_ROW, 0, last, LAST)
    _write_end(sheet, last + 2, formats)
    book.close()
    return out.getvalue()


def _formats(book) -> dict:
    cell = {**FONT, "border": 1}
    entry = {**cell, "bg_color": YELLOW, "locked": False}
    head = {**cell, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E4E7EB"}
    made = {
        "hidden": {**FONT, "font_color": "#FFFFFF", "font_size": 8},
        "title": {**FONT, "bold": True, "font_size": 14, "align": "center"},
        "help": {**FONT, "text_wrap": True},
        "centred": {**FONT, "align": "center"},
        "right": {**FONT, "italic": True, "align": "right"},
        "strong": {**FONT, "bold": True, "align": "center"},
        "note": {**FONT, "italic": True, "font_color": "#A8201A"},
        "head": head,
        "text": {**cell, "text_wrap": True},
        "sum": {**cell, "bold": True, "num_format": MONEY, "align": "right"},
        "amount": {**entry, "num_format": MONEY, "align": "right"},
        "document": {**entry, "text_wrap": True},
    }
    return {name: book.add_format(look) for name, look in made.items()}


def _set_up_page(sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_margins(left=30 / MILLIMETRES_PER_INCH, right=0.6, top=0.75, bottom=0.75)
    sheet.set_footer('&C&"Times New Roman"Trang &P/&N')
    sheet.freeze_panes(FIRST_ROW, COLUMN["planned"])
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, None, {} if column else {"hidden": True})
    allowed = ("sort", "autofilter", "format_columns", "format_rows")
    sheet.protect("", dict.fromkeys(allowed, True))


def _write_head(sheet, ground: Ground, formats: dict, illustrative: str) -> None:
    lines = [
        (f"Biểu nhập vốn năm {ground.year}", "title"),
        (f"Đơn vị: {ground.unit}", "centred"),
        (INSTRUCTIONS, "help"),
        (illustrative, "note"),
        ("Đơn vị tính: đồng", "right"),
    ]
    sheet.write_string(0, 0, str(ground.mark), formats["hidden"])
    for at, (text, look) in enumerate(lines):
        sheet.merge_range(at, 1, at, LAST, guarded(text), formats[look])
    sheet.set_row(2, 34)
    sheet.set_row(HEADER_ROW, 34)
    for column, heading in enumerate(HEADINGS.values()):
        sheet.write_string(HEADER_ROW, column, heading, formats["head"])


def _write_row(sheet, row: int, ground: Ground, slot: Slot, formats: dict) -> None:
    values, text = ground.values(slot), formats["text"]
    district = getattr(slot.place, "district", None)
    names = {
        "code": slot.place.code,
        "place": slot.place.full_name,
        "district": district.full_name if district else "",
        "programme": slot.programme.short_name,
        "source": slot.source.short_name,
    }
    sheet.write_string(row, 0, str(ground.mark_of(slot)), formats["hidden"])
    for name, said in names.items():
        sheet.write_string(row, COLUMN[name], guarded(said), text)
    for name in FIELD_COLUMNS:
        value = getattr(values, name)
        look = formats["amount" if name in AMOUNTS else "document"]
        if value is None or value == "":
            sheet.write_blank(row, COLUMN[name], None, look)
        elif name in AMOUNTS:
            sheet.write_number(row, COLUMN[name], value, look)
        else:
            sheet.write_string(row, COLUMN[name], guarded(value), look)


def _write_sums(sheet, last: int, ground: Ground, formats: dict) -> None:
    """The sum of each column above its heading, of the rows a filter leaves."""
    sheet.merge_range(SUM_ROW, 1, SUM_ROW, COLUMN["source"], "Cộng", formats["head"])
    for name in FIELD_COLUMNS:
        column = COLUMN[name]
        if name not in AMOUNTS:
            sheet.write_blank(SUM_ROW, column, None, formats["head"])
            continue
        known = [getattr(ground.values(slot), name) or 0 for slot in ground.slots.values()]
        formula = f"=SUBTOTAL(109,{address(FIRST_ROW, column)}:{address(last, column)})"
        sheet.write_formula(SUM_ROW, column, formula, formats["sum"], sum(known))


def _write_end(sheet, row: int, formats: dict) -> None:
    """Where the form is signed."""
    right = COLUMN["allocated_document"]
    sheet.merge_range(row, right, row, LAST, "Ngày …… tháng …… năm ……", formats["centred"])
    for at, (one, other) in enumerate(
        [("Người lập biểu", "Thủ trưởng đơn vị"), ("(Ký, ghi rõ họ tên)", "(Ký, đóng dấu)")], start=row + 1
    ):
        look = formats["strong" if at == row + 1 else "centred"]
        sheet.merge_range(at, 1, at, COLUMN["programme"], one, look)
        sheet.merge_range(at, right, at, LAST, other, look)
