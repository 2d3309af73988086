"""Fetching dossiers for those who review them.

Every function asks a fixed number of queries, whatever the number of communes and indicators.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from communes.models import Officer
from criteria.actions.permissions import criteria_in_charge_of_others
from criteria.dossiers import DOING, CriterionPart, Dossier, judgement_for
from criteria.figure_grid import GridRow, bare_rows, earlier_rounds, grid_of
from criteria.levels import Law
from criteria.models import Criterion, CriterionResult, IndicatorResult, Round, Standing
from criteria.outcomes import Judgement
from criteria.stages import awaited_judgement


def dossiers_of(
    standings: Sequence[Standing],
    law: Law,
    officer: Officer,
    allowed: Sequence[str],
    *,
    with_evidence: bool = False,
) -> list[Dossier]:
    """The dossiers of standings of one round that carry their profile; twelve queries at most.

    Counting evidence and returns takes three of them, and is done when asked for.
    """
    if not standings:
        return []
    round = standings[0].round
    rows = grid_of(round, standings, law).rows if with_evidence else bare_rows(round, standings, law)
    parts = parts_of(standings, law, rows, officer, allowed)
    return [
        Dossier(standing, parts[standing.pk], judgement_for(standing, allowed), len(law.measures))
        for standing in standings
    ]


def parts_of(
    standings: Sequence[Standing],
    law: Law,
    rows: Sequence[GridRow],
    officer: Officer,
    allowed: Sequence[str],
) -> dict[int, list[CriterionPart]]:
    """Standing id → the criteria of its dossier in the order of the law; all standings of one round.

    `rows` are their grid rows, [] where no figure is looked at; `allowed` are the judgements the officer
    may give. Five queries.
    """
    if not standings:
        return {}
    round = standings[0].round
    judgement_of = {standing.pk: judgement_for(standing, allowed) for standing in standings}
    facts = _Facts(
        results=_results(standings, law.criteria),
        before=_letters_before(round, standings),
        own=_own_entries(standings, officer),
        compared={row.standing.pk for row in rows if row.before},
        others=criteria_in_charge_of_others(officer, round),
        officer=officer,
    )
    by_criterion: dict[tuple[int, int], list[GridRow]] = {}
    for row in rows:
        by_criterion.setdefault((row.standing.pk, row.criterion.pk), []).append(row)
    return {
        standing.pk: [
            _part(
                standing,
                criterion,
                by_criterion.get((standing.pk, criterion.pk), []),
                judgement_of[standing.pk],
                facts,
            )
            for criterion in law.criteria
        ]
        for standing in standings
    }


def waiting_parts(
    standings: Sequence[Standing], criteria: Sequence[Criterion], officer: Officer, allowed: Sequence[str]
) -> dict[int, list[CriterionPart]]:
    """Standing id → its criteria that wait for the officer; dossiers of one round, those with none left out.

    The one answer to “what waits for me”: the queue and the list of work both ask here. What was said in
    the round before is not fetched. Three queries at most.
    """
    standings = [row for row in standings if awaited_judgement(row.stage, row.steps) in allowed]
    if not standings:
        return {}
    appraises = Judgement.APPRAISED in allowed
    facts = _Facts(
        results=_results(standings, criteria),
        own=_own_entries(standings, officer),
        others=criteria_in_charge_of_others(officer, standings[0].round) if appraises else {},
        officer=officer,
    )
    found = {}
    for standing in standings:
        judgement = judgement_for(standing, allowed)
        parts = [_part(standing, criterion, [], judgement, facts) for criterion in criteria]
        if waiting := [part for part in parts if part.waits]:
            found[standing.pk] = waiting
    return found


@dataclass(frozen=True)
class _Facts:
    """What is known of some dossiers beside their figures."""

    results: dict[tuple[int, int], CriterionResult]
    own: set[tuple[int, int]]
    others: dict[int, str]
    officer: Officer
    before: dict[int, dict[int, str]] = field(default_factory=dict)
    compared: set[int] = field(default_factory=set)


def _part(standing, criterion, rows, judgement, facts: _Facts) -> CriterionPart:
    key = (standing.pk, criterion.pk)
    result = facts.results.get(key) or CriterionResult()
    result.standing, result.criterion = standing, criterion
    before = facts.before.get(standing.commune_id, {}).get(criterion.number, "")
    return CriterionPart(
        standing=standing,
        criterion=criterion,
        rows=rows,
        result=result,
        before=before,
        judgement=judgement,
        held=_held(result, judgement, facts),
        compared=standing.pk in facts.compared,
    )


def _held(result: CriterionResult, judgement: str, facts: _Facts) -> str:
    """Why a criterion is not the officer's to judge, "" when it is; the same rules as `record_results`."""
    unit = facts.others.get(result.criterion_id)
    if judgement == Judgement.APPRAISED and unit:
        return f"{unit} phụ trách tiêu chí này."
    own_word = result.self_by_id == facts.officer.pk and not result.is_brought_over(Judgement.SELF)
    if judgement and (own_word or (result.standing_id, result.criterion_id) in facts.own):
        return f"Bạn đã nhập hoặc gửi số liệu tiêu chí này; người khác {DOING[judgement]}."
    return ""


def _results(
    standings: Sequence[Standing], criteria: Sequence[Criterion]
) -> dict[tuple[int, int], CriterionResult]:
    found = CriterionResult.objects.filter(
        standing__in=standings, criterion__in=[criterion.pk for criterion in criteria]
    ).select_related(*(f"{judgement}_by" for judgement in Judgement.values))
    return {(result.standing_id, result.criterion_id): result for result in found}


def _own_entries(standings: Sequence[Standing], officer: Officer) -> set[tuple[int, int]]:
    """(standing, criterion) where the officer entered a figure."""
    own = IndicatorResult.objects.filter(standing__in=standings, updated_by=officer).order_by()
    return set(own.values_list("standing_id", "indicator__criterion_id"))


def _letters_before(round: Round, standings: Sequence[Standing]) -> dict[int, dict[int, str]]:
    """Commune id → criterion number → the outcome in force in the round before."""
    numbers = Criterion.objects.filter(criteria_set=round.criteria_set_id).order_by("number")
    numbers = list(numbers.values_list("number", flat=True))
    rows = Standing.objects.filter(
        round__in=earlier_rounds(round).values("pk")[:1],
        commune__in=[standing.commune_id for standing in standings],
    )
    return {
        commune_id: dict(zip(numbers, letters, strict=False))
        for commune_id, letters in rows.values_list("commune_id", "outcomes")
    }
