"""The form of an entry grid, sent as a whole: read, checked, saved together or shown again as typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from communes.models import Officer
from criteria.actions import ActionRefused
from criteria.entering import FIELDS, as_typed
from criteria.figure_grid import GridRow
from criteria.figure_lines import figure_of
from criteria.figure_saving import MINE, THEIRS, Attempt, attempt, save_together
from criteria.models import Round
from criteria.views.entry_access import CELL_NAME


@dataclass
class Sent:
    """What became of a form: how many rows were saved, or the attempts to show again and why."""

    saved: int = 0
    again: dict[str, Attempt] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_saved(self) -> bool:
        return not self.again and not self.refusal

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form again."""
        if self.refusal:
            return 403
        return 409 if any(one.theirs for one in self.again.values()) else 400


def cells_of(form: QueryDict) -> dict[str, dict[str, str]]:
    """ "<commune>-<indicator>" → field → text, as the form has them."""
    cells: dict[str, dict[str, str]] = {}
    for name, text in form.items():
        if found := CELL_NAME.fullmatch(name):
            cells.setdefault(f"{found[1]}-{found[2]}", {})[found[3]] = text
    return cells


def attempts_of(form: QueryDict, rows: Sequence[GridRow]) -> list[Attempt]:
    """What the form wants of the rows, those left as they are stored taken out."""
    cells, found = cells_of(form), []
    for row in rows:
        fields = cells.get(row.key)
        if fields is None:
            continue
        version = fields.pop("version", "")
        typed = {name: fields[name] for name in FIELDS if name in fields}
        keep = form.get(f"keep-{row.key}", "")
        one = attempt(row, typed, int(version) if version.isdecimal() else 0, keep)
        if keep != THEIRS and not one.is_untouched:
            found.append(replace(one, version=row.version) if keep == MINE else one)
    return found


def send_form(form: QueryDict, rows: Sequence[GridRow], round: Round, officer: Officer) -> Sent:
    """Save what the form says, all or nothing: with one error or conflict everything is shown again."""
    attempts = attempts_of(form, rows)
    if locked := next((one.row.locked for one in attempts if one.row.locked), ""):
        return Sent(again={one.row.key: one for one in attempts}, refusal=f"{locked}. Chưa ghi gì.")
    if any(one.checked.has_errors for one in attempts):
        return Sent(again={one.row.key: one for one in attempts})
    try:
        done = save_together(round, attempts, by=officer) if attempts else []
    except ActionRefused as refusal:
        return Sent(again={one.row.key: one for one in attempts}, refusal=str(refusal))
    if any(one.theirs for one in done):
        return Sent(again={one.row.key: one for one in done})
    return Sent(saved=len(done))


def theirs_as_typed(stored) -> dict[str, str]:
    """Somebody else's figure as a form shows it."""
    return as_typed(figure_of(stored), stored.outcome, stored.note)
