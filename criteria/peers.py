"""A province beside those of its region: its place by level and by change, as the country's page ranks them.

Each province counts by its newest round of the same set up to the day of the round shown, confirmed figures
alone, so that the page of the region as of that day (`/ca-nuoc/?vung=…&ky=…`) says the same.
"""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Exists, Value

from communes.models import Province, Region
from criteria.league import ranks
from criteria.models import Round
from criteria.outcomes import NO_DATA
from criteria.reading import Reading
from criteria.wording import day, decimal, whole

# Of each province its newest round (nth 1) beside the one before (nth 2), over the communes of the newest.
# A round without confirmed figures has no average. Written out: composing it would cost more than asking it.
_TOLD = f"""
    WITH numbered AS (
        SELECT one.id, one.province_id, one.data_on,
            one.illustrative OR one.carries_illustrative AS made_up,
            ROW_NUMBER() OVER (PARTITION BY one.province_id ORDER BY one.data_on DESC) AS nth
        FROM criteria_round one JOIN communes_province place ON place.id = one.province_id
        WHERE place.region = %s AND place.valid_from <= %s
        AND (place.valid_to IS NULL OR place.valid_to >= %s)
        AND one.criteria_set_id = %s AND one.withdrawn_at IS NULL AND one.data_on <= %s
    )
    SELECT newest.province_id, newest.data_on, newest.made_up, before.made_up,
        AVG(CASE WHEN TRIM(today.confirmed_outcomes, '{NO_DATA}') <> '' THEN today.confirmed_met END),
        COUNT(CASE WHEN TRIM(today.confirmed_outcomes, '{NO_DATA}') <> '' THEN 1 END),
        AVG(CASE WHEN TRIM(earlier.confirmed_outcomes, '{NO_DATA}') <> '' THEN earlier.confirmed_met END)
    FROM numbered newest
    JOIN criteria_standing today ON today.round_id = newest.id
    LEFT JOIN numbered before ON before.province_id = newest.province_id AND before.nth = 2
    LEFT JOIN criteria_standing earlier
        ON earlier.round_id = before.id AND earlier.commune_id = today.commune_id
    WHERE newest.nth = 1
    GROUP BY newest.province_id, newest.data_on, newest.made_up, before.made_up
"""


@dataclass(frozen=True)
class Told:
    """What a province's newest round tells: confirmed criteria met per commune with data, now and before."""

    on: datetime.date
    illustrative: bool
    average: float
    communes: int
    before: float | None

    @property
    def change(self) -> float | None:
        return None if self.before is None else self.average - self.before


@dataclass(frozen=True)
class Place:
    """A province's place among those that can be told by a measure; None where it cannot itself."""

    rank: int | None
    of: int
    value: str

    def __str__(self):
        return f"{self.rank}/{self.of}" if self.rank else f"–/{self.of}"


@dataclass(frozen=True)
class Peers:
    """The province among the `count` of its region that report, whose days go from first to last."""

    region: str
    level: Place
    change: Place
    count: int
    communes: int
    first: datetime.date
    last: datetime.date
    illustrative: bool
    url: str

    @property
    def days(self) -> str:
        if self.first == self.last:
            return f"số liệu đều đến ngày {day(self.last)}"
        return f"số liệu đến các ngày từ {day(self.first)} đến {day(self.last)}"

    @property
    def size(self) -> str:
        return f"{self.count} tỉnh, thành phố có số liệu với {whole(self.communes)} xã"


def others_report(reading: Reading) -> Exists | Value:
    """Whether another province of the region has a round to stand beside; to be asked with another query."""
    if not (reading.round and reading.province.region):
        return Value(False)
    others = Province.objects.in_force(_day(reading)).filter(region=reading.province.region)
    rounds = Round.objects.filter(criteria_set=reading.criteria_set, data_on__lte=_day(reading))
    rounds = rounds.filter(province__in=others.exclude(pk=reading.province.pk), withdrawn_at__isnull=True)
    return Exists(rounds)


def peers(reading: Reading) -> Peers | None:
    """The province beside its peers, None when none of them has figures; one query."""
    told = _told(reading)
    if not told.keys() - {reading.province.pk}:
        return None
    days = [found.on for found in told.values()]
    return Peers(
        region=Region(reading.province.region).label,
        level=_place(reading, {province: found.average for province, found in told.items()}),
        change=_place(reading, {province: found.change for province, found in told.items()}, signed=True),
        count=len(told),
        communes=sum(found.communes for found in told.values()),
        first=min(days),
        last=max(days),
        illustrative=any(found.illustrative for found in told.values()),
        url=region_page(reading),
    )


def region_page(reading: Reading) -> str:
    """Where the provinces of the region stand side by side; "" where region or round is not known."""
    if not (reading.round and reading.province.region):
        return ""
    choice = {"vung": reading.province.region, "bo": reading.criteria_set.code, "ky": _day(reading)}
    return f"/ca-nuoc/?{urlencode(choice)}"


def _place(reading: Reading, values: dict[int, float | None], *, signed: bool = False) -> Place:
    placed = dict(zip(values, ranks(list(values.values())), strict=True))
    known = sum(rank is not None for rank in placed.values())
    mine = reading.province.pk
    return Place(placed.get(mine), known, decimal(values.get(mine), signed=signed))


def _day(reading: Reading) -> datetime.date:
    return reading.on or reading.round.data_on


def _told(reading: Reading) -> dict[int, Told]:
    """Province id → what its newest round tells; who has no confirmed figures is left out."""
    on = _day(reading)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [reading.province.region, on, on, reading.criteria_set.pk, on])
        found = cursor.fetchall()
    told = {}
    for province, day_of, made_up, made_up_before, average, communes, before in found:
        if communes:
            # SQLite gives a day as text, PostgreSQL an average as Decimal.
            day_of = datetime.date.fromisoformat(str(day_of))
            averages = float(average), communes, None if before is None else float(before)
            told[province] = Told(day_of, bool(made_up or made_up_before), *averages)
    return told
