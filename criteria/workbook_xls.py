"""Looking into an .xls before it is read: what the reader would hide or stumble on. No database.

The reader gives an empty cell for a formula in error, which would pass for "ô trống", and makes room
for every cell up to the farthest one. Both are found here from the records of the file itself:
[MS-CFB] for the container, [MS-XLS] for the records.
"""

import struct
from collections.abc import Iterator

from criteria.workbook_parts import (
    DAMAGED,
    FORMULA_ERROR,
    LOCKED,
    MACROS,
    NOT_A_SPREADSHEET,
    BrokenCell,
    UnreadableFile,
    refuse_far_cell,
)

BOUNDSHEET, FILEPASS, END_OF_STREAM = 0x0085, 0x002F, 0x000A
FORMULA, BOOL_OR_ERROR = 0x0006, 0x0205
# Records that hold a value: formula, number, label, rich label, shared string, RK, several RKs, bool/error.
VALUES = {FORMULA, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, 0x00BD, BOOL_OR_ERROR}
MACRO_KINDS = {1, 6}


def scan_xls(data: bytes) -> dict[str, dict[tuple[int, int], BrokenCell]]:
    """Cells in error of each sheet, by zero-based (row, column).

    Raises UnreadableFile for a file that is locked, has macro sheets, is no workbook, or declares a
    cell so far away that reading it would exhaust memory.
    """
    try:
        stream = _workbook_stream(data)
        return {name: _scan_sheet(stream, start, name) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise UnreadableFile(DAMAGED) from error


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == FILEPASS:
            raise UnreadableFile(LOCKED)
        if kind == BOUNDSHEET:
            start, _hidden, sheet_kind, length, wide = struct.unpack_from("<IBBBB", body)
            if sheet_kind in MACRO_KINDS:
                raise UnreadableFile(MACROS)
            raw = body[8 : 8 + length * (2 if wide & 1 else 1)]
            yield raw.decode("utf-16-le" if wide & 1 else "latin-1"), start


def _scan_sheet(stream: bytes, start: int, name: str) -> dict[tuple[int, int], BrokenCell]:
    broken = {}
    for kind, body in _records(stream, start):
        if kind not in VALUES or len(body) < 6:
            continue
        row, column = struct.unpack_from("<HH", body)
        refuse_far_cell(row, column, sheet=name)
        formula_error = kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2
        if formula_error or (kind == BOOL_OR_ERROR and body[7]):
            broken[row, column] = FORMULA_ERROR
    return broken


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records from an offset to the end of that substream: (kind, body)."""
    position = start
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == END_OF_STREAM:
            return
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _workbook_stream(data: bytes) -> bytes:
    """The stream "Workbook" (or "Book", before Excel 97) of the container."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    mini_sector = 1 << struct.unpack_from("<H", data, 32)[0]
    if sector not in (512, 4096) or mini_sector != 64:
        raise UnreadableFile(DAMAGED)
    first_directory, _, cutoff, first_mini_table = struct.unpack_from("<IIII", data, 48)
    table = _sector_table(data, sector)

    def chain(first: int) -> bytes:
        return b"".join(data[(at + 1) * sector : (at + 2) * sector] for at in _links(first, table))

    directory = chain(first_directory)
    entries = {}
    for start in range(0, len(directory) - 127, 128):
        entry = directory[start : start + 128]
        length = max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)
        name = entry[:length].decode("utf-16-le", "replace")
        entries.setdefault(name, struct.unpack_from("<II", entry, 116))
    if not entries.keys() & {"Workbook", "Book"}:
        raise UnreadableFile(NOT_A_SPREADSHEET)
    first, size = entries.get("Workbook") or entries["Book"]
    if size >= cutoff:
        return chain(first)[:size]
    small = chain(entries["Root Entry"][0]) if "Root Entry" in entries else b""
    raw = chain(first_mini_table)
    mini_table = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
    return b"".join(small[at * 64 : at * 64 + 64] for at in _links(first, mini_table))[:size]


def _sector_table(data: bytes, sector: int) -> tuple[int, ...]:
    """Which sector follows which. The header's own list covers any file of the size accepted."""
    table = []
    for at in struct.unpack_from("<109I", data, 76):
        if at < 0xFFFFFFFA:
            raw = data[(at + 1) * sector : (at + 2) * sector]
            table.extend(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))
    return tuple(table)


def _links(first: int, table: tuple[int, ...]) -> Iterator[int]:
    """The chain of sectors from `first`; ends at its mark, outside the table, or when it runs in circles."""
    at, seen = first, set()
    while at < len(table) and at not in seen:
        seen.add(at)
        yield at
        at = table[at]
