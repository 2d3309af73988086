"""Importing the wide status sheet: what it would change, every error at once, then one batch.

Reading writes nothing. `apply_preview` records what the preview shows, or refuses when the figures
of the round have changed since.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.formats import localize

from communes.models import Officer
from criteria.actions import ActionRefused, Judged, apply_batch, judgements_allowed
from criteria.actions.limits import falls_unexplained
from criteria.actions.recording import kind_of_change
from criteria.models import BlankMeaning, CriterionResult, ImportBatch, Level
from criteria.outcomes import LABELS, NO_DATA, Outcome
from criteria.sheet_ground import Ground, SheetOrder, ground_of, locked_round
from criteria.sheet_places import PlaceRecord, match_rows
from criteria.sheet_rows import Finding, SheetRow
from criteria.sheets import SheetReading, read_sheets
from criteria.uploads import sha256_of
from criteria.workbooks import UnreadableFile, open_workbook

BLANK_OUTCOME = {BlankMeaning.NOT_MET: Outcome.NOT_MET, BlankMeaning.NO_DATA: ""}


@dataclass(frozen=True)
class PlannedCell:
    """One cell of a valid row. `before` and `after` are letters, "." for no data; `kind` is as recorded.

    `falls` says that the criterion is đạt no longer and nobody has said why.
    """

    cell: str
    commune: PlaceRecord
    number: int
    criterion_id: int
    before: str
    after: str
    kind: str
    carried: bool
    falls: bool = False

    @property
    def recorded(self) -> str:
        """The outcome as it is recorded: "" for no data."""
        return self.after.replace(NO_DATA, "")

    @property
    def before_label(self) -> str:
        return LABELS[self.before] + (" (kỳ trước)" if self.carried else "")

    @property
    def after_label(self) -> str:
        return LABELS[self.after]


@dataclass(frozen=True)
class Preview:
    """What applying a sheet would do. `fatal` errors stop it whole; `errors` stop rows; `warnings` nothing.

    `rows` counts the communes' rows of the sheet, `cells` are those of its valid rows. Of the communes
    not in a sheet that opens a round, `left_carried` keep what is carried over, `left_blank` have nothing.
    """

    order: SheetOrder
    rows: int = 0
    valid_rows: int = 0
    cells: list[PlannedCell] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    opens_round: bool = False
    left_carried: int = 0
    left_blank: int = 0

    @property
    def tally(self) -> Counter:
        """Number of cells that are "new", "changed", "unchanged"."""
        return Counter(cell.kind for cell in self.cells)

    @property
    def differing(self) -> list[PlannedCell]:
        """The cells whose outcome would be another one than it is now."""
        return [cell for cell in self.cells if cell.before != cell.after]

    @property
    def rising(self) -> int:
        """Number of cells that become đạt."""
        return sum(cell.after == Outcome.MET for cell in self.differing)

    @property
    def falling(self) -> int:
        """Number of cells that are đạt no longer."""
        return sum(cell.before == Outcome.MET for cell in self.differing)

    @property
    def falls(self) -> list[PlannedCell]:
        """The cells that need a reason for being đạt no longer."""
        return [cell for cell in self.cells if cell.falls]

    @property
    def communes(self) -> list[tuple[PlaceRecord, int, int, int]]:
        """(commune, criteria met now, criteria met by the sheet, cells that differ), as in the sheet."""
        rows: dict[int, list[PlannedCell]] = {}
        for cell in self.cells:
            rows.setdefault(cell.commune.id, []).append(cell)
        return [
            (
                cells[0].commune,
                sum(cell.before == Outcome.MET for cell in cells),
                sum(cell.after == Outcome.MET for cell in cells),
                sum(cell.before != cell.after for cell in cells),
            )
            for cells in rows.values()
        ]

    @property
    def all_errors(self) -> list[Finding]:
        return [*self.fatal, *self.errors]

    @property
    def fingerprint(self) -> str:
        """Differs when the file or the figures it would change are no longer those that were shown."""
        parts = [
            (cell.commune.id, cell.criterion_id, cell.before, cell.after, cell.kind) for cell in self.cells
        ]
        return hashlib.sha256(repr((parts, self.all_errors)).encode()).hexdigest()

    def may_apply(self, *, valid_only: bool) -> bool:
        """Whether applying is allowed: no error, or valid rows asked for and there are some."""
        return not self.fatal and (not self.errors or (valid_only and self.valid_rows > 0))

    def as_json(self) -> dict:
        """The form in which the command answers."""
        return {
            "rows": self.rows,
            "cells": len(self.cells),
            **{kind: self.tally[kind] for kind in ("new", "changed", "unchanged")},
            "errors": [{"cell": error.cell, "message": error.message} for error in self.all_errors],
        }


def read_status_sheet(order: SheetOrder) -> Preview:
    """Read a sheet against the round of its day as it is now; nothing is written."""
    refusals = _refusals(order)
    try:
        sheets = open_workbook(order.content, max_bytes=order.max_bytes)
    except UnreadableFile as error:
        return Preview(order, fatal=[*refusals, Finding("", str(error))])
    criteria = list(order.criteria_set.criteria.order_by("number"))
    reading = read_sheets(sheets, criteria)
    if refusals or reading.fatal:
        return Preview(order, rows=len(reading.rows), fatal=[*refusals, *reading.fatal])
    try:
        ground = ground_of(order)
    except ActionRefused as error:
        return Preview(order, rows=len(reading.rows), fatal=[Finding("", str(error))])
    matched = match_rows(reading.rows, ground.places)
    errors = sorted([*reading.errors, *matched.errors], key=_position)
    faulty = {error.row for error in errors}
    valid = [(row, place) for row, place in matched.rows if row.row not in faulty]
    ids = {criterion.number: criterion.pk for criterion in criteria}
    absent = [place for place in ground.places if place.participates and place.id not in matched.mentioned]
    carried = {commune_id for commune_id, _ in ground.results}
    left = sum(place.id in carried for place in absent) if ground.opens_round else 0
    return Preview(
        order,
        rows=len(reading.rows),
        valid_rows=len(valid),
        cells=[cell for row, place in valid for cell in _planned(order, ground, row, place, ids)],
        errors=errors,
        warnings=[*_doubts(order, reading, absent), *reading.warnings],
        opens_round=ground.opens_round,
        left_carried=left,
        left_blank=len(absent) - left if ground.opens_round else 0,
    )


def _position(error: Finding) -> tuple[int, int, str]:
    """Errors in the order of the sheet: by row, then by column."""
    letters = error.cell.rstrip("0123456789")
    return int(error.cell[len(letters) :] or 0), len(letters), letters


def _refusals(order: SheetOrder) -> list[Finding]:
    """Why a sheet cannot be imported whatever it says."""
    refused = []
    day = f"{order.data_on:%d/%m/%Y}"
    if order.criteria_set.level != Level.COMMUNE:
        refused.append(f"{order.criteria_set} không phải bộ tiêu chí cấp xã.")
    if order.data_on > timezone.localdate():
        refused.append(f"Ngày số liệu {day} ở tương lai; kiểm tra lại ngày.")
    elif not order.criteria_set.holds_on(order.data_on):
        refused.append(
            f"Ngày {day} bộ tiêu chí {order.criteria_set} không có hiệu lực; chọn lại bộ hoặc ngày."
        )
    if not order.province.holds_on(order.data_on):
        refused.append(f"Ngày {day} không có {order.province.full_name} (mã {order.province.code}).")
    if order.judgement not in judgements_allowed(order.officer):
        refused.append("Phạm vi phụ trách hoặc nhóm quyền của bạn không được ghi loại đánh giá này.")
    return [Finding("", message) for message in refused]


def _planned(order: SheetOrder, ground: Ground, row: SheetRow, place: PlaceRecord, ids) -> list[PlannedCell]:
    planned = []
    for cell in row.cells:
        outcome = {"": BLANK_OUTCOME[order.blank], NO_DATA: ""}.get(cell.outcome, cell.outcome)
        result = ground.results.get((place.id, ids[cell.number])) or CriterionResult()
        planned.append(
            PlannedCell(
                cell=cell.cell,
                commune=place,
                number=cell.number,
                criterion_id=ids[cell.number],
                before=getattr(result, f"{order.judgement}_outcome") or NO_DATA,
                after=str(outcome) or NO_DATA,
                kind=kind_of_change(result, order.judgement, outcome),
                carried=result.carried,
                falls=falls_unexplained(result, order.judgement, outcome),
            )
        )
    return planned


def _doubts(order: SheetOrder, reading: SheetReading, absent: list[PlaceRecord]) -> list[Finding]:
    """What an officer should look at though it is no error: another day in the title, communes left out."""
    doubts = []
    if reading.stated_day and reading.stated_day != order.data_on:
        doubts.append(
            f"Tiêu đề của biểu ghi ngày {reading.stated_day:%d/%m/%Y} nhưng ngày số liệu đã chọn là "
            f"{order.data_on:%d/%m/%Y}."
        )
    expected = [place.with_district for place in absent if place.in_scope]
    if expected:
        more = len(expected) - 10
        names = ", ".join(expected[:10]) + (f" và {localize(more)} xã khác" if more > 0 else "")
        doubts.append(f"Biểu không có {localize(len(expected))} xã của chương trình: {names}.")
    return [Finding("", message) for message in doubts]


def apply_preview(
    preview: Preview, *, by: Officer | None, valid_only: bool = False, lapse_reason: str = ""
) -> ImportBatch | None:
    """Record what a preview shows as one batch; None when it would change nothing.

    `lapse_reason` is the LapseReason of the cells that fall from đạt. Raises ActionRefused, writing
    nothing, when there are errors (and not valid rows only were asked for), when such a cell has no
    reason, or when the round's figures are no longer those of the preview.
    """
    if not preview.may_apply(valid_only=valid_only):
        raise ActionRefused(
            f"Biểu còn {localize(len(preview.all_errors))} lỗi nên chưa ghi gì; sửa tệp rồi tải lên lại."
        )
    order = preview.order
    with transaction.atomic():
        round, opened = locked_round(order)
        if read_status_sheet(order).fingerprint != preview.fingerprint:
            raise ActionRefused("Số liệu của kỳ đã đổi sau khi xem trước; xem lại rồi áp dụng.")
        if preview.tally.keys() <= {"unchanged"}:
            transaction.set_rollback(True)  # leave no round opened for nothing
            return None
        return apply_batch(
            round=round,
            cells=[Judged(cell.commune.id, cell.criterion_id, cell.recorded) for cell in preview.cells],
            judgement=order.judgement,
            by=by,
            file_name=order.file_name,
            sha256=sha256_of(order.content),
            blank_means=order.blank,
            valid_rows_only=valid_only and bool(preview.errors),
            opened_round=opened,
            lapse_reason=lapse_reason,
        )
