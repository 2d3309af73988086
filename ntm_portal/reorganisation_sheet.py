"""A sheet of reorganisation against the places of its day: what it would prepare, every fault with its cell.

Units are told by code; a name beside a code is compared with it and never used in its place.
"""

import datetime
import hashlib
from dataclasses import dataclass, field

from communes.models import Commune, Officer
from communes.naming import fold, search_key
from communes.reorganising import Fault, PlannedHeir, PlannedLine
from communes.reorganising_faults import faults_of
from criteria.sheet_rows import Finding
from criteria.workbooks import UnreadableFile, open_workbook
from ntm_portal.reorganisation_headers import Table, Tables, find_tables
from ntm_portal.reorganisation_heirs import HeirsOfSheet, PlannedHeirRow
from ntm_portal.reorganisation_places import Places, is_named
from ntm_portal.reorganisation_rows import Read, StatedLine, parted, read_heirs, read_lines

# Field of a planned line → column of the sheet.
COLUMN_OF = {
    "predecessor_code": "old_code",
    "successor_code": "new_code",
    "successor_name": "new_name",
    "successor_kind": "new_kind",
    "successor_province_code": "new_province",
    "successor_district_code": "new_district",
    "whole": "whole",
}
HEIR_COLUMN_OF = {
    "agency": "name",
    "heir_commune_code": "heir_code",
    "heir_province_code": "heir_code",
    "heir_agency": "heir_name",
}
# Fields whose faults do not hang on the other lines.
SURE = ("predecessor_code", "successor_code", "successor_name", "successor_district_code")


@dataclass(frozen=True)
class SheetOrder:
    """What an officer asks for: which sheet, for which day."""

    content: bytes
    effective_on: datetime.date
    max_bytes: int = 5 * 1024 * 1024


@dataclass(frozen=True)
class PlannedRow:
    """One unit and what it becomes, as the sheet states it; `new_name` is as the portal will write it."""

    predecessor: Commune
    stated: StatedLine
    new_name: str


@dataclass
class SheetPreview:
    """What a sheet would prepare. `fatal` is about the whole file; then there is nothing else."""

    rows: list[PlannedRow] = field(default_factory=list)
    heirs: list[PlannedHeirRow] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    unchanged: int = 0
    lines_table: Table | None = None
    heirs_table: Table | None = None

    @property
    def predecessors(self) -> int:
        return len({row.predecessor.pk for row in self.rows})

    @property
    def successors(self) -> int:
        return len({row.stated.new_code for row in self.rows})

    def planned_lines(self) -> list[PlannedLine]:
        """The lines as they are prepared, in the order of `rows`."""
        return [
            PlannedLine(
                predecessor_code=row.predecessor.code,
                successor_code=row.stated.new_code,
                successor_name=row.new_name,
                successor_kind=row.stated.new_kind,
                successor_province_code=row.stated.new_province,
                successor_district_code=row.stated.new_district,
                whole=row.stated.whole,
            )
            for row in self.rows
        ]

    def planned_heirs(self) -> list[PlannedHeir]:
        return [heir.planned() for heir in self.heirs]

    def add_faults(self, effective_on: datetime.date) -> None:
        """What preparing would refuse beyond what was found so far, each with its cell.

        Where a line could not be read, what hangs on all lines together is left for the next time.
        """
        told = {error.cell for error in self.errors}
        sure = SURE if self.errors else None
        found = faults_of(
            name="-", effective_on=effective_on, lines=self.planned_lines(), heirs=self.planned_heirs()
        )
        for fault in found:
            cell = self.cell_of(fault)
            if cell not in told and (sure is None or (fault.heir is None and fault.field in sure)):
                told.add(cell)
                self.errors.append(Finding(cell, fault.text, self.row_of(fault)))

    def row_of(self, fault: Fault) -> int | None:
        """Excel's number of the row a fault is about."""
        if fault.line is not None:
            return self.rows[fault.line].stated.row + 1
        return self.heirs[fault.heir].row + 1 if fault.heir is not None else None

    def cell_of(self, fault: Fault) -> str:
        """Where in the sheet something stands that preparing refused; "" for the whole of it."""
        if fault.line is not None and self.lines_table:
            name = COLUMN_OF.get(fault.field, "old_code")
            name = name if name in self.lines_table.columns else "old_code"
            return self.lines_table.cell(self.rows[fault.line].stated.row, name)
        if fault.heir is not None and self.heirs_table:
            return self.heirs_table.cell(self.heirs[fault.heir].row, HEIR_COLUMN_OF.get(fault.field, "code"))
        return ""

    @property
    def fingerprint(self) -> str:
        """What the officer saw: a sheet that would prepare something else has another one."""
        said = [(row.predecessor.pk, repr(row.stated)) for row in self.rows]
        said += [repr(heir.said) for heir in self.heirs]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def preview_sheet(order: SheetOrder, by: Officer) -> SheetPreview:
    """Read a sheet and compare it with the places of that day; nothing is written."""
    try:
        tables = find_tables(open_workbook(order.content, max_bytes=order.max_bytes))
    except UnreadableFile as error:
        return SheetPreview(fatal=[Finding("", str(error))])
    if isinstance(tables, list):
        return SheetPreview(fatal=tables)
    return _compared(tables, order, by)


