"""Fetching dossiers for recognition with all that is missing; the same number of queries for one and many."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from criteria.models import (
    ConditionKind,
    CriteriaSet,
    Criterion,
    DossierState,
    Recognition,
    RecognitionCondition,
    RecognitionDossier,
    RecognitionStep,
    Standing,
    StepRecord,
    Tier,
)
from criteria.recognition_missing import Facts, Lack, LowerTier, StepLine, condition_lacks, step_lines

# Commune keys and a day → what each commune owes in words, communes without debts left out. Money is
# another app's: whoever joins them hands this in.
Owed = Callable[[Iterable[int], datetime.date], dict[int, str]]


@dataclass(frozen=True)
class DossierView:
    """A dossier with its steps and conditions, and what is missing: while it is under way for the decision,
    once it is decided for the publication."""

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
    """Views of dossiers as of the day `on`; six queries and those of `owed`."""
    if not dossiers:
        return []
    steps, conditions = list(RecognitionStep.objects.all()), list(RecognitionCondition.objects.all())
    records = _records(dossiers)
    numbers = _numbers(dossiers)
    letters = _letters(dossiers)
    debts = owed([dossier.commune_id for dossier in dossiers], on)
    earlier = _recognitions(dossiers)
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
            lower_tier=_lower_tier(dossier.criteria_set, earlier[dossier.commune_id], on),
        )
        mine = [
            step for step in steps if step.procedure == dossier.procedure and step.holds_on(dossier.opened_on)
        ]
        asked = [rule for rule in conditions if rule.holds_on(dossier.opened_on)]
        if facts.lower_tier is None:
            asked = [rule for rule in asked if rule.kind != ConditionKind.LOWER_TIER]
        decided_on = dossier.recognition.decided_on if dossier.recognition else None
        lines = step_lines(mine, records[dossier.pk], decided_on)
        views.append(DossierView(dossier, lines, asked, facts, _lacks(dossier, lines, asked, facts)))
    return views


def _lacks(dossier: RecognitionDossier, lines: Sequence[StepLine], conditions, facts: Facts) -> list[Lack]:
    """What is missing for what comes next; nothing follows on a dossier that was withdrawn."""
    if dossier.state == DossierState.WITHDRAWN:
        return []
    decided = dossier.state == DossierState.DECIDED
    found = [lack for line in lines if line.step.after_decision == decided for lack in line.lacks]
    return found if decided else found + condition_lacks(conditions, facts)


def _recognitions(dossiers) -> dict[int, list[Recognition]]:
    """Commune → its recognitions by any set for communes, the oldest first."""
    found = defaultdict(list)
    rows = Recognition.objects.filter(commune__in={dossier.commune_id for dossier in dossiers})
    for row in rows.select_related("criteria_set").order_by("decided_on", "id"):
        found[row.commune_id].append(row)
    return found


def _lower_tier(of: CriteriaSet, recognitions: list[Recognition], on: datetime.date) -> LowerTier | None:
    """What the commune has of the tier before the set's, by the day `on`; one in force goes before a newer
    one that was revoked."""
    tier = Tier(of.tier).before
    if tier is None:
        return None
    mine = [
        row
        for row in recognitions
        if (row.criteria_set.level, row.criteria_set.tier) == (of.level, tier) and row.decided_on <= on
    ]
    mine.sort(key=lambda row: not row.is_revoked_on(on))
    newest = mine[-1] if mine else None
    return LowerTier(tier.label, newest, newest is not None and not newest.is_revoked_on(on))


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
