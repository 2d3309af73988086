"""What changes results: rounds, figures, dossiers sent and reviewed, judgements, batches, undoing.

Each action is one transaction that writes the results, the log of changes and the packed standings
together, so that a dashboard is right on the next page load and a stop in the middle leaves nothing.
`by` is the officer, or None for an administrator at the command line.
"""

from criteria.actions.batches import Undone, foreseen_undo, undo_batch
from criteria.actions.closing import close_round, reopen_round
from criteria.actions.figures import Conflict, Entry, FiguresOvertaken, RecordedFigures, record_figures
from criteria.actions.importing import apply_batch
from criteria.actions.levels import Effect, effects_of, save_threshold
from criteria.actions.permissions import ActionRefused, judgements_allowed, judgements_open_to, may_import
from criteria.actions.recording import Judged, Recorded, record_results
from criteria.actions.reviewing import decide, return_figures, review, take_up
from criteria.actions.rounds import open_round
from criteria.actions.submitting import completeness, submit, withdraw

__all__ = [
    "ActionRefused",
    "Conflict",
    "Effect",
    "Entry",
    "FiguresOvertaken",
    "Judged",
    "Recorded",
    "RecordedFigures",
    "Undone",
    "apply_batch",
    "close_round",
    "completeness",
    "decide",
    "effects_of",
    "foreseen_undo",
    "judgements_allowed",
    "judgements_open_to",
    "may_import",
    "open_round",
    "record_figures",
    "record_results",
    "reopen_round",
    "return_figures",
    "review",
    "save_threshold",
    "submit",
    "take_up",
    "undo_batch",
    "withdraw",
]
