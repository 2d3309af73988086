"""Looking into an .xlsx before it is read, and handing on only what was looked at. No database.

The package is unpacked once under strict limits; what the reader gets is a new package holding just
the sheets, strings and styles that were measured here, so no size or macro hidden from this check
can reach it. Formula cells in error or never calculated, which the reader shows as empty, are named.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

from criteria.workbook_parts import (
    DAMAGED,
    FORMULA_ERROR,
    LOCKED,
    MACROS,
    MAX_CELLS,
    NOT_A_SPREADSHEET,
    NOT_CALCULATED,
    BrokenCell,
    UnreadableFile,
    refuse_far_cell,
)

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2000
# Real sheets shrink 5 to 30 times, a million empty rows some 60; a bomb shrinks about 1,000 times.
MAX_RATIO = 250
RATIO_MATTERS_FROM = 1024 * 1024
COMPRESSED_FROM = 16 * 1024 * 1024

BOMB = "Tệp giải nén ra lớn bất thường nên không được mở; sao chép biểu sang một tệp mới rồi lưu lại."
OTHER_FORMAT = "Dạng bảng tính này chưa đọc được; mở bằng Excel rồi lưu lại dạng .xlsx."

# No pattern may run past the next "<": a hostile part of a hundred megabytes is still read in one pass.
_CELL_START = re.compile(rb"<(?:\w{1,9}:)?c(?=\s)([^<>]*[^<>/])>")
_CELL_END = re.compile(rb"</(?:\w{1,9}:)?c>")
# A cell in column AA or after, or in row 70,000 or after: without one no area is too large. Nor is it
# without one in column O or after, or in row 140,000 or after: a long sheet may be as wide as our form.
_FAR_PLACES = (
    re.compile(rb'r="(?:[A-Z]{2,3}[0-9]|[A-Z](?:[0-9]{6}|[7-9][0-9]{4}))'),
    re.compile(rb'r="(?:[A-Z]{2,3}[0-9]|[O-Z][0-9]|[A-Z](?:[0-9]{7}|[2-9][0-9]{5}|1[4-9][0-9]{4}))'),
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA = re.compile(rb"<(?:\w{1,9}:)?f[\s>/]")
_SAVED_VALUE = re.compile(rb"<(?:\w{1,9}:)?v>[^<]")
_STRING_ITEM = re.compile(rb"<(?:\w{1,9}:)?si(?=[\s/>])")
_TAG = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True)
class CheckedPackage:
    """A package safe to read, and by sheet the cells whose saved value is no value."""

    data: bytes
    broken: dict[str, dict[tuple[int, int], BrokenCell]]


def repack_xlsx(data: bytes) -> CheckedPackage:
    """Check an .xlsx and copy what may be read. Raises UnreadableFile with a sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_listing(archive)
            parts = {info.filename: archive.read(info) for info in archive.infolist() if _is_read(info)}
        _check_markup(parts)
        sheets = _sheet_parts(parts)
    except UnreadableFile:
        raise
    except RuntimeError as error:  # zipfile's word for a part locked by a password
        raise UnreadableFile(LOCKED) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        raise UnreadableFile(DAMAGED) from error
    broken = {}
    for name, part in sheets.items():
        ended = _without_empty_end(parts[part])
        parts[part] = _without_far_blanks(ended, parts, name)
        broken[name] = _broken_cells(parts[part])
    return CheckedPackage(_packed(parts), broken)


def _check_listing(archive: zipfile.ZipFile) -> None:
    """Refuse by the list of parts alone: macros, other formats, abnormal sizes."""
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableFile(BOMB)
    if any(
        part.file_size > RATIO_MATTERS_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    ):
        raise UnreadableFile(BOMB)
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise UnreadableFile(MACROS)
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise UnreadableFile(OTHER_FORMAT)
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise UnreadableFile(NOT_A_SPREADSHEET)
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise UnreadableFile(MACROS)


def _check_markup(parts: dict[str, bytes]) -> None:
    """Refuse markup no spreadsheet program writes: declarations of entities, or UTF-16, which hides them."""
    for part in parts.values():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part[:64]:
            raise UnreadableFile(DAMAGED)


