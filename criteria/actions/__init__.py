"""What changes results: opening a round, recording judgements, applying and undoing a batch.

Each action is one transaction that writes the results, the log of changes and the packed standings
together, so that a dashboard is right on the next page load and a stop in the middle leaves nothing.
`by` is the officer, or None for an administrator at the command line.
"""

from criteria.actions.batches import Undone, foreseen_undo, undo_batch
from criteria.actions.importing import apply_batch
from criteria.actions.permissions import ActionRefused, judgements_open_to
from criteria.actions.recording import Judged, Recorded, record_results
from criteria.actions.rounds import open_round

__all__ = [
    "ActionRefused",
    "Judged",
    "Recorded",
    "Undone",
    "apply_batch",
    "foreseen_undo",
    "judgements_open_to",
    "open_round",
    "record_results",
    "undo_batch",
]
