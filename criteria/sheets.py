"""The wide status sheet of a province: from the rows of a file to rows of communes. No database.

Nothing is guessed: every cell that is not understood is a finding with its address, all at once.
Which commune a row means is settled afterwards, in `criteria.sheet_places`.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from criteria.sheet_cells import NOT_UNICODE, legacy_text, text_of
from criteria.sheet_headers import CriterionNames, Header, find_header
from criteria.sheet_rows import Finding, SheetRow, read_rows
from criteria.workbook_parts import address
from criteria.workbooks import Sheet

# No province has a thousand communes; a longer sheet is not one, and its errors would fill memory.
MAX_ROWS = 3000

__all__ = ["Finding", "SheetReading", "SheetRow", "read_sheets"]

_STATED_DAY = re.compile(
    r"ngày\s+(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})", re.IGNORECASE
)


@dataclass(frozen=True)
class SheetReading:
    """What a file says. `fatal` findings concern the whole sheet; then there are no rows.

    `errors` belong to rows; `warnings` stop nothing. `stated_day` is the day of data its title gives.
    """

    sheet: str = ""
    rows: list[SheetRow] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    stated_day: datetime.date | None = None


def read_sheets(sheets: list[Sheet], criteria: Iterable[CriterionNames]) -> SheetReading:
    """Read the one sheet of a file that has the header of a status sheet of these criteria."""
    criteria = list(criteria)
    headed = [(sheet, header) for sheet in sheets if (header := find_header(sheet.rows, criteria))]
    if len(headed) != 1:
        return SheetReading(fatal=[_no_single_sheet(sheets, [sheet.name for sheet, _ in headed], criteria)])
    sheet, header = headed[0]
    fatal = _header_faults(header, criteria)
    if legacy := legacy_text(sheet.rows):
        fatal = [Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))]
    if len(sheet.rows) > MAX_ROWS:
        message = f"Biểu dài {len(sheet.rows)} dòng, quá mức của một tỉnh ({MAX_ROWS}); xóa các dòng thừa."
        fatal = [Finding(address(len(sheet.rows) - 1, 0), message)]
    if fatal:
        return SheetReading(sheet=sheet.name, fatal=fatal)
    rows, errors, warnings = read_rows(sheet.rows, header)
    if not rows and not errors:
        fatal = [Finding(address(header.last, 0), "Dưới dòng tiêu đề không có dòng xã nào.")]
    return SheetReading(
        sheet=sheet.name,
        rows=rows,
        fatal=fatal,
        errors=errors,
        warnings=[*_header_warnings(header, sheet.rows), *warnings],
        stated_day=_stated_day(sheet.rows[: header.first]),
    )


def _no_single_sheet(sheets: list[Sheet], headed: list[str], criteria: list) -> Finding:
    if headed:
        names = ", ".join(f"“{name}”" for name in headed)
        return Finding("", f"Tệp có nhiều trang tính giống biểu tổng hợp: {names}; chỉ để lại một trang.")
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            return Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))
    return Finding(
        "",
        "Không tìm thấy dòng tiêu đề có cột tên xã (hoặc mã xã) và các cột tiêu chí "
        f"(TC 1 đến TC {len(criteria)}); kiểm tra lại tệp và bộ tiêu chí đã chọn.",
    )


def _header_faults(header: Header, criteria: list[CriterionNames]) -> list[Finding]:
    """Every way in which the columns are not exactly one per criterion of the set."""
    faults = []
    columns: dict[int, list[int]] = {}
    for column, number in sorted(header.criteria.items()):
        columns.setdefault(number, []).append(column)
    missing = [criterion for criterion in criteria if criterion.number not in columns]
    if missing:
        names = ", ".join(f"TC {criterion.number} {criterion.name}" for criterion in missing)
        faults.append(Finding(address(header.last, 0), f"Thiếu {len(missing)} cột tiêu chí: {names}."))
    for number, places in columns.items():
        if len(places) > 1:
            cells = ", ".join(address(header.last, column) for column in places)
            message = f"TC {number} có {len(places)} cột ({cells}); chỉ để lại một cột."
            faults.append(Finding(address(header.last, places[1]), message))
    for column, number in header.surplus:
        message = f"Bộ tiêu chí đã chọn không có TC {number}; kiểm tra lại bộ tiêu chí hoặc bỏ cột này."
        faults.append(Finding(address(header.last, column), message))
    for column, written, named in header.contradictions:
        message = f"Cột ghi TC {written} nhưng tên là của TC {named}; sửa lại số hoặc tên tiêu chí."
        faults.append(Finding(address(header.last, column), message))
    return faults


def _header_warnings(header: Header, rows: list[list]) -> list[Finding]:
    """Columns left unread, and names the set does not know when they are the greater part."""
    warnings = []
    for column in header.unknown:
        texts = [text_of(row[column]) for row in rows[header.first : header.last + 1] if column < len(row)]
        title = " ".join(text for text in texts if text)[:60]
        if any(column < len(row) and text_of(row[column]) for row in rows[header.last + 1 :]):
            message = f"Cột “{title}” không phải tiêu chí nên không được đọc."
            warnings.append(Finding(address(header.last, column), message))
    if len(header.renamed) > len(header.criteria) / 2:
        message = "Phần lớn tên tiêu chí trên biểu khác với bộ tiêu chí đã chọn; kiểm tra lại bộ tiêu chí."
        warnings.append(Finding(address(header.last, header.renamed[0]), message))
    return warnings


def _stated_day(rows: list[list]) -> datetime.date | None:
    """The first full date after "ngày" in the titles above the header."""
    for row in rows:
        for value in row:
            if match := _STATED_DAY.search(text_of(value)):
                day, month, year = map(int, match.groups())
                try:
                    return datetime.date(year, month, day)
                except ValueError:
                    continue
    return None
