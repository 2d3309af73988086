"""What changes places: preparing, applying and undoing a reorganisation."""

from communes.actions.reorganising import (
    Applied,
    Undone,
    apply,
    lines_from_seeds,
    prepare,
    undo,
    withdraw,
)

__all__ = ["Applied", "Undone", "apply", "lines_from_seeds", "prepare", "undo", "withdraw"]
