"""The rows under the header of a wide sheet: districts, communes, totals, notes. No database."""

import re
from dataclasses import dataclass

from communes.naming import fold
from criteria.outcomes import Outcome
from criteria.sheet_cells import outcome_problem, read_code, read_count, read_outcome, text_of
from criteria.sheet_headers import Header
from criteria.workbook_parts import BrokenCell, address

_ROMAN = re.compile(r"^(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})\.?$")
_LEADING_MARK = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?\s+|\d+[.)]|[-–+*•]\s*|[IVX]+\s*[.)/–-]\s*)")
# With its marks, because "Huyền Hội" and "Quan Lạn" are communes; without any, because some type so.
_DISTRICT = re.compile(r"^(?:huyện|quận|thành phố|thị xã)\s|^(?:tp|tx)[.\s]", re.IGNORECASE)
_DISTRICT_UNMARKED = re.compile(r"^(?:huyen|thanh pho|thi xa)\s", re.IGNORECASE)
_COMMUNE = re.compile(
    r"^(?:xã|phường|thị trấn|đặc khu|xa|phuong|thi tran|dac khu)\s|^(?:tt|x|p)[.]", re.IGNORECASE
)
# "Cộng Hòa", "Tổng Cọt", "Trung Bình" are communes: a total is told by the words that follow.
_TOTAL = re.compile(
    r"^(?:tong cong|tong so|toan tinh|toan huyen|so xa|ty le|ti le"
    r"|(?:tong|cong|binh quan|trung binh)(?: (?:so|xa|huyen|tinh|toan|chung|theo|tieu chi|cac|\d).*)?$)"
)
_NOTE = re.compile(
    r"^(?:ghi chu|chu thich|nguoi lap|nguoi tong hop|noi nhan|thu truong|lanh dao|tm |kt |chu tich"
    r"|luu |xac nhan|.{0,40}ngay .{0,6}thang .{0,6}nam)"
)
_COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?$")


@dataclass(frozen=True)
class Finding:
    """Something to correct or to know. `cell` is "" for the whole file; `row` is set for a row's own."""

    cell: str
    message: str
    row: int | None = None


@dataclass(frozen=True)
class SheetCell:
    """One criterion of one row. `outcome` is as `read_outcome` gives it: "" for an empty cell."""

    cell: str
    number: int
    outcome: str


@dataclass(frozen=True)
class SheetRow:
    """One commune's row as written. `row` counts from 1; `district` is the one it stands under, if any."""

    row: int
    name: str
    name_cell: str
    code: str
    code_cell: str
    district: str
    district_cell: str
    cells: tuple[SheetCell, ...]


def read_rows(rows: list[list], header: Header) -> tuple[list[SheetRow], list[Finding], list[Finding]]:
    """(communes' rows, errors, warnings) of everything under the header."""
    lines = [_Line(at, rows[at], header) for at in range(header.last + 1, len(rows))]
    lines = [line for line in lines if not line.is_empty and not _repeats_header(line, rows, header)]
    last_total = max((line.at for line in lines if line.is_total), default=len(rows))
    end = max([last_total, *(line.at for line in lines if line.is_surely_commune)])
    found, errors, warnings = [], [], []
    district = district_cell = ""
    for line in lines:
        if line.is_total:
            continue
        if line.is_district:
            district, district_cell = line.label, line.label_cell
            errors += line.results_on_a_district()
        elif line.is_note(after_table=line.at > end):
            warnings += line.unread()
        else:
            if line.district:
                district, district_cell = line.district, address(line.at, header.district)
            row, faults, doubts = line.as_commune(district, district_cell)
            found.append(row)
            errors += faults
            warnings += doubts
    return found, errors, warnings


def _repeats_header(line: "_Line", rows: list[list], header: Header) -> bool:
    """Whether a line is the header printed again, or the line under it that numbers the columns."""
    texts = [text_of(value) for value in line.values if text_of(value)]
    if line.at - header.last <= 2 and len(texts) >= 3 and all(_COLUMN_NUMBER.match(text) for text in texts):
        return True
    above = [{text_of(value) for value in rows[at]} for at in range(header.first, header.last + 1)]
    return len(texts) >= 3 and any(set(texts) <= texts_above for texts_above in above)


