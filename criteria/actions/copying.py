"""Filling many cells at once: last round's figures into blank ones, suggested outcomes into open ones."""

from collections.abc import Sequence

from communes.models import Officer
from criteria.actions.figures import Entry, RecordedFigures, record_figures
from criteria.entering import NUMBERS, as_typed
from criteria.figure_grid import GridRow
from criteria.models import ChangeSource, OutcomeBasis, Round

ACCEPTED = "Nhận kết quả gợi ý"


def copy_previous(*, round: Round, rows: Sequence[GridRow], by: Officer) -> RecordedFigures:
    """Copy the figures of the round before into the rows that are blank and open.

    Outcomes are judged anew: an earlier decision of an officer is not carried over. A figure that would
    be refused when typed is left out. Raises what `record_figures` raises.
    """
    entries = []
    for row in rows:
        if row.locked or not row.is_blank or row.before is None:
            continue
        checked = row.check({**as_typed(row.before), "note": row.typed["note"]})
        if not checked.has_errors:
            entries.append(_entry(row, checked.figure, checked.outcome, checked.basis))
    return record_figures(round=round, entries=entries, by=by, source=ChangeSource.COPIED)


def accept_suggestions(*, round: Round, rows: Sequence[GridRow], by: Officer) -> RecordedFigures:
    """Take the suggested outcome in the open rows nobody decided. Raises what `record_figures` raises."""
    entries = [
        _entry(row, row.figure, row.verdict.outcome, _basis(row))
        for row in rows
        if row.to_decide and not row.locked
    ]
    return record_figures(round=round, entries=entries, by=by, source=ChangeSource.TYPED, reason=ACCEPTED)


def _basis(row: GridRow) -> str:
    return OutcomeBasis.RULE if row.verdict.settled else OutcomeBasis.SUGGESTED


def _entry(row: GridRow, figure, outcome: str, basis: str) -> Entry:
    return Entry(
        commune_id=row.standing.commune_id,
        indicator_id=row.measure.id,
        **{name: getattr(figure, name) for name in (*NUMBERS, "answer")},
        outcome=outcome,
        basis=basis,
        note=row.typed["note"],
        version=row.version,
    )
