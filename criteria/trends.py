"""How a province's average moved from round to round."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from criteria import drawing, wording
from criteria.markup import trend_rows
from criteria.models import Round, Standing
from criteria.outcomes import Outcome
from criteria.reading import Reading

# Over standings: something is confirmed of the commune. Most rows are told by the first condition.
ANYTHING_KNOWN = Q(confirmed_met__gt=0)
for _letter in (Outcome.NOT_MET, Outcome.BASICALLY_MET, Outcome.NOT_APPLICABLE):
    ANYTHING_KNOWN |= Q(confirmed_outcomes__contains=_letter)


@dataclass(frozen=True)
class TrendPoint:
    """The province's confirmed average in one round."""

    round: Round
    average: float | None
    communes: int
    new_set: bool

    @property
    def average_text(self) -> str:
        return wording.decimal(self.average)


def trend(reading: Reading) -> dict | None:
    """Confirmed averages of the rounds of one level and tier, oldest first; broken where the set changes."""
    if reading.round is None:
        return None
    chosen = reading.criteria_set
    alike = [
        round
        for round in reversed(reading.rounds)
        if (round.criteria_set.level, round.criteria_set.tier) == (chosen.level, chosen.tier)
    ]
    averages = _averages(alike)
    points = []
    for at, round in enumerate(alike):
        average, communes = averages.get(round.pk, (None, 0))
        changed = at > 0 and alike[at - 1].criteria_set_id != round.criteria_set_id
        points.append(TrendPoint(round, average, communes, changed))
    values = [(point.average, point.average_text) for point in points]
    line = drawing.trend_line(values, [at for at, point in enumerate(points) if point.new_set])
    return {"points": points, "line": line, "rows": trend_rows(points)}


def _averages(rounds: list[Round]) -> dict[int, tuple[float, int]]:
    """Round id → (confirmed criteria met per commune with data, how many communes those are)."""
    return {
        pk: (average, communes)
        for pk, average, communes in Standing.objects.filter(round__in=rounds)
        .filter(ANYTHING_KNOWN)
        .values_list("round")
        .annotate(Avg("confirmed_met"), Count("id"))
    }
