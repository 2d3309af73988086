"""What changes places and people: a reorganisation prepared, applied and undone; who heads a unit."""

from communes.actions.applying import Applied, apply
from communes.actions.heads import record_head
from communes.actions.reorganising import lines_from_seeds, prepare, withdraw
from communes.actions.undoing import Undone, undo

__all__ = ["Applied", "Undone", "apply", "lines_from_seeds", "prepare", "record_head", "undo", "withdraw"]
