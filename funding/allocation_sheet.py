"""Finding and reading the rows of a sheet of money. A row is found by its hidden key. No database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from criteria.figure_columns import read_mark as read_figure_mark
from criteria.sheet_cells import NOT_UNICODE, legacy_text, text_of
from criteria.sheet_rows import Finding
from criteria.workbook_parts import address
from criteria.workbooks import Sheet, Value
from funding.allocation_columns import (
    FIELD_COLUMNS,
    HEADINGS,
    FormMark,
    RowMark,
    meaning,
    read_form,
    read_row,
)
from funding.models import AMOUNTS

LOOK_WITHIN = 40
# Every commune of the largest province, three programmes and a long tree of sources, twice over.
MAX_ROWS = 60_000
NEEDED = ("key", *AMOUNTS)

NO_TABLE = (
    "Không tìm thấy dòng tiêu đề của biểu vốn (các cột Kế hoạch, Đã bố trí, Giải ngân và cột khóa ẩn); "
    "tải biểu mẫu của đơn vị và năm rồi điền vào đó."
)
OTHER_FORM = "Tệp này là biểu nhập số liệu chỉ tiêu, không phải biểu vốn; tải biểu mẫu ở trang này."


class Line(NamedTuple):
    """One row under the header. `row` is Excel's number; `cells` are the raw ones by meaning."""

    row: int
    key: RowMark | None
    cells: dict[str, Value]


@dataclass(frozen=True)
class Table:
    """Where a sheet holds money: zero-based header row, column by meaning, and the mark of the form."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    mark: FormMark | None

    def address(self, row: int, name: str) -> str:
        """The cell of a meaning in an Excel row (counted from 1); that of the key where there is none."""
        return address(row - 1, self.columns.get(name, self.columns["key"]))

    def lines(self) -> Iterator[Line]:
        """Every row with a key, or with money where a key should be; titles and signatures are passed."""
        for number, row in enumerate(self.sheet.rows[self.header + 1 :], start=self.header + 2):
            cells = {name: row[at] if at < len(row) else None for name, at in self.columns.items()}
            key = read_row(text_of(cells["key"]))
            money = any(isinstance(cells.get(name), int | float) for name in AMOUNTS)
            if key or text_of(cells["key"]) or (money and text_of(cells.get("source"))):
                yield Line(number, key, cells)


def find_table(sheets: list[Sheet]) -> Table | Finding:
    """The one table of money among the visible sheets, or why there is none."""
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            return Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))
    found = [table for sheet in sheets if (table := _table_in(sheet))]
    if len(found) > 1:
        names = ", ".join(f"“{table.sheet.name}”" for table in found)
        return Finding("", f"Tệp có nhiều trang tính là biểu vốn: {names}; chỉ để lại một trang.")
    if found:
        return _checked(found[0])
    first = [text_of(sheet.rows[0][0]) for sheet in sheets if sheet.rows and sheet.rows[0]]
    return Finding("", OTHER_FORM if any(map(read_figure_mark, first)) else NO_TABLE)


def _table_in(sheet: Sheet) -> Table | None:
    mark = None
    for at, row in enumerate(sheet.rows[:LOOK_WITHIN]):
        mark = mark or (read_form(text_of(row[0])) if row else None)
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = meaning(text_of(value))
            if name:
                columns.setdefault(name, column)
        if all(name in columns for name in NEEDED):
            return Table(sheet, at, columns, mark)
    return None


def _checked(table: Table) -> Table | Finding:
    row = table.sheet.rows[table.header]
    meanings = [meaning(text_of(value)) for value in row]
    for name in FIELD_COLUMNS:
        if meanings.count(name) > 1:
            second = len(meanings) - 1 - meanings[::-1].index(name)
            said = f"Có {meanings.count(name)} cột “{HEADINGS[name]}”; chỉ để lại một cột."
            return Finding(address(table.header, second), said)
    if table.mark is None:
        return Finding("A1", "Biểu mất dòng thông tin ẩn ở ô A1; tải lại biểu mẫu rồi chép số sang.")
    if len(table.sheet.rows) > MAX_ROWS:
        return Finding("", f"Biểu dài quá {MAX_ROWS} dòng; xóa các dòng thừa.")
    return table
