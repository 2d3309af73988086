"""Small sheets in the form offices send, built in a line: rows for the reader, bytes for the import."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import xlsxwriter

FILES = Path(__file__).resolve().parent / "files"


@dataclass(frozen=True)
class Named:
    """A criterion as the reader of headers needs it."""

    number: int
    name: str
    short_name: str


CRITERIA = [
    Named(1, "Quy hoạch", "Quy hoạch"),
    Named(2, "Giao thông", "Giao thông"),
    Named(3, "Thủy lợi và phòng, chống thiên tai", "Thủy lợi"),
    Named(4, "Điện", "Điện"),
    Named(5, "Trường học", "Trường học"),
]
HEADER = ["STT", "Tên xã", "Mã xã", "TC 1", "TC 2", "TC 3", "TC 4", "TC 5"]


def line(name="Xã Đăk Pxi", code="23503", marks="xxxxx", stt=1) -> list:
    """A commune's row under HEADER; `marks` has one character per criterion, a space is an empty cell."""
    return [stt, name, code, *(mark.strip() for mark in marks)]


def xlsx(rows: list[list], *more: list[list], names: list[str] | None = None) -> bytes:
    """A workbook of one sheet per list of rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for at, table in enumerate([rows, *more]):
        sheet = book.add_worksheet(names[at] if names else None)
        for row, values in enumerate(table):
            sheet.write_row(row, 0, values)
    book.close()
    return buffer.getvalue()


def openpyxl_file(cells: dict[str, object]) -> bytes:
    """A workbook written by a program that does not calculate: formulas have no saved value."""
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, change) -> bytes:
    """An .xlsx with each part run through `change(name, content) -> content`; None leaves the part out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """An .xlsx with one part more."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer.getvalue()
