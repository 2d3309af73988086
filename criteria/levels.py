"""The law of a round and the communes it applies to, fetched as the plain data that judging takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery

from communes.models import Classification, ClassificationKind, Commune
from criteria.judging import Applied, Level, Measure, Profile, applied_level
from criteria.models import CriteriaSet, Criterion, Indicator, Round, Threshold

CRITERION_FIELDS = ("id", "number", "name", "short_name", "is_key")
MEASURE_FIELDS = tuple(Measure.__dataclass_fields__)
LEVEL_FIELDS = tuple(Level.__dataclass_fields__)
HARDSHIP_KINDS = (ClassificationKind.EXTREMELY_DISADVANTAGED, ClassificationKind.SAFE_ZONE)


@dataclass(frozen=True)
class Law:
    """A criteria set as it holds in one province on the day `on`.

    `criteria` and `measures` (the indicators in force) are in their order; `levels` maps an indicator to
    the levels in force, the nation's and the province's own.
    """

    criteria: list[Criterion]
    measures: list[Measure]
    levels: dict[int, list[Level]]
    axis: str
    hardship_profile: str
    on: date

    def applied(self, measure: Measure, profile: Profile) -> Applied:
        """The level of `measure` that applies to a commune of `profile`, with the reason in words."""
        return applied_level(
            measure,
            self.levels.get(measure.id, ()),
            profile,
            axis=self.axis,
            hardship_profile=self.hardship_profile,
            on=self.on,
        )

    def measures_of(self, criterion_id: int) -> list[Measure]:
        """The indicators of one criterion, in order."""
        return [measure for measure in self.measures if measure.criterion_id == criterion_id]

    def every_level(self, measure: Measure, province_id: int) -> list[Level]:
        """What applies in the province to a commune of each region or group that has a level."""
        names = sorted({level.profile for level in self.levels.get(measure.id, ())})
        found = [
            self.applied(measure, Profile(province_id, region=name, group=name, hardship=False)).level
            for name in names
        ]
        return list(dict.fromkeys(level for level in found if level))


def law_of(round: Round, **where) -> Law:
    """The law of a round on its day of data; one query. `where` narrows the criteria.

    The round may be unsaved; its criteria set must be joined.
    """
    return laws_of(round, [round.data_on], **where)[0]


def laws_of(round: Round, days: Sequence[date], **where) -> list[Law]:
    """The law of a round's set in its province on each of some days, in one query; as `law_of`."""
    in_force = Q()
    for on in dict.fromkeys(days):
        in_force |= Q(indicators__thresholds__valid_from__lte=on) & (
            Q(indicators__thresholds__valid_to__isnull=True) | Q(indicators__thresholds__valid_to__gte=on)
        )
    of_place = Q(indicators__thresholds__province__isnull=True) | Q(
        indicators__thresholds__province=round.province_id
    )
    rows = list(
        Criterion.objects.filter(criteria_set=round.criteria_set_id, **where)
        .annotate(level=FilteredRelation("indicators__thresholds", condition=in_force & of_place))
        .order_by("number", "indicators__position", "indicators__id", "level__id")
        .values_list(
            *CRITERION_FIELDS,
            *(f"indicators__{name}" for name in ("valid_from", "valid_to", *MEASURE_FIELDS)),
            *(f"level__{name}" for name in ("id", *LEVEL_FIELDS)),
        )
    )
    return [_law_on(on, round.criteria_set, rows) for on in days]


def _law_on(on: date, of: CriteriaSet, rows: list[tuple]) -> Law:
    """The law of the fetched rows on one day."""
    law = Law([], [], {}, of.threshold_axis, of.hardship_profile, on)
    for heading, group in groupby(rows, key=itemgetter(*range(len(CRITERION_FIELDS)))):
        law.criteria.append(Criterion.from_db(None, CRITERION_FIELDS, heading))
        _read_measures(law, [row[len(CRITERION_FIELDS) :] for row in group])
    return law


def _read_measures(law: Law, rows: list[tuple]) -> None:
    """Add one criterion's indicators in force, and their levels, to the law."""
    end = 2 + len(MEASURE_FIELDS)
    for (first, last, *values), group in groupby(rows, key=lambda row: row[:end]):
        if first is None or first > law.on or (last is not None and last < law.on):
            continue
        measure = Measure(*values)
        law.measures.append(measure)
        levels = [Level(*row[end + 1 :]) for row in group if row[end] is not None]
        law.levels[measure.id] = [level for level in levels if level.holds_on(law.on)]


def measure_from(indicator: Indicator) -> Measure:
    """An indicator as judging takes it."""
    return Measure(**{name: getattr(indicator, name) for name in MEASURE_FIELDS})


def level_from(threshold: Threshold) -> Level:
    """A threshold as judging takes it; it may be unsaved."""
    values = {name: getattr(threshold, name) for name in LEVEL_FIELDS}
    for name in ("value", "of_which_value"):
        values[name] = None if values[name] is None else Decimal(values[name])
    return Level(**values)


def profile_columns(on, *, commune: str = "pk") -> dict:
    """Annotations `hardship` and `group` for rows whose commune is at `commune`, on the day `on`.

    `on` is a date or an OuterRef to one. Điều 1 of Quyết định 318/QĐ-TTg: hardship is an ĐBKK or ATK
    commune that belongs to a poor district.
    """
    held = Classification.objects.in_force(on).filter(commune=OuterRef(commune))
    group = held.filter(kind=ClassificationKind.GROUP).order_by("-valid_from").values("value")[:1]
    return {
        "hardship": Q(Exists(held.filter(kind__in=HARDSHIP_KINDS)))
        & Q(Exists(held.filter(kind=ClassificationKind.POOR_DISTRICT))),
        "group_value": Subquery(group),
    }


def profile_from(province, *, hardship: bool, group_value: str | None) -> Profile:
    """The profile of a commune of `province` from its `profile_columns`; "Nhóm 1" and "1" are one group."""
    group = "".join(letter for letter in group_value or "" if letter.isdecimal())
    return Profile(province.pk, province.region, group, bool(hardship))


def profiles_of(communes: Iterable[Commune], on: date) -> dict[int, Profile]:
    """Commune id → its profile on the day `on`; one query. The communes' provinces must be joined."""
    place_of = {commune.pk: commune.province for commune in communes}
    rows = (
        Commune.objects.filter(pk__in=place_of)
        .annotate(**profile_columns(on))
        .order_by()
        .values_list("pk", "hardship", "group_value")
    )
    return {
        pk: profile_from(place_of[pk], hardship=hardship, group_value=group) for pk, hardship, group in rows
    }


def profile_of(commune: Commune, on: date) -> Profile:
    """One commune's profile on the day `on`; one query."""
    return profiles_of([commune], on)[commune.pk]