def _compared(tables: Tables, order: SheetOrder, by: Officer) -> SheetPreview:
    read = read_lines(tables.lines)
    heirs = read_heirs(tables.heirs) if tables.heirs else Read()
    unread = tables.lines.made_for_another_day(order.effective_on) + tables.lines.unread
    unread += tables.heirs.unread if tables.heirs else []
    preview = SheetPreview(errors=[*read.errors], warnings=unread, unchanged=read.unchanged)
    preview.lines_table, preview.heirs_table = tables.lines, tables.heirs
    if not read.rows and not read.errors:
        said = "Không có dòng nào ghi đơn vị mới; điền các cột mã mới, tên mới, loại, mã tỉnh mới."
        preview.fatal.append(Finding(tables.lines.cell(tables.lines.header, "new_code"), said))
        return preview
    new = {*(row.new_code for row in read.rows), *(row.heir_code for row in heirs.rows)}
    places = Places(by, order.effective_on, old={row.old_code for row in read.rows}, new=new)
    comparing = _Comparing(tables.lines, places, preview)
    for stated in read.rows:
        comparing.add(stated)
    if tables.heirs:
        of_sheet = HeirsOfSheet(tables.heirs, places, read.rows)
        preview.heirs, faults = of_sheet.planned(heirs.rows)
        preview.errors += [*heirs.errors, *faults]
    preview.add_faults(order.effective_on)
    # Rows of two sheets bear the same numbers: the faults of one come before those of the other.
    second = tables.heirs.sheet.name if tables.heirs else None
    preview.errors.sort(
        key=lambda found: (found.cell.rpartition("!")[0] == second, found.row or 0, found.cell)
    )
    return preview


