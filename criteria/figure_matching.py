"""Which commune and indicator a row of figures means. No database: it works on the ground and plain records.

By the hidden key, which the names in the row must bear out; else by the commune's code or name and the
indicator's code. Anything else is refused in words, never guessed.
"""

from collections.abc import Callable

from communes.naming import fold
from criteria.figure_ground import Dossier, FigureGround
from criteria.figure_headers import Table
from criteria.figure_sheet import Line, as_sheet_row, indicator_code
from criteria.judging import Measure
from criteria.sheet_cells import text_of
from criteria.sheet_places import Gazetteer, PlaceRecord, PlaceRefused

KEY_BROKEN = "Khóa ẩn của dòng đã bị sửa; tải lại biểu mẫu rồi chép số liệu sang."


class LineRefused(Exception):
    """Why a row means nothing that may be entered; `field` names the column at fault."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field, self.message = field, message


class OutsideScope(LineRefused):
    """The row is of a commune that is not the officer's."""


class Matcher:
    """The communes and indicators of one round; `places` fetches the records names are looked up in."""

    def __init__(self, ground: FigureGround, table: Table, places: Callable[[], list[PlaceRecord]]):
        self.table, self._places, self._gazetteer = table, places, None
        self._named: dict[tuple, Dossier | LineRefused] = {}
        self._dossiers = {dossier.commune.pk: dossier for dossier in ground.dossiers}
        self._measures = {measure.id: measure for measure in ground.law.measures}
        self._written = {pk: (dossier.label, dossier.district) for pk, dossier in self._dossiers.items()}
        self._coded: dict[str, list[Measure]] = {}
        for measure in ground.law.measures:
            self._coded.setdefault(measure.code, []).append(measure)

    def find(self, line: Line) -> tuple[Dossier, Measure]:
        """What the row means. Raises LineRefused, or OutsideScope."""
        if line.key:
            dossier, measure = self._by_key(line)
        elif line.key_text:
            raise LineRefused("commune", KEY_BROKEN)
        else:
            dossier, measure = self._by_names(line), self._by_code(line)
        if not dossier.in_scope:
            raise OutsideScope("commune", f"{dossier.label} ở ngoài phạm vi phụ trách của bạn.")
        return dossier, measure

    def _by_key(self, line: Line) -> tuple[Dossier, Measure]:
        dossier = self._dossiers.get(line.key.commune_id)
        measure = self._measures.get(line.key.indicator_id)
        if dossier is None or measure is None:
            raise LineRefused("commune", KEY_BROKEN)
        as_filled = (line.commune, line.district) == self._written[line.key.commune_id]
        if as_filled and line.code == measure.code:
            return dossier, measure
        pairs = [(line.commune, dossier.label), (line.district, dossier.district)]
        agrees = all(fold(text_of(said)) == fold(kept) for said, kept in pairs)
        if not agrees or indicator_code(line.code) != measure.code:
            raise LineRefused(
                "code" if agrees else "commune",
                f"Dòng mang khóa của {dossier.label}, chỉ tiêu {measure.code} nhưng ghi "
                f"“{text_of(line.commune)}”, “{text_of(line.code)}”; chép lại cả dòng từ biểu mẫu.",
            )
        return dossier, measure

    def _by_names(self, line: Line) -> Dossier:
        """The commune by code, else by name inside its district; the answer is kept for its other rows."""
        named = (text_of(line.commune), text_of(line.commune_code), text_of(line.district))
        found = self._named.get(named)
        if found is None:
            found = self._named[named] = self._look_up(line, named)
        if isinstance(found, LineRefused):
            raise found
        return found

    def _look_up(self, line: Line, named: tuple[str, str, str]) -> Dossier | LineRefused:
        if not any(named[:2]):
            return LineRefused("commune", "Dòng không ghi tên xã hoặc mã xã.")
        self._gazetteer = self._gazetteer or Gazetteer(self._places())
        row = as_sheet_row(line, self.table)
        if named[1] and not row.code:
            said = f"“{named[1][:20]}” không phải là mã xã; mã xã có 5 chữ số."
            return LineRefused("commune_code", said)
        try:
            record = self._gazetteer.find(row)
        except PlaceRefused as refusal:
            return LineRefused("commune", refusal.message)
        if record.id in self._dossiers:
            return self._dossiers[record.id]
        if not record.in_scope:
            return OutsideScope("commune", f"{record.label} ở ngoài phạm vi phụ trách của bạn.")
        said = f"{record.label} (mã {record.code}) không thuộc chương trình nông thôn mới trong kỳ này."
        return LineRefused("commune", said)

    def _by_code(self, line: Line) -> Measure:
        code = indicator_code(line.code)
        if not code:
            raise LineRefused("code", "Dòng không ghi mã chỉ tiêu, ví dụ 2.3 (ô phải là dạng chữ).")
        if isinstance(line.code, float) and f"{code}0" in self._coded:
            said = f"Mã “{code}” là ô số nên không phân biệt được {code} và {code}0; đổi ô sang dạng chữ."
            raise LineRefused("code", said)
        found = self._coded.get(code, [])
        if len(found) != 1:
            raise LineRefused("code", f"Bộ tiêu chí của kỳ không có chỉ tiêu mang mã “{code[:20]}”.")
        return found[0]
