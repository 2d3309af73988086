"""Comparing the rows of an entry sheet with the figures saved: what changes, what is wrong. No database."""

from collections.abc import Iterable
from dataclasses import replace

from criteria.entering import Checked, checked
from criteria.figure_ground import NOTHING, Dossier, FigureGround, Saved
from criteria.figure_matching import LineRefused, Matcher, OutsideScope
from criteria.figure_merging import Merge, merged
from criteria.figure_preview import FigurePreview, Planned, RowRemark
from criteria.figure_sheet import Line
from criteria.judging import Figure, Measure
from criteria.models import OutcomeBasis
from criteria.outcomes import LABELS
from criteria.typed_numbers import Remark, Severity

OUTCOME_FELL_AWAY = "Số liệu đổi nên kết quả “{outcome}” không còn đúng; chọn lại ở cột “Kết quả”."
COLUMN_OF = {"answer": "value"}


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
    rules = _Rules(ground)
    seen: dict[tuple[int, int], int] = {}
    for line in lines:
        try:
            dossier, measure = matcher.find(line)
            place = dossier.standing_id, measure.id
            if seen.setdefault(place, line.row) != line.row:
                said = f"{dossier.label}, chỉ tiêu {measure.code} đã có ở dòng {seen[place]}; bỏ một dòng."
                raise LineRefused("code", said)
        except OutsideScope:
            preview.outside.append(matcher.table.address(line.row, "commune"))
            continue
        except LineRefused as refusal:
            _remark(preview.errors, matcher, line, None, None, refusal.field, refusal.message)
            continue
        saved = ground.saved.get(place, NOTHING)
        base = saved
        if line.key and line.key.version != saved.version:
            base = bases.get((*place, line.key.version), NOTHING)
        merge = merged(measure, line.entered, base, saved)
        if merge is None:
            preview.unchanged += 1
        else:
            _plan(
                preview, matcher, line, dossier, measure, saved, rules.judge(dossier, measure, merge, saved)
            )
    return {plan.dossier.standing_id for plan in preview.planned}


def _plan(
    preview, matcher, line: Line, dossier: Dossier, measure: Measure, saved: Saved, read: Checked
) -> None:
    """Count one touched row: an error, a figure as it is already, or a change with its warnings."""
    found = read.figure
    wanted = (found.numerator, found.denominator, found.value, found.part, found.answer)
    wanted = (*wanted, str(read.outcome), str(read.basis), read.note)
    errors = [remark for remark in read.remarks if remark.severity == Severity.ERROR]
    if not errors and wanted == saved[:-1]:
        preview.unchanged += 1
        return
    if not dossier.may_change(measure):
        why = dossier.locked or "chỉ được sửa các tiêu chí bị trả lại"
        _remark(preview.errors, matcher, line, dossier, measure, "value", f"{dossier.label} {why}.")
        return
    for remark in errors:
        _remark(preview.errors, matcher, line, dossier, measure, remark.field, remark.message)
    if errors:
        return
    for remark in read.remarks:
        if remark.severity == Severity.WARNING:
            _remark(preview.warnings, matcher, line, dossier, measure, remark.field, remark.message)
    conflict = line.key is not None and line.key.version != saved.version
    cell = matcher.table.address(line.row, "value")
    preview.planned.append(Planned(line.row, cell, dossier, measure, saved, wanted, conflict))


def _remark(
    into: list[RowRemark], matcher: Matcher, line: Line, dossier, measure, field: str, said: str
) -> None:
    into.append(
        RowRemark(
            line.row,
            matcher.table.address(line.row, COLUMN_OF.get(field, field)),
            dossier.label if dossier else str(line.commune or ""),
            measure.code if measure else str(line.code or ""),
            said,
        )
    )


class _Rules:
    """Judges merged rows, the same cells against the same level once only: most rows answer "có"."""

    def __init__(self, ground: FigureGround):
        self.ground = ground
        self.known: dict[tuple, Checked] = {}

    def judge(self, dossier: Dossier, measure: Measure, merge: Merge, saved: Saved) -> Checked:
        before = self.ground.before.get((dossier.commune.pk, measure.id))
        kept = saved.outcome if merge.outcome_kept and saved.basis != OutcomeBasis.OFFICER else ""
        key = measure.id, dossier.profile, *merge.typed.items(), before, kept
        read = self.known.get(key)
        if read is None:
            applied = self.ground.applied(measure, dossier.profile)
            read = self.known[key] = _read(measure, merge.typed, before, applied, kept)
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
