"""Undoing an imported batch."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from communes.models import Officer
from criteria.actions.figure_batches import put_back_figures, refuse_undoing_figures
from criteria.actions.limits import letters_in_force
from criteria.actions.permissions import (
    ActionRefused,
    judgements_allowed,
    refuse_if_closed,
    refuse_others_criteria,
)
from criteria.actions.recording import judge, log, write_changes
from criteria.models import (
    BatchKind,
    ChangeSource,
    ImportBatch,
    IndicatorChange,
    ResultChange,
    Round,
    Standing,
)
from criteria.outcomes import Judgement, Outcome
from criteria.standings import rewrite_standings


@dataclass(frozen=True)
class Undone:
    """What undoing a batch did: cells put back, and the changes kept because somebody changed them since.

    `communes` counts the communes of the cells put back; `withdrawn` says the round went with the batch.
    """

    restored: int
    kept: list[ResultChange] | list[IndicatorChange]
    communes: int = 0
    withdrawn: bool = False


@transaction.atomic
def undo_batch(*, batch: ImportBatch, by: Officer | None) -> Undone:
    """Put every cell of a batch back as it was, except those changed or sent since, which are returned.

    A cell goes back past batches undone before this one, so that the order of undoing does not matter.
    A round some batch opened is withdrawn when nothing recorded in it is in force any more. Raises
    ActionRefused when the batch is already undone, out of the officer's sight, its round is closed, or
    another unit appraises one of its criteria.
    """
    batch = ImportBatch.objects.select_for_update().select_related("round").get(pk=batch.pk)
    if batch.undone_at:
        raise ActionRefused(
            f"{batch} đã được hoàn tác lúc {timezone.localtime(batch.undone_at):%H:%M %d/%m/%Y}."
        )
    if by is not None and not _may_undo(by, batch):
        raise ActionRefused(f"{batch} ở ngoài phạm vi phụ trách hoặc nhóm quyền của bạn.")
    refuse_if_closed(batch.round)
    if batch.judgement == Judgement.APPRAISED:
        refuse_others_criteria(by, batch.round, batch.changes.values_list("result__criterion_id", flat=True))
    now = timezone.now()
    if batch.kind == BatchKind.FIGURES:
        refuse_undoing_figures(batch, by)
        written, kept = put_back_figures(batch, by, now)
        standings = {write.standing_id for write in written}
    else:
        written, kept = _changes_back(batch, by, now)
        write_changes(written)
        standings = {change.result.standing_id for change in written}
        rewrite_standings(batch.round, standings)
    batch.undone_at, batch.undone_by = now, by
    batch.save(update_fields=["undone_at", "undone_by"])
    withdrawn = _withdraw_if_empty(batch.round, now)
    return Undone(restored=len(written), kept=kept, communes=len(standings), withdrawn=withdrawn)


@transaction.atomic
def foreseen_undo(*, batch: ImportBatch, by: Officer | None) -> Undone:
    """What undoing the batch would do: it is rehearsed and taken back. Raises as `undo_batch` does."""
    undone = undo_batch(batch=batch, by=by)
    transaction.set_rollback(True)
    return undone


def _may_undo(by: Officer, batch: ImportBatch) -> bool:
    """Whether the officer sees the batch and may, today, write all that it wrote.

    Who applied a batch sees it for ever, also after moving to another district.
    """
    if not ImportBatch.objects.visible_to(by).filter(pk=batch.pk).exists():
        return False
    written = Standing.objects.filter(results__changes__batch=batch)
    within = written.visible_to(by).values("pk")
    return batch.judgement in judgements_allowed(by) and not written.exclude(pk__in=within).exists()


def _changes_back(batch: ImportBatch, by, now) -> tuple[list[ResultChange], list[ResultChange]]:
    """The changes that put the batch's cells back (made on their results), and the ones to keep."""
    logs = _logs(batch)
    back, kept = [], []
    rows = batch.changes.select_related("result__standing__commune", "result__criterion")
    for change in rows.order_by("id"):
        said = _in_force([row for row in logs[change.result_id] if row.judgement == change.judgement])
        if _is_locked(change) or not said or said[-1].pk != change.pk:
            kept.append(change)
            continue
        result, first = change.result, _oldest_undone(said)
        reverse = log(result, change.judgement, after=first.before, by=by, at=now, source=ChangeSource.UNDO)
        reverse.reason = f"Hoàn tác lô số {batch.number}"
        judge(result, change.judgement, first.before, by=first.before_by, at=first.before_at)
        result.carried = bool(result.carried_at) and _carried_again(logs[change.result_id], batch)
        if letters_in_force(result)[0] == Outcome.MET:
            result.lapse_reason = ""
        back.append(reverse)
    return back, kept


