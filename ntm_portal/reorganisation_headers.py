"""Finding the two tables of a sheet of reorganisation by the words of their headings. No database."""

import datetime
import re
from dataclasses import dataclass, field

from communes.naming import fold
from criteria.sheet_cells import NOT_UNICODE, legacy_text, text_of
from criteria.sheet_rows import Finding
from criteria.workbook_parts import address
from criteria.workbooks import Sheet

LOOK_WITHIN = 40
# The whole country had 10,035 units; a province has some hundreds, each in a few parts.
MAX_ROWS = 5000

LINES = {
    "old_code": "Mã cũ",
    "old_name": "Tên cũ",
    "new_code": "Mã mới",
    "new_name": "Tên mới",
    "new_kind": "Loại",
    "new_province": "Mã tỉnh mới",
    "new_district": "Mã huyện mới",
    "whole": "Toàn bộ/một phần",
}
# Where there are no districts any more the column may be left out.
OPTIONAL = {"new_district"}
HEIRS = {
    "what": "Đối tượng",
    "code": "Mã",
    "name": "Tên",
    "heir_code": "Mã đơn vị kế thừa",
    "heir_name": "Tên đơn vị kế thừa",
}
# Columns of the blank sheet that help the reader and are not read.
HELPING = {"Huyện"}
# Other words the same columns are headed with, folded.
OTHERS = {
    "old_code": ["ma don vi cu", "ma xa cu", "ma truoc sap xep"],
    "old_name": ["ten don vi cu", "ten xa cu", "don vi cu"],
    "new_code": ["ma don vi moi", "ma xa moi", "ma sau sap xep"],
    "new_name": ["ten don vi moi", "ten xa moi", "don vi moi"],
    "new_kind": ["loai moi", "loai don vi moi"],
    "new_province": ["ma tinh", "tinh moi"],
    "whole": ["nhap toan bo mot phan", "nhap", "phan nhap", "toan bo hay mot phan"],
    "what": ["loai doi tuong"],
    "heir_code": ["ma ke thua"],
    "heir_name": ["don vi ke thua", "ten ke thua"],
}

NO_LINES = (
    "Không tìm thấy dòng tiêu đề của bảng đơn vị cũ, đơn vị mới (các cột {wanted}); "
    "tải biểu mẫu hoặc đặt lại tên cột."
)
MISSING = "Bảng thiếu cột {missing}; đặt lại tên cột như trong biểu mẫu."


_FROM_DAY = re.compile(r"từ ngày (\d{2}/\d{2}/\d{4})")
OTHER_DAY = (
    "Biểu lập cho ngày {stated}, trang ghi ngày {day}: mã đơn vị được tra theo ngày ghi ở trang. "
    "Sửa ngày ở trang nếu chưa đúng."
)


@dataclass(frozen=True)
class Table:
    """Where a sheet holds one table: the zero-based row of the headings, and the column of each meaning."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    unread: list[Finding] = field(default_factory=list)
    # Two tables stand on two sheets: their cells are told apart by the sheet's name.
    named: bool = False

    def cell(self, row: int, name: str) -> str:
        """The address of a meaning in a zero-based row."""
        return self.at(row, self.columns[name])

    def at(self, row: int, column: int) -> str:
        """The address of a zero-based row and column."""
        at = address(row, column)
        return f"{self.sheet.name}!{at}" if self.named else at

    def made_for_another_day(self, day: datetime.date) -> list[Finding]:
        """A sheet says in its title from which day it is: told where that is not the day asked for."""
        for row, cells in enumerate(self.sheet.rows[: self.header]):
            for column, value in enumerate(cells):
                stated = _FROM_DAY.search(text_of(value)) if isinstance(value, str) else None
                if stated and stated[1] != f"{day:%d/%m/%Y}":
                    said = OTHER_DAY.format(stated=stated[1], day=f"{day:%d/%m/%Y}")
                    return [Finding(self.at(row, column), said)]
        return []


@dataclass(frozen=True)
class Tables:
    """The lines, and the heirs where the workbook has a sheet of them."""

    lines: Table
    heirs: Table | None


def find_tables(sheets: list[Sheet]) -> Tables | list[Finding]:
    """The tables among the visible sheets, or everything that keeps them from being read."""
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            where = f"{sheet.name}!{legacy[0]}" if len(sheets) > 1 else legacy[0]
            return [Finding(where, NOT_UNICODE.format(sample=legacy[1]))]
    found = {"lines": _of(sheets, LINES, "old_code"), "heirs": _of(sheets, HEIRS, "heir_code")}
    faults = [fault for part in found.values() for fault in part if isinstance(fault, Finding)]
    tables = {name: [part for part in parts if isinstance(part, Table)] for name, parts in found.items()}
    for parts in tables.values():
        if len(parts) > 1:
            names = ", ".join(f"“{table.sheet.name}”" for table in parts)
            faults.append(Finding("", f"Tệp có nhiều trang tính là cùng một bảng: {names}; chỉ để lại một."))
    if not found["lines"]:
        wanted = ", ".join(LINES.values())
        faults.append(Finding("", NO_LINES.format(wanted=wanted)))
    if faults:
        return faults
    return Tables(tables["lines"][0], next(iter(tables["heirs"]), None))


def _of(sheets: list[Sheet], headings: dict[str, str], mark: str) -> list[Table | Finding]:
    """The tables of these headings, or what is wrong with them; `mark` is the heading no other table has."""
    meaning = {fold(heading): name for name, heading in headings.items()} | {
        word: name for name in headings for word in OTHERS.get(name, [])
    }
    found = []
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:LOOK_WITHIN]):
            names = [meaning.get(fold(text_of(value))) for value in row]
            told = set(names) - {None}
            # A heading that was renamed is missed here and named below: half of them tell the table.
            if mark in told or len(told) * 2 > len(headings):
                found.append(_table(sheet, at, names, headings, named=len(sheets) > 1))
                break
    return found


def _table(sheet: Sheet, at: int, names: list, headings: dict[str, str], *, named: bool) -> Table | Finding:
    """The table under a row of headings, or the first thing wrong with that row."""
    where = f"{sheet.name}!" if named else ""
    for name in headings:
        if names.count(name) > 1:
            second = len(names) - 1 - names[::-1].index(name)
            said = f"Có {names.count(name)} cột “{headings[name]}”; chỉ để lại một cột."
            return Finding(f"{where}{address(at, second)}", said)
    missing = [f"“{heading}”" for name, heading in headings.items() if name not in {*names, *OPTIONAL}]
    others = [
        (column, text_of(value))
        for column, value in enumerate(sheet.rows[at])
        if names[column] is None and text_of(value) and text_of(value) not in HELPING
    ]
    if missing:
        first = others[0][0] if others else 0
        said = MISSING.format(missing=", ".join(missing))
        if others:
            said += f" Cột “{others[0][1][:60]}” không đọc được."
        return Finding(f"{where}{address(at, first)}", said)
    if len(sheet.rows) - at > MAX_ROWS:
        said = f"Bảng dài quá {MAX_ROWS} dòng; xóa các dòng thừa."
        return Finding(f"{where}{address(at, 0)}", said)
    unread = [
        Finding(f"{where}{address(at, column)}", f"Cột “{text[:60]}” không được đọc.")
        for column, text in others
    ]
    return Table(sheet, at, {name: names.index(name) for name in headings if name in names}, unread, named)
