"""The sheet somebody sent, again, with what is wrong marked where it stands. Nothing they typed is lost.

An .xlsx comes back as it was, an .xls or .csv as an .xlsx with the same cells. Red is an error, orange a
conflict, yellow a warning; each marked cell has its sentence as a comment.
"""

import io
from collections.abc import Iterable
from typing import NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_from_string

from communes.resources.files import PLAIN_WORKBOOK
from criteria.figure_preview import FigurePreview
from criteria.workbook_parts import BrokenCell
from criteria.workbooks import ZIP_MAGIC, open_workbook

RED, ORANGE, YELLOW = "F4B6B2", "F9D08B", "FFF176"
AUTHOR = "Cổng nông thôn mới"
# Beyond this a workbook is written anew from its values: loading every style would take minutes.
LARGE = 20_000
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 110


class Mark(NamedTuple):
    """A cell to colour, and why."""

    cell: str
    colour: str
    message: str


def marks_of(preview: FigurePreview) -> list[Mark]:
    """One mark for each cell, the worst of what is said about it first."""
    found = [
        *(Mark(one.cell, RED, one.message) for one in preview.errors),
        *(Mark(cell, RED, "Xã ở ngoài phạm vi phụ trách của bạn; bỏ dòng này.") for cell in preview.outside),
        *(Mark(plan.cell, ORANGE, conflict_words(plan)) for plan in preview.conflicts),
        *(Mark(one.cell, YELLOW, one.message) for one in preview.warnings),
    ]
    together: dict[str, Mark] = {}
    for mark in found:
        first = together.get(mark.cell)
        together[mark.cell] = first._replace(message=f"{first.message}\n{mark.message}") if first else mark
    return list(together.values())


def conflict_words(plan) -> str:
    """What the portal has by now, and what the sheet says."""
    return (
        f"Người khác đã sửa sau khi tải biểu: cổng đang có {plan.before_words}; tệp ghi {plan.after_words}."
    )


def error_file(preview: FigurePreview) -> bytes:
    """The workbook with its marks. The file must be one that could be read."""
    marks = marks_of(preview)
    if preview.order.content.startswith(ZIP_MAGIC) and preview.rows <= LARGE:
        return _marked(preview, marks)
    return _written_anew(preview, marks)


def _marked(preview: FigurePreview, marks: Iterable[Mark]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(preview.order.content))
    sheet = book[preview.sheet]
    fills = {colour: PatternFill("solid", start_color=colour) for colour in (RED, ORANGE, YELLOW)}
    for mark in marks:
        cell = sheet[mark.cell]
        cell.fill = fills[mark.colour]
        cell.comment = Comment(mark.message, AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)
    book.active = sheet
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written_anew(preview: FigurePreview, marks: Iterable[Mark]) -> bytes:
    """A plain workbook of the same visible sheets and values."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK | {"default_date_format": "dd/mm/yyyy"})
    font = {"font_name": "Times New Roman", "font_size": 12}
    plain = book.add_format(font)
    looks = {colour: book.add_format({**font, "bg_color": f"#{colour}"}) for colour in (RED, ORANGE, YELLOW)}
    at = {_place(mark.cell): mark for mark in marks}
    for read in open_workbook(preview.order.content, max_bytes=preview.order.max_bytes):
        sheet = book.add_worksheet(read.name)
        here = at if read.name == preview.sheet else {}
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
    return row - 1, openpyxl.utils.column_index_from_string(letters) - 1
