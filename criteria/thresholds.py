"""Thresholds as a reader sees them: the level, whose it is, and whether anybody verified it."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import F, FilteredRelation, Q

from communes.models import Region
from criteria.models import Comparator, Indicator, Round, ThresholdAxis

SIGNS = {Comparator.AT_LEAST: "≥ ", Comparator.AT_MOST: "≤ ", Comparator.EQUALS: ""}
NOT_LOADED = "ngưỡng chưa nạp"


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator with the level that applies to one profile on one day."""

    criterion_id: int
    code: str
    text: str
    unit: str
    if_any: bool
    level: str
    loaded: bool
    verified: bool


def level_text(comparator: str, value: Decimal | None, text: str, unit: str) -> str:
    """ "≥ 80 %", "≤ 7 %", "Đạt"; numbers as Vietnamese writes them."""
    if value is None:
        return text
    number = f"{value.normalize():f}".replace(".", ",")
    return f"{SIGNS.get(comparator, '')}{number} {unit}".strip()


def indicator_lines(round: Round, *, region: str, **where) -> list[IndicatorLine]:
    """Indicators in force on the round's day with the level that applies in `region`; one query.

    `where` narrows the indicators. An indicator whose level nobody loaded says so; one whose level
    depends on what is not known here (the commune's group, a province without region) shows every level.
    """
    on = round.data_on
    by_region = round.criteria_set.threshold_axis == ThresholdAxis.REGION and region
    for_profile = Q(thresholds__profile__in=[region, ""]) if by_region else Q()
    applies = FilteredRelation(
        "thresholds",
        condition=for_profile
        & Q(thresholds__valid_from__lte=on)
        & (Q(thresholds__valid_to__isnull=True) | Q(thresholds__valid_to__gte=on))
        & (Q(thresholds__province__isnull=True) | Q(thresholds__province=round.province_id)),
    )
    by_province = F("level__province_id").asc(nulls_first=True)
    rows = (
        Indicator.objects.in_force(on)
        .filter(criterion__criteria_set=round.criteria_set_id, **where)
        .annotate(level=applies)
        .order_by(
            "criterion__number", "position", "id", by_province, "level__profile", "level__valid_from"
        )
        .values(
            "id", "criterion_id", "code", "text", "unit", "if_any", "set_by_province", "level__id",
            "level__comparator", "level__value", "level__text", "level__verified_on", "level__profile",
        )
    )  # fmt: skip
    lines = []
    for _, group in groupby(rows, key=itemgetter("id")):
        found = list(group)
        # The most particular level comes last and wins: the province's own, a profile's over the common.
        levels = found[-1:] if by_region else list({row["level__profile"]: row for row in found}.values())
        lines.append(_line(levels))
    return lines


def _line(levels: list[dict]) -> IndicatorLine:
    """One indicator from its levels: the one that applies, or every profile's."""
    row = levels[0]
    if row["level__id"]:
        level = "; ".join(_level(row, named=len(levels) > 1) for row in levels)
    else:
        level = "do UBND cấp tỉnh quy định, chưa nạp" if row["set_by_province"] else NOT_LOADED
    return IndicatorLine(
        criterion_id=row["criterion_id"],
        code=row["code"],
        text=row["text"],
        unit=row["unit"],
        if_any=row["if_any"],
        level=level,
        loaded=row["level__id"] is not None,
        verified=all(row["level__verified_on"] is not None for row in levels),
    )


def _level(row: dict, *, named: bool) -> str:
    """One level in words, under its region or group when there are several."""
    text = level_text(row["level__comparator"], row["level__value"], row["level__text"], row["unit"])
    profile = row["level__profile"]
    label = dict(Region.choices).get(profile) or (f"nhóm {profile}" if profile else "mức chung")
    return f"{label}: {text}" if named else text
