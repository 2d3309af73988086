"""Finding the header of a wide status sheet: which column holds what. No database.

Offices write it in one to four rows, under titles, merged or not: "TC 1", "Tiêu chí số 1", a bare
"1", or the criterion's name alone. A column is one criterion only if nothing in its header says otherwise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from communes.naming import fold
from criteria.sheet_cells import text_of

MAX_HEADER_ROWS = 4
LOOK_WITHIN = 40

STT = {"stt", "tt", "so tt", "so thu tu", "thu tu"}
CODE = {"ma", *(f"ma {what}" for what in ("xa", "so", "so xa", "don vi", "dvhc", "don vi hanh chinh", "gso"))}
# A header made only of these words heads places; which kind, the words that stand for one say.
PLACE_WORDS = set(
    "ten xa huyen thanh pho tp tx thi tran phuong don vi dia ban hanh chinh cap dac khu quan cac "
    "danh sach".split()
)
REMARKS = {"ghi chu", "nhan xet", "giai trinh", "noi dung", "y kien"}
_EXPLICIT = re.compile(r"^(?:tc|tieu chi)(?: so)? ?0?(\d{1,2})(?!\d)")
_LEADING = re.compile(r"^0?(\d{1,2}) (?=[a-z])")
_BARE = re.compile(r"^\(?0?(\d{1,2})\)?\.?$")
_COUNT = re.compile(r"^(?:tong(?: cong)?(?: so)?|so)(?: luong)? (?:tieu chi|tc)\b")
_NOT_MET_COUNT = re.compile(r"\b(?:chua|khong|co ban|truoc|tang|giam|nam|ke hoach|con lai|dang ky)\b")


class CriterionNames(Protocol):
    """What the header is compared with; a Criterion has it."""

    number: int
    name: str
    short_name: str


@dataclass(frozen=True)
class Header:
    """Zero-based rows `first` to `last`, and columns by what they hold.

    `contradictions` are (column, number written, number of the criterion named); `surplus` are
    (column, number) outside the set; `renamed` are columns whose name the set does not know;
    `doubly_named` counts the columns that give both a number and a criterion's name.
    """

    first: int
    last: int
    criteria: dict[int, int] = field(default_factory=dict)  # column → criterion number
    stt: int | None = None
    name: int | None = None
    code: int | None = None
    district: int | None = None
    count: int | None = None
    unknown: tuple[int, ...] = ()
    contradictions: tuple[tuple[int, int, int], ...] = ()
    surplus: tuple[tuple[int, int], ...] = ()
    renamed: tuple[int, ...] = ()
    doubly_named: int = 0

    @property
    def place_columns(self) -> tuple[int, ...]:
        """The columns that say where, left to right."""
        columns = (self.stt, self.district, self.name, self.code)
        return tuple(sorted(column for column in columns if column is not None))


def find_header(rows: list[list], criteria: Iterable[CriterionNames]) -> Header | None:
    """The header naming the most criteria in the fewest rows, or None when no rows look like one."""
    criteria = list(criteria)
    names, numbers = _names(criteria), {criterion.number for criterion in criteria}
    best, best_rank = None, (max(1, len(numbers) // 3), 0, 0, -MAX_HEADER_ROWS)
    texts = [[text_of(value) for value in row] for row in rows[: LOOK_WITHIN + MAX_HEADER_ROWS]]
    for first in range(min(LOOK_WITHIN, len(texts))):
        if best and first > best.last and best_rank[0] == len(numbers):
            break  # a complete header; what follows is data
        for last in range(first, min(first + MAX_HEADER_ROWS, len(texts))):
            header = _read_header(texts, first, last, names, numbers)
            found = len(set(header.criteria.values()))
            rank = found, len(header.place_columns), header.doubly_named, first - last
            if rank > best_rank and (header.name is not None or header.code is not None):
                best, best_rank = header, rank
    return best


def _names(criteria: Iterable[CriterionNames]) -> dict[str, int]:
    """Folded names and short names → number; a name two criteria share is left out."""
    found: dict[str, int] = {}
    shared = set()
    for criterion in criteria:
        for name in {_plain(criterion.name), _plain(criterion.short_name)}:
            if name in found:
                shared.add(name)
            found[name] = criterion.number
    return {name: number for name, number in found.items() if name and name not in shared}


def _plain(text: str) -> str:
    """Folded words without "và", which offices write as a comma as often."""
    return " ".join(word for word in fold(text).split() if word != "va")


def _read_header(texts, first, last, names, numbers) -> Header:
    """Read rows `first` to `last` as one header."""
    rows = texts[first : last + 1]
    width = max((len(row) for row in rows), default=0)
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    roles = _roles(columns)
    read = {
        at: _criterion_named(cells, names) for at, cells in enumerate(columns) if at not in roles.values()
    }
    found = {
        at: one.number or one.by_name for at, one in read.items() if (one.number or one.by_name) in numbers
    }
    for row in rows:
        for at, number in _numbered_columns(row, roles, found, numbers).items():
            found.setdefault(at, number)
    rest = {at: cells for at, cells in enumerate(columns) if cells and at not in {*found, *roles.values()}}
    surplus = {at: _surplus_number(cells, read[at]) for at, cells in rest.items()}
    return Header(
        first,
        last,
        found,
        unknown=tuple(at for at, cells in rest.items() if not surplus[at] and not _is_remark(cells)),
        contradictions=tuple(
            (at, one.number, one.by_name)
            for at, one in read.items()
            if one.number and one.by_name and one.number != one.by_name
        ),
        surplus=tuple((at, number) for at, number in surplus.items() if number),
        doubly_named=sum(bool(one.number and one.by_name) for one in read.values()),
        renamed=tuple(at for at, one in read.items() if one.number and one.rest and not one.by_name),
        **roles,
    )


def _surplus_number(cells: list[str], read: "_Named") -> int | None:
    """The criterion number a column claims though the set has no such criterion."""
    bare = [_BARE.match(text) for text in cells]
    return read.number or (int(bare[-1].group(1)) if all(bare) else None)


def _is_remark(cells: list[str]) -> bool:
    folded = fold(cells[-1])
    return bool(_COUNT.match(folded)) or any(folded.startswith(word) for word in REMARKS)


def _roles(columns: list[list[str]]) -> dict[str, int]:
    """Role → column, the leftmost column of each role."""
    roles: dict[str, int] = {}
    for at, cells in enumerate(columns):
        for text in reversed(cells):
            role = _role(fold(text))
            if role:
                roles.setdefault(role, at)
                break
    return roles


def _role(folded: str) -> str:
    if folded in STT:
        return "stt"
    if folded in CODE:
        return "code"
    words = set(folded.replace("thi xa", "thi").split())
    if words and words <= PLACE_WORDS:
        if words & {"xa", "phuong"}:
            return "name"
        if words & {"huyen", "quan"}:
            return "district"
        return "name" if words & {"vi", "ban"} else ""
    return "count" if _COUNT.match(folded) and not _NOT_MET_COUNT.search(folded) else ""


@dataclass(frozen=True)
class _Named:
    """What a column's header says: a number written as such, the rest, the criterion the rest names."""

    number: int | None = None
    rest: str = ""
    by_name: int | None = None


