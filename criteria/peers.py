"""A province beside those of its region: its place by level and by change, as the country's page ranks them.

Each province counts by its newest round of the same set up to the day of the round shown, confirmed figures
alone, so that the page of the region as of that day (`/ca-nuoc/?vung=…&ky=…`) says the same.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Avg, Count, Exists, F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from communes.models import Region
from criteria.league import ranks
from criteria.models import Round, Standing
from criteria.reading import Reading
from criteria.trends import ANYTHING_KNOWN
from criteria.wording import day, decimal, whole


@dataclass(frozen=True)
class Told:
    """What a round tells of its province: confirmed criteria met per commune with data; None without any."""

    on: datetime.date
    illustrative: bool
    average: float | None
    communes: int


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
    return Exists(_rounds(reading).exclude(province=reading.province))


def peers(reading: Reading) -> Peers | None:
    """The province beside its peers, None when none of them has figures; one query."""
    told = _told(reading)
    newest = {province: found[0] for province, found in told.items() if found[0].communes}
    if not newest.keys() - {reading.province.pk}:
        return None
    levels = {province: found.average for province, found in newest.items()}
    changes = {province: _change(*told[province]) for province in newest}
    days = [found.on for found in newest.values()]
    choice = {"vung": reading.province.region, "bo": reading.criteria_set.code, "ky": _day(reading)}
    return Peers(
        region=Region(reading.province.region).label,
        level=_place(reading.province.pk, levels),
        change=_place(reading.province.pk, changes, signed=True),
        count=len(newest),
        communes=sum(found.communes for found in newest.values()),
        first=min(days),
        last=max(days),
        illustrative=any(found.illustrative for province in newest for found in told[province]),
        url=f"/ca-nuoc/?{urlencode(choice)}",
    )


def _place(province: int, values: dict[int, float | None], *, signed: bool = False) -> Place:
    placed = dict(zip(values, ranks(list(values.values())), strict=True))
    known = sum(rank is not None for rank in placed.values())
    return Place(placed.get(province), known, decimal(values.get(province), signed=signed))


def _change(newest: Told, before: Told | None = None) -> float | None:
    return newest.average - before.average if before and before.communes else None


def _day(reading: Reading) -> datetime.date:
    return reading.on or reading.round.data_on


def _rounds(reading: Reading) -> QuerySet[Round]:
    """Rounds of the set up to the day, of the region's provinces of that day."""
    on = _day(reading)
    return Round.objects.filter(
        Q(province__valid_to__isnull=True) | Q(province__valid_to__gte=on),
        province__region=reading.province.region,
        province__valid_from__lte=on,
        criteria_set=reading.criteria_set,
        withdrawn_at__isnull=True,
        data_on__lte=on,
    ).order_by()


def _told(reading: Reading) -> dict[int, list[Told]]:
    """Province id → its newest round and the one before, over the communes of the newest."""
    order = Window(RowNumber(), partition_by=F("province"), order_by=F("data_on").desc())
    numbered = _rounds(reading).annotate(nth=order)
    newest = Standing.objects.filter(round__in=numbered.filter(nth=1).values("pk"))
    rows = (
        Standing.objects.filter(round__in=numbered.filter(nth__lte=2).values("pk"))
        .filter(commune__in=newest.values("commune"))
        .values_list(
            "round__province", "round__data_on", "round__illustrative", "round__carries_illustrative"
        )
        .annotate(average=Avg("confirmed_met", filter=ANYTHING_KNOWN))
        .annotate(communes=Count("pk", filter=ANYTHING_KNOWN))
        .order_by("-round__data_on")
    )
    found = defaultdict(list)
    for province, on, made_up, carries_made_up, average, communes in rows:
        found[province].append(Told(on, made_up or carries_made_up, average, communes))
    return found
