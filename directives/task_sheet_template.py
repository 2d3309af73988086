"""The blank sheet of tasks of one directive: headings, an example that is not read, rows to fill in."""

import io

import xlsxwriter

from communes.resources.files import PLAIN_WORKBOOK
from communes.resources.formulas import guarded
from criteria.models import LeadRole
from directives.models import Directive
from directives.task_sheet_headers import HEADINGS
from directives.task_sheet_rows import EXAMPLE

WIDTHS = [7, 12, 26, 34, 20, 28, 10, 12, 9]
HEADER_ROW = 4
BLANK_ROWS = 60
MILLIMETRES_PER_INCH = 25.4
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}

INSTRUCTIONS = (
    "Mỗi dòng là một nhiệm vụ giao cho một đơn vị; các dòng cùng số TT là một nhiệm vụ, nội dung chỉ cần ghi "
    "ở dòng đầu. Nhiều đơn vị trong một ô cách nhau bằng dấu chấm phẩy. Đơn vị ghi: tên cơ quan; huyện Đăk "
    "Hà; xã Đăk Pxi (huyện Đăk Hà); các huyện, thành phố; các xã. Vai trò để trống là Chủ trì. Thời hạn để "
    f"trống là thời hạn ở dòng đầu của nhiệm vụ. Dòng ghi {EXAMPLE} ở cột Số TT không được đọc."
)
EXAMPLE_ROW = [
    EXAMPLE,
    "Mục 2 điểm b",
    "Rà soát hộ nghèo",
    "Tổ chức rà soát hộ nghèo, hộ cận nghèo theo chuẩn mới.",
    "Báo cáo kết quả rà soát",
    "các huyện, thành phố",
    LeadRole.LEAD.label,
    "30/06/2024",
    "11",
]


def task_template(directive: Directive) -> bytes:
    """The sheet to download, an .xlsx on A4 landscape."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    sheet = book.add_worksheet("Nhiệm vụ")
    formats = _formats(book)
    _set_up_page(sheet)
    last = len(HEADINGS) - 1
    lines = [
        (f"Biểu nhiệm vụ của {directive}", "title"),
        (f"{directive.issuer}, ngày {directive.signed_on:%d/%m/%Y}", "centred"),
        (INSTRUCTIONS, "help"),
        (directive.illustrative_note, "note"),
    ]
    for at, (text, look) in enumerate(lines):
        sheet.merge_range(at, 0, at, last, guarded(text), formats[look])
    for row, height in ((2, 68), (HEADER_ROW, 34), (HEADER_ROW + 1, 50)):
        sheet.set_row(row, height)
    for column, heading in enumerate(HEADINGS.values()):
        sheet.write_string(HEADER_ROW, column, heading, formats["head"])
        sheet.write_string(HEADER_ROW + 1, column, EXAMPLE_ROW[column], formats["example"])
    first = HEADER_ROW + 2
    for row in range(first, first + BLANK_ROWS):
        for column, name in enumerate(HEADINGS):
            sheet.write_blank(row, column, None, formats["day" if name == "due" else "cell"])
    _add_roles(sheet, first, first + BLANK_ROWS - 1)
    book.close()
    return out.getvalue()


def _formats(book) -> dict:
    cell = {**FONT, "border": 1, "text_wrap": True}
    made = {
        "title": {**FONT, "bold": True, "font_size": 14, "align": "center"},
        "centred": {**FONT, "align": "center"},
        "help": {**FONT, "text_wrap": True},
        "note": {**FONT, "italic": True, "font_color": "#A8201A"},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#E4E7EB"},
        "example": {**cell, "italic": True, "font_color": "#555555"},
        "cell": cell,
        "day": {**cell, "num_format": "dd/mm/yyyy", "align": "center"},
    }
    return {name: book.add_format(look) for name, look in made.items()}


def _set_up_page(sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_margins(left=30 / MILLIMETRES_PER_INCH, right=0.6, top=0.75, bottom=0.75)
    sheet.set_footer('&C&"Times New Roman"Trang &P/&N')
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def _add_roles(sheet, first: int, last: int) -> None:
    column = list(HEADINGS).index("role")
    options = {
        "validate": "list",
        "source": [role.label for role in LeadRole],
        "error_type": "warning",
        "error_title": "Ngoài danh sách",
        "error_message": "Chọn Chủ trì hoặc Phối hợp; ghi khác thì tải lên sẽ báo lỗi.",
    }
    sheet.data_validation(first, column, last, column, options)
