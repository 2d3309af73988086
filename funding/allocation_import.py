"""Importing a sheet of money: read it against the rows as they are, then apply what the preview shows."""

from collections.abc import Collection

from communes.models import Commune, District, Officer, Province
from communes.naming import fold
from criteria.actions.permissions import ActionRefused
from criteria.sheet_cells import text_of
from criteria.sheet_rows import Finding
from criteria.uploads import sha256_of
from criteria.workbooks import UnreadableFile, Value, open_workbook
from funding.actions import apply_funding_batch
from funding.allocation_amounts import read_dong
from funding.allocation_columns import CLEAR, FIELD_COLUMNS, HEADINGS, clears
from funding.allocation_ground import Ground, Slot, ground_of
from funding.allocation_preview import AllocationPreview, Planned, SheetOrder, Told
from funding.allocation_sheet import Line, Table, find_table
from funding.allocation_values import EMPTY, Values, remarks_on, tidied, value_faults, values_of_log
from funding.entry_places import KINDS, province_of
from funding.models import AMOUNTS, AllocationChange, FundingBatch
from funding.sums import Money

STALE = "Số vốn đã đổi sau khi xem trước; xem lại rồi áp dụng. Chưa ghi gì."
NAMED = {"code": "đơn vị mã", "place": "đơn vị", "programme": "chương trình", "source": "nguồn vốn"}
CLEARED = object()


def preview_allocations(order: SheetOrder) -> AllocationPreview:
    """Read a sheet against the rows as they are now; nothing is written."""
    try:
        table = find_table(open_workbook(order.content, max_bytes=order.max_bytes))
    except UnreadableFile as error:
        return AllocationPreview(order, fatal=[Finding("", str(error))])
    if isinstance(table, Finding):
        return AllocationPreview(order, fatal=[table])
    ground = ground_of(order.place, order.year, order.officer)
    if message := _other_form(table, ground):
        return AllocationPreview(order, fatal=[Finding("A1", message)])
    lines = list(table.lines())
    if not lines:
        return AllocationPreview(order, fatal=[Finding("", "Dưới dòng tiêu đề không có dòng vốn nào.")])
    preview = AllocationPreview(order, table.sheet.name, rows=len(lines))
    _Comparing(preview, table, ground, _bases(ground, lines)).compare(lines)
    return preview


def _other_form(table: Table, ground: Ground) -> str:
    """Which other form the sheet is, in words; "" when it is this place's of this year."""
    mark, wanted = table.mark, ground.mark
    if mark == wanted:
        return ""
    place = KINDS[mark.kind].objects.filter(pk=mark.place_id).first()
    named = place.full_name if place and province_of(place) == province_of(ground.place) else "đơn vị khác"
    asked = f"hãy tải biểu mẫu vốn năm {ground.year} của {ground.place.full_name}"
    if (mark.kind, mark.place_id, mark.year) != (wanted.kind, wanted.place_id, wanted.year):
        return f"Tệp này là biểu vốn năm {mark.year} của {named}; {asked}."
    return f"Tệp này là biểu mẫu phiên bản {mark.version}, nay không còn dùng; {asked}."


def _bases(ground: Ground, lines: list[Line]) -> dict[tuple[int, int], Values]:
    """(row id, version) → what that version said, for rows filled with one since replaced."""
    wanted = set()
    for line in lines:
        slot = line.key and ground.slots.get(line.key[:4])
        row = ground.row(slot) if slot else None
        if row and line.key.version not in (0, row.version):
            wanted.add((row.pk, line.key.version))
    if not wanted:
        return {}
    changes = AllocationChange.objects.filter(
        allocation__in={row for row, _ in wanted}, version__in={version for _, version in wanted}
    )
    found = {(change.allocation_id, change.version): values_of_log(change.after) for change in changes}
    return {key: values for key, values in found.items() if key in wanted}


