"""What the activities of a period add up to: each sum with how many activities reported the figure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, Sum

from communes.models import Agency, Commune, District
from directives.models import ModelOutcome
from directives.officer_units import unit_label

# Column → (how its sum is called, its unit).
COUNTS = {
    "people": ("Số người tham gia", "lượt người"),
    "women": ("Trong đó nữ", "lượt người"),
    "minority": ("Trong đó đồng bào dân tộc thiểu số", "lượt người"),
    "households": ("Số hộ thay đổi nếp nghĩ, cách làm", "hộ"),
    "labour_days": ("Ngày công đóng góp", "ngày công"),
    "land_m2": ("Đất hiến", "m²"),
}


def grouped(number: int) -> str:
    """1240 → "1.240"."""
    return f"{number:,}".replace(",", ".")


@dataclass
class Sums:
    """Activities added up. A count nobody took is missing, not zero: `reported` says how many took it."""

    activities: int = 0
    illustrative: int = 0
    totals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    reported: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def add(self, row: dict) -> "Sums":
        """Add a row of `SUMMED`."""
        self.activities += row["activities"]
        self.illustrative += row["illustrative_count"]
        for name in COUNTS:
            self.totals[name] += row[f"{name}_sum"] or 0
            self.reported[name] += row[f"{name}_count"]
        return self

    def total(self, name: str) -> int | None:
        """The sum, or None where no activity reported the figure."""
        return self.totals[name] if self.reported[name] else None

    def words(self, name: str) -> str:
        """ "1.240 lượt người (ghi ở 18/20 hoạt động)"; "chưa ghi" where nobody counted."""
        if not self.activities or not self.reported[name]:
            return "chưa ghi"
        unit = COUNTS[name][1]
        return (
            f"{grouped(self.totals[name])} {unit} (ghi ở {self.reported[name]}/{self.activities} hoạt động)"
        )

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(what, how much in words) for every count."""
        return [(label, self.words(name)) for name, (label, _) in COUNTS.items()]

    @property
    def people(self) -> str:
        return self.short("people")

    @property
    def households(self) -> str:
        return self.short("households")

    def short(self, name: str) -> str:
        """ "1.240 (18/20)" for a cell whose heading says what the two numbers are; "–" without any."""
        if not self.reported[name]:
            return "–"
        return f"{grouped(self.totals[name])} ({self.reported[name]}/{self.activities})"


SUMMED = {
    "activities": Count("pk"),
    "illustrative_count": Count("pk", filter=Q(illustrative=True)),
    **{f"{name}_sum": Sum(name) for name in COUNTS},
    **{f"{name}_count": Count(name) for name in COUNTS},
}


def sums_by(rows: QuerySet, *columns: str) -> list[tuple[tuple, Sums]]:
    """(values of the columns, sums) for every group of activities."""
    found = rows.order_by().values(*columns).annotate(**SUMMED)
    return [(tuple(row[column] for column in columns), Sums().add(row)) for row in found]


def together(parts: Iterable[Sums]) -> Sums:
    """All of them added up."""
    whole = Sums()
    for part in parts:
        whole.activities += part.activities
        whole.illustrative += part.illustrative
        for name in COUNTS:
            whole.totals[name] += part.totals[name]
            whole.reported[name] += part.reported[name]
    return whole


@dataclass(frozen=True)
class PlaceLine:
    """A district (or a commune, where `communes` is 1) with what its activities add up to."""

    name: str
    communes: int
    active: int
    sums: Sums


def place_lines(communes: Iterable[Commune], by_commune: dict[int, Sums], *, each: bool) -> list[PlaceLine]:
    """A line for each district, or with `each` for each commune; places without activity are there too."""
    groups: dict = {}
    for commune in communes:
        place = commune if each or commune.district is None else commune.district
        groups.setdefault(place, []).append(commune)
    lines = []
    for place, inside in sorted(groups.items(), key=lambda item: item[0].sort_key):
        sums = [by_commune[commune.pk] for commune in inside if commune.pk in by_commune]
        lines.append(PlaceLine(place.full_name, len(inside), len(sums), together(sums)))
    return lines


def unit_lines(rows: QuerySet) -> list[tuple[str, Sums]]:
    """(who held them, sums), the most activities first; the communes' own activities are one line."""
    found = sums_by(rows, "unit_agency", "unit_district")
    agencies = Agency.objects.in_bulk([agency for (agency, _), _ in found if agency])
    districts = District.objects.in_bulk([district for (_, district), _ in found if district])
    lines = []
    for (agency, district), sums in found:
        unit = agencies.get(agency) or districts.get(district)
        lines.append((unit_label(unit) if unit else "UBND các xã", sums))
    return sorted(lines, key=lambda line: (-line[1].activities, line[0]))


def model_outcomes(rows: QuerySet) -> list[tuple[str, str, int]]:
    """(outcome, in words, how many livelihood models) for every outcome."""
    counted = rows.exclude(model_name="").order_by().values_list("model_outcome").annotate(Count("pk"))
    by_outcome = dict(counted)
    return [(value, label, by_outcome.get(value, 0)) for value, label in ModelOutcome.choices]
