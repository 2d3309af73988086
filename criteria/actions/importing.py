"""Applying a sheet: one numbered batch, all of it or nothing."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from communes.models import Officer
from criteria.actions.permissions import ActionRefused
from criteria.actions.recording import Judged, record_results
from criteria.models import ChangeSource, ImportBatch, Round


@transaction.atomic
def apply_batch(
    *,
    round: Round,
    cells: list[Judged],
    judgement: str,
    by: Officer | None,
    file_name: str,
    sha256: str,
    blank_means: str,
    valid_rows_only: bool = False,
    opened_round: bool = False,
    lapse_reason: str = "",
) -> ImportBatch:
    """Record a sheet's cells as one batch in a round, opened for it or not.

    `lapse_reason` is for the cells that fall from đạt. Raises ActionRefused, writing nothing.
    """
    batch = numbered_batch(
        round=round,
        judgement=judgement,
        file_name=file_name[-200:],
        sha256=sha256,
        blank_means=blank_means,
        valid_rows_only=valid_rows_only,
        rows=len({cell.commune_id for cell in cells}),
        opened_round=opened_round,
        applied_by=by,
        applied_at=timezone.now(),
    )
    record_results(
        round=round,
        cells=cells,
        judgement=judgement,
        by=by,
        source=ChangeSource.SHEET,
        batch=batch,
        reason=f"Biểu tổng hợp {batch.file_name}"[:300],
        lapse_reason=lapse_reason,
    )
    return batch


def numbered_batch(**fields) -> ImportBatch:
    """A new batch under the next number; ActionRefused when another took the number meanwhile."""
    last = ImportBatch.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            return ImportBatch.objects.create(number=last + 1, **fields)
    except IntegrityError as error:
        raise ActionRefused("Một lô khác vừa được áp dụng cùng lúc; hãy áp dụng lại.") from error
