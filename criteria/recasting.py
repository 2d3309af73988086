"""Rounds of before a merger told by today's communes.

A commune of today stands in an earlier round where its predecessors stood on average: the mean of the
criteria each of them met, every predecessor counted once. It has no figures where it, or a predecessor that
was in the programme, has no confirmed ones in the round; it cannot be told where one went into it only in
part, or where it had none in the programme. A round's average is the mean over the communes that could be
told so. A line for reading a trend, never a result of any commune.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence

from communes.models import Commune, Province, Succession
from criteria.models import Round, Standing
from criteria.outcomes import NO_DATA

Told = tuple[float | None, int, int, int]
# Why a commune is not told in a round: nobody has reported, or nothing reported could be told of it.
NO_FIGURES, NOT_TOLD = "no figures", "not told"


def averages_of_today(rounds: Sequence[Round], province: Province, day: datetime.date) -> Callable[..., Told]:
    """A function from rounds of one day and set to (average, communes told, without figures, not told).

    Three queries, however many rounds.
    """
    met = _met(rounds)
    today = set(Commune.objects.filter(province=province).participating(day).values_list("pk", flat=True))
    formed_from, in_part = defaultdict(list), set()
    lines = Succession.objects.filter(successor__in=today, effective_on__lte=day)
    for successor, predecessor, whole in lines.values_list("successor_id", "predecessor_id", "whole"):
        formed_from[successor].append(predecessor)
        if not whole:
            in_part.add(successor)

    def told(together: Sequence[Round]) -> Told:
        standing = {commune: value for round in together for commune, value in met[round.pk].items()}
        counted = [
            recast_met(commune, formed_from[commune], standing, in_part=commune in in_part)
            for commune in today
        ]
        found = [one for one in counted if not isinstance(one, str)]
        average = sum(found) / len(found) if found else None
        return average, len(found), counted.count(NO_FIGURES), counted.count(NOT_TOLD)

    return told


def recast_met(
    commune: int, formed_from: Sequence[int], standing: dict[int, int | None], *, in_part: bool
) -> float | str:
    """Criteria met of a commune of today in a round; NO_FIGURES or NOT_TOLD where that is not known.

    `standing` holds who was in the round: commune → criteria met, None without confirmed figures.
    """
    if commune in standing:
        return NO_FIGURES if standing[commune] is None else standing[commune]
    counted = [standing[old] for old in formed_from if old in standing]
    if in_part or not counted:
        return NOT_TOLD
    if None in counted:
        return NO_FIGURES
    return sum(counted) / len(counted)


def _met(rounds: Sequence[Round]) -> dict[int, dict[int, int | None]]:
    """Round id → commune id → confirmed criteria met, None where nothing is known."""
    found = defaultdict(dict)
    rows = Standing.objects.filter(round__in=rounds).order_by()
    for round, commune, letters, met in rows.values_list(
        "round_id", "commune_id", "confirmed_outcomes", "confirmed_met"
    ):
        found[round][commune] = met if letters.strip(NO_DATA) else None
    return found
