"""What waits for those who verify and appraise: dossiers of one round, and criteria over them."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from communes.models import AgencyKind, Officer
from criteria.dossier_facts import dossiers_of, waiting_parts
from criteria.dossiers import DOING, STAGE_AFTER, CriterionPart, Dossier
from criteria.figure_grid import with_profiles
from criteria.levels import Law, law_of
from criteria.models import Criterion, Round, Standing
from criteria.outcomes import Judgement
from criteria.stages import Stage, awaited_judgement
from criteria.working_days import after_working_days

# Fetching and checking figures takes time in proportion to the dossiers, so a page shows this many.
SHOWN = 30

Waiting = dict[int, list[CriterionPart]]


@dataclass(frozen=True)
class QueueLine:
    """One waiting dossier, and the day by which it should be looked at."""

    dossier: Dossier
    due_on: datetime.date | None
    late: bool


@dataclass
class Queue:
    """The dossiers of one round in an officer's scope, by what they wait for.

    `waiting` are all standings with a criterion that waits for the officer; `lines` those of them on the
    page. `elsewhere` wait for another unit or another step. `criteria` are (criterion, waiting communes).
    """

    round: Round
    doing: str
    total: int = 0
    size: int = 0
    waiting: list[Standing] = field(default_factory=list)
    lines: list[QueueLine] = field(default_factory=list)
    returned: list[Standing] = field(default_factory=list)
    done: list[Standing] = field(default_factory=list)
    elsewhere: list[Standing] = field(default_factory=list)
    drafts: int = 0
    criteria: list[tuple[Criterion, int]] = field(default_factory=list)
    own_criteria: bool = False


def rounds_to_review(officer: Officer, allowed: Sequence[str]) -> list[tuple[Round, int]]:
    """(round, dossiers that were sent and wait) of the officer's scope, newest first; rounds still open."""
    awaited = {Stage.SUBMITTED, Stage.VERIFIED} if Judgement.APPRAISED in allowed else {Stage.SUBMITTED}
    standings = Standing.objects.visible_to(officer).filter(
        round__closed_at__isnull=True, round__withdrawn_at__isnull=True, stage__in=awaited
    )
    waiting = dict(standings.order_by().values_list("round_id").annotate(Count("id")))
    rounds = Round.objects.visible_to(officer).filter(closed_at__isnull=True, withdrawn_at__isnull=True)
    found = rounds.select_related("criteria_set", "province").distinct().order_by("-data_on", "-id")
    return [(round, waiting.get(round.pk, 0)) for round in found]


def queue_of(round: Round, officer: Officer, allowed: Sequence[str], *, page: int = 1) -> Queue:
    """The queue of one round; a fixed number of queries. `page` counts from one."""
    found = Standing.objects.visible_to(officer).filter(round=round)
    standings = list(with_profiles(found, round.data_on).order_by("submitted_at", "commune__sort_key"))
    for standing in standings:
        standing.round = round
    law = law_of(round)
    doing = DOING[max(allowed, key=[Judgement.VERIFIED, Judgement.APPRAISED].index)]
    queue = Queue(round, doing, total=len(standings), size=len(law.criteria))
    waiting = waiting_parts(standings, law.criteria, officer, allowed)
    _sort_out(queue, standings, waiting, allowed)
    start = (page - 1) * SHOWN
    shown = queue.waiting[start : start + SHOWN]
    queue.lines = [_line(dossier) for dossier in dossiers_of(shown, law, officer, allowed)]
    _count_criteria(queue, law, waiting, officer)
    return queue


def _sort_out(queue: Queue, standings: list[Standing], waiting: Waiting, allowed) -> None:
    """Put each dossier where it belongs for this officer."""
    after = {STAGE_AFTER[judgement] for judgement in allowed}
    for standing in standings:
        if standing.pk in waiting:
            queue.waiting.append(standing)
        elif standing.stage == Stage.RETURNED:
            queue.returned.append(standing)
        elif standing.stage == Stage.DRAFT:
            queue.drafts += 1
        elif standing.stage in after or standing.stage == Stage.APPRAISED:
            queue.done.append(standing)
        else:
            queue.elsewhere.append(standing)


def _line(dossier: Dossier) -> QueueLine:
    arrived = dossier.arrived
    if arrived is None:
        return QueueLine(dossier, None, False)
    due_on = after_working_days(timezone.localdate(arrived), settings.REVIEW_DAYS)
    return QueueLine(dossier, due_on, due_on < timezone.localdate())


def _count_criteria(queue: Queue, law: Law, waiting: Waiting, officer: Officer) -> None:
    """Count the communes that wait at each criterion; a department sees those it is in charge of."""
    communes = Counter(part.criterion.pk for parts in waiting.values() for part in parts)
    queue.criteria = [(row, communes[row.pk]) for row in law.criteria if communes[row.pk]]
    agency = officer.agency if officer.agency_id else None
    queue.own_criteria = agency is not None and agency.kind != AgencyKind.COORDINATION


def criterion_lines(
    round: Round, number: int, officer: Officer, allowed: Sequence[str]
) -> tuple[Law, list[tuple[Standing, CriterionPart]]]:
    """One criterion over the communes of the scope whose dossiers wait for the officer's judgement.

    The law holds that criterion alone, and nothing when the set has no such number.
    """
    law = law_of(round, number=number)
    found = Standing.objects.visible_to(officer).filter(round=round, submitted_at__isnull=False)
    standings = list(with_profiles(found, round.data_on).order_by("district__sort_key", "commune__sort_key"))
    for standing in standings:
        standing.round = round
    waiting = [row for row in standings if awaited_judgement(row.stage, row.steps) in allowed]
    if not law.criteria:
        return law, []
    dossiers = dossiers_of(waiting, law, officer, allowed, with_evidence=True)
    lines = [(dossier.standing, dossier.parts[0]) for dossier in dossiers]
    return law, [(standing, part) for standing, part in lines if part.asked]
