"""Applying and undoing a sheet of money: one numbered batch, all of it or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from communes.models import Officer, Province
from communes.scope import covers_place
from criteria.actions.figure_batches import in_force
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.models import ChangeSource
from funding.actions.allocations import (
    CHANGE,
    Entry,
    lock_places,
    log,
    record_allocations,
    write_changes,
)
from funding.allocation_values import values_of, values_of_log
from funding.models import Allocation, AllocationChange, FundingBatch

ADD = "funding.add_fundingbatch"
OF_PLACES = ("province", "district", "commune", "programme", "capital_source")


@dataclass(frozen=True)
class Undone:
    """What undoing a batch did: rows put back, and changes kept because somebody changed the row since."""

    restored: int
    kept: list[AllocationChange]


@transaction.atomic
def apply_funding_batch(
    *, province: Province, entries: Sequence[Entry], by: Officer | None, file_name: str, sha256: str
) -> FundingBatch:
    """Record a sheet's rows as one batch; raises what `record_allocations` raises, writing nothing."""
    refuse_without(by, ADD, "nhập vốn từ biểu")
    lock_places({province.pk})
    batch = _numbered(
        province=province,
        file_name=file_name[-200:],
        sha256=sha256,
        applied_by=by,
        applied_at=timezone.now(),
    )
    record_allocations(
        entries=entries,
        by=by,
        source=ChangeSource.SHEET,
        batch=batch,
        reason=f"Biểu vốn {batch.file_name}",
    )
    return batch


def _numbered(**fields) -> FundingBatch:
    last = FundingBatch.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            return FundingBatch.objects.create(number=last + 1, **fields)
    except IntegrityError as error:
        raise ActionRefused("Một lô khác vừa được áp dụng cùng lúc; hãy áp dụng lại.") from error


@transaction.atomic
def undo_funding_batch(*, batch: FundingBatch, by: Officer | None) -> Undone:
    """Put every row of a batch back as it was, except those changed since, which are returned.

    A row goes back past batches undone before this one, so that the order of undoing does not matter.
    Raises ActionRefused for a batch undone already, or with rows the officer may not write today.
    """
    refuse_without(by, CHANGE, "nhập vốn")
    refuse_without(by, ADD, "nhập vốn từ biểu")
    lock_places({batch.province_id})
    batch = FundingBatch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
    if batch.undone_at:
        at = timezone.localtime(batch.undone_at)
        raise ActionRefused(f"{batch} đã được hoàn tác lúc {at:%H:%M %d/%m/%Y}.")
    written = batch.changes.select_related(*(f"allocation__{name}" for name in OF_PLACES)).order_by("id")
    written = list(written)
    if by is not None and not all(covers_place(by, change.allocation.place) for change in written):
        raise ActionRefused(f"{batch} ở ngoài phạm vi phụ trách của bạn.")
    lying, now = _lying(batch), timezone.now()
    back, kept = [], []
    for change in written:
        under = lying[change.allocation_id]
        if under and under[-1].batch_id == batch.pk:
            back.append(_reverse(change.allocation, under, batch, by, now))
        else:
            kept.append(change)
    write_changes(back)
    batch.undone_at, batch.undone_by = now, by
    batch.save(update_fields=["undone_at", "undone_by"])
    return Undone(len(back), kept)


@transaction.atomic
def foreseen_undo(*, batch: FundingBatch, by: Officer | None) -> Undone:
    """What undoing would do: it is rehearsed and taken back. Raises as `undo_funding_batch` does."""
    undone = undo_funding_batch(batch=batch, by=by)
    transaction.set_rollback(True)
    return undone


def kept_by_undoing(batch: FundingBatch) -> list[AllocationChange]:
    """Changes of the batch that undoing it would keep, or kept: their rows were changed since."""
    rows = batch.changes.select_related(*(f"allocation__{name}" for name in OF_PLACES))
    if batch.undone_at:
        back = AllocationChange.objects.filter(source=ChangeSource.UNDO, at=batch.undone_at)
        return list(rows.exclude(allocation__in=back.values("allocation")).order_by("id"))
    newer = rows.filter(allocation__version__gt=F("version"))
    if not newer.exists():
        return []
    lying = _lying(batch)
    return [
        change
        for change in newer.order_by("id")
        if not lying[change.allocation_id] or lying[change.allocation_id][-1].batch_id != batch.pk
    ]


def _lying(batch: FundingBatch) -> dict[int, list[SimpleNamespace]]:
    """Row id → the changes that lie under what it says now, for the rows the batch wrote."""
    rows = AllocationChange.objects.filter(allocation__in=batch.changes.order_by().values("allocation"))
    columns = ("allocation_id", "source", "at", "before", "batch_id")
    logs = defaultdict(list)
    for row in rows.order_by("id").values(*columns, undone_at=F("batch__undone_at")):
        logs[row["allocation_id"]].append(SimpleNamespace(**row))
    return {pk: in_force(changes) for pk, changes in logs.items()}


def _reverse(row: Allocation, lying: list, batch: FundingBatch, by, now) -> AllocationChange:
    """The row as it was before the batch, and before batches undone earlier straight under it."""
    at = len(lying) - 1
    while at and lying[at - 1].undone_at:
        at -= 1
    after = values_of_log(lying[at].before)
    change = log(row, values_of(row), after, by=by, at=now, source=ChangeSource.UNDO)
    change.reason = f"Hoàn tác lô vốn số {batch.number}"
    return change
