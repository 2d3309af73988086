"""What changes places: preparing, applying and undoing a reorganisation."""

from communes.actions.applying import Applied, apply
from communes.actions.reorganising import lines_from_seeds, prepare, withdraw
from communes.actions.undoing import Undone, undo

__all__ = ["Applied", "Undone", "apply", "lines_from_seeds", "prepare", "undo", "withdraw"]
