"""The rows of a sheet of reorganisation, cell by cell. No database.

A unit whose new columns are all empty does not change. Nothing is guessed: what is not understood is a
finding with its cell.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from communes.models import CommuneKind
from communes.naming import fold, nfc
from communes.resources.excel_days import AS_TEXT, turned_into_a_date
from criteria.headed_sheets import CellFault, sound
from criteria.sheet_cells import text_of
from criteria.sheet_rows import Finding
from criteria.workbook_parts import BrokenCell
from ntm_portal.reorganisation_headers import Table

WHOLE, PART = "Toàn bộ", "Một phần"
DISTRICT, AGENCY, OFFICER = "Huyện", "Cơ quan", "Cán bộ"
# Written for the heir's name: the role lapses.
NOBODY = "Không có"
OBJECTS = {fold(name): name for name in (DISTRICT, AGENCY, OFFICER)}
KINDS = {fold(kind.label): kind.value for kind in CommuneKind}
# With its marks, because "Quan Hóa" and "Xa Lung" are names.
_UNIT_WORD = re.compile(r"^(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\s+", re.IGNORECASE)
NEW = ("new_code", "new_name", "new_kind", "new_province", "new_district")
MAX_NAME = 80


@dataclass(frozen=True)
class StatedLine:
    """One unit as written, and what it becomes. `row` is zero-based.

    `faulty` are the columns whose cell could not be read: nothing more is said of those.
    """

    row: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    new_kind: str
    new_province: str
    new_district: str
    whole: bool
    faulty: frozenset[str] = frozenset()

    @property
    def bare_name(self) -> str:
        """The new name without its unit word, as places are stored."""
        return parted(self.new_name)[1]


@dataclass(frozen=True)
class StatedHeir:
    """One district, agency or officer as written, and its heir; without one it lapses."""

    row: int
    what: str
    code: str
    name: str
    heir_code: str
    heir_name: str


@dataclass
class Read:
    """The rows that could be read, every fault, and how many units stay as they are."""

    rows: list = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    unchanged: int = 0


def parted(name: str) -> tuple[str, str]:
    """A name and its unit word: "Thị trấn Đăk Hà" → ("Thị trấn", "Đăk Hà"); "" where there is none."""
    match = _UNIT_WORD.match(name)
    return (match[1].capitalize(), name[match.end() :]) if match else ("", name)


def read_lines(table: Table) -> Read:
    """Every unit that changes; a unit may stand on several rows, one for each part."""
    read = Read()
    for row, values in _rows(table):
        if not any(_filled(values.get(name)) for name in NEW):
            read.unchanged += 1
            continue
        found = _cells(table, row, values, LINE_READERS, read.errors)
        faulty = frozenset(LINE_READERS) - found.keys()
        read.rows.append(StatedLine(row=row, **dict.fromkeys(faulty, ""), **found, faulty=faulty))
    return read


def read_heirs(table: Table) -> Read:
    """Every heir that is named, and every one said to lapse; a row without heir says nothing."""
    read = Read()
    for row, values in _rows(table):
        if not _filled(values["heir_code"]) and not _filled(values["heir_name"]):
            read.unchanged += 1
            continue
        found = _cells(table, row, values, HEIR_READERS, read.errors)
        if len(found) == len(HEIR_READERS):
            read.rows.append(StatedHeir(row=row, **found))
    return read


def _rows(table: Table) -> Iterator[tuple[int, dict]]:
    """Every row that says something in one of the columns."""
    for row, cells in enumerate(table.sheet.rows[table.header + 1 :], start=table.header + 1):
        values = {
            name: cells[column] if column < len(cells) else None for name, column in table.columns.items()
        }
        if any(_filled(value) for value in values.values()):
            yield row, values


def _filled(value) -> bool:
    return isinstance(value, BrokenCell) or bool(text_of(value))


def _cells(table: Table, row: int, values: dict, readers: dict, errors: list[Finding]) -> dict:
    """The cells of a row that could be read. Faults are told all at once."""
    found = {}
    for name, reader in readers.items():
        try:
            found[name] = sound(partial(_read, reader), values.get(name))
        except CellFault as fault:
            errors.append(Finding(table.cell(row, name), str(fault), row + 1))
    return found


def _read(reader: Callable, value):
    """What a reader makes of a cell in which nobody writes days."""
    if turned := turned_into_a_date(value):
        raise CellFault(f"{turned}; {AS_TEXT}.")
    return reader(text_of(value).lstrip("'"))


def _code(width: int, whose: str) -> Callable[[str], str]:
    """A reader of a code; the zeros Excel takes away are put back."""

    def read(text: str) -> str:
        if not text:
            raise CellFault(f"Ghi mã của {whose} ({width} chữ số).")
        if not re.fullmatch(rf"[0-9]{{1,{width}}}", text):
            raise CellFault(f"“{text[:20]}” không phải mã của {whose}; mã có {width} chữ số.")
        return text.zfill(width)

    return read


def _name(whose: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text:
            raise CellFault(f"Ghi tên của {whose} để đối chiếu với mã.")
        if len(text) > MAX_NAME:
            raise CellFault(f"Tên dài {len(text)} ký tự; rút còn không quá {MAX_NAME}.")
        return nfc(text)

    return read


def _kind(text: str) -> str:
    if fold(text) not in KINDS:
        labels = ", ".join(kind.label for kind in CommuneKind)
        raise CellFault(
            f"“{text[:20]}” không phải loại đơn vị; ghi một trong: {labels}."
            if text
            else f"Ghi loại của đơn vị mới, một trong: {labels}."
        )
    return KINDS[fold(text)]


def _whole(text: str) -> bool:
    if fold(text) not in (fold(WHOLE), fold(PART)):
        said = f"“{text[:20]}”" if text else "Để trống thì"
        raise CellFault(f"{said} không rõ; ghi {WHOLE} hoặc {PART}.")
    return fold(text) == fold(WHOLE)


def _what(text: str) -> str:
    if fold(text) not in OBJECTS:
        raise CellFault(f"“{text[:20]}” không rõ; ghi {DISTRICT}, {AGENCY} hoặc {OFFICER}.")
    return OBJECTS[fold(text)]


def _plain(text: str) -> str:
    return nfc(text)


def _district(text: str) -> str:
    """Three digits, or nothing where there is no district any more."""
    return _code(3, "huyện mới")(text) if text else ""


def _heir_code(text: str) -> str:
    """A commune's five digits, a province's two, or nothing."""
    if text and not re.fullmatch(r"[0-9]{1,5}", text):
        raise CellFault(f"“{text[:20]}” không phải mã đơn vị; mã xã có 5 chữ số, mã tỉnh có 2 chữ số.")
    return text.zfill(2 if len(text) <= 2 else 5) if text else ""


LINE_READERS = {
    "old_code": _code(5, "đơn vị cũ"),
    "old_name": _name("đơn vị cũ"),
    "new_code": _code(5, "đơn vị mới"),
    "new_name": _name("đơn vị mới"),
    "new_kind": _kind,
    "new_province": _code(2, "tỉnh mới"),
    "new_district": _district,
    "whole": _whole,
}
HEIR_READERS = {
    "what": _what,
    "code": _plain,
    "name": _plain,
    "heir_code": _heir_code,
    "heir_name": _plain,
}
