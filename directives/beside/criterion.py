"""On a criterion's page: what is in the way of each commune, who deals with it, a form that gives tasks."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from criteria.beside import BesideCriterion, Note, Parts
from criteria.grid import CommuneRow
from criteria.models import Criterion
from criteria.reading import Reading
from directives.actions.permissions import may_direct
from directives.beside.cells import (
    NO_SOLUTION,
    Dealing,
    assignment_due,
    assignment_url,
    dealings,
    forms_about,
    is_bad,
    is_late,
    obstacle_due,
    obstacle_url,
    open_words,
)
from directives.beside.elsewhere import elsewhere
from directives.beside.giving import FORM_ID, GiveForm
from directives.beside.readers import agency_pages, reads
from directives.following import follow
from directives.orders import made_up
from directives.solutions import covering_assignments, covering_obstacles, in_scope, is_newest, unmet_at

HEADINGS = [("don_vi", "Đơn vị xử lý"), ("han", "Hạn")]


def beside_criterion(
    officer, reading: Reading, criterion: Criterion, rows: Sequence[CommuneRow], at: int, *, form=None
) -> BesideCriterion:
    """What an officer sees beside the communes of a criterion; nobody else sees anything.

    `form` is the one that was sent and refused; a new one is offered to whoever may give tasks.
    """
    own = in_scope(officer, rows) if reads(officer) else []
    if not own:
        return BesideCriterion()
    if note := elsewhere(reading, reading.province):
        return BesideCriterion(page_of=agency_pages(officer), notes=[note])
    where, today = {"province": reading.province, "criterion": criterion}, localdate()
    obstacles = list(covering_obstacles(officer).filter(**where).with_names())
    assignments = list(covering_assignments(officer).filter(**where).with_names())
    dealt = dealings(obstacles, follow(assignments, today), today, "commune_id")
    newest = is_newest(reading.round, reading.rounds)
    unmet = unmet_at(own, at) if newest else frozenset()
    alone = frozenset(commune for commune in unmet if not dealt[commune].covers)
    give = _form(officer, reading, form) if unmet else None
    return BesideCriterion(
        page_of=agency_pages(officer),
        headings=[("vuong_mac", f"Vướng mắc{reading.beside_words}"), *HEADINGS],
        of={row.commune_id: _cells(dealt[row.commune_id], row.commune_id in alone) for row in own},
        links={commune: forms_about(officer, commune, criterion.pk) for commune in unmet},
        alone=alone if newest else None,
        tick=unmet if give else frozenset(),
        ticked=give.ticked if give else frozenset(),
        form=FORM_ID if give else "",
        giving=Parts(["directives/parts/give.html"], {"give": give}) if give else Parts(),
        illustrative=made_up(obstacles, assignments),
    )


def _form(officer, reading: Reading, sent):
    """The form that gives tasks, for those who may."""
    if not may_direct(officer, reading.province):
        return None
    return sent or GiveForm(officer=officer, province=reading.province)


def _cells(dealing: Dealing, alone: bool) -> list[list[Note]]:
    """The notes of one commune under each heading; a unit or a day stands once."""
    obstacles, given = dealing.obstacles, dealing.going_on
    first = [
        Note(line.row.text, obstacle_url(line), said=open_words(line), bad=is_bad(line)) for line in obstacles
    ]
    if alone:
        first = [Note(NO_SOLUTION, bad=True)]
    units = [Note(line.row.unit_name) for line in obstacles]
    units += [Note(item.row.unit_name, assignment_url(item), said="việc được giao") for item in given]
    days = [Note(obstacle_due(line), bad=line.is_overdue) for line in obstacles]
    days += [Note(assignment_due(item), said=item.label.lower(), bad=is_late(item)) for item in given]
    return [first, units, days]