class _Comparing:
    """The lines of a sheet, one after the other, against the places and against each other."""

    def __init__(self, table: Table, places: Places, preview: SheetPreview):
        self.table, self.places, self.preview = table, places, preview
        self.of_unit: dict[str, list[StatedLine]] = {}
        self.of_successor: dict[str, StatedLine] = {}
        self.told: set[str] = set()

    def fault(self, line: StatedLine, name: str, message: str) -> None:
        """One fault for each cell, the first that is found."""
        cell = self.table.cell(line.row, name) if name in self.table.columns else ""
        if name not in line.faulty and cell not in self.told:
            self.told.add(cell)
            self.preview.errors.append(Finding(cell, message, line.row + 1))

    def add(self, line: StatedLine) -> None:
        before = len(self.preview.errors)
        predecessor = None if "old_code" in line.faulty else self._predecessor(line)
        self._compare_kind(line)
        self._compare_province(line)
        if "new_code" not in line.faulty:
            self._compare_successor(line)
            if "old_code" not in line.faulty:
                self._compare_others(line)
        if predecessor and len(self.preview.errors) == before and not line.faulty:
            known = self.places.new_unit(line.new_code)
            name = known.name if known else self.of_successor[line.new_code].bare_name
            self.preview.rows.append(PlannedRow(predecessor, line, name))

    def _predecessor(self, line: StatedLine) -> Commune | None:
        """The unit that carries the old code until the day before, if its name is the stated one."""
        found = self.places.old_unit(line.old_code)
        if found is None:
            until = f"{self.places.eve:%d/%m/%Y}"
            self.fault(
                line, "old_code",
                f"Đến hết ngày {until} không có đơn vị cấp xã mang mã {line.old_code} trong phạm vi của bạn; "
                "sửa mã hoặc ngày hiệu lực.",
            )  # fmt: skip
        elif "old_name" not in line.faulty and not is_named(found, line.old_name):
            self.fault(
                line, "old_name",
                f"Mã {line.old_code} là {found.prose_name}, biểu ghi “{line.old_name}”; sửa mã hoặc tên.",
            )  # fmt: skip
        else:
            return found
        return None

    def _compare_successor(self, line: StatedLine) -> None:
        """A successor the portal knows has its name, kind and province."""
        known = self.places.new_unit(line.new_code)
        if known is None:
            return
        if not is_named(known, line.new_name):
            self.fault(
                line, "new_name",
                f"Mã {line.new_code} từ ngày {self.places.effective_on:%d/%m/%Y} là {known.prose_name}, "
                f"biểu ghi “{line.new_name}”; sửa mã hoặc tên.",
            )  # fmt: skip
        if known.kind != line.new_kind:
            self.fault(line, "new_kind", f"Mã {line.new_code} là {known.prose_name}; sửa loại hoặc mã.")
        if known.province.code != line.new_province:
            self.fault(
                line, "new_province",
                f"Mã {line.new_code} thuộc {known.province.prose_name} ({known.province.code}); sửa mã tỉnh.",
            )  # fmt: skip

    def _compare_kind(self, line: StatedLine) -> None:
        word, _ = parted(line.new_name)
        if word and "new_kind" not in line.faulty and fold(word) != fold(line.new_kind):
            said = f"Tên ghi {word.lower()}, cột loại ghi {line.new_kind}; sửa một trong hai."
            self.fault(line, "new_name", said)

    def _compare_province(self, line: StatedLine) -> None:
        if line.new_province not in self.places.provinces:
            day = f"{self.places.effective_on:%d/%m/%Y}"
            said = f"Vào ngày {day} không có tỉnh, thành phố mang mã {line.new_province}; sửa mã tỉnh."
            self.fault(line, "new_province", said)

    def _compare_others(self, line: StatedLine) -> None:
        """No line twice, a unit that goes as a whole goes once, a successor is described in one way."""
        earlier = self.of_unit.setdefault(line.old_code, [])
        twice = next((other for other in earlier if other.new_code == line.new_code), None)
        if twice:
            cell = self.table.cell(twice.row, "old_code")
            self.fault(line, "old_code", f"Trùng với ô {cell}: cùng mã cũ, mã mới; để lại một.")
        elif earlier and (line.whole or any(other.whole for other in earlier)):
            cell = self.table.cell(earlier[0].row, "whole")
            self.fault(
                line, "whole",
                f"Đơn vị {line.old_code} có nhiều dòng (xem ô {cell}) nên mỗi dòng phải ghi Một phần.",
            )  # fmt: skip
        earlier.append(line)
        first = self.of_successor.setdefault(line.new_code, line)
        for name in ("new_name", "new_kind", "new_province", "new_district"):
            if not {name} & first.faulty and self._said(line, name) != self._said(first, name):
                cell = self.table.cell(first.row, name)
                said = f"Khác với ô {cell} của cùng mã mới {line.new_code}; ghi giống nhau."
                self.fault(line, name, said)

    def _said(self, line: StatedLine, name: str) -> str:
        return search_key(line.bare_name) if name == "new_name" else getattr(line, name)
