"""Applying and undoing a sheet of figures: one numbered batch, all of it or nothing."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
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
from criteria.stages import Stage
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

    Kept is what somebody changed since, and every figure of a dossier sent or appraised since. A figure goes
    back past batches undone before this one, so that the order of undoing does not matter.
    """
    # Who enters figures of the round meanwhile waits for this, and this for them.
    list(Round.objects.select_for_update(of=["self"]).filter(pk=batch.round_id))
    writes = []
    for logged in _logs(batch.figure_changes.all()).values():
        lying = in_force(logged)
        if not logged[0].is_settled and lying and lying[-1].batch_id == batch.pk:
            writes.append(_reverse(lying, batch, by, now))
    write_rows(writes)
    rewrite_entered({write.standing_id for write in writes})
    back = {write[:2] for write in writes}
    rows = batch.figure_changes.select_related("result__standing__commune", "result__indicator")
    if len(back) == rows.count():
        return writes, []
    found = rows.order_by("id")
    return writes, [row for row in found if (row.result.standing_id, row.result.indicator_id) not in back]


def figures_not_undoable(batch: ImportBatch) -> list[IndicatorChange]:
    """Changes of the batch that undoing it would keep, or kept: changed since, or of a dossier sent since."""
    rows = batch.figure_changes.select_related("result__standing__commune", "result__indicator")
    if batch.undone_at:
        put_back = IndicatorChange.objects.filter(source=ChangeSource.UNDO, at=batch.undone_at)
        return list(rows.exclude(result__in=put_back.values("result")).order_by("id"))
    newer = Q(result__version__gt=F("version"))
    settled = Q(result__standing__submitted_at__isnull=False) | Q(result__standing__stage=Stage.APPRAISED)
    doubtful = rows.filter(newer | settled)
    logs = _logs(batch.figure_changes.filter(newer))
    found = []
    for change in doubtful.order_by("id"):
        lying = in_force(logs.get(change.result_id, ()))
        standing = change.result.standing
        kept = standing.submitted_at or standing.stage == Stage.APPRAISED
        if kept or not lying or lying[-1].batch_id != batch.pk:
            found.append(change)
    return found


class Logged(NamedTuple):
    """A change of a figure, and whose figure it is now; `undone_at` is its batch's."""

    result_id: int
    source: str
    at: datetime.datetime
    by_id: int | None
    before: dict[str, str]
    after: dict[str, str]
    batch_id: int | None
    undone_at: datetime.datetime | None
    standing_id: int
    indicator_id: int
    version: int
    submitted_at: datetime.datetime | None
    stage: str

    @property
    def is_settled(self) -> bool:
        """Whether the dossier was sent, or a sheet of the province appraised it unsent."""
        return self.submitted_at is not None or self.stage == Stage.APPRAISED


def _logs(touched) -> dict[int, list[Logged]]:
    """Result id → every change of it, oldest first, for the results that the changes given touched."""
    rows = IndicatorChange.objects.filter(result__in=touched.order_by().values("result"))
    columns = (
        *("result_id", "source", "at", "by_id", "before", "after", "batch_id", "batch__undone_at"),
        *(f"result__{name}" for name in ("standing_id", "indicator_id", "version")),
        *(f"result__standing__{name}" for name in ("submitted_at", "stage")),
    )
    logs = defaultdict(list)
    for row in map(Logged._make, rows.order_by("id").values_list(*columns)):
        logs[row.result_id].append(row)
    return logs


def in_force(changes: Iterable[Logged]) -> list[Logged]:
    """The changes of one figure that lie under what it says; the last one wrote it.

    Undoing takes off the batch's change and, under it, those of batches undone earlier and kept then.
    """
    lying: list[Logged] = []
    for change in changes:
        if change.source != ChangeSource.UNDO:
            lying.append(change)
            continue
        while lying and lying[-1].undone_at is not None and lying[-1].undone_at <= change.at:
            lying.pop()
    return lying


def _reverse(lying: Sequence[Logged], batch: ImportBatch, by: Officer | None, now) -> FigureWrite:
    """The figure as it was before the batch, and before batches undone earlier straight under it.

    Whoever entered what comes back is its author again; the log says who undid.
    """
    at = len(lying) - 1
    while at and lying[at - 1].undone_at:
        at -= 1
    last, said, person = lying[-1], lying[at].before, by.pk if by else None
    return FigureWrite(
        standing_id=last.standing_id,
        indicator_id=last.indicator_id,
        values=values_of_text(said),
        version=last.version + 1,
        updated_by_id=lying[at - 1].by_id if at else person,
        updated_at=now,
        before=last.after,
        after=said,
        at=now,
        by_id=person,
        reason=f"Hoàn tác lô số {batch.number}",
        source=ChangeSource.UNDO,
        batch_id=None,
    )
