"""Cells: one criterion of one commune over the rounds; since when it is met, and which are not met now."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localdate

from communes.models import Commune, District, Province
from criteria.models import Criterion, CriterionResult, Round, Standing
from criteria.outcomes import NO_DATA, Outcome

Cell = tuple[int, int]
UNMET = (Outcome.NOT_MET, Outcome.BASICALLY_MET)


@dataclass(frozen=True)
class CellInRound:
    """A cell in one round: its confirmed letter, and the day it is met from when an appraisal says so."""

    letter: str
    appraised_on: datetime.date | None = None


def met_since(history: Iterable[CellInRound]) -> datetime.date | None:
    """Since when a cell is met for good, from its rounds in order; None when it is not.

    It takes an appraisal (thẩm định) to begin; a later round that confirms it at a lower step keeps it, a
    round without data says nothing, and a confirmed fall ends it.
    """
    since = None
    for moment in history:
        if moment.letter == Outcome.MET:
            since = since or moment.appraised_on
        elif moment.letter in UNMET:
            since = None
    return since


def met_days(cells: Iterable[Cell]) -> dict[Cell, datetime.date]:
    """(commune id, criterion id) → since when it is met, for those of the cells that are; three queries.

    The day is that of the round's data, or of the appraisal when that was earlier.
    """
    cells = set(cells)
    if not cells:
        return {}
    communes, criteria = ({cell[part] for cell in cells} for part in (0, 1))
    places = _positions(criteria)
    appraised = _appraised(communes, criteria)
    sets = {criteria_set for criteria_set, _ in places.values()}
    standings = Standing.objects.filter(
        commune__in=communes, round__withdrawn_at=None, round__criteria_set__in=sets
    )
    rows = standings.order_by("round__data_on", "round_id").values_list(
        "id", "commune_id", "round__criteria_set_id", "round__data_on", "confirmed_outcomes"
    )
    of_commune = defaultdict(list)
    for pk, commune, criteria_set, data_on, letters in rows:
        of_commune[commune, criteria_set].append((pk, data_on, letters))
    found = {}
    for commune, criterion in cells:
        criteria_set, at = places[criterion]
        history = [
            _moment(letters[at], data_on, appraised.get((pk, criterion)))
            for pk, data_on, letters in of_commune[commune, criteria_set]
        ]
        if since := met_since(history):
            found[commune, criterion] = since
    return found


def _moment(letter: str, data_on: datetime.date, appraised_at) -> CellInRound:
    return CellInRound(letter, min(data_on, localdate(appraised_at)) if appraised_at else None)


def _positions(criteria: set[int]) -> dict[int, tuple[int, int]]:
    """Criterion id → (set id, position of its letter in a packed row)."""
    numbered = Criterion.objects.filter(criteria_set__criteria__in=criteria).distinct()
    positions, seen = {}, defaultdict(int)
    for pk, criteria_set in numbered.order_by("number").values_list("id", "criteria_set_id"):
        positions[pk] = (criteria_set, seen[criteria_set])
        seen[criteria_set] += 1
    return positions


def _appraised(communes: set[int], criteria: set[int]) -> dict[Cell, datetime.datetime]:
    """(standing id, criterion id) → when đạt was appraised."""
    results = CriterionResult.objects.filter(
        standing__commune__in=communes, criterion__in=criteria, appraised_outcome=Outcome.MET
    )
    rows = results.values_list("standing_id", "criterion_id", "appraised_at")
    return {(standing, criterion): at for standing, criterion, at in rows}


def latest_letters(cells: Iterable[Cell]) -> dict[Cell, str]:
    """(commune id, criterion id) → the confirmed letter in the commune's newest round of the criterion's set.

    A cell of a commune without any such round is left out; two queries.
    """
    cells = set(cells)
    if not cells:
        return {}
    places = _positions({criterion for _, criterion in cells})
    standings = Standing.objects.filter(
        commune__in={commune for commune, _ in cells},
        round__withdrawn_at=None,
        round__criteria_set__in={criteria_set for criteria_set, _ in places.values()},
    )
    rows = standings.order_by("round__data_on", "round_id").values_list(
        "commune_id", "round__criteria_set_id", "confirmed_outcomes"
    )
    newest = {(commune, criteria_set): letters for commune, criteria_set, letters in rows}
    found = {}
    for commune, criterion in cells:
        criteria_set, at = places[criterion]
        if letters := newest.get((commune, criteria_set)):
            found[commune, criterion] = letters[at]
    return found


@dataclass(frozen=True)
class Unmet:
    """The communes whose confirmed result of a criterion is not đạt, and how many have no data at all."""

    round: Round | None
    communes: list[Commune]
    without_data: int
    asked: int


def unmet_communes(criterion: Criterion, province: Province, district: District | None = None) -> Unmet:
    """The communes of a province or district that do not meet a criterion in its set's newest round."""
    round = Round.objects.readable(province=province).filter(criteria_set=criterion.criteria_set_id).first()
    if round is None:
        return Unmet(None, [], 0, 0)
    _, at = _positions({criterion.pk})[criterion.pk]
    standings = round.standings.select_related("commune__district", "commune__province")
    if district:
        standings = standings.filter(district=district)
    rows = sorted(standings, key=lambda row: row.commune.sort_key)
    letters = [row.confirmed_outcomes[at] for row in rows]
    return Unmet(
        round,
        [row.commune for row, letter in zip(rows, letters, strict=True) if letter in UNMET],
        letters.count(NO_DATA),
        len(rows),
    )
