"""Comparing the rows of an entry sheet with the figures saved: what changes, what is wrong. No database."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from criteria.entering import Checked, asks_number, checked
from criteria.figure_ground import NOTHING, Dossier, FigureGround, Saved
from criteria.figure_headers import Table
from criteria.figure_matching import LineRefused, Matcher, OutsideScope
from criteria.figure_merging import Merge, merged
from criteria.figure_preview import FigurePreview, Planned, RowRemark
from criteria.figure_sheet import Line
from criteria.judging import Figure, Measure
from criteria.models import OutcomeBasis
from criteria.outcomes import LABELS
from criteria.sheet_cells import text_of
from criteria.typed_numbers import Remark, Severity

OUTCOME_FELL_AWAY = "Số liệu đổi nên kết quả “{outcome}” không còn đúng; chọn lại ở cột “Kết quả”."
COLUMN_OF = {"answer": "value"}


class Found(NamedTuple):
    """A row, whose figure it is, the figure now (`saved`) and the one it was filled with (`base`)."""

    line: Line
    dossier: Dossier
    measure: Measure
    saved: Saved
    base: Saved


def compare(
    preview: FigurePreview,
    ground: FigureGround,
    matcher: Matcher,
    lines: Iterable[Line],
    bases: dict[tuple[int, int, int], Saved],
) -> set[int]:
    """Fill the preview from the rows; the standings of the figures it would change.

    `bases` are the figures of earlier versions that rows were filled with.
    """
    rules, table = _Rules(ground), matcher.table
    seen: dict[tuple[int, int], int] = {}
    for line in lines:
        try:
            found = _find(ground, matcher, line, bases, seen)
        except OutsideScope:
            preview.outside.append(table.address(line.row, "commune"))
            continue
        except LineRefused as refusal:
            cell = table.address(line.row, refusal.field)
            named = text_of(line.commune), text_of(line.code)
            preview.errors.append(RowRemark(line.row, cell, *named, refusal.message))
            continue
        merge = merged(found.measure, line.entered, found.base, found.saved)
        if merge is None:
            preview.unchanged += 1
        else:
            _plan(preview, table, found, rules.judge(found, merge))
    return {plan.dossier.standing_id for plan in preview.planned}


def _find(ground: FigureGround, matcher: Matcher, line: Line, bases, seen) -> Found:
    """The figure a row is about. Raises LineRefused, also for one that an earlier row is about already."""
    dossier, measure = matcher.find(line)
    place = dossier.standing_id, measure.id
    if seen.setdefault(place, line.row) != line.row:
        said = f"{dossier.label}, chỉ tiêu {measure.code} đã có ở dòng {seen[place]}; bỏ một dòng."
        raise LineRefused("code", said)
    base = saved = ground.saved.get(place, NOTHING)
    if line.key and line.key.version != saved.version:
        base = bases.get((*place, line.key.version), NOTHING)
    return Found(line, dossier, measure, saved, base)


def _plan(preview: FigurePreview, table: Table, found: Found, read: Checked) -> None:
    """Count one touched row: an error, a figure as it is already, or a change with its warnings.

    A conflict is a figure that is no longer the one the row was filled with.
    """
    line, dossier, measure, saved, base = found
    entered = read.figure
    wanted = (entered.numerator, entered.denominator, entered.value, entered.part, entered.answer)
    wanted = (*wanted, str(read.outcome), str(read.basis), read.note)
    if wanted == saved[:-1] and not read.has_errors:
        preview.unchanged += 1
    elif not dossier.may_change(measure):
        why = dossier.locked or "chỉ được sửa các tiêu chí bị trả lại"
        preview.errors.append(_remark(table, found, "value", f"{dossier.label} {why}."))
    elif read.has_errors:
        preview.errors += _remarks(table, found, read, Severity.ERROR)
    else:
        preview.warnings += _remarks(table, found, read, Severity.WARNING)
        cell, moved = table.address(line.row, "value"), base[:-1] != saved[:-1]
        preview.planned.append(Planned(line.row, cell, dossier, measure, saved, wanted, moved))


def _remarks(table: Table, found: Found, read: Checked, severity: str) -> list[RowRemark]:
    remarks = [remark for remark in read.remarks if remark.severity == severity]
    return [_remark(table, found, remark.field, remark.message) for remark in remarks]


def _remark(table: Table, found: Found, field: str, said: str) -> RowRemark:
    cell = table.address(found.line.row, COLUMN_OF.get(field, field))
    return RowRemark(found.line.row, cell, found.dossier.with_district, found.measure.code, said)


class _Rules:
    """Judges merged rows; answers, most of which are the same, once for each kind of commune."""

    def __init__(self, ground: FigureGround):
        self.ground = ground
        self.answers: dict[tuple, Checked] = {}

    def judge(self, found: Found, merge: Merge) -> Checked:
        _, dossier, measure, saved, _ = found
        before = self.ground.before.get((dossier.commune.pk, measure.id))
        kept = saved.outcome if merge.outcome_kept and saved.basis != OutcomeBasis.OFFICER else ""
        applied = self.ground.applied(measure, dossier.profile)
        if asks_number(measure):
            read = _read(measure, merge.typed, before, applied, kept)
        else:
            key = measure.id, dossier.profile, *merge.typed.items(), before and before.answer, kept
            if key not in self.answers:
                self.answers[key] = _read(measure, merge.typed, before, applied, kept)
            read = self.answers[key]
        return replace(read, remarks=merge.remarks + read.remarks) if merge.remarks else read


def _read(measure: Measure, typed: dict[str, str], before: Figure | None, applied, kept: str) -> Checked:
    """Read and judge. An outcome accepted before (`kept`) holds only while it is the suggestion."""
    if not kept:
        return checked(measure, typed, before=before, applied=applied)
    read = checked(measure, {**typed, "outcome": ""}, before=before, applied=applied)
    if read.outcome or read.has_errors:
        return read
    if read.verdict.outcome == kept:
        return checked(measure, typed, before=before, applied=applied)
    fell = Remark(Severity.WARNING, "outcome", OUTCOME_FELL_AWAY.format(outcome=LABELS[kept]))
    return replace(read, remarks=[*read.remarks, fell])
