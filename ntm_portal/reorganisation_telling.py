"""Who is told that a reorganisation was applied: one line for each officer it moved or gave work to.

The last of the followers: what moved is read from the journal, so that nobody is told of what stayed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from communes.journal import Journal
from communes.models import Notice, Officer
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
from communes.scope import scope_place
from criteria.actions.telling import fitting, officers_with
from criteria.wording import day
from directives.actions.explanations import ANSWER
from directives.actions.obstacle_rights import HANDLE
from directives.actions.permissions import REPORT
from directives.actions.telling import unit_officers
from directives.models import Assignment, ExplanationRequest, Obstacle
from directives.models.units import UNITS
from ntm_portal.reorganisation_rights import VIEW

# Each kind of row that moves: whom it concerns, and what it is called.
WORK = (
    (Assignment, REPORT, "việc"),
    (Obstacle, HANDLE, "vướng mắc"),
    (ExplanationRequest, ANSWER, "yêu cầu giải trình"),
)
# A row about another commune stays with its unit: nothing came to anybody.
MOVED = {*UNITS}
SCOPE = {"agency", "scope_level", "scope_province", "scope_district", "scope_commune"}


@dataclass
class Told:
    """What one officer is told: what became of the scope (""), and how many rows of each kind came."""

    scope: str = ""
    work: Counter = field(default_factory=Counter)

    @property
    def words(self) -> str:
        came = ", ".join(f"{number} {label}" for label, number in self.work.items())
        return " ".join(filter(None, [self.scope, came and f"Chuyển đến đơn vị bạn: {came}."]))


def refusals(plan: Plan) -> list[str]:
    return []


def touched(plan: Plan) -> list[TouchedKind]:
    return []


def follow(plan: Plan, journal: Journal, *, by: Officer) -> Sequence[TouchedKind]:
    """Write the notices, in the journal like all else: undoing takes them back."""
    told = _told(journal)
    told.pop(by.pk, None)
    officers = Officer.objects.filter(pk__in=told, is_active=True, is_superuser=False).order_by("pk")
    readers = set(officers_with(VIEW).filter(pk__in=told).values_list("pk", flat=True))
    found = list(officers)
    said = f"{plan.reorganisation.name}, từ ngày {day(plan.effective_on)}"
    for officer in found:
        # Without a scope nothing of it is seen any more, so there is no page to lead to.
        url = plan.reorganisation.get_absolute_url() if officer.scope_level and officer.pk in readers else ""
        text = fitting(f"{said}: {told[officer.pk].words}")
        journal.create(Notice(recipient=officer, text=text, url=url))
    return [TouchedKind("cán bộ được báo", len(found))] if found else []


def _told(journal: Journal) -> dict[int, Told]:
    """Officer id → what to tell."""
    told = defaultdict(Told)
    for officer in _changed(journal, Officer, SCOPE):
        told[officer.pk].scope = _scope_words(officer)
    for model, permission, label in WORK:
        units: dict[tuple, list[int]] = {}
        for row in _changed(journal, model, MOVED):
            unit = tuple(getattr(row, f"{name}_id") for name in UNITS)
            if unit not in units:
                units[unit] = list(unit_officers(row, permission).values_list("pk", flat=True))
            for pk in units[unit]:
                told[pk].work[label] += 1
    return told


def _changed(journal: Journal, model, fields: set[str]) -> Iterable:
    """The rows of a model of which applying set one of the fields, as they are now."""
    label = model._meta.label
    keys = {change.row for change in journal.changes if change.table == label and change.field in fields}
    return model.objects.filter(pk__in=keys).order_by("pk")


def _scope_words(officer: Officer) -> str:
    place = scope_place(officer)
    if place is not None:
        return f"bạn phụ trách {place.prose_name}."
    if officer.scope_level:
        return f"cơ quan của bạn là {officer.agency}."
    return "bạn không còn phạm vi phụ trách; liên hệ quản trị viên để được giao lại."
