"""Undoing an imported batch."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions.permissions import ActionRefused, judgements_open_to, refuse_if_closed
from criteria.actions.recording import judge, log, write_changes
from criteria.models import ChangeSource, ImportBatch, ResultChange, Standing
from criteria.standings import rewrite_standings


@dataclass(frozen=True)
class Undone:
    """What undoing a batch did: cells put back, and the changes kept because somebody changed them since."""

    restored: int
    kept: list[ResultChange]


@transaction.atomic
def undo_batch(*, batch: ImportBatch, by: Officer | None) -> Undone:
    """Put every cell of a batch back as it was, except those changed since, which are returned.

    A round the batch opened is withdrawn when nothing else was recorded in it. Raises ActionRefused
    when the batch is already undone, out of the officer's sight, or its round is closed.
    """
    batch = ImportBatch.objects.select_for_update().select_related("round").get(pk=batch.pk)
    if batch.undone_at:
        raise ActionRefused(
            f"{batch} đã được hoàn tác lúc {timezone.localtime(batch.undone_at):%H:%M %d/%m/%Y}."
        )
    if by is not None and not _may_undo(by, batch):
        raise ActionRefused(f"{batch} ở ngoài phạm vi phụ trách của bạn.")
    refuse_if_closed(batch.round)
    now = timezone.now()
    changes, kept = _changes_back(batch, by, now)
    write_changes(changes)
    rewrite_standings(batch.round, {change.result.standing_id for change in changes})
    batch.undone_at, batch.undone_by = now, by
    batch.save(update_fields=["undone_at", "undone_by"])
    if not kept:
        _withdraw_if_empty(batch, now)
    return Undone(restored=len(changes), kept=kept)


def _may_undo(by: Officer, batch: ImportBatch) -> bool:
    """Whether the officer sees the batch and may, today, write all that it wrote.

    Who applied a batch sees it for ever, also after moving to another district.
    """
    if not ImportBatch.objects.visible_to(by).filter(pk=batch.pk).exists():
        return False
    written = Standing.objects.filter(results__changes__batch=batch)
    within = written.visible_to(by).values("pk")
    return batch.judgement in judgements_open_to(by) and not written.exclude(pk__in=within).exists()


def _changes_back(batch: ImportBatch, by, now) -> tuple[list[ResultChange], list[ResultChange]]:
    """The changes that put the batch's cells back (made on their results), and the ones to keep."""
    last = _last_changes(batch)
    back, kept = [], []
    rows = batch.changes.select_related("result__standing__commune", "result__criterion")
    for change in rows.order_by("id"):
        if last[change.result_id, change.judgement] != change.pk:
            kept.append(change)
            continue
        result = change.result
        reverse = log(result, change.judgement, after=change.before, by=by, at=now, source=ChangeSource.UNDO)
        reverse.reason = f"Hoàn tác lô số {batch.number}"
        judge(result, change.judgement, change.before, by=change.before_by, at=change.before_at)
        result.carried = change.before_carried
        back.append(reverse)
    return back, kept


def _last_changes(batch: ImportBatch) -> dict[tuple[int, str], int]:
    """The newest change of each cell and judgement the batch touched."""
    touched = batch.changes.values("result_id")
    rows = ResultChange.objects.filter(result_id__in=touched).order_by("id")
    return {(row[1], row[2]): row[0] for row in rows.values_list("id", "result_id", "judgement")}


def _withdraw_if_empty(batch: ImportBatch, now) -> None:
    if batch.opened_round and not batch.round.standings.filter(updated_at__isnull=False).exists():
        batch.round.withdrawn_at = now
        batch.round.save(update_fields=["withdrawn_at"])