def _criterion_named(cells: list[str], names: dict[str, int]) -> _Named:
    """What a column's header says of its criterion, its lower cells before the upper ones."""
    said = [_said(text, names) for text in reversed(cells)]
    number = next((one.number for one in said if one.number), None)
    by_name = next((one.by_name for one in said if one.by_name), None)
    return _Named(number, next((one.rest for one in said if one.number), ""), by_name)


def _said(text: str, names: dict[str, int]) -> _Named:
    """What one cell says: "TC 7 …", "7. <a criterion's name>", or a criterion's name alone."""
    if re.search(r"\d\s*\.\s*\d", text):  # "1.1" heads an indicator, not a criterion
        return _Named()
    folded = fold(text)
    explicit = _EXPLICIT.match(folded)
    leading = explicit or _LEADING.match(folded)
    rest = _plain(folded[leading.end() :] if leading else folded).removeprefix("ve ")
    by_name = names.get(rest)
    if not explicit and not by_name:
        return _Named()
    return _Named(int(leading.group(1)) if leading else None, rest, by_name)


def _numbered_columns(row, roles, named, numbers) -> dict[int, int]:
    """Columns headed by a bare number, unless the row merely counts the columns or contradicts a name."""
    found = {}
    for at, text in enumerate(row):
        match = _BARE.match(text)
        if not match:
            continue
        if at in (roles.get("stt"), roles.get("name"), roles.get("code")):
            return {}  # it numbers the columns of the table
        if int(match.group(1)) in numbers and at not in roles.values():
            found[at] = int(match.group(1))
    distinct = set(found.values())
    if len(distinct) < max(3, len(numbers) // 3) or any(
        named.get(at, number) != number for at, number in found.items()
    ):
        return {}
    return found
