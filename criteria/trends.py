"""How a province's average moved from round to round, also from before it was formed out of others."""

import datetime
from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from communes.models import Province, Succession
from communes.periods import FIRST_DAY
from criteria import drawing, wording
from criteria.markup import trend_rows
from criteria.models import Round, Standing
from criteria.outcomes import Outcome
from criteria.reading import Reading
from criteria.recasting import averages_of_today

NEW_SET, NEW_TREE = "đổi bộ tiêu chí", "đổi địa giới"

# Over standings: something is confirmed of the commune. Most rows are told by the first condition.
ANYTHING_KNOWN = Q(confirmed_met__gt=0)
for _letter in (Outcome.NOT_MET, Outcome.BASICALLY_MET, Outcome.NOT_APPLICABLE):
    ANYTHING_KNOWN |= Q(confirmed_outcomes__contains=_letter)


@dataclass(frozen=True)
class TrendPoint:
    """A province's confirmed average in one round; `broken` says why it is not compared with the one before.

    Of a recast series `silent` counts today's communes without figures in that round, `left_out` those that
    cannot be told by it.
    """

    round: Round
    average: float | None
    communes: int
    broken: str = ""
    elsewhere: Province | None = None
    silent: int | None = None
    left_out: int | None = None

    @property
    def average_text(self) -> str:
        return wording.decimal(self.average)

    @property
    def url(self) -> str:
        """The overview of the round, of the province it belongs to."""
        path = self.elsewhere.get_absolute_url() if self.elsewhere else ""
        return f"{path}?ky={self.round.key}&bo={self.round.criteria_set.code}"


@dataclass(frozen=True)
class Trend:
    """The points and the line through them; `merged` where rounds of before a merger are among them."""

    points: list[TrendPoint]
    line: str
    rows: str
    merged: bool
    recast: bool


def trend(reading: Reading, *, recast: bool = False) -> Trend | None:
    """Confirmed averages of the rounds of one level and tier, oldest first, broken where set or tree changes.

    `recast` tells rounds of before a merger by today's communes (`criteria.recasting`).
    """
    if reading.round is None:
        return None
    mergers = _mergers(reading)
    earlier = _rounds_before_merger(reading, mergers)
    chosen = reading.criteria_set
    alike = [
        round
        for round in sorted([*earlier, *reading.rounds], key=lambda round: (round.data_on, round.pk))
        if (round.criteria_set.level, round.criteria_set.tier) == (chosen.level, chosen.tier)
    ]
    days = {day for _, day in mergers}
    merged = any(day > round.data_on for round in alike for day in days)
    points = _recast_points(alike, reading) if recast and merged else _points(alike, reading.province, days)
    values = [(point.average, point.average_text) for point in points]
    line = drawing.trend_line(values, [at for at, point in enumerate(points) if point.broken])
    home = reading.province.full_name if merged and not recast else ""
    rows = trend_rows(points, home=home, recast=recast and merged)
    return Trend(points, line, rows, merged, recast and merged)


def _mergers(reading: Reading) -> set[tuple[int, datetime.date]]:
    """(province of the predecessors, day) of the mergers that formed the province's communes by the day read.

    No query for a province that is as it was on the first day.
    """
    if reading.province.valid_from <= FIRST_DAY:
        return set()
    found = Succession.objects.filter(successor__province=reading.province, effective_on__lte=reading.day)
    return set(found.order_by().values_list("predecessor__province_id", "effective_on").distinct())


def _rounds_before_merger(reading: Reading, mergers) -> list[Round]:
    """Rounds of the other provinces the communes came from."""
    old = {province for province, _ in mergers} - {reading.province.pk}
    if not old:
        return []
    found = Round.objects.filter(province__in=old, withdrawn_at__isnull=True)
    return list(
        found.filter(data_on__lt=reading.province.valid_from).select_related("criteria_set", "province")
    )


def _points(rounds: list[Round], province: Province, mergers: set[datetime.date]) -> list[TrendPoint]:
    """Each round as it was reported; rounds of different trees or provinces are never joined by a line."""
    averages = _averages(rounds)
    points, before = [], None
    for round in rounds:
        average, communes = averages.get(round.pk, (None, 0))
        away = round.province if round.province_id != province.pk else None
        points.append(TrendPoint(round, average, communes, _break(before, round, mergers), away))
        before = round
    return points


def _break(before: Round | None, round: Round, mergers: set[datetime.date]) -> str:
    """Why a round is not compared with the one before it; "" when it is."""
    if before is None:
        return ""
    changed = [NEW_SET] if before.criteria_set_id != round.criteria_set_id else []
    merged = any(before.data_on < day <= round.data_on for day in mergers)
    if merged or before.province_id != round.province_id:
        changed.append(NEW_TREE)
    return ", ".join(changed)


def _recast_points(rounds: list[Round], reading: Reading) -> list[TrendPoint]:
    """One point for each day and set: rounds of before the merger told by today's communes together."""
    days: dict[tuple[datetime.date, int], list[Round]] = {}
    for round in rounds:
        days.setdefault((round.data_on, round.criteria_set_id), []).append(round)
    recast = averages_of_today(rounds, reading.province, reading.day)
    points, before = [], None
    for together in days.values():
        first = together[0]
        average, communes, silent, left_out = recast(together)
        broken = NEW_SET if before and before.criteria_set_id != first.criteria_set_id else ""
        away = first.province if first.province_id != reading.province.pk else None
        points.append(TrendPoint(first, average, communes, broken, away, silent, left_out))
        before = first
    return points


def _averages(rounds: list[Round]) -> dict[int, tuple[float, int]]:
    """Round id → (confirmed criteria met per commune with data, how many communes those are)."""
    return {
        pk: (average, communes)
        for pk, average, communes in Standing.objects.filter(round__in=rounds)
        .filter(ANYTHING_KNOWN)
        .values_list("round")
        .annotate(Avg("confirmed_met"), Count("id"))
    }
