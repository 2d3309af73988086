"""Provinces beside each other: by level and by change since each one's previous round. No database.

Every figure is of the province's own newest round, so each stands beside its day; who reports seldom is not
worse for it, and not better.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from communes.models import Region
from criteria.tables import Table

LEVEL, CHANGE = "binh-quan", "thay-doi"
NO_REGION = "Chưa ghi vùng"


@dataclass(frozen=True)
class Entry:
    """A province of the league; averages are criteria met per commune, None where nothing is known.

    `rank` is its place by the chosen measure, 1 the best; equals share one.
    """

    code: str
    name: str
    sort_key: str
    region: str
    average: float | None
    average_before: float | None
    day: datetime.date
    day_before: datetime.date | None
    line: object = None
    rank: int | None = None

    @property
    def change(self) -> float | None:
        if self.average is None or self.average_before is None:
            return None
        return self.average - self.average_before

    @property
    def region_name(self) -> str:
        return Region(self.region).label if self.region else NO_REGION


MEASURES: dict[str, Callable[[Entry], float | None]] = {
    LEVEL: lambda entry: entry.average,
    CHANGE: lambda entry: entry.change,
}


def ranks(values: Sequence[float | None]) -> list[int | None]:
    """The place of each value, 1 the largest; what prints alike is alike, and None has no place."""
    shown = [None if value is None else round(value, 2) for value in values]
    return [
        None if one is None else 1 + sum(other is not None and other > one for other in shown)
        for one in shown
    ]


def ranked(entries: Sequence[Entry], measure: str) -> list[Entry]:
    """The worst first, equals by name, those without the measure last; each with its place."""
    value_of = MEASURES[measure]
    places = ranks([value_of(entry) for entry in entries])
    placed = [replace(entry, rank=place) for entry, place in zip(entries, places, strict=True)]
    return sorted(placed, key=lambda entry: (entry.rank is None, -(entry.rank or 0), entry.sort_key))


def by_region(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """(region, its entries in their order), the regions as the decision lists them."""
    groups: dict[str, list[Entry]] = {region: [] for region in (*Region.values, "")}
    for entry in entries:
        groups[entry.region].append(entry)
    return [(of[0].region_name, of) for of in groups.values() if of]


def league_table(entries: Sequence[Entry]) -> Table:
    """Both places of every province, with the days its figures are of."""
    level, change = ({entry.code: entry.rank for entry in ranked(entries, measure)} for measure in MEASURES)
    return Table(
        key="xep_hang",
        title="Xếp hạng",
        columns=[
            ("ma", "Mã"),
            ("ten", "Tỉnh, thành phố"),
            ("vung", "Vùng"),
            ("binh_quan", "Bình quân tiêu chí/xã"),
            ("hang_binh_quan", "Hạng theo bình quân"),
            ("thay_doi", "Thay đổi so kỳ trước"),
            ("hang_thay_doi", "Hạng theo thay đổi"),
            ("ngay", "Số liệu đến ngày"),
            ("ngay_truoc", "Kỳ trước"),
        ],
        rows=[
            [
                entry.code,
                entry.name,
                entry.region_name,
                None if entry.average is None else round(entry.average, 2),
                level[entry.code],
                None if entry.change is None else round(entry.change, 2),
                change[entry.code],
                f"{entry.day:%d/%m/%Y}",
                f"{entry.day_before:%d/%m/%Y}" if entry.day_before else None,
            ]
            for entry in entries
        ],
    )