class _Comparing:
    """A sheet against the ground: cell by cell, what it says, what it was filled with, what is saved."""

    def __init__(self, preview: AllocationPreview, table: Table, ground: Ground, bases: dict):
        self.preview, self.table, self.ground, self.bases = preview, table, ground, bases
        self.seen: dict[Slot, int] = {}

    def compare(self, lines: list[Line]) -> None:
        for line in lines:
            slot = self._slot_of(line)
            if slot is None:
                continue
            agrees, stated = self._agrees(line, slot), self._stated(line, slot)
            if agrees:
                self._compare(line, slot, stated)

    def _fault(self, line: Line, name: str, label: str, message: str) -> None:
        cell = self.table.address(line.row, name)
        self.preview.errors.append(Told(line.row, cell, label, message))

    def _slot_of(self, line: Line) -> Slot | None:
        """The row the key names, when the sheet names it once."""
        if line.key is None:
            text = (
                "Dòng này không có khóa ẩn nên không biết là của đơn vị, nguồn nào; chỉ điền dòng của biểu."
            )
            self._fault(line, "source", "", text)
            return None
        slot = self.ground.slots.get(line.key[:4])
        if slot is None:
            text = "Dòng này không thuộc biểu: đơn vị ngoài phạm vi, hoặc chương trình, nguồn vốn không có."
            self._fault(line, "place", text_of(line.cells.get("place")), text)
            return None
        if slot in self.seen:
            text = f"Dòng này lặp lại dòng {self.seen[slot]}; chỉ giữ một dòng."
            self._fault(line, "source", slot.label, text)
            return None
        self.seen[slot] = line.row
        return slot

    def _agrees(self, line: Line, slot: Slot) -> bool:
        """Whether the row says of itself, in its code and words, what its key says; every cell that does not
        is told."""
        known = (slot.place.code, slot.place.full_name, slot.programme.short_name, slot.source.short_name)
        wrong = [
            (name, f"Khóa ẩn là của {called} “{name_known}” nhưng ô ghi “{said[:60]}”; tải lại biểu mẫu.")
            for (name, called), name_known in zip(NAMED.items(), known, strict=True)
            if (said := text_of(line.cells.get(name))) and not _same(said, name_known)
        ]
        for name, text in wrong:
            self._fault(line, name, slot.label, text)
        return not wrong

    def _compare(self, line: Line, slot: Slot, stated: dict | None) -> None:
        saved = self.ground.values(slot)
        row = self.ground.row(slot)
        self._add_up(stated, saved)
        if stated is None:
            return
        base = saved
        if line.key.version != (row.version if row else 0):
            base = self.bases.get((row.pk, line.key.version)) if row and line.key.version else EMPTY
        wanted, conflict = _merged(stated, saved, base)
        wanted = tidied(wanted)
        if wanted == saved:
            self.preview.unchanged += 1
            return
        faults = list(value_faults(wanted))
        for fault in faults:
            self._fault(line, fault.field, slot.label, fault.message)
        if not faults:
            first = next(name for name in FIELD_COLUMNS if getattr(wanted, name) != getattr(saved, name))
            cell = self.table.address(line.row, first)
            self.preview.planned.append(Planned(line.row, cell, slot, saved, row, wanted, conflict))
            self._warn(line, slot, wanted)

    def _warn(self, line: Line, slot: Slot, wanted: Values) -> None:
        for remark in remarks_on(wanted, self.ground.values(slot, self.ground.year - 1)):
            told = Told(line.row, self.table.address(line.row, remark.field), slot.label, remark.message)
            (self.preview.asking if remark.asks else self.preview.warnings).append(told)

    def _stated(self, line: Line, slot: Slot) -> dict | None:
        """Field → what the row says of it; blank cells are left out. None when a cell cannot be read."""
        stated, sound = {}, True
        for name in FIELD_COLUMNS:
            value: Value = line.cells.get(name)
            text = text_of(value)
            if clears(text):
                stated[name] = CLEARED
            elif name in AMOUNTS:
                amount, fault = read_dong(value)
                if fault:
                    self._fault(line, name, slot.label, f"{HEADINGS[name]}: {fault} Để xóa, ghi {CLEAR}.")
                    sound = False
                elif amount is not None:
                    stated[name] = amount
            elif text:
                stated[name] = text
        return stated if sound else None

    def _add_up(self, stated: dict | None, saved: Values) -> None:
        amounts = [(stated or {}).get(name) for name in AMOUNTS]
        known = [amount if isinstance(amount, int) else None for amount in amounts]
        self.preview.stated = self.preview.stated.plus(Money(*known))
        self.preview.now = self.preview.now.plus(Money(*saved.amounts))


def _same(said: str, known: str) -> bool:
    """Whether two names or codes are the same; Excel drops the zeros in front of a code."""
    return fold(said).lstrip("0") == fold(known).lstrip("0")


def _merged(stated: dict, saved: Values, base: Values | None) -> tuple[Values, bool]:
    """The row as it is to be, and whether a cell of it was saved otherwise since the sheet was filled."""
    wanted, conflict = saved._asdict(), False
    for name, said in stated.items():
        value = (None if name in AMOUNTS else "") if said is CLEARED else said
        before = getattr(base, name) if base else CLEARED
        if value == before:
            continue  # left as the sheet was filled: whatever was saved since stays
        conflict |= before != getattr(saved, name) and value != getattr(saved, name)
        wanted[name] = value
    return Values(**wanted), conflict


def apply_allocations(
    preview: AllocationPreview, *, by: Officer, seen: str, mine: Collection[str] = (), confirmed: bool = False
) -> FundingBatch | None:
    """Record what a preview shows as one batch; None when it would change nothing.

    `seen` is the fingerprint of the preview shown to the officer, `mine` names the conflicts
    (`Planned.key`) the sheet wins, `confirmed` says that tenfold jumps are right. Raises ActionRefused,
    writing nothing, for errors, for jumps nobody confirmed, and when rows have changed since.
    """
    order = preview.order
    if not preview.may_apply:
        raise ActionRefused(f"Biểu còn {len(preview.errors)} lỗi nên chưa ghi gì; sửa tệp rồi tải lên lại.")
    if seen != preview.fingerprint:
        raise ActionRefused(STALE)
    if preview.asking and not confirmed:
        raise ActionRefused("Đánh dấu xác nhận các số tăng, giảm từ 10 lần rồi áp dụng. Chưa ghi gì.")
    plans: list[Planned] = preview.to_write(mine)
    if not plans:
        return None
    return apply_funding_batch(
        province=province_of(order.place),
        entries=[plan.entry(order.year) for plan in plans],
        by=by,
        file_name=order.file_name,
        sha256=sha256_of(order.content),
    )


def place_of_scope(places: list[Province | District | Commune], named: str):
    """The place that "huyen-12" names among those given; None when it is not one of them."""
    kind, _, pk = named.partition("-")
    return next((one for one in places if isinstance(one, KINDS.get(kind, ())) and f"{one.pk}" == pk), None)