class _Line:
    """One line under the header, with the questions that decide what it is."""

    def __init__(self, at: int, values: list, header: Header):
        self.at, self.values, self.header = at, values, header
        self.results = {column: self.value(column) for column in header.criteria if self.is_filled(column)}
        self.stt = self.text(header.stt)
        self.code_text = self.text(header.code)
        self.district = self.text(header.district)
        self.label_column = self._label_column()
        self.label = _LEADING_MARK.sub("", self.text(self.label_column)).strip()
        if not self.label and self.code_text and not re.search(r"\d", self.code_text):
            self.label, self.code_text = self.code_text, ""  # a sheet of codes writes "Tổng cộng" among them

    def value(self, column: int | None):
        return self.values[column] if column is not None and column < len(self.values) else None

    def is_filled(self, column: int) -> bool:
        value = self.value(column)
        return isinstance(value, BrokenCell) or bool(text_of(value))

    def text(self, column: int | None) -> str:
        return text_of(self.value(column))

    def _label_column(self) -> int | None:
        """The name's column; where it is empty (merged titles) the first other one with words, no code's."""
        header = self.header
        for column in (header.name, header.stt, header.district, 0):
            words = self.text(column)
            if column != header.code and words and not words.isdigit() and not _ROMAN.match(words):
                return column
        return header.name

    @property
    def label_cell(self) -> str:
        return address(
            self.at, self.header.place_columns[0] if self.label_column is None else self.label_column
        )

    @property
    def is_empty(self) -> bool:
        unnamed = not self.label and not isinstance(self.value(self.header.name), BrokenCell)
        return unnamed and not self.results and not self.code_text

    @property
    def has_outcomes(self) -> bool:
        """Whether a result is anything but the numbers that sums leave."""
        return any(not re.fullmatch(r"[\d.,%/ ]*", text_of(value)) for value in self.results.values())

    @property
    def has_readable_outcome(self) -> bool:
        return any(read_outcome(value) for value in self.results.values())

    @property
    def is_surely_commune(self) -> bool:
        named = self.label and self.has_outcomes and self.has_readable_outcome
        return bool(self.code_text or self.stt.isdigit() or _COMMUNE.match(self.label) or named)

    @property
    def is_total(self) -> bool:
        if self.code_text or self.has_outcomes or self.stt.isdigit():
            return False
        return bool(_TOTAL.match(fold(self.label)))

    @property
    def is_district(self) -> bool:
        if _DISTRICT.match(self.label) or (self.label.isascii() and _DISTRICT_UNMARKED.match(self.label)):
            return True
        if self.label and self.label_column == self.header.district and not self.results:
            return not self.code_text
        numbered = _ROMAN.match(self.stt) or re.match(r"^[IVX]+\s*[.)/–-]", self.text(self.label_column))
        plain = not _COMMUNE.match(self.label) and not self.code_text and not self.has_outcomes
        return bool(numbered and plain and self.label)

    def is_note(self, *, after_table: bool) -> bool:
        """Whether the line is a signature or a note: nothing of a commune in it."""
        if self.is_surely_commune:
            return False
        if self.has_readable_outcome:
            return after_table
        return after_table or not self.label or bool(_NOTE.match(fold(self.label)))

    def results_on_a_district(self) -> list[Finding]:
        if not self.has_outcomes:
            return []
        cell = address(self.at, min(self.results))
        message = f"Dòng “{self.label}” là dòng huyện nhưng có kết quả tiêu chí; ghi kết quả ở dòng xã."
        return [Finding(cell, message, self.at + 1)]

    def unread(self) -> list[Finding]:
        """A warning naming the line, unless it is plainly a note or a signature."""
        said = [self.label, *(text_of(value) for value in self.results.values())]
        said = [text for text in said if text and not _NOTE.match(fold(text))]
        if not said or _NOTE.match(fold(self.label)):
            return []
        message = f"Dòng {self.at + 1} (“{said[0][:60]}”) không phải dòng xã nên không được đọc."
        return [Finding(self.label_cell, message)]

    def as_commune(self, district: str, district_cell: str) -> tuple[SheetRow, list[Finding], list[Finding]]:
        """(the row, its errors, its warnings)."""
        header, row = self.header, self.at + 1
        name_column = header.name if header.name is not None else header.code
        code_cell = address(self.at, header.code) if header.code is not None else ""
        errors, cells = [], []
        code = read_code(self.value(header.code))
        if code is None:
            message = f"“{self.text(header.code)[:20]}” không phải là mã xã; mã xã có 5 chữ số."
            errors.append(Finding(code_cell, message, row))
        if code == "" and not self.label:
            message = "Dòng có kết quả nhưng không có tên xã và mã xã."
            errors.append(Finding(address(self.at, name_column), message, row))
        for column, number in sorted(header.criteria.items()):
            value = self.value(column)
            outcome = read_outcome(value)
            if outcome is None:
                errors.append(Finding(address(self.at, column), outcome_problem(value), row))
            else:
                cells.append(SheetCell(address(self.at, column), number, outcome))
        read = SheetRow(
            row=row,
            name=self.label,
            name_cell=address(self.at, name_column),
            code=code or "",
            code_cell=code_cell,
            district=district,
            district_cell=district_cell,
            cells=tuple(cells),
        )
        return read, errors, [] if errors else self._count_doubt(cells)

    def _count_doubt(self, cells: list[SheetCell]) -> list[Finding]:
        """A warning when the sheet's own number of criteria met is not what its cells give."""
        stated = read_count(self.value(self.header.count)) if self.header.count is not None else None
        met = sum(cell.outcome == Outcome.MET for cell in cells)
        if stated is None or stated == met:
            return []
        message = f"Biểu ghi {stated} tiêu chí đạt nhưng các ô của dòng này cho {met}."
        return [Finding(address(self.at, self.header.count), message, self.at + 1)]
