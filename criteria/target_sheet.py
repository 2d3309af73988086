"""A sheet of yearly plans: what it would write, every fault with its cell, nothing written here.

A row that says nothing leaves its commune's plan alone; the same sheet again changes nothing.
"""

import hashlib
import re
from dataclasses import dataclass, field

from communes.models import Commune, Officer
from communes.naming import fold
from communes.resources.excel_days import AS_TEXT, turned_into_a_date
from criteria.actions.targets import TargetEntry, TargetOrder, heads, may_approve
from criteria.models import Target
from criteria.sheet_cells import NOT_UNICODE, legacy_text, read_code, text_of
from criteria.sheet_ground import place_records
from criteria.sheet_places import match_rows
from criteria.sheet_rows import Finding, SheetRow
from criteria.target_entries import NO, QUARTER_FIELDS, REGISTERED, YES, ReadEntry, in_words, read_entry
from criteria.wording import day
from criteria.workbook_parts import BrokenCell, address
from criteria.workbooks import Sheet, UnreadableFile, open_workbook

HEADINGS = {
    "code": "Mã xã",
    "name": "Xã",
    "district": "Huyện",
    REGISTERED: "Đăng ký đạt chuẩn",
    "q1": "Quý I",
    "q2": "Quý II",
    "q3": "Quý III",
    "q4": "Quý IV",
}
OTHERS = {
    "code": ["ma", "ma don vi"],
    "name": ["ten xa", "don vi", "xa phuong"],
    "district": ["ten huyen", "huyen thanh pho", "huyen thi xa thanh pho"],
    REGISTERED: ["dang ky", "xa dang ky", "dang ky dat chuan trong nam", "xa dang ky dat chuan"],
    "q1": ["quy 1"],
    "q2": ["quy 2"],
    "q3": ["quy 3"],
    "q4": ["quy 4"],
}
MEANING_OF = {fold(heading): name for name, heading in HEADINGS.items()} | {
    word: name for name, words in OTHERS.items() for word in words
}
REQUIRED = ("name", REGISTERED, *QUARTER_FIELDS.values())
LOOK_WITHIN, MAX_ROWS = 40, 2000
NO_TABLE = (
    "Không tìm thấy dòng tiêu đề có các cột Xã, Đăng ký đạt chuẩn và Quý I đến Quý IV; tải biểu mẫu "
    "hoặc đặt lại tên cột."
)
DECIMAL = "Excel hiểu ô này là số lẻ"
_BRACKETED = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class Change:
    """One commune whose plan the sheet changes: in words before and after."""

    entry: TargetEntry
    before: str
    after: str
    revises: bool


@dataclass
class TargetPreview:
    """What a sheet would do. `fatal` is about the whole file; then there is nothing else."""

    sheet: str = ""
    rows: int = 0
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    left_alone: int = 0
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """What the officer saw: a sheet that would do something else has another one."""
        said = [(one.entry.commune.pk, one.entry.seen, one.before, one.after) for one in self.changes]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def preview_targets(content: bytes, order: TargetOrder, officer: Officer, max_bytes: int) -> TargetPreview:
    """Read a sheet and compare it with the plans as they stand, inside the officer's scope."""
    try:
        found = _table(open_workbook(content, max_bytes=max_bytes))
    except UnreadableFile as error:
        return TargetPreview(fatal=[Finding("", str(error))])
    if isinstance(found, Finding):
        return TargetPreview(fatal=[found])
    return _Comparing(found, order, officer).preview


@dataclass(frozen=True)
class _Table:
    sheet: Sheet
    header: int
    columns: dict[str, int]

    def cell(self, row: int, name: str) -> str:
        return address(row, self.columns.get(name, self.columns["name"]))

    def text(self, row: int, name: str) -> str:
        values = self.sheet.rows[row]
        at = self.columns.get(name)
        return text_of(values[at]) if at is not None and at < len(values) else ""


def _table(sheets: list[Sheet]) -> _Table | Finding:
    """The one table of plans among the visible sheets, or why there is none."""
    found = []
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            return Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))
        if table := _table_in(sheet):
            found.append(table)
    if len(found) != 1:
        many = ", ".join(f"“{one.sheet.name}”" for one in found if isinstance(one, _Table))
        text = (
            f"Tệp có nhiều trang tính là biểu kế hoạch: {many}; chỉ để lại một trang." if found else NO_TABLE
        )
        return Finding("", text)
    return found[0]


