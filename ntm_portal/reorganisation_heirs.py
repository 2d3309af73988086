"""The second sheet of a reorganisation: districts, agencies and officers, and who takes over from each."""

from collections.abc import Callable
from dataclasses import dataclass

from communes.models import Agency, District, Officer
from communes.naming import fold, search_key
from communes.reorganising import PlannedHeir
from criteria.headed_sheets import CellFault
from criteria.sheet_rows import Finding
from ntm_portal.reorganisation_headers import Table
from ntm_portal.reorganisation_heir_choices import about
from ntm_portal.reorganisation_places import Places, is_named
from ntm_portal.reorganisation_rows import AGENCY, DISTRICT, NOBODY, StatedHeir, StatedLine, parted

SCOPE = "trong phạm vi của bạn"


@dataclass(frozen=True)
class PlannedHeirRow:
    """Whom a row is about and who takes over: one of the three, or none when the role lapses.

    `row` is zero-based.
    """

    row: int
    whom: District | Agency | Officer
    commune_code: str = ""
    province_code: str = ""
    agency: Agency | None = None
    # As the sheet's reader knows it: "xã Đăk Hà", "tỉnh Quảng Ngãi", "Sở Y tế".
    words: str = ""

    @property
    def key(self) -> tuple[type, int]:
        return type(self.whom), self.whom.pk

    def planned(self) -> PlannedHeir:
        """The same as it is prepared."""
        return PlannedHeir(
            **about(self.whom),
            heir_commune_code=self.commune_code,
            heir_province_code=self.province_code,
            heir_agency=self.agency,
        )

    @property
    def said(self) -> tuple:
        """What of the row is prepared."""
        whom = (type(self.whom).__name__, self.whom.pk)
        return (*whom, self.commune_code, self.province_code, self.agency and self.agency.pk)


class HeirsOfSheet:
    """The rows of the second sheet against the places of the day and the successors of the first one."""

    def __init__(self, table: Table, places: Places, lines: list[StatedLine]):
        self.table, self.places = table, places
        self.successors = {line.new_code: line for line in lines}

    def planned(self, rows: list[StatedHeir]) -> tuple[list[PlannedHeirRow], list[Finding]]:
        """(heirs, faults): a district, agency or officer is named once."""
        planned, faults, seen = [], [], {}
        for row in rows:
            try:
                found = self._planned(row)
                if found.key in seen:
                    first = self.table.cell(seen[found.key].row, "code")
                    raise Fault("code", f"Trùng với dòng của ô {first}; chỉ để lại một dòng.")
            except Fault as fault:
                faults.append(Finding(self.table.cell(row.row, fault.name), str(fault), row.row + 1))
            else:
                seen[found.key] = row
                planned.append(found)
        return planned, faults

    def _planned(self, row: StatedHeir) -> PlannedHeirRow:
        whom = {DISTRICT: self._district, AGENCY: self._agency}.get(row.what, self._officer)(row)
        if fold(row.heir_name) == fold(NOBODY) and not row.heir_code:
            return PlannedHeirRow(row.row, whom, words=NOBODY.lower())
        if not row.heir_code:
            heir = self._one_agency(row.heir_name, "heir_name")
            if heir == whom:
                raise Fault("heir_name", "Đơn vị kế thừa phải khác đơn vị được kế thừa.")
            return PlannedHeirRow(row.row, whom, agency=heir, words=heir.name)
        if len(row.heir_code) == 2:
            return self._to_province(whom, row)
        return self._to_commune(whom, row)

    def _district(self, row: StatedHeir) -> District:
        found = self.places.district(row.code) if row.code else None
        if found is None:
            until = f"{self.places.eve:%d/%m/%Y}"
            raise Fault("code", f"Đến hết ngày {until} không có huyện mang mã “{row.code}” {SCOPE}; sửa mã.")
        if not is_named(found, row.name):
            said = f"Mã {found.code} là {found.prose_name}, biểu ghi “{row.name}”; sửa mã hoặc tên."
            raise Fault("name", said)
        return found

    def _agency(self, row: StatedHeir) -> Agency:
        return self._one_agency(row.name, "name")

    def _one_agency(self, name: str, column: str) -> Agency:
        found = self.places.agencies(name)
        if len(found) == 1:
            return found[0]
        if found:
            said = "; ".join(sorted({agency.name for agency in found}))
            raise Fault(column, f"“{name}” có thể là nhiều cơ quan ({said}); ghi tên đầy đủ.")
        raise Fault(column, f"Không có cơ quan “{name}” {SCOPE}; ghi tên đầy đủ, hoặc mã của xã, tỉnh.")

    def _officer(self, row: StatedHeir) -> Officer:
        found = self.places.officer(row.code) if row.code else None
        if found is None:
            said = f"Không có cán bộ mang tên đăng nhập “{row.code}” {SCOPE}; sửa tên đăng nhập."
            raise Fault("code", said)
        if fold(row.name) != fold(str(found)):
            said = f"Tên đăng nhập {found.username} là {found}, biểu ghi “{row.name}”; sửa cho khớp."
            raise Fault("name", said)
        return found

    def _to_province(self, whom, row: StatedHeir) -> PlannedHeirRow:
        heir = self.places.provinces.get(row.heir_code)
        if heir is None:
            raise Fault("heir_code", f"Không có tỉnh mang mã {row.heir_code} từ ngày hiệu lực; sửa mã.")
        self._same_name(row, heir.prose_name, lambda: is_named(heir, row.heir_name))
        return PlannedHeirRow(row.row, whom, province_code=heir.code, words=heir.prose_name)

    def _to_commune(self, whom, row: StatedHeir) -> PlannedHeirRow:
        line = self.successors.get(row.heir_code)
        if line is None:
            said = f"Mã {row.heir_code} không phải đơn vị mới trong biểu; sửa mã."
            raise Fault("heir_code", said)
        words, known = f"{line.new_kind.lower()} {line.bare_name}", self.places.new_unit(row.heir_code)
        same = search_key(parted(row.heir_name)[1]) == search_key(line.bare_name)
        self._same_name(row, words, lambda: same or bool(known and is_named(known, row.heir_name)))
        return PlannedHeirRow(row.row, whom, commune_code=row.heir_code, words=words)

    @staticmethod
    def _same_name(row: StatedHeir, words: str, agrees: Callable[[], bool]) -> None:
        if not row.heir_name:
            raise Fault("heir_name", f"Ghi tên đơn vị kế thừa để đối chiếu với mã {row.heir_code}.")
        if not agrees():
            said = f"Mã {row.heir_code} là {words}, biểu ghi “{row.heir_name}”; sửa mã hoặc tên."
            raise Fault("heir_name", said)


class Fault(CellFault):
    """A fault and the column it is in."""

    def __init__(self, name: str, message: str):
        super().__init__(message)
        self.name = name
