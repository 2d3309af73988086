"""Indicators and levels of one set from a sheet: what it would change, every fault with its cell.

A sheet adds and amends; an empty cell leaves what is there, and nothing is taken away. From the set's first
day a row is put right in place; from a later day the old one ends the day before and a new one begins.
"""

import datetime
import hashlib
from dataclasses import dataclass, field

from criteria.headed_sheets import HeadedTable, find_table
from criteria.law_planning import PlannedCriterion, PlannedIndicator, Planner
from criteria.law_sheet_headers import headings_of
from criteria.law_sheet_rows import read_lines
from criteria.models import CriteriaSet, Threshold
from criteria.sheet_rows import Finding
from criteria.workbooks import UnreadableFile, open_workbook


@dataclass(frozen=True)
class LawOrder:
    """What an officer asks for: a sheet for a set, as `document` says from the day `since`."""

    content: bytes
    file_name: str
    criteria_set: CriteriaSet
    document: str
    since: datetime.date
    max_bytes: int = 5 * 1024 * 1024


@dataclass
class LawPreview:
    """What a sheet would do. `fatal` is about the whole file; then there is nothing else."""

    sheet: str = ""
    criteria: list[PlannedCriterion] = field(default_factory=list)
    indicators: list[PlannedIndicator] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def thresholds(self) -> list[Threshold]:
        """Every level that is new, amended or ends, as it would be saved."""
        return [row for one in self.indicators for row in one.levels_to_save]

    def count(self, status: str) -> int:
        """How many indicators are "new", "changed" or "same"."""
        return sum(one.status == status for one in self.indicators)

    @property
    def new(self) -> int:
        return self.count("new")

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def unchanged(self) -> int:
        return self.count("same")

    @property
    def changes(self) -> int:
        criteria = sum(one.status != "same" for one in self.criteria)
        return criteria + sum(one.status != "same" for one in self.indicators)

    @property
    def fingerprint(self) -> str:
        """What the officer saw: a sheet that would do something else has another one."""
        said = [(one.row.number, one.status, one.row.name) for one in self.criteria]
        said += [(one.row.code, one.row.pk, one.status, one.words) for one in self.indicators]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def preview_law(order: LawOrder) -> LawPreview:
    """Read a sheet and compare it with the set as it stands; nothing is written."""
    headings = headings_of(order.criteria_set.threshold_axis)
    try:
        table = find_table(open_workbook(order.content, max_bytes=order.max_bytes), headings)
    except UnreadableFile as error:
        return LawPreview(fatal=[Finding("", str(error))])
    if isinstance(table, Finding):
        return LawPreview(fatal=[table])
    return _compared(order, table)


def _compared(order: LawOrder, table: HeadedTable) -> LawPreview:
    preview = LawPreview(table.sheet.name, warnings=table.unread)
    lines = read_lines(table, preview.errors)
    if not lines:
        preview.fatal.append(Finding("", "Dưới dòng tiêu đề không có dòng nào."))
        return preview
    planner = Planner(order, table, preview.errors)
    for line in lines:
        planner.add(line)
    preview.criteria, preview.indicators = list(planner.criteria.values()), planner.indicators
    preview.errors.sort(key=lambda finding: (finding.row or 0, len(finding.cell), finding.cell))
    return preview
