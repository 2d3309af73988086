"""The rows of a sheet of tasks, cell by cell, then put together task by task. No database.

One row gives one task to one unit, or to the units of one cell. Rows with one number are one task, whose
texts are written once. Nothing is guessed: what is not understood is a finding with its cell.
"""

import datetime
import re
from dataclasses import dataclass, field

from communes.naming import fold, nfc
from communes.resources.columns import Day
from communes.resources.columns import text_of as written
from communes.resources.excel_days import AS_TEXT, turned_into_a_date
from criteria.headed_sheets import CellFault, HeadedTable, sound
from criteria.models import LeadRole
from criteria.sheet_cells import text_of
from criteria.sheet_rows import Finding
from directives.models import Task
from directives.task_sheet_headers import HEADINGS

# Column of the sheet → field of the task.
TEXTS = {"clause": "clause", "name": "name", "text": "text", "result": "expected_result"}
ROLES = {"": LeadRole.LEAD} | {fold(role.label): role for role in LeadRole}
EXAMPLE = "Ví dụ"
MAX_POSITION = 32767


@dataclass(frozen=True)
class Line:
    """One row: `row` is its zero-based number; `criteria` is None where the cell is empty.

    `faulty` are the columns whose cell could not be read: nothing more is said of those.
    """

    row: int
    position: int
    texts: dict[str, str]
    units: str
    role: str
    due: datetime.date | None
    criteria: tuple[int, ...] | None
    faulty: frozenset[str] = frozenset()


@dataclass
class StatedTask:
    """What the rows of one number say of their task, and the rows themselves."""

    position: int
    lines: list[Line]
    texts: dict[str, str] = field(default_factory=dict)
    criteria: tuple[int, ...] = ()

    @property
    def due(self) -> datetime.date | None:
        """The task's own deadline: that of its first row."""
        return self.lines[0].due


@dataclass
class Read:
    """Everything of a table: tasks in the order of the sheet, every fault, rows that are examples."""

    tasks: list[StatedTask] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    examples: int = 0


def read_rows(table: HeadedTable) -> Read:
    """Read every row under the headings, and put those of one number together."""
    read, lines = Read(), []
    for row, values in table.rows():
        if fold(text_of(values["position"])).startswith(fold(EXAMPLE)):
            read.examples += 1
        elif (line := _line(table, row, values, read.errors)) is not None:
            lines.append(line)
    of_position: dict[int, list[Line]] = {}
    for line in lines:
        of_position.setdefault(line.position, []).append(line)
    for position, rows in of_position.items():
        task = StatedTask(position, rows)
        task.texts = {name: _agreed(table, task, name, read.errors) for name in TEXTS}
        task.criteria = _agreed_criteria(table, task, read.errors)
        read.tasks.append(task)
    return read


def _line(table: HeadedTable, row: int, values: dict, errors: list[Finding]) -> Line | None:
    """A row as read; None without a number to put it under. Its faults are told all at once."""
    found, faulty = {}, set()
    for name, reader in READERS.items():
        try:
            found[name] = sound(reader, values[name])
        except CellFault as fault:
            errors.append(Finding(table.cell(row, name), str(fault), row + 1))
            faulty.add(name)
    if found.get("position") is None:
        return None
    return Line(
        row=row,
        position=found["position"],
        texts={name: found.get(name, "") for name in TEXTS},
        units=found.get("units", ""),
        role=found.get("role", LeadRole.LEAD),
        due=found.get("due"),
        criteria=found.get("criteria"),
        faulty=frozenset(faulty),
    )


def _position(value) -> int:
    text = text_of(value).rstrip(".")
    if not text:
        raise CellFault("Ghi số thứ tự của nhiệm vụ ở từng dòng, không gộp ô.")
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= MAX_POSITION:
        raise CellFault(
            f"“{text[:40]}” không phải số thứ tự; ghi số nguyên từ 1, hoặc xóa dòng nếu không phải nhiệm vụ."
        )
    return int(text)


def _text(name: str):
    """A reader of a text of the task: line breaks are kept where they are part of what was signed."""
    longest = Task._meta.get_field(TEXTS[name]).max_length

    def read(value) -> str:
        text = written(value).replace("\r\n", "\n")
        text = text if name == "text" else nfc(text)
        if longest and len(text) > longest:
            raise CellFault(f"{HEADINGS[name]} dài {len(text)} ký tự; rút còn không quá {longest}.")
        return text

    return read


def _units(value) -> str:
    text = "; ".join(line for line in written(value).splitlines() if line.strip())
    if not text:
        raise CellFault("Ghi đơn vị thực hiện.")
    return text


def _role(value) -> str:
    text = text_of(value)
    if fold(text) not in ROLES:
        raise CellFault(f"“{text[:40]}” không phải vai trò; ghi Chủ trì hoặc Phối hợp.")
    return ROLES[fold(text)]


def _due(value) -> datetime.date | None:
    try:
        return Day().clean(value)
    except ValueError as error:
        raise CellFault(str(error)) from None


def _criteria(value) -> tuple[int, ...] | None:
    if turned := turned_into_a_date(value):
        raise CellFault(f"{turned}; {AS_TEXT}, ví dụ 11 hoặc 2; 3.")
    text = text_of(value)
    if not text:
        return None
    parts = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
    numbers = [re.fullmatch(r"(?:tc |tieu chi )?([0-9]{1,4})", fold(part)) for part in parts]
    if not parts or not all(numbers):
        raise CellFault(f"“{text[:40]}” không phải số tiêu chí; ghi ví dụ 11 hoặc 2; 3.")
    return tuple(sorted({int(number[1]) for number in numbers}))


READERS = {
    "position": _position,
    **{name: _text(name) for name in TEXTS},
    "units": _units,
    "role": _role,
    "due": _due,
    "criteria": _criteria,
}


def _agreed(table: HeadedTable, task: StatedTask, name: str, errors: list[Finding]) -> str:
    """The one text the rows of a task give; a row that gives another one is a fault."""
    first = next((line for line in task.lines if line.texts[name]), None)
    if first is None:
        return ""
    for line in task.lines:
        if line.texts[name] and nfc(line.texts[name]) != nfc(first.texts[name]):
            message = (
                f"Khác với ô {table.cell(first.row, name)} của cùng nhiệm vụ số {task.position}; "
                "ghi giống nhau, hoặc để trống ở dòng sau."
            )
            errors.append(Finding(table.cell(line.row, name), message, line.row + 1))
    return first.texts[name]


def _agreed_criteria(table: HeadedTable, task: StatedTask, errors: list[Finding]) -> tuple[int, ...]:
    stated = [line for line in task.lines if line.criteria is not None]
    for line in stated[1:]:
        if line.criteria != stated[0].criteria:
            message = (
                f"Tiêu chí khác với ô {table.cell(stated[0].row, 'criteria')} của cùng nhiệm vụ số "
                f"{task.position}; ghi giống nhau, hoặc để trống ở dòng sau."
            )
            errors.append(Finding(table.cell(line.row, "criteria"), message, line.row + 1))
    return stated[0].criteria if stated else ()
