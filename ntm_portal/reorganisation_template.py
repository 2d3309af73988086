"""The sheet of a reorganisation to download: a province's units of the day before, their heirs."""

import datetime
import io

import xlsxwriter

from communes.models import Agency, Commune, CommuneKind, District, Officer, Province
from communes.resources.files import PLAIN_WORKBOOK
from communes.resources.formulas import guarded
from ntm_portal.reorganisation_headers import HEIRS, LINES
from ntm_portal.reorganisation_places import A_DAY
from ntm_portal.reorganisation_rows import AGENCY, DISTRICT, NOBODY, OFFICER, PART, WHOLE

LINES_SHEET, HEIRS_SHEET = "Đơn vị", "Kế thừa"
HEADER_ROW = 4
BLANK_ROWS = 100
MILLIMETRES_PER_INCH = 25.4
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
# The district of a unit helps the reader and is not read.
HEADINGS = {"old_code": "Mã cũ", "old_name": "Tên cũ", "district": "Huyện"} | LINES
WIDTHS = {"old_code": 9, "new_code": 9, "new_kind": 12, "new_province": 9, "new_district": 9, "whole": 14}
HEIR_WIDTHS = {"what": 12, "code": 18, "name": 36, "heir_code": 14, "heir_name": 36}

LINES_HELP = (
    "Mỗi dòng là một đơn vị cấp xã có đến hết ngày {until}. Đơn vị nào không đổi thì để trống các cột mới. "
    "Đơn vị giữ mã mà nhận thêm nơi khác hoặc đổi tên cũng ghi một dòng vào chính mã ấy. "
    "Đơn vị chia về nhiều nơi thì chép thành nhiều dòng, mỗi dòng ghi {part}. Mã và tên cũ để đối chiếu, "
    "không sửa. Mã huyện mới để trống khi không còn cấp huyện."
)
HEIRS_HELP = (
    "Ghi mã (xã 5 chữ số, tỉnh 2 chữ số) và tên của đơn vị nhận việc đang làm và cán bộ; nơi kế thừa là cơ "
    "quan thì chỉ ghi tên. Ghi “{nobody}” khi không có nơi kế thừa. Dòng để trống không được đọc: huyện thì "
    "ghi sau ở trang của đợt sắp xếp, cán bộ thì theo đơn vị của mình. Thêm dòng khi cần."
)


def reorganisation_template(province: Province, effective_on: datetime.date, by: Officer) -> bytes:
    """An .xlsx on A4 landscape: the lines on the first sheet, the heirs on the second."""
    out, until = io.BytesIO(), f"{effective_on - A_DAY:%d/%m/%Y}"
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    formats = _formats(book)
    title = f"Sắp xếp đơn vị hành chính: {province.prose_name}, từ ngày {effective_on:%d/%m/%Y}"
    lines = book.add_worksheet(LINES_SHEET)
    _head(lines, title, LINES_HELP.format(until=until, part=PART), HEADINGS, WIDTHS, formats)
    units = _units(province, effective_on, by)
    _fill(lines, units, HEADINGS, formats)
    last = HEADER_ROW + len(units) + BLANK_ROWS
    _choose(lines, HEADINGS, "new_kind", last, [kind.label for kind in CommuneKind])
    _choose(lines, HEADINGS, "whole", last, [WHOLE, PART])
    heirs = book.add_worksheet(HEIRS_SHEET)
    _head(heirs, title, HEIRS_HELP.format(nobody=NOBODY), HEIRS, HEIR_WIDTHS, formats)
    roles = _roles(province, effective_on, by)
    _fill(heirs, roles, HEIRS, formats)
    _choose(heirs, HEIRS, "what", HEADER_ROW + len(roles) + BLANK_ROWS, [DISTRICT, AGENCY, OFFICER])
    book.close()
    return out.getvalue()


def _units(province: Province, effective_on: datetime.date, by: Officer) -> list[dict]:
    """A row for each unit in force on the day before, district by district."""
    communes = Commune.objects.visible_to(by).in_force(effective_on - A_DAY).filter(province=province)
    communes = communes.select_related("district").order_by("district__code", "sort_key", "code")
    return [
        {
            "old_code": commune.code,
            "old_name": commune.full_name,
            "district": commune.district.full_name if commune.district else "",
            "whole": WHOLE,
        }
        for commune in communes
    ]


def _roles(province: Province, effective_on: datetime.date, by: Officer) -> list[dict]:
    """A row for each district in force on the day before, for its agencies and for its officers."""
    districts = District.objects.visible_to(by).in_force(effective_on - A_DAY).filter(province=province)
    rows = [{"what": DISTRICT, "code": place.code, "name": place.full_name} for place in districts]
    agencies = Agency.objects.visible_to(by).filter(district__in=districts).order_by("district", "name")
    rows += [{"what": AGENCY, "name": agency.name} for agency in agencies]
    officers = Officer.objects.visible_to(by).filter(scope_district__in=districts, is_active=True)
    rows += [{"what": OFFICER, "code": found.username, "name": str(found)} for found in officers]
    return rows


def _formats(book) -> dict:
    cell = {**FONT, "border": 1, "text_wrap": True, "num_format": "@"}
    made = {
        "title": {**FONT, "bold": True, "font_size": 14, "align": "center"},
        "help": {**FONT, "text_wrap": True},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#E4E7EB"},
        "cell": cell,
    }
    return {name: book.add_format(look) for name, look in made.items()}


def _head(sheet, title: str, words: str, headings: dict, widths: dict, formats: dict) -> None:
    """Title, instructions and headings, on A4 landscape."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_margins(left=30 / MILLIMETRES_PER_INCH, right=0.6, top=0.75, bottom=0.75)
    sheet.set_footer('&C&"Times New Roman"Trang &P/&N')
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    last = len(headings) - 1
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    sheet.merge_range(2, 0, 2, last, words, formats["help"])
    sheet.set_row(2, 84)
    sheet.set_row(HEADER_ROW, 34)
    for column, (name, heading) in enumerate(headings.items()):
        sheet.set_column(column, column, widths.get(name, 24))
        sheet.write_string(HEADER_ROW, column, heading, formats["head"])


def _fill(sheet, rows: list[dict], headings: dict, formats: dict) -> None:
    """The rows as text, so that codes keep their zeros, and blank ones to go on with."""
    for at, row in enumerate([*rows, *({} for _ in range(BLANK_ROWS))], start=HEADER_ROW + 1):
        for column, name in enumerate(headings):
            sheet.write_string(at, column, guarded(row.get(name, "")), formats["cell"])


def _choose(sheet, headings: dict, name: str, last: int, options: list[str]) -> None:
    column = list(headings).index(name)
    sheet.data_validation(
        HEADER_ROW + 1,
        column,
        last,
        column,
        {
            "validate": "list",
            "source": options,
            "error_type": "warning",
            "error_title": "Ngoài danh sách",
            "error_message": "Ghi khác danh sách thì tải lên sẽ báo lỗi.",
        },
    )
