"""Why a criterion that is met may not stay so: its figure, its age, its trend. No database.

The limits are working agreements, not law: `KEEP_MARGIN`, `KEEP_MONTHS`, `KEEP_ROUNDS`.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import TextChoices

from criteria.judging import Applied, Figure, Measure, standard_text
from criteria.level_words import short_text
from criteria.wording import day


class Cause(TextChoices):
    MARGIN = "sat-muc", "Sát mức đạt chuẩn"
    OLD = "da-lau", "Số liệu, minh chứng đã lâu"
    FALLING = "giam-dan", "Xu hướng giảm"


@dataclass(frozen=True)
class Reason:
    cause: Cause
    words: str


@dataclass(frozen=True)
class Limits:
    """How little above its level is little (a share), after how many months a figure is old, over how many
    rounds a fall is a trend."""

    margin: Decimal
    months: int
    rounds: int


def margin(comparator: str, value: Decimal, level: Decimal) -> Decimal | None:
    """How far a figure is on the good side of its level; None where there is no good side to speak of."""
    return {">=": value - level, "<=": level - value}.get(comparator)


def close_to_level(measure: Measure, applied: Applied, figure: Figure, limits: Limits) -> Reason | None:
    """The figure reaches the level that applies, by less than the share of it."""
    level, value = applied.level, figure.measured(measure)
    if level is None or level.value is None or value is None:
        return None
    # Nothing can be above 100 %: there, reaching the level says nothing of how safe it is.
    if measure.kind == "percent" and level.comparator == ">=" and level.value >= 100:
        return None
    above = margin(level.comparator, value, level.value)
    if above is None or not 0 <= above < limits.margin * abs(level.value):
        return None
    unverified = "" if applied.verified else " (mức chưa kiểm chứng)"
    words = f"{_with_unit(value, measure)}, sát mức {standard_text(measure, level)}{unverified}"
    return Reason(Cause.MARGIN, words)


def months_before(on: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier; the last day of a shorter month."""
    count = on.year * 12 + on.month - 1 - months
    year, month = divmod(count, 12)
    for last in (on.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(on)


def too_old(
    figure_on: datetime.date | None, evidence_on: datetime.date | None, on: datetime.date, limits: Limits
) -> Reason | None:
    """The figure, by the day it is of, or the newest evidence shown for it is older than the months."""
    first = months_before(on, limits.months)
    parts = [
        f"{label} ngày {day(found)}"
        for label, found in (("số liệu", figure_on), ("minh chứng mới nhất", evidence_on))
        if found and found < first
    ]
    return Reason(Cause.OLD, f"{', '.join(parts)}, đã quá {limits.months} tháng") if parts else None


def falling(measure: Measure, applied: Applied, values: Sequence[Decimal], limits: Limits) -> Reason | None:
    """The figure got worse in each of the last rounds; `values` are those of the rounds, oldest first."""
    last = list(values)[-limits.rounds :]
    level = applied.level
    if level is None or level.value is None or len(last) < limits.rounds:
        return None
    above = [margin(level.comparator, value, level.value) for value in last]
    if None in above or not all(now < before for before, now in pairwise(above)):
        return None
    words = " → ".join(short_text(value) for value in last)
    return Reason(Cause.FALLING, f"kém dần qua {limits.rounds} kỳ: {words} {measure.unit}".strip())


def _with_unit(value: Decimal, measure: Measure) -> str:
    return f"{short_text(value)} {measure.unit}".strip()
