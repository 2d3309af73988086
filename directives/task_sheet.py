"""Tasks of one directive from a sheet: what it would add to what is there, every fault with its cell.

A sheet only adds: tasks that are not there yet, and units that were not given them yet. Whatever it says
otherwise than the portal is a fault; the same sheet again changes nothing.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import Truncator

from communes.naming import nfc
from criteria.headed_sheets import HeadedTable, find_table
from criteria.models import CriteriaSet, Criterion, LeadRole
from criteria.sheet_rows import Finding
from criteria.workbooks import UnreadableFile, open_workbook
from directives.models import Assignment, Directive, Task
from directives.task_sheet_headers import HEADINGS, TASKS
from directives.task_sheet_rows import TEXTS, Line, StatedTask, read_rows
from directives.task_sheet_units import Unit, Units, UnknownUnit, described


@dataclass(frozen=True)
class TaskOrder:
    """What an officer asks for: which sheet, for which directive, with criteria of which set."""

    content: bytes
    file_name: str
    directive: Directive
    criteria_set: CriteriaSet
    max_bytes: int = 5 * 1024 * 1024


@dataclass(frozen=True)
class PlannedGift:
    """A task for one unit. `there` is the assignment that says so already."""

    unit: Unit
    role: str
    due: datetime.date
    cell: str
    there: Assignment | None

    @property
    def terms(self) -> str:
        """As what and by when: "Chủ trì, hạn 30/06/2024"."""
        return f"{LeadRole(self.role).label}, hạn {self.due:%d/%m/%Y}"


@dataclass
class PlannedTask:
    """A task as it is or will be, with the units the sheet names. `there` is the task that is saved."""

    stated: StatedTask
    there: Task | None
    criteria: list[Criterion]
    gifts: list[PlannedGift] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.there.name if self.there else self.stated.texts["name"]

    @property
    def new_gifts(self) -> list[PlannedGift]:
        return [gift for gift in self.gifts if gift.there is None]

    @property
    def gifts_there(self) -> int:
        return len(self.gifts) - len(self.new_gifts)

    @property
    def new_words(self) -> list[str]:
        """How a preview says the new ones: "Chủ trì, hạn 30/06/2024: Sở Y tế; huyện Đăk Hà"."""
        units = defaultdict(list)
        for gift in self.new_gifts:
            units[gift.terms].append(described(gift.unit))
        return [f"{terms}: {'; '.join(names)}" for terms, names in units.items()]

    def fields(self) -> dict:
        """The fields of a new task."""
        texts = {column: self.stated.texts[name] for name, column in TEXTS.items()}
        return {"position": self.stated.position, "due_on": self.stated.due, **texts}


@dataclass
class TaskPreview:
    """What a sheet would do. `fatal` is about the whole file; then there is nothing else."""

    sheet: str = ""
    tasks: list[PlannedTask] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    examples: int = 0

    @property
    def new_tasks(self) -> list[PlannedTask]:
        return [task for task in self.tasks if task.there is None]

    @property
    def new_gifts(self) -> int:
        return sum(len(task.new_gifts) for task in self.tasks)

    @property
    def gifts_there(self) -> int:
        return sum(task.gifts_there for task in self.tasks)

    @property
    def changes(self) -> int:
        return len(self.new_tasks) + self.new_gifts

    @property
    def fingerprint(self) -> str:
        """What the officer saw: a sheet that would do something else has another one."""
        said = [
            (task.stated.position, task.there and task.there.pk, repr(task.fields()),
             [(type(gift.unit).__name__, gift.unit.pk, gift.terms) for gift in task.new_gifts])
            for task in self.tasks
        ]  # fmt: skip
        return hashlib.sha256(repr(said).encode()).hexdigest()


def preview_tasks(order: TaskOrder) -> TaskPreview:
    """Read a sheet and compare it with the directive as it stands; nothing is written."""
    try:
        table = find_table(open_workbook(order.content, max_bytes=order.max_bytes), TASKS)
    except UnreadableFile as error:
        return TaskPreview(fatal=[Finding("", str(error))])
    if isinstance(table, Finding):
        return TaskPreview(fatal=[table])
    read = read_rows(table)
    preview = TaskPreview(table.sheet.name, errors=read.errors, warnings=table.unread, examples=read.examples)
    if not read.tasks and not read.errors:
        preview.fatal.append(
            Finding(table.cell(table.header, "position"), "Dưới dòng tiêu đề không có nhiệm vụ nào.")
        )
    comparing = _Comparing(order, table, preview)
    preview.tasks = [comparing.planned(stated) for stated in read.tasks]
    preview.errors.sort(key=lambda finding: (finding.row or 0, len(finding.cell), finding.cell))
    return preview


class _Comparing:
    """A sheet against the directive: its tasks, who has them, the units of the province, the criteria."""

    def __init__(self, order: TaskOrder, table: HeadedTable, preview: TaskPreview):
        self.directive, self.table, self.preview = order.directive, table, preview
        self.criteria_set = order.criteria_set
        self.criteria = {criterion.number: criterion for criterion in order.criteria_set.criteria.all()}
        tasks = order.directive.tasks.prefetch_related("criteria")
        self.tasks = {task.position: task for task in tasks}
        on = min(order.directive.signed_on, timezone.localdate())
        self.units = Units(order.directive.province, on)
        self.given, self.revoked = {}, {}
        rows = Assignment.objects.filter(
            task__directive=order.directive, criterion__isnull=True, commune__isnull=True
        ).select_related("unit_agency", "unit_district", "unit_commune")
        for row in rows:
            known = self.revoked if row.revoked_at else self.given
            known[row.task_id, type(row.unit), row.unit.pk] = row

    def fault(self, line: Line, name: str, message: str) -> None:
        self.preview.errors.append(Finding(self.table.cell(line.row, name), message, line.row + 1))

    def planned(self, stated: StatedTask) -> PlannedTask:
        there = self.tasks.get(stated.position)
        if there:
            self._refuse_other_words(stated, there)
        elif not stated.texts["name"] and not any("name" in line.faulty for line in stated.lines):
            self.fault(stated.lines[0], "name", f"Ghi tên nhiệm vụ số {stated.position}.")
        task = PlannedTask(stated, there, self._criteria_of(stated, there))
        seen: dict[tuple, str] = {}
        for line in stated.lines:
            due = self._due_of(line, stated, there)
            for unit in self._units_of(line):
                cell, key = self.table.cell(line.row, "units"), (type(unit), unit.pk)
                if key in seen:
                    self.fault(line, "units", self._twice(unit, stated, seen[key], cell))
                elif due and not line.faulty & {"role", "due"}:
                    there_already = self._given(line, there, unit, due)
                    task.gifts.append(PlannedGift(unit, line.role, due, cell, there_already))
                seen.setdefault(key, cell)
        return task

    @staticmethod
    def _twice(unit: Unit, stated: StatedTask, first: str, cell: str) -> str:
        where = f"hai lần trong ô {cell}" if first == cell else f"ở cả ô {first} và ô {cell}"
        return f"{described(unit)} có {where} của nhiệm vụ số {stated.position}; chỉ ghi một lần."

    def _refuse_other_words(self, stated: StatedTask, there: Task) -> None:
        """A text that differs from the saved task's is a fault: a sheet does not change a task."""
        for name, column in TEXTS.items():
            said, saved = stated.texts[name], getattr(there, column)
            if said and nfc(said) != nfc(saved):
                line = next(line for line in stated.lines if line.texts[name])
                known = f"ghi “{Truncator(saved).chars(80)}”" if saved else "để trống"
                self.fault(
                    line,
                    name,
                    f"Nhiệm vụ số {stated.position} đã có trên cổng, {HEADINGS[name].lower()} {known}; "
                    "sửa biểu cho khớp, đổi số thứ tự, hoặc sửa nhiệm vụ ở mục Quản trị.",
                )

    def _criteria_of(self, stated: StatedTask, there: Task | None) -> list[Criterion]:
        line = next((line for line in stated.lines if line.criteria is not None), stated.lines[0])
        missing = [number for number in stated.criteria if number not in self.criteria]
        if missing:
            named = ", ".join(map(str, missing))
            text = f"Bộ {self.criteria_set.short_name} không có tiêu chí {named}; sửa số hoặc chọn bộ khác."
            self.fault(line, "criteria", text)
        found = [self.criteria[number] for number in stated.criteria if number in self.criteria]
        if there and found and not missing:
            saved = {row.pk for row in there.criteria.all() if row.criteria_set_id == self.criteria_set.pk}
            if saved != {criterion.pk for criterion in found}:
                text = (
                    f"Tiêu chí khác với nhiệm vụ số {stated.position} đã có trên cổng; sửa biểu cho khớp, "
                    "hoặc sửa nhiệm vụ ở mục Quản trị."
                )
                self.fault(line, "criteria", text)
        return found

    def _due_of(self, line: Line, stated: StatedTask, there: Task | None) -> datetime.date | None:
        """The deadline of a row: its own, else the task's; None where the sheet says none that holds."""
        due = line.due or (there and there.due_on) or stated.due
        if due is None and "due" not in line.faulty | stated.lines[0].faulty:
            text = "Chưa có thời hạn; ghi thời hạn ở dòng này hoặc ở dòng đầu của nhiệm vụ."
            self.fault(line, "due", text)
        if due and due < self.directive.signed_on:
            signed = f"{self.directive.signed_on:%d/%m/%Y}"
            self.fault(
                line, "due", f"Thời hạn {due:%d/%m/%Y} trước ngày ban hành văn bản ({signed}); sửa lại."
            )
            return None
        return due

    def _units_of(self, line: Line) -> Iterator[Unit]:
        for part in line.units.split(";"):
            if not part.strip():
                continue
            try:
                yield from self.units.find(part.strip())
            except UnknownUnit as unknown:
                self.fault(line, "units", str(unknown))

    def _given(self, line: Line, there: Task | None, unit: Unit, due: datetime.date) -> Assignment | None:
        """The assignment that is there already; one with another role or deadline is a fault."""
        key = (there and there.pk, type(unit), unit.pk)
        given = self.given.get(key)
        if given is None and key in self.revoked:
            text = f"{described(unit)} từng được giao việc này rồi thu hồi; áp dụng là giao lại."
            cell = self.table.cell(line.row, "units")
            self.preview.warnings.append(Finding(cell, text, line.row + 1))
        if given and (given.role, given.due_on) != (line.role, due):
            said = f"vai trò {given.get_role_display()}, hạn {given.due_on:%d/%m/%Y}"
            text = (
                f"{described(unit)} đã được giao việc này với {said}; sửa biểu cho khớp, hoặc thu hồi việc "
                "rồi giao lại."
            )
            self.fault(line, "due" if given.role == line.role else "role", text)
        return given
