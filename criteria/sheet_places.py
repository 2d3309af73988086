"""Which commune a row of the wide sheet means. No database: it works on plain records.

By code; else by folded name within the district the row stands under; else by alias there. A name
alone is enough only if one commune of the province bears it. Anything else is an error, never a guess.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from communes.naming import nfc, search_key
from criteria.sheet_rows import Finding, SheetRow

DATA_DAY = "ngày số liệu"
_UNIT = re.compile(r"(xã|phường|thị trấn|đặc khu)\s")
_NO_CODE = "Mã xã {code} không có trong tỉnh vào {when}; sửa mã hoặc chọn lại tỉnh."


@dataclass(frozen=True)
class PlaceRecord:
    """A commune-level unit as matching needs it.

    `keys` and `aliases` are search keys; `spellings` are its full and bare names, NFC in lower case,
    which decide between two places of one key ("Tân Hòa" and "Tân Hóa").
    """

    id: int
    code: str
    label: str
    keys: frozenset[str]
    spellings: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    district: str = ""
    district_keys: frozenset[str] = frozenset()
    participates: bool = True
    in_scope: bool = True

    @property
    def with_district(self) -> str:
        """ "Xã Đăk Long (Huyện Đăk Glei)", as `Commune.with_district`."""
        return f"{self.label} ({self.district})" if self.district else self.label


@dataclass(frozen=True)
class Matched:
    """Rows with the commune each means, and an error for every other row.

    `mentioned` are the ids of communes the sheet names at all, those that faulty rows may mean included.
    """

    rows: list[tuple[SheetRow, PlaceRecord]]
    errors: list[Finding]
    mentioned: frozenset[int] = frozenset()


class PlaceRefused(Exception):
    """Why a row means no commune: (cell, sentence)."""

    def __init__(self, cell: str, message: str):
        super().__init__(message)
        self.cell, self.message = cell, message


class Gazetteer:
    """The communes of one province on one day (`when`, in words), found by code, name and district."""

    def __init__(self, records: Iterable[PlaceRecord], when: str = DATA_DAY):
        self.records, self.when = list(records), when
        self.by_code = {record.code: record for record in self.records}
        self.by_key: dict[str, list[PlaceRecord]] = defaultdict(list)
        self.by_alias: dict[str, list[PlaceRecord]] = defaultdict(list)
        for record in self.records:
            for key in record.keys:
                self.by_key[key].append(record)
            for key in record.aliases - record.keys:
                self.by_alias[key].append(record)
        self.district_keys = {key for record in self.records for key in record.district_keys}

    def find(self, row: SheetRow) -> PlaceRecord:
        """The commune a row means. Raises PlaceRefused."""
        if row.code:
            return self._by_code(row)
        key = search_key(row.name)
        named = self._fitting(self.by_key.get(key, []), row)
        named = named or self._fitting(self.by_alias.get(key, []), row)
        if len(named) > 1:
            exact = nfc(row.name).casefold()
            named = [record for record in named if exact in record.spellings] or named
        if len(named) == 1:
            return named[0]
        where = f" trong “{row.district}”" if row.district else " trong tỉnh"
        if named:
            names = "; ".join(_described(record) for record in named)
            raise PlaceRefused(row.name_cell, f"“{row.name}” có thể là nhiều xã: {names}; ghi thêm mã xã.")
        message = f"Không tìm thấy xã “{row.name}”{where}{self._elsewhere(key)}; sửa tên hoặc ghi mã xã."
        raise PlaceRefused(row.name_cell, message)

    def _by_code(self, row: SheetRow) -> PlaceRecord:
        record = self.by_code.get(row.code)
        if record is None:
            raise PlaceRefused(row.code_cell, _NO_CODE.format(code=row.code, when=self.when))
        agrees = search_key(row.name) in record.keys | record.aliases and _kind_agrees(row, record)
        if row.name and not agrees:
            message = f"Mã {row.code} là của {_described(record)} nhưng tên ghi “{row.name}”."
            raise PlaceRefused(row.name_cell, f"{message} Sửa tên hoặc mã xã.")
        if row.district and not _in_district(record, row):
            message = f"{_described(record)} nhưng đứng dưới “{row.district}”; chuyển dòng hoặc sửa mã."
            raise PlaceRefused(row.code_cell, message)
        return record

    def mentioned(self, row: SheetRow) -> set[int]:
        """Ids of the communes a row that cannot be matched may mean: by its code, and by its name."""
        key = search_key(row.name)
        named = self.by_key.get(key, []) + self.by_alias.get(key, [])
        coded = [self.by_code[row.code]] if row.code in self.by_code else []
        return {record.id for record in coded + (self._fitting(named, row) or named)}

    @staticmethod
    def _fitting(records: list[PlaceRecord], row: SheetRow) -> list[PlaceRecord]:
        return [record for record in records if _in_district(record, row) and _kind_agrees(row, record)]

    def _elsewhere(self, key: str) -> str:
        """A hint at communes of that name in other districts; they are named, not taken."""
        others = self.by_key.get(key, []) + self.by_alias.get(key, [])
        return f" (có {'; '.join(_described(record) for record in others)})" if others else ""


def _in_district(record: PlaceRecord, row: SheetRow) -> bool:
    return not row.district or search_key(row.district) in record.district_keys


def _kind_agrees(row: SheetRow, record: PlaceRecord) -> bool:
    """Whether the unit word the row gives, if it gives one, is the commune's."""
    stated = _UNIT.match(nfc(row.name).casefold())
    return not stated or record.label.casefold().startswith(stated.group(1))


