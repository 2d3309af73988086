"""Fetching dossiers for recognition with all that is missing; the same number of queries for one and many."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from criteria.models import (
    Criterion,
    DossierState,
    RecognitionCondition,
    RecognitionDossier,
    RecognitionStep,
    Standing,
    StepRecord,
)
from criteria.recognition_missing import Facts, Lack, StepLine, condition_lacks, step_lines

# Commune keys and a day → what each commune owes in words, communes without debts left out. Money is
# another app's: whoever joins them hands this in.
Owed = Callable[[Iterable[int], datetime.date], dict[int, str]]


@dataclass(frozen=True)
class DossierView:
    """A dossier with its steps and conditions, and what is missing while it is under way."""

    dossier: RecognitionDossier
    lines: Sequence[StepLine]
    conditions: Sequence[RecognitionCondition]
    facts: Facts
    lacks: Sequence[Lack]

    @property
    def blocking(self) -> list[Lack]:
        return [lack for lack in self.lacks if lack.blocks]

    @property
    def warning(self) -> list[Lack]:
        return [lack for lack in self.lacks if not lack.blocks]

    @property
    def done(self) -> int:
        return sum(line.record is not None for line in self.lines)


def dossiers_for(officer) -> QuerySet[RecognitionDossier]:
    """The dossiers inside the officer's scope, with what their pages name."""
    names = ("commune__province", "commune__district", "criteria_set", "round", "recognition", "opened_by")
    return RecognitionDossier.objects.visible_to(officer).select_related(*names)


def dossier_views(dossiers: Sequence[RecognitionDossier], owed: Owed, on: datetime.date) -> list[DossierView]:
    """Views of dossiers as of the day `on`; five queries and those of `owed`."""
    if not dossiers:
        return []
    steps, conditions = list(RecognitionStep.objects.all()), list(RecognitionCondition.objects.all())
    records = _records(dossiers)
    numbers = _numbers(dossiers)
    letters = _letters(dossiers)
    debts = owed([dossier.commune_id for dossier in dossiers], on)
    views = []
    for dossier in dossiers:
        facts = Facts(
            numbers=numbers[dossier.criteria_set_id],
            letters=letters.get((dossier.round_id, dossier.commune_id), ""),
            data_on=dossier.round.data_on,
            owed=debts.get(dossier.commune_id, ""),
            satisfied=dossier.satisfied,
            asked=dossier.asked,
            is_secure=dossier.is_secure,
        )
        mine = [
            step for step in steps if step.procedure == dossier.procedure and step.holds_on(dossier.opened_on)
        ]
        asked = [rule for rule in conditions if rule.holds_on(dossier.opened_on)]
        lines = step_lines(mine, records[dossier.pk])
        lacks = [lack for line in lines for lack in line.lacks] + condition_lacks(asked, facts)
        settled = dossier.state in (DossierState.DECIDED, DossierState.WITHDRAWN)
        views.append(DossierView(dossier, lines, asked, facts, [] if settled else lacks))
    return views


def _records(dossiers) -> dict[int, list[StepRecord]]:
    found = defaultdict(list)
    rows = StepRecord.objects.filter(dossier__in=dossiers, replaced_at__isnull=True)
    for record in rows.select_related("recorded_by"):
        found[record.dossier_id].append(record)
    return found


def _numbers(dossiers) -> dict[int, list[int]]:
    found = defaultdict(list)
    sets = {dossier.criteria_set_id for dossier in dossiers}
    rows = Criterion.objects.filter(criteria_set__in=sets).order_by("number")
    for set_id, number in rows.values_list("criteria_set_id", "number"):
        found[set_id].append(number)
    return found


def _letters(dossiers) -> dict[tuple[int, int], str]:
    """(round, commune) → the confirmed outcomes."""
    rows = Standing.objects.filter(
        round__in={dossier.round_id for dossier in dossiers},
        commune__in={dossier.commune_id for dossier in dossiers},
    )
    found = rows.order_by().values_list("round_id", "commune_id", "confirmed_outcomes")
    return {(round_id, commune_id): letters for round_id, commune_id, letters in found}
