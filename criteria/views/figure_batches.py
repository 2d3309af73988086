"""What a batch of figures shows on its page."""

from criteria.actions.figure_batches import figures_not_undoable
from criteria.actions.figures import values_of_text
from criteria.figure_ground import Saved
from criteria.figure_preview import words_of
from criteria.models import ImportBatch, IndicatorChange


def figure_batch_context(batch: ImportBatch, shown: int) -> dict:
    """The changes it wrote, the first `shown` in words, and what undoing it would keep or kept."""
    changes = batch.figure_changes.select_related("result__standing__commune", "result__indicator")
    written = changes.count()
    return {
        "changes": [_in_words(change) for change in changes.order_by("id")[:shown]],
        "changes_total": written,
        "written": written,
        "kept": [_in_words(change) for change in figures_not_undoable(batch)],
    }


def _in_words(change: IndicatorChange) -> dict[str, str]:
    return {
        "commune": change.result.standing.commune.full_name,
        "criterion": str(change.result.indicator),
        "before": words_of(Saved(*values_of_text(change.before))),
        "after": words_of(Saved(*values_of_text(change.after))),
    }