def _described(record: PlaceRecord) -> str:
    district = f", {record.district}" if record.district else ""
    return f"{record.label} (mã {record.code}{district})"


def match_rows(rows: Iterable[SheetRow], records: Iterable[PlaceRecord], when: str = DATA_DAY) -> Matched:
    """Match every row, in order, and name every reason why one cannot be; `when` is the day, in words."""
    gazetteer = Gazetteer(records, when)
    matched, errors, seen = [], [], {}
    unknown_districts, faulty = set(), []
    for row in rows:
        if row.district and search_key(row.district) not in gazetteer.district_keys:
            faulty.append(row)
            if row.district_cell not in unknown_districts:
                unknown_districts.add(row.district_cell)
                message = f"Không tìm thấy huyện “{row.district}” trong tỉnh; sửa tên huyện."
                errors.append(Finding(row.district_cell, message))
            continue
        try:
            record = gazetteer.find(row)
            _refuse_unfit(row, record, seen, when)
        except PlaceRefused as refusal:
            errors.append(Finding(refusal.cell, refusal.message, row.row))
            faulty.append(row)
            continue
        matched.append((row, record))
    twice = {record.id for row, record in matched if len(seen[record.id]) > 1}
    mentioned = frozenset(seen).union(*(gazetteer.mentioned(row) for row in faulty))
    return Matched([pair for pair in matched if pair[1].id not in twice], errors, mentioned)


def _refuse_unfit(row: SheetRow, record: PlaceRecord, seen: dict[int, list[SheetRow]], when: str) -> None:
    """Raise PlaceRefused for a commune outside the programme or the scope, or already in the sheet."""
    cell = row.code_cell if row.code else row.name_cell
    rows = seen.setdefault(record.id, [])
    rows.append(row)
    if len(rows) > 1:
        first = rows[0].code_cell if rows[0].code else rows[0].name_cell
        raise PlaceRefused(
            cell, f"{record.with_district} có hai lần trong biểu: ô {first} và ô {cell}; bỏ một dòng."
        )
    if not record.participates:
        raise PlaceRefused(cell, f"{_described(record)} không thuộc chương trình nông thôn mới vào {when}.")
    if not record.in_scope:
        raise PlaceRefused(cell, f"{_described(record)} ở ngoài phạm vi phụ trách của bạn.")
