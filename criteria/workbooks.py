"""Opening a spreadsheet somebody sent, without trusting it: bytes in, plain rows out. No database.

The kind of file is decided by its content, not its name. Nothing inside is executed or followed:
formulas give the value they had when the file was saved, links and pictures are not read.
"""

import datetime
import io
from dataclasses import dataclass

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from criteria.workbook_csv import read_csv
from criteria.workbook_parts import DAMAGED, LOCKED, MACROS, BrokenCell, UnreadableFile, address
from criteria.workbook_xls import scan_xls
from criteria.workbook_xlsx import repack_xlsx

__all__ = ["BrokenCell", "Sheet", "UnreadableFile", "address", "open_workbook"]

MAX_BYTES = 5 * 1024 * 1024

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"

EMPTY = "Tệp rỗng, không có ô nào ghi gì; chọn tệp có số liệu của biểu cần nạp."

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | BrokenCell | None


@dataclass(frozen=True)
class Sheet:
    """One visible sheet. `rows[0]` is row 1 of the file; it ends at the last row with any content."""

    name: str
    rows: list[list[Value]]


def open_workbook(data: bytes, *, max_bytes: int = MAX_BYTES) -> list[Sheet]:
    """Read every visible sheet of an .xlsx, .xls or .csv file.

    Raises UnreadableFile, with one sentence for the officer, for anything else and for files that are
    empty, too large, damaged, locked, carry macros or unpack to an abnormal size.
    """
    if not data:
        raise UnreadableFile(EMPTY)
    if len(data) > max_bytes:
        raise UnreadableFile(
            f"Tệp lớn hơn mức cho phép ({max_bytes / 1024 / 1024:.0f} MB); "
            "bỏ hình ảnh và trang tính thừa rồi lưu lại."
        )
    if data.startswith(ZIP_MAGIC):
        sheets = _open_xlsx(data)
    elif data.startswith(OLE_MAGIC):
        sheets = _open_xls(data)
    else:
        sheets = [Sheet("CSV", _trimmed(read_csv(data)))]
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableFile(EMPTY)
    return sheets


def _open_xlsx(data: bytes) -> list[Sheet]:
    checked = repack_xlsx(data)
    return _read(checked.data, checked.broken)


def _open_xls(data: bytes) -> list[Sheet]:
    # Names in an OLE directory are UTF-16 and never split, so the bytes themselves tell.
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise UnreadableFile(MACROS)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFile(LOCKED)
    return _read(data, scan_xls(data))


def _read(data: bytes, broken: dict[str, dict[tuple[int, int], BrokenCell]]) -> list[Sheet]:
    """Read the visible sheets; `broken` has, by sheet, the cells whose saved value is no value."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return [
                Sheet(meta.name, _trimmed(_rows(workbook, meta.name, broken.get(meta.name, {}))))
                for meta in workbook.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except PasswordError as error:
        raise UnreadableFile(LOCKED) from error
    except BaseException as error:  # a panic of the Rust reader on a damaged file is no Exception
        raise UnreadableFile(DAMAGED) from error


def _rows(workbook, name: str, broken: dict[tuple[int, int], BrokenCell]) -> list[list[Value]]:
    """The rows from A1 on. A text said many times is kept once: in a long sheet that is most of them."""
    sheet = workbook.get_sheet_by_name(name)
    left = [""] * sheet.start[1] if sheet.start else []
    once = {}.setdefault
    rows = [
        left + [once(value, value) if type(value) is str else value for value in row]
        for row in sheet.iter_rows()
    ]
    for (row, column), cell in broken.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
    return rows


def _trimmed(rows: list[list[Value]]) -> list[list[Value]]:
    """The rows up to the last one that says anything."""
    last = len(rows)
    while last and not any(_says_something(value) for value in rows[last - 1]):
        last -= 1
    return rows[:last]


def _says_something(value: Value) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())