def _table_in(sheet: Sheet) -> _Table | Finding | None:
    for at, row in enumerate(sheet.rows[:LOOK_WITHIN]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = MEANING_OF.get(fold(_BRACKETED.sub(" ", text_of(value))))
            if name and name in columns:
                text = f"Có hai cột “{HEADINGS[name]}”; chỉ để lại một cột."
                return Finding(address(at, column), text) if "name" in columns else None
            if name:
                columns[name] = column
        if all(name in columns for name in REQUIRED):
            if len(sheet.rows) - at > MAX_ROWS:
                text = f"Biểu dài quá {MAX_ROWS} dòng; xóa các dòng thừa."
                return Finding(address(len(sheet.rows) - 1, 0), text)
            return _Table(sheet, at, columns)
    return None


def _taken_by_excel(value) -> str:
    """What Excel made of a list of numbers: 2,1 of "2,10", a day of "10/2"; "" where nothing."""
    if isinstance(value, float) and not value.is_integer():
        return DECIMAL
    return turned_into_a_date(value)


class _Comparing:
    """The rows of a sheet against the plans of the province."""

    def __init__(self, table: _Table, order: TargetOrder, officer: Officer):
        self.table, self.order = table, order
        self.numbers = dict(order.criteria_set.criteria.values_list("pk", "number"))
        self.criteria = {number: pk for pk, number in self.numbers.items()}
        on = order.first_day
        counted = set(
            Commune.objects.participating(on).filter(province=order.province).values_list("pk", flat=True)
        )
        records = place_records(order.province, on, counted=counted, officer=officer)
        self.preview = TargetPreview(table.sheet.name)
        self.plans: dict[int, ReadEntry] = {}
        self.unsaid: list[int] = []
        rows = [row for at in range(table.header + 1, len(table.sheet.rows)) if (row := self._row(at))]
        matched = match_rows(rows, records, f"ngày {day(on)}")
        self.preview.rows = len(rows)
        self.preview.errors += matched.errors
        if not rows and not self.preview.errors:
            where = table.cell(table.header, "name")
            self.preview.fatal.append(Finding(where, "Dưới dòng tiêu đề không có xã nào."))
        places = Commune.objects.select_related("district").in_bulk([record.id for _, record in matched.rows])
        self.in_force, self.waiting = heads(order, places)
        for row, record in matched.rows:
            if plan := self.plans.get(row.row - 1):
                self._compare(plan, places[record.id])
        self._ask_registered({row.row - 1: places[record.id] for row, record in matched.rows})
        self._refuse_unsaid(officer)
        self.preview.errors.sort(key=lambda finding: (finding.row or 0, len(finding.cell), finding.cell))

    def _row(self, at: int) -> SheetRow | None:
        """The commune a line names, None for a line without one; what its plan says is kept beside it."""
        table = self.table
        name, code = table.text(at, "name"), read_code(self._value(at, "code"))
        self._read_plan(at)
        if code is None:
            self._fault(at, "code", "Không đọc được mã xã; ghi năm chữ số hoặc để trống.")
            if not name:
                return None
        elif not name and not code:
            if any(table.text(at, one) for one in (REGISTERED, *QUARTER_FIELDS.values())):
                self._fault(at, "name", "Dòng có kế hoạch nhưng không có tên xã; ghi tên hoặc mã xã.")
            return None
        return SheetRow(
            row=at + 1,
            name=name,
            name_cell=table.cell(at, "name"),
            code=code or "",
            code_cell=table.cell(at, "code"),
            district=table.text(at, "district"),
            district_cell=table.cell(at, "district"),
            cells=(),
        )

    def _value(self, at: int, name: str):
        values, column = self.table.sheet.rows[at], self.table.columns.get(name)
        return values[column] if column is not None and column < len(values) else None

    def _read_plan(self, at: int) -> None:
        """Keep what the plan cells of a line say; a line with faults says nothing, and each is told."""
        texts, lost = self._texts(at)
        read = read_entry(texts, self.criteria)
        for name, message in read.faults:
            self._fault(at, name, message)
        faulty = lost | {name for name, _ in read.faults}
        if read.registered is None and REGISTERED not in faulty and (lost or not read.is_blank):
            self.unsaid.append(at)
        elif not faulty:
            self.plans[at] = read

    def _ask_registered(self, communes: dict[int, Commune]) -> None:
        """Tell the lines with a plan that leave open whether the commune is registered."""
        for at in self.unsaid:
            asked = f"{communes[at].with_district}: ghi" if at in communes else "Ghi"
            self._fault(at, REGISTERED, f"{asked} {YES} hoặc {NO} ở cột Đăng ký đạt chuẩn.")

    def _compare(self, read: ReadEntry, commune: Commune) -> None:
        head = self.waiting.get(commune.pk) or self.in_force.get(commune.pk)
        if read.is_blank:
            self.preview.left_alone += 1
            return
        entry = TargetEntry(commune, read.registered, read.quarters, head.pk if head else None)
        if entry.says(head):
            self.preview.same += 1
            return
        before = self._words(head) if head else "chưa có kế hoạch"
        after = in_words(read.registered, read.quarters, self.numbers)
        self.preview.changes.append(Change(entry, before, after, commune.pk in self.in_force))

    def _texts(self, at: int) -> tuple[dict[str, str], set[str]]:
        """What a row says, by field, and the fields lost in the file, each of which is a fault."""
        texts, lost = {}, set()
        for name in (REGISTERED, *QUARTER_FIELDS.values()):
            value, fault = self._value(at, name), ""
            if isinstance(value, BrokenCell):
                fault = value.sentence
            elif name != REGISTERED and (taken := _taken_by_excel(value)):
                fault = f"{taken}; {AS_TEXT} các số, ví dụ 2, 10."
            if fault:
                self._fault(at, name, fault)
                lost.add(name)
            texts[name] = "" if fault else self.table.text(at, name)
        return texts, lost

    def _words(self, target: Target) -> str:
        return in_words(target.registered, target.quarters, self.numbers)

    def _refuse_unsaid(self, officer: Officer) -> None:
        """What the form beside the sheet must say for these changes to be written."""
        changes = self.preview.changes
        if changes and may_approve(officer, self.order.province) and not self.order.document.strip():
            text = "Ghi văn bản giao kế hoạch khi tải lên: kế hoạch do tỉnh ghi có hiệu lực ngay."
            self.preview.errors.append(Finding("", text))
        if any(one.revises for one in changes) and not self.order.reason.strip():
            text = "Biểu đổi kế hoạch đã duyệt; ghi lý do điều chỉnh khi tải lên."
            self.preview.errors.append(Finding("", text))

    def _fault(self, at: int, name: str, message: str) -> None:
        self.preview.errors.append(Finding(self.table.cell(at, name), message, at + 1))