def _is_read(part: zipfile.ZipInfo) -> bool:
    """Workbook, sheets, strings, styles and how they hang together; no drawings, links or properties."""
    folders = part.filename.split("/")
    wanted = len(folders) == 1 or folders[0] == "_rels" or (folders[0] == "xl" and len(folders) == 2)
    wanted = wanted or folders[:2] in (["xl", "_rels"], ["xl", "worksheets"])
    return wanted and part.filename.endswith((".xml", ".rels")) and "worksheets/_rels" not in part.filename


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Name of each sheet → the part that holds it."""
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    target = {
        item.get("Id"): posixpath.normpath(posixpath.join("/xl", item.get("Target", ""))).lstrip("/")
        for item in relations
    }
    found = {}
    for item in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
        if item.tag.endswith("}sheet"):
            key = next((value for name, value in item.attrib.items() if name.endswith("}id")), None)
            if target.get(key) in parts:
                found[item.get("name", "")] = target[key]
    return found


def _placed(attributes: bytes) -> tuple[int, int] | None:
    """Zero-based (row, column) of a cell, or None for a writer that leaves positions out."""
    place = _PLACE.search(attributes)
    if not place:
        return None
    column = 0
    for letter in place.group(1):
        column = column * 26 + letter - 64
    return int(place.group(2)) - 1, column - 1


@dataclass(frozen=True)
class _Cell:
    """A cell that is not self-closed: where it stands in the part, its attributes and what it holds."""

    start: int
    end: int
    attributes: bytes
    content: bytes


def _cells(sheet: bytes) -> Iterator[_Cell]:
    starts = list(_CELL_START.finditer(sheet))
    for at, start in enumerate(starts):
        limit = starts[at + 1].start() if at + 1 < len(starts) else len(sheet)
        closing = _CELL_END.search(sheet, start.end(), limit)
        stop, end = (closing.start(), closing.end()) if closing else (limit, limit)
        yield _Cell(start.start(), end, start.group(1), sheet[start.end() : stop])


def _suspects(sheet: bytes) -> list[_Cell]:
    """The cells with a formula, found without a look at all the others.

    Every cell of a sheet in which a formula is not the first thing in its cell.
    """
    formulas = [found.start() for found in _FORMULA.finditer(sheet)]
    found = []
    for at, limit in pairwise([*formulas, len(sheet)]):
        start = _CELL_START.match(sheet, sheet.rfind(b"<", 0, at))
        if start is None:
            return list(_cells(sheet))
        closing = _CELL_END.search(sheet, at, limit)
        stop, end = (closing.start(), closing.end()) if closing else (limit, limit)
        found.append(_Cell(start.start(), end, start.group(1), sheet[start.end() : stop]))
    return found


def _broken_cells(sheet: bytes) -> dict[tuple[int, int], BrokenCell]:
    """Cells whose formula is in error, or was written by a program that does not calculate."""
    broken = {}
    for cell in list(_cells(sheet)) if b't="e"' in sheet else _suspects(sheet):
        problem = _problem(cell)
        if problem is None:
            continue
        place = _placed(cell.attributes)
        if place is None:
            raise UnreadableFile(DAMAGED)
        broken[place] = problem
    return broken


def _problem(cell: _Cell) -> BrokenCell | None:
    if b't="e"' in cell.attributes:
        return FORMULA_ERROR
    text_result = b't="str"' in cell.attributes  # an empty text is a value
    if _FORMULA.search(cell.content) and not _SAVED_VALUE.search(cell.content) and not text_result:
        return NOT_CALCULATED
    return None


def _without_empty_end(sheet: bytes) -> bytes:
    """The sheet, less the rows after its last cell with a value: a million of them then cost nothing."""
    last_value = sheet.rfind(b"</c>")
    row_end = sheet.find(b"</row>", last_value) + len(b"</row>")
    data_end = sheet.find(b"</sheetData>", row_end)
    if last_value < 0 or row_end < last_value or data_end <= row_end:
        return sheet
    whole = memoryview(sheet)
    return b"".join((whole[:row_end], whole[data_end:]))


def _without_far_blanks(sheet: bytes, parts: dict[str, bytes], name: str) -> bytes:
    """The sheet, less the blank cells that stretch it, if its area is beyond any real table.

    Raises UnreadableFile when a cell with real content lies that far.
    """
    if not _area_too_large(sheet):
        return sheet
    strings = [
        _TAG.sub(b"", b"<si" + item).strip()
        for item in _STRING_ITEM.split(parts.get("xl/sharedStrings.xml", b""))[1:]
    ]
    slim, done = [], 0
    for cell in _cells(sheet):
        if not _holds_text(cell, strings):
            slim.append(sheet[done : cell.start])
            done = cell.end
    slim = b"".join([*slim, sheet[done:]])
    too_far = _area_too_large(slim)
    if too_far:
        refuse_far_cell(*too_far, sheet=name)
    return slim


def _holds_text(cell: _Cell, strings: list[bytes]) -> bool:
    value = _TAG.sub(b"", cell.content).strip()
    if b't="s"' in cell.attributes:
        value = strings[int(value)] if value.isdigit() and int(value) < len(strings) else b""
    return bool(value)


def _area_too_large(sheet: bytes) -> tuple[int, int] | None:
    """The last row and column with content, if they span more cells than any real table."""
    if not all(far.search(sheet) for far in _FAR_PLACES):
        return None
    last_row = last_column = 0
    for start in _CELL_START.finditer(sheet):
        row, column = _placed(start.group(1)) or (0, 0)
        last_row, last_column = max(last_row, row), max(last_column, column)
    return (last_row, last_column) if (last_row + 1) * (last_column + 1) > MAX_CELLS else None


def _packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a package. A long one is compressed: the reader keeps several copies of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compresslevel=1) as archive:
        for name, content in parts.items():
            way = zipfile.ZIP_DEFLATED if len(content) > COMPRESSED_FROM else zipfile.ZIP_STORED
            archive.writestr(name, content, way)
    return packed.getvalue()
