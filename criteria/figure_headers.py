"""Finding the table of figures in a workbook, by the form's mark or by headings of an office. No database."""

import re
from dataclasses import dataclass, field

from communes.naming import fold
from criteria.figure_columns import FormMark, read_mark
from criteria.sheet_cells import NOT_UNICODE, legacy_text, text_of
from criteria.sheet_rows import Finding
from criteria.workbook_parts import address
from criteria.workbooks import Sheet

LOOK_WITHIN = 40

# Folded headings, without what stands in brackets → what the column holds.
MEANINGS = {
    "key": ["khoa"],
    "commune": ["xa", "ten xa", "xa phuong", "xa phuong thi tran", "don vi", "ten don vi", "dia ban"],
    "commune_code": ["ma xa", "ma don vi", "ma so xa", "ma dvhc", "ma don vi hanh chinh", "ma gso"],
    "district": ["huyen", "ten huyen", "huyen thanh pho", "huyen tp", "huyen thi xa thanh pho", "quan huyen"],
    "code": ["ma", "ma chi tieu", "ma so chi tieu", "ma ct", "so chi tieu", "ma so"],
    "numerator": ["tu so"],
    "denominator": ["mau so"],
    "value": ["ky nay", "gia tri", "so lieu", "so lieu ky nay", "gia tri ky nay", "thuc hien"],
    "part": ["trong do"],
    "outcome": ["ket qua", "ket qua danh gia", "danh gia", "tu danh gia", "dat chua dat"],
    "note": ["ghi chu", "giai trinh", "ghi chu giai trinh"],
}
MEANING_OF = {heading: name for name, headings in MEANINGS.items() for heading in headings}
ENTERED = ("numerator", "denominator", "value", "part", "outcome", "note")
_BRACKETED = re.compile(r"\([^)]*\)")

NO_TABLE = (
    "Không tìm thấy dòng tiêu đề có các cột Xã (hoặc Mã xã), Mã (mã chỉ tiêu) và Kỳ này "
    "(hoặc Tử số, Mẫu số); tải biểu mẫu của kỳ hoặc đặt lại tên cột."
)


@dataclass(frozen=True)
class Table:
    """Where a sheet holds figures: zero-based header row, column by meaning, and the form's mark, if any."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    mark: FormMark | None = None
    faults: list[Finding] = field(default_factory=list)

    def address(self, row: int, name: str) -> str:
        """The cell of a meaning in an Excel row (counted from 1); that of the code where there is none."""
        return address(row - 1, self.columns.get(name, self.columns["code"]))


def find_table(sheets: list[Sheet]) -> Table | Finding:
    """The one table of figures among the visible sheets, or why there is none."""
    tables = [table for sheet in sheets if (table := _table_in(sheet))]
    marked = [table for table in tables if table.mark]
    found = marked or tables
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"“{table.sheet.name}”" for table in found)
        return Finding("", f"Tệp có nhiều trang tính là biểu số liệu: {names}; chỉ để lại một trang.")
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            return Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))
    return Finding("", NO_TABLE)


def _table_in(sheet: Sheet) -> Table | None:
    """The table under the first row that heads a commune, an indicator's code and something entered."""
    mark = None
    for at, row in enumerate(sheet.rows[:LOOK_WITHIN]):
        mark = mark or (read_mark(text_of(row[0])) if row else None)
        columns: dict[str, list[int]] = {}
        for column, value in enumerate(row):
            name = MEANING_OF.get(fold(_BRACKETED.sub(" ", text_of(value))))
            if name:
                columns.setdefault(name, []).append(column)
        where = {"commune", "commune_code"} & columns.keys()
        if where and "code" in columns and {"value", "numerator", "outcome"} & columns.keys():
            single = {name: places[0] for name, places in columns.items()}
            return Table(sheet, at, single, mark, _doubled(at, columns, row))
    return None


def _doubled(header: int, columns: dict[str, list[int]], row: list) -> list[Finding]:
    """Columns of one meaning given twice: nobody can tell which one counts."""
    return [
        Finding(
            address(header, places[1]),
            f"Có {len(places)} cột “{text_of(row[places[0]])}” "
            f"({', '.join(address(header, place) for place in places)}); chỉ để lại một cột.",
        )
        for places in columns.values()
        if len(places) > 1
    ]
