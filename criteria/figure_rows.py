"""Writing figures and their log in bulk: one upsert and one insert, whatever the number of rows."""

from criteria.models import FIGURE_FIELDS, IndicatorChange, IndicatorResult

BATCH = 500


def write_figures(changes: list[IndicatorChange]) -> list[IndicatorResult]:
    """Insert or update the changed figures by their key, then the log that points at them.

    Returns the rows, with their keys. Called inside the transaction of an action.
    """
    rows = [change.result for change in changes]
    IndicatorResult.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["standing", "indicator"],
        update_fields=[*FIGURE_FIELDS, "version", "updated_by", "updated_at"],
    )
    for change in changes:
        # Through the object: its key is known only after the insert.
        change.result = change.result
    IndicatorChange.objects.bulk_create(changes, batch_size=BATCH)
    return rows
