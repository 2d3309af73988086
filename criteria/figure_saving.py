"""Saving cells of the entry grids: what was typed is checked against its row and recorded. No HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from communes.models import Officer
from criteria.actions import Entry, FiguresOvertaken, record_figures
from criteria.entering import NUMBERS, Checked, Severity, as_typed, tidy
from criteria.figure_grid import GridRow, result_words
from criteria.judging import Figure
from criteria.levels import Law
from criteria.models import ChangeSource, IndicatorChange, IndicatorResult, Round
from criteria.typed_numbers import Remark

MINE, THEIRS = "mine", "theirs"
KEPT_MINE = "Giữ số của mình khi có người vừa sửa"


@dataclass(frozen=True)
class Attempt:
    """One row as its officer wants it. `version` is the one they saw; `keep` answers a conflict.

    `theirs` is set when somebody else saved other figures since (its key None when they took them away).
    """

    row: GridRow
    typed: Mapping[str, str]
    version: int
    keep: str = ""
    checked: Checked | None = None
    saved: IndicatorResult | None = None
    theirs: IndicatorResult | None = None

    @property
    def status(self) -> str:
        """ "error", "conflict", "warning" or "saved"."""
        if self.checked.has_errors:
            return "error"
        if self.theirs:
            return "conflict"
        odd = any(remark.severity == Severity.WARNING for remark in self.checked.remarks)
        return "warning" if odd else "saved"

    @property
    def remarks(self) -> list[Remark]:
        return self.checked.remarks

    @property
    def after(self) -> GridRow:
        """The row as it is after a save; as it was when nothing was saved."""
        return replace(self.row, stored=self.saved) if self.saved else self.row

    @property
    def result(self) -> str:
        return result_words(self.checked.outcome, self.checked.basis, self.checked.verdict)

    @property
    def is_untouched(self) -> bool:
        """Whether what is typed is what is stored."""
        return self.says(self.row.typed)

    def says(self, fields: Mapping[str, str]) -> bool:
        """Whether every field on the page holds the text of `fields`."""
        return all(tidy(text) == tidy(fields.get(name, "")) for name, text in self.typed.items())

    @property
    def entry(self) -> Entry:
        figure, checked = self.checked.figure, self.checked
        return Entry(
            commune_id=self.row.standing.commune_id,
            indicator_id=self.row.measure.id,
            **{name: getattr(figure, name) for name in (*NUMBERS, "answer")},
            outcome=checked.outcome,
            basis=checked.basis,
            note=checked.note,
            version=self.version,
        )


def attempt(row: GridRow, typed: Mapping[str, str], version: int, keep: str = "") -> Attempt:
    """What is typed for a row, checked."""
    return Attempt(row, typed, version, keep, checked=row.check(typed))


def save_together(round: Round, attempts: Sequence[Attempt], *, by: Officer) -> list[Attempt]:
    """Record every attempt or none.

    The attempts come back saved, or some of them with `theirs`. Rows left as they were shown are not the
    officer's to overwrite: where somebody else changed those, theirs stands. Raises ActionRefused.
    """
    try:
        return _saved(attempts, _recorded(round, attempts, by=by))
    except FiguresOvertaken as overtaken:
        found = _with_theirs(attempts, overtaken)
        shown = _shown([one for one in found if one.theirs])
        mine = [one for one in found if not (one.theirs and one.says(shown[one.row.key, one.version]))]
        if any(one.theirs for one in mine):
            return mine
        return save_together(round, mine, by=by) if mine else []


def save_each(round: Round, attempts: Sequence[Attempt], *, by: Officer, law: Law) -> list[Attempt]:
    """Record the attempts that are neither wrong nor overtaken; each comes back with its status.

    Raises ActionRefused when the officer may not write one of the rows: then nothing is recorded.
    """
    done = {one.row.key: one for one in attempts if one.checked.has_errors}
    waiting = [one for one in attempts if one.row.key not in done]
    while waiting:
        try:
            waiting = _saved(waiting, _recorded(round, waiting, by=by, law=law))
        except FiguresOvertaken as overtaken:
            found = _with_theirs(waiting, overtaken)
            done |= {one.row.key: one for one in found if one.theirs}
            waiting = [one for one in found if not one.theirs]
            continue
        done |= {one.row.key: one for one in waiting}
        break
    return [done[one.row.key] for one in attempts]


@transaction.atomic
def _recorded(
    round: Round, attempts: Sequence[Attempt], *, by: Officer, law: Law | None = None
) -> dict[tuple[int, int], IndicatorResult]:
    """Rows written, by (standing, indicator). What overwrites somebody knowingly says so in the log."""
    written = {}
    for reason in ("", KEPT_MINE):
        entries = [one.entry for one in attempts if (one.keep == MINE) == bool(reason)]
        if entries:
            recorded = record_figures(
                round=round, entries=entries, by=by, source=ChangeSource.TYPED, reason=reason, law=law
            )
            written |= {(row.standing_id, row.indicator_id): row for row in recorded.saved}
    return written


def _saved(attempts: Sequence[Attempt], written: Mapping[tuple, IndicatorResult]) -> list[Attempt]:
    keys = [(one.row.standing.pk, one.row.measure.id) for one in attempts]
    return [
        replace(one, saved=written.get(key, one.row.stored)) for one, key in zip(attempts, keys, strict=True)
    ]


def _with_theirs(attempts: Sequence[Attempt], overtaken: FiguresOvertaken) -> list[Attempt]:
    """The attempts, those overtaken with what somebody else saved and who it was."""
    current = {
        (conflict.entry.commune_id, conflict.entry.indicator_id): conflict.current
        for conflict in overtaken.conflicts
    }
    keys = [row.pk for row in current.values() if row]
    fetched = IndicatorResult.objects.select_related("updated_by").in_bulk(keys)
    found = []
    for one in attempts:
        key = one.row.standing.commune_id, one.row.measure.id
        row = current.get(key)
        gone = IndicatorResult(standing=one.row.standing, indicator_id=one.row.measure.id, version=0)
        found.append(replace(one, theirs=fetched[row.pk] if row else gone) if key in current else one)
    return found


def _shown(overtaken: Sequence[Attempt]) -> dict[tuple[str, int], dict[str, str]]:
    """(row, version) → what the page showed: the figure as it was logged at the version seen."""
    versions = {(one.theirs.pk, one.version): (one.row.key, one.version) for one in overtaken}
    blank = as_typed(Figure())
    shown = dict.fromkeys(versions.values(), blank)
    changes = IndicatorChange.objects.filter(result__in=[pk for pk, _ in versions if pk])
    for change in changes:
        if key := versions.get((change.result_id, change.version)):
            shown[key] = logged_as_typed(change.after)
    return shown


def logged_as_typed(after: Mapping[str, str]) -> dict[str, str]:
    """A logged figure as a form shows it; the log writes numbers with a point."""
    logged = IndicatorResult(**{name: text for name, text in after.items() if name not in NUMBERS})
    numbers = {name: IndicatorResult._meta.get_field(name).to_python(after.get(name)) for name in NUMBERS}
    return as_typed(Figure(**numbers, answer=logged.answer), logged.outcome, logged.note)
