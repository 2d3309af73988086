"""Thresholds as a reader sees them: the level, whose it is, and whether anybody verified it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, FilteredRelation, Q

from criteria.models import Comparator, Indicator, Round

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


def indicator_lines(round: Round, *, profile: str, **where) -> list[IndicatorLine]:
    """Indicators in force on the round's day with the level of `profile` (or the common one); one query.

    `where` narrows the indicators. An indicator whose level nobody loaded says so.
    """
    on = round.data_on
    applies = FilteredRelation(
        "thresholds",
        condition=Q(thresholds__profile__in=[profile, ""], thresholds__valid_from__lte=on)
        & (Q(thresholds__valid_to__isnull=True) | Q(thresholds__valid_to__gte=on))
        & (Q(thresholds__province__isnull=True) | Q(thresholds__province=round.province_id)),
    )
    by_province = F("level__province_id").asc(nulls_first=True)
    rows = (
        Indicator.objects.in_force(on)
        .filter(criterion__criteria_set=round.criteria_set_id, **where)
        .annotate(level=applies)
        .order_by("criterion__number", "position", "level__profile", by_province)
        .values(
            "id", "criterion_id", "code", "text", "unit", "if_any", "set_by_province", "level__id",
            "level__comparator", "level__value", "level__text", "level__verified_on",
        )
    )  # fmt: skip
    # The most particular level comes last and wins: a profile's over the common one.
    return [_line(row) for row in {row["id"]: row for row in rows}.values()]


def _line(row: dict) -> IndicatorLine:
    if row["level__id"]:
        level = level_text(row["level__comparator"], row["level__value"], row["level__text"], row["unit"])
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
        verified=row["level__verified_on"] is not None,
    )
