"""Applying and undoing a sheet of figures: one numbered batch, all of it or nothing."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from communes.models import Officer
from criteria.actions.figures import Entry, record_figures, values_of_text
from criteria.actions.importing import numbered_batch
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.figure_rows import FigureWrite, write_rows
from criteria.models import (
    BatchKind,
    ChangeSource,
    ImportBatch,
    IndicatorChange,
    Round,
    Standing,
)
from criteria.outcomes import Judgement
from criteria.standings import rewrite_entered


@transaction.atomic
def apply_figure_batch(
    *,
    round: Round,
    entries: Sequence[Entry],
    by: Officer | None,
    file_name: str,
    sha256: str,
    valid_rows_only: bool = False,
) -> ImportBatch:
    """Record a sheet's figures as one batch; raises what `record_figures` raises, writing nothing."""
    batch = numbered_batch(
        kind=BatchKind.FIGURES,
        round=round,
        judgement=Judgement.SELF,
        file_name=file_name[-200:],
        sha256=sha256,
        valid_rows_only=valid_rows_only,
        rows=len({entry.commune_id for entry in entries}),
        applied_by=by,
        applied_at=timezone.now(),
    )
    reason = f"Biểu nhập số liệu {batch.file_name}"[:300]
    record_figures(round=round, entries=entries, by=by, source=ChangeSource.SHEET, batch=batch, reason=reason)
    return batch


def refuse_undoing_figures(batch: ImportBatch, by: Officer | None) -> None:
    """Raise ActionRefused when the officer may not, today, enter all that the batch wrote."""
    refuse_without(by, "criteria.change_indicatorresult", "nhập số liệu")
    if by is None:
        return
    written = Standing.objects.filter(figures__changes__batch=batch)
    if written.exclude(pk__in=written.visible_to(by).values("pk")).exists():
        raise ActionRefused(f"{batch} ở ngoài phạm vi phụ trách của bạn.")


def put_back_figures(
    batch: ImportBatch, by: Officer | None, now
) -> tuple[list[FigureWrite], list[IndicatorChange]]:
    """Put back the batch's figures; what was written, and the changes whose figures are kept.

    Kept is what somebody changed since, and every figure of a dossier that was sent since. A figure goes
    back past batches undone before this one, so that the order of undoing does not matter.
    """
    # Who enters figures of the round meanwhile waits for this, and this for them.
    list(Round.objects.select_for_update(of=["self"]).filter(pk=batch.round_id))
    writes, kept = [], []
    logs = _logs(batch)
    rows = batch.figure_changes.select_related("result__standing__commune", "result__indicator")
    for change in rows.order_by("id"):
        lying = in_force(logs[change.result_id])
        locked = change.result.standing.submitted_at is not None
        if locked or not lying or lying[-1].pk != change.pk:
            kept.append(change)
            continue
        writes.append(_reverse(change, lying, batch, by, now))
    write_rows(writes)
    rewrite_entered({write.standing_id for write in writes})
    return writes, kept


def figures_not_undoable(batch: ImportBatch) -> list[IndicatorChange]:
    """Changes of the batch that undoing it would keep, or kept: changed since, or of a dossier sent since."""
    rows = batch.figure_changes.select_related("result__standing__commune", "result__indicator")
    if batch.undone_at:
        # The version after the batch's own was written by the undoing, or by somebody else.
        put_back = IndicatorChange.objects.filter(
            source=ChangeSource.UNDO, at=batch.undone_at, result__changes__batch=batch
        )
        return list(rows.exclude(result__in=put_back.values("result")).order_by("id"))
    logs = _logs(batch, rows.filter(result__version__gt=F("version")))
    found = []
    for change in rows.order_by("id"):
        lying = in_force(logs[change.result_id]) if change.result.version > change.version else [change]
        if change.result.standing.submitted_at or not lying or lying[-1].pk != change.pk:
            found.append(change)
    return found


def _logs(batch: ImportBatch, touched=None) -> dict[int, list[IndicatorChange]]:
    """Result id → every change of it, oldest first, for the results the batch touched."""
    touched = batch.figure_changes.all() if touched is None else touched
    rows = IndicatorChange.objects.filter(result__in=touched.order_by().values("result"))
    logs = defaultdict(list)
    for row in rows.select_related("batch").order_by("id"):
        logs[row.result_id].append(row)
    return logs


def in_force(changes: Sequence[IndicatorChange]) -> list[IndicatorChange]:
    """The changes of one figure that lie under what it says; the last one wrote it.

    Undoing takes off the batch's change and, under it, those of batches undone earlier and kept then.
    """
    lying: list[IndicatorChange] = []
    for change in changes:
        if change.source != ChangeSource.UNDO:
            lying.append(change)
            continue
        while lying and _undone_by(lying[-1], change.at):
            lying.pop()
    return lying


def _undone_by(change: IndicatorChange, moment) -> bool:
    undone_at = change.batch.undone_at if change.batch else None
    return undone_at is not None and undone_at <= moment


def _reverse(change: IndicatorChange, lying: Sequence[IndicatorChange], batch, by, now) -> FigureWrite:
    """The figure as it was before the batch, and before batches undone earlier straight under it.

    Whoever entered what comes back is its author again; the log says who undid.
    """
    at = len(lying) - 1
    while at and lying[at - 1].batch and lying[at - 1].batch.undone_at:
        at -= 1
    result, said, person = change.result, lying[at].before, by.pk if by else None
    return FigureWrite(
        standing_id=result.standing_id,
        indicator_id=result.indicator_id,
        values=values_of_text(said),
        version=result.version + 1,
        updated_by_id=lying[at - 1].by_id if at else person,
        updated_at=now,
        before=change.after,
        after=said,
        at=now,
        by_id=person,
        reason=f"Hoàn tác lô số {batch.number}",
        source=ChangeSource.UNDO,
        batch_id=None,
    )