def _is_locked(change: ResultChange) -> bool:
    """Whether the change is of what a commune said of itself, and its dossier is with the reviewers."""
    return change.judgement == Judgement.SELF and change.result.standing.is_under_review


def _logs(batch: ImportBatch) -> dict[int, list[ResultChange]]:
    """Result id → every change of it, oldest first, for the results the batch touched."""
    logs = defaultdict(list)
    touched = batch.changes.values("result_id")
    rows = ResultChange.objects.filter(result_id__in=touched).select_related("batch", "before_by")
    for row in rows.order_by("id"):
        logs[row.result_id].append(row)
    return logs


def _in_force(changes: list[ResultChange]) -> list[ResultChange]:
    """The changes of one cell and judgement that lie under what it says now; the last one wrote it.

    Undoing takes off the batch's change and, under it, those of batches undone earlier and kept then.
    """
    lying: list[ResultChange] = []
    for change in changes:
        if change.source == ChangeSource.UNDO:
            while lying and _undone_by(lying[-1], change.at):
                lying.pop()
            continue
        if change.before_carried:
            lying.clear()  # the round was reopened: what lay here was replaced by a copy
        lying.append(change)
    return lying


def _undone_by(change: ResultChange, moment) -> bool:
    """Whether the change is of a batch that was undone at that moment or before."""
    undone_at = change.batch.undone_at if change.batch else None
    return undone_at is not None and undone_at <= moment


def _oldest_undone(lying: list[ResultChange]) -> ResultChange:
    """The last change, or the oldest of those straight under it whose batches are undone."""
    at = len(lying) - 1
    while at and lying[at - 1].batch and lying[at - 1].batch.undone_at:
        at -= 1
    return lying[at]


def _carried_again(changes: list[ResultChange], batch: ImportBatch) -> bool:
    """Whether a result is, without the batch, as it was carried over: no judgement of its own is left."""
    written = [change for change in changes if change.source != ChangeSource.UNDO]
    carried = [at for at, change in enumerate(written) if change.before_carried]
    since = written[carried[-1] :] if carried else []
    return bool(since) and all(
        change.batch and (change.batch_id == batch.pk or change.batch.undone_at) for change in since
    )


def _withdraw_if_empty(round: Round, now) -> bool:
    """Withdraw a round that a batch opened once nothing recorded in it is in force; whether it was."""
    last = round.history.aggregate(last=Max("withdrawn_at"))["last"]
    openers = round.batches.filter(opened_round=True)
    if last:
        openers = openers.filter(applied_at__gt=last)  # since then somebody may have reopened it by hand
    by_hand = ResultChange.objects.filter(result__standing__round=round, batch=None)
    if (
        not openers.exists()
        or round.batches.filter(undone_at=None).exists()
        or by_hand.exclude(source=ChangeSource.UNDO).exists()
        or round.standings.filter(Q(updated_at__isnull=False) | Q(entered__gt=0)).exists()
    ):
        return False
    round.withdrawn_at = now
    round.save(update_fields=["withdrawn_at"])
    return True
