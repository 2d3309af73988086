"""Reading a .csv as offices save it: whichever Unicode encoding and delimiter. No database."""

import csv
import io
import re
import statistics

from criteria.workbook_parts import NOT_A_SPREADSHEET, UnreadableFile, refuse_far_cell

NOT_UNICODE = (
    "Tệp CSV không phải Unicode (có thể là TCVN3, VNI hoặc mã Windows cũ); "
    "mở bằng Excel rồi lưu lại dạng .xlsx hoặc CSV UTF-8."
)
MARKUP = "Tệp là trang web hoặc XML mang tên bảng tính; mở bằng Excel rồi lưu lại dạng .xlsx."

# Beginnings of files officers attach by mistake, and characters no text file has.
FOREIGN_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"MZ",
    b"\x1f\x8b",
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read_csv(data: bytes) -> list[list[str]]:
    """Rows of text. Raises UnreadableFile for what is not text in Unicode, or not a table."""
    if data.startswith(FOREIGN_MAGIC):
        raise UnreadableFile(NOT_A_SPREADSHEET)
    text = _decoded(data)
    if _CONTROL.search(text):
        raise UnreadableFile(NOT_A_SPREADSHEET)
    if text.lstrip().startswith("<"):
        raise UnreadableFile(MARKUP)
    declared = re.match(r"sep=(.)\r?\n", text)
    delimiter = declared.group(1) if declared else _delimiter(text)
    # The line "sep=;" stays as an empty row, so that addresses are those Excel shows.
    body = "\n" + text[declared.end() :] if declared else text
    try:
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFile("Tệp CSV bị hỏng (dấu ngoặc kép không khép); lưu lại dạng .xlsx.") from error
    refuse_far_cell(len(rows), max((len(row) for row in rows), default=0), sheet="CSV")
    return rows


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data[:200]:
        # UTF-16 without its mark: ASCII letters leave every second byte zero.
        encodings = ["utf-16-be" if data[:1] == b"\x00" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig"]
    try:
        return data.decode(encodings[0])
    except UnicodeDecodeError as error:
        binary = b"\x00" in data or sum(byte < 9 for byte in data[:4000]) > 4
        raise UnreadableFile(NOT_A_SPREADSHEET if binary else NOT_UNICODE) from error


def _delimiter(text: str) -> str:
    """The delimiter under which a typical line has the most fields; the comma when none divides."""

    def fields(delimiter: str) -> float:
        sample = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for _, row in zip(range(200), sample, strict=False) if any(row)]
        except csv.Error:
            return 0
        return statistics.median(widths) if widths else 0

    return max([",", ";", "\t"], key=fields)
