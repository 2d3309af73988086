"""The rows of an entry sheet of figures: which commune and indicator, and what stands in their cells.

A form's row is found by its hidden key, so sorting and filtering do no harm; an office's own file by the
names in it. Nothing is guessed: what cannot be matched is an error with its address. No database.
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from criteria.figure_columns import RowKey, read_key
from criteria.figure_headers import ENTERED, Table
from criteria.sheet_cells import read_code, text_of
from criteria.sheet_rows import SheetRow
from criteria.workbook_parts import BrokenCell
from criteria.workbooks import Value


class Line(NamedTuple):
    """One row under the header. `row` is Excel's number; `entered` has the raw cells in the order of ENTERED.

    The names are as written; `key` is None where the row has none, `key_text` what stands there instead.
    """

    row: int
    key: RowKey | None
    key_text: str
    commune: Value
    commune_code: Value
    district: Value
    code: Value
    entered: tuple[Value, ...]


PLACE = ("key", "commune", "commune_code", "district", "code")


def read_lines(table: Table) -> Iterator[Line]:
    """Every row that says something of an indicator; titles, totals and signatures are passed over."""
    rows = table.sheet.rows
    width = max((len(row) for row in rows[table.header :]), default=0)
    key, commune, commune_code, district, code = (table.columns.get(name, width) for name in PLACE)
    entered = [table.columns.get(name, width) for name in ENTERED]
    for number, row in enumerate(rows[table.header + 1 :], start=table.header + 2):
        # Where a file lacks a column, a blank behind the row's end stands for it.
        cells = [*row, *[None] * (width + 1 - len(row))]
        text = cells[key]
        found = read_key(text) if isinstance(text, str) and text else None
        values = tuple([cells[at] for at in entered])
        if found is None and not _is_row(cells[code], values):
            continue
        yield Line(
            number,
            found,
            "" if found else text_of(text),
            cells[commune],
            cells[commune_code],
            cells[district],
            cells[code],
            values,
        )


def _is_row(code: Value, entered: tuple[Value, ...]) -> bool:
    """Whether a row without a key is about an indicator: it has a code, or a figure that lacks one."""
    return bool(text_of(code)) or any(
        isinstance(value, int | float | BrokenCell) and not isinstance(value, bool) for value in entered[:3]
    )


def indicator_code(value: Value) -> str:
    """An indicator's code as written; a program's number 2.3 or a comma says "2.3"."""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return ""
    return text_of(value).replace(",", ".").strip(". ")


def as_sheet_row(line: Line, table: Table) -> SheetRow:
    """The place a line names, as communes are looked for in sheets."""
    return SheetRow(
        row=line.row,
        name=text_of(line.commune),
        name_cell=table.address(line.row, "commune" if "commune" in table.columns else "commune_code"),
        code=read_code(line.commune_code) or "",
        code_cell=table.address(line.row, "commune_code"),
        district=text_of(line.district),
        district_cell=table.address(line.row, "district"),
        cells=(),
    )
