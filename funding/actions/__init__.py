"""What changes money: rows by place and source, sheets of them applied and undone.

Each action is one transaction that writes the rows and their log together. `by` is the officer, or None
for an administrator at the command line.
"""

from funding.actions.allocations import (
    AllocationsOvertaken,
    AllocationsRefused,
    Conflict,
    Entry,
    Fault,
    Recorded,
    record_allocations,
)
from funding.actions.batches import (
    Undone,
    apply_funding_batch,
    foreseen_undo,
    kept_by_undoing,
    undo_funding_batch,
)

__all__ = [
    "AllocationsOvertaken",
    "AllocationsRefused",
    "Conflict",
    "Entry",
    "Fault",
    "Recorded",
    "Undone",
    "apply_funding_batch",
    "foreseen_undo",
    "kept_by_undoing",
    "record_allocations",
    "undo_funding_batch",
]
