"""The sheet somebody sent, again, with what is wrong marked where it stands. Nothing they typed is lost.

An .xlsx comes back as it was, an .xls or .csv as an .xlsx with the same cells. Red is an error, orange a
conflict, yellow a warning; each marked cell has its sentence as a comment.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from communes.resources.files import PLAIN_WORKBOOK
from criteria.sheet_rows import Finding
from criteria.workbook_parts import BrokenCell
from criteria.workbooks import ZIP_MAGIC, open_workbook

RED, ORANGE, YELLOW = "F4B6B2", "F9D08B", "FFF176"
AUTHOR = "Cổng nông thôn mới"
# Beyond this a workbook is written anew from its values: loading every style would take minutes.
LARGE = 20_000
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 110


@dataclass(frozen=True)
class Sent:
    """A workbook that could be read: its bytes, the name of the sheet that was, and how many rows it has."""

    content: bytes
    sheet: str
    rows: int
    max_bytes: int


class Mark(NamedTuple):
    """A cell to colour, and why."""

    cell: str
    colour: str
    message: str


def one_for_each_cell(marks: Iterable[Mark]) -> list[Mark]:
    """Marks of one cell together, in the colour of the first; what stands at no cell is left out."""
    together: dict[str, Mark] = {}
    for mark in marks:
        first = together.get(mark.cell)
        together[mark.cell] = first._replace(message=f"{first.message}\n{mark.message}") if first else mark
    return [mark for cell, mark in together.items() if cell]


def marked_workbook(sent: Sent, marks: Iterable[Mark]) -> bytes:
    """The workbook with its marks, the worst of a cell first among them."""
    if sent.content.startswith(ZIP_MAGIC) and sent.rows <= LARGE:
        return _marked(sent, marks)
    return _written_anew(sent, one_for_each_cell(marks))


def with_findings(sent: Sent, errors: Iterable[Finding], warnings: Iterable[Finding] = ()) -> bytes:
    """The workbook with what was found in it marked."""
    marks = [Mark(one.cell, RED, one.message) for one in errors]
    return marked_workbook(sent, [*marks, *(Mark(one.cell, YELLOW, one.message) for one in warnings)])


def _marked(sent: Sent, marks: Iterable[Mark]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    sheet = book[sent.sheet]
    fills = {colour: PatternFill("solid", start_color=colour) for colour in (RED, ORANGE, YELLOW)}
    for mark in one_for_each_cell(_at_anchors(sheet, marks)):
        cell = sheet[mark.cell]
        cell.fill = fills[mark.colour]
        cell.comment = Comment(mark.message, AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)
    book.active = sheet
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _at_anchors(sheet: Worksheet, marks: Iterable[Mark]) -> list[Mark]:
    """The marks where they can stand: of merged cells only the first takes a comment; it names the others."""
    covered = {
        f"{get_column_letter(column)}{row}": area.coord.partition(":")[0]
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
    }
    placed = []
    for mark in marks:
        at = mark.cell
        # In a damaged file the first cell of one range may lie inside another.
        while at in covered:
            at = covered[at]
        said = mark.message if at == mark.cell else f"Ô {mark.cell}: {mark.message}"
        placed.append(mark._replace(cell=at, message=said))
    return placed


def _written_anew(sent: Sent, marks: Iterable[Mark]) -> bytes:
    """A plain workbook of the same visible sheets and values."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK | {"default_date_format": "dd/mm/yyyy"})
    font = {"font_name": "Times New Roman", "font_size": 12}
    plain = book.add_format(font)
    looks = {colour: book.add_format({**font, "bg_color": f"#{colour}"}) for colour in (RED, ORANGE, YELLOW)}
    at = {_place(mark.cell): mark for mark in marks}
    for read in open_workbook(sent.content, max_bytes=sent.max_bytes):
        sheet = book.add_worksheet(read.name)
        here = at if read.name == sent.sheet else {}
        for row, values in enumerate(read.rows):
            for column, value in enumerate(values):
                mark = here.get((row, column))
                said = str(value) if isinstance(value, BrokenCell) else value
                sheet.write(row, column, said, looks[mark.colour] if mark else plain)
                if mark:
                    sheet.write_comment(row, column, mark.message, {"author": AUTHOR})
    book.close()
    return out.getvalue()


def _place(cell: str) -> tuple[int, int]:
    letters, row = coordinate_from_string(cell)
    return row - 1, column_index_from_string(letters) - 1
