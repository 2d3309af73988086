"""A table in a workbook found by the words of its headings, in any order, and its cells. No database."""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from communes.naming import fold
from communes.resources.excel_days import AS_TEXT, turned_into_a_date
from criteria.sheet_cells import NOT_UNICODE, is_legacy, legacy_text, text_of
from criteria.sheet_rows import Finding
from criteria.workbook_parts import BrokenCell, address
from criteria.workbooks import Sheet

LOOK_WITHIN = 40
_BRACKETED = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class Headings:
    """The columns of a kind of sheet: meaning → heading, other words for it (folded), which must be there.

    `what` is what the sheet is called in a sentence; without the columns `no_table` is said.
    """

    labels: Mapping[str, str]
    required: Sequence[str]
    no_table: str
    what: str
    max_rows: int
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def meaning_of(self) -> dict[str, str]:
        """The folded words of a heading → what the column means."""
        own = {fold(_BRACKETED.sub(" ", label)): name for name, label in self.labels.items()}
        return own | {word: name for name, words in self.others.items() for word in words}


@dataclass(frozen=True)
class HeadedTable:
    """Where a sheet holds a table: the zero-based row of the headings, and the column of each meaning."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    unread: list[Finding]
    headings: Headings

    def cell(self, row: int, name: str) -> str:
        """The address of a meaning in a zero-based row; the first column's where it has none."""
        return address(row, self.columns.get(name, self.columns[self.headings.required[0]]))

    def rows(self) -> Iterator[tuple[int, dict]]:
        """Every row under the headings that says something in one of the columns, by meaning."""
        for row, cells in enumerate(self.sheet.rows[self.header + 1 :], start=self.header + 1):
            values = dict.fromkeys(self.headings.labels)
            for name, column in self.columns.items():
                values[name] = cells[column] if column < len(cells) else None
            if any(isinstance(value, BrokenCell) or text_of(value) for value in values.values()):
                yield row, values


class CellFault(Exception):
    """What is wrong with a cell and what to write instead."""


def sound(reader: Callable, value):
    """What a reader makes of a cell that can be read at all."""
    if isinstance(value, BrokenCell):
        raise CellFault(value.sentence)
    if isinstance(value, datetime.time | datetime.timedelta):
        raise CellFault(f"{turned_into_a_date(value)}; {AS_TEXT}.")
    if isinstance(value, str) and is_legacy(value):
        raise CellFault(NOT_UNICODE.format(sample=value.strip()[:40]))
    return reader(value)


def find_table(sheets: list[Sheet], headings: Headings) -> HeadedTable | Finding:
    """The one table of that kind among the visible sheets, or why there is none."""
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            return Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))
    found = [table for sheet in sheets if (table := _table_in(sheet, headings))]
    if not found:
        return Finding("", headings.no_table)
    if len(found) > 1:
        names = ", ".join(f"“{table.sheet.name}”" for table in found if isinstance(table, HeadedTable))
        return Finding("", f"Tệp có nhiều trang tính là {headings.what}: {names}; chỉ để lại một trang.")
    return found[0]


def _table_in(sheet: Sheet, headings: Headings) -> HeadedTable | Finding | None:
    meaning_of = headings.meaning_of
    for at, row in enumerate(sheet.rows[:LOOK_WITHIN]):
        headed: dict[str, list[int]] = {}
        unread = []
        for column, value in enumerate(row):
            text = text_of(value)
            name = meaning_of.get(fold(_BRACKETED.sub(" ", text)))
            if name:
                headed.setdefault(name, []).append(column)
            elif text:
                unread.append(Finding(address(at, column), f"Cột “{text[:60]}” không được đọc."))
        if all(name in headed for name in headings.required):
            return _checked(sheet, at, headed, unread, headings)
    return None


def _checked(sheet: Sheet, at: int, headed: dict, unread: list, headings: Headings) -> HeadedTable | Finding:
    for name, places in headed.items():
        if len(places) > 1:
            where = " và ".join(address(at, place) for place in places)
            text = f"Có {len(places)} cột “{headings.labels[name]}” ({where}); chỉ để lại một cột."
            return Finding(address(at, places[1]), text)
    if len(sheet.rows) - at > headings.max_rows:
        long, most = len(sheet.rows), headings.max_rows
        text = f"Biểu dài {long} dòng, quá mức ({most}); xóa các dòng thừa hoặc chia biểu."
        return Finding(address(long - 1, 0), text)
    return HeadedTable(sheet, at, {name: places[0] for name, places in headed.items()}, unread, headings)
