"""Why a met criterion may not stay so: little above its level, old, falling; each at its boundary."""

import datetime
from decimal import Decimal

import pytest

from criteria.judging import Applied, Figure, Level, Measure
from criteria.watching import Limits, close_to_level, falling, months_before, too_old

LIMITS = Limits(Decimal("0.02"), 12, 3)
ON = datetime.date(2024, 3, 31)


def measure(**fields) -> Measure:
    return Measure(**{
        "id": 1, "criterion_id": 1, "code": "1.1", "text": "Tỷ lệ", "kind": "percent", "unit": "%",
        "comparator": ">=", "has_ratio": False, "if_any": False, "set_by_province": False, "of_which": "",
        **fields,
    })  # fmt: skip


def applied(value, comparator=">=", verified=True) -> Applied:
    day = datetime.date(2022, 1, 1)
    level = Level("", None, comparator, Decimal(value), "", None, day, None, day if verified else None, "")
    return Applied(level, "", verified)


@pytest.mark.parametrize(
    "comparator,level,value,close",
    [
        (">=", 50, "50", True), (">=", 50, "50.99", True), (">=", 50, "51", False), (">=", 50, "49", False),
        ("<=", 10, "10", True), ("<=", 10, "9.81", True), ("<=", 10, "9.8", False), ("<=", 10, "11", False),
        (">=", 100, "100", False), ("<=", 0, "0", False),
    ],
)  # fmt: skip
def test_little_above_the_level_is_less_than_two_per_cent_of_it(comparator, level, value, close):
    figure = Figure(value=Decimal(value))
    found = close_to_level(measure(), applied(level, comparator), figure, LIMITS)
    assert (found is not None) == close


def test_unverified_level_is_said_and_a_missing_one_says_nothing():
    figure = Figure(value=Decimal("50.5"))
    assert "chưa kiểm chứng" in close_to_level(measure(), applied(50, verified=False), figure, LIMITS).words
    assert close_to_level(measure(), Applied(None, "ngưỡng chưa nạp", False), figure, LIMITS) is None


@pytest.mark.parametrize("figure_on,evidence_on,words", [
    (datetime.date(2023, 3, 30), None, "số liệu ngày 30/03/2023"),
    (datetime.date(2023, 3, 31), None, ""),
    (ON, datetime.date(2023, 1, 5), "minh chứng mới nhất ngày 05/01/2023"),
    (ON, None, ""),
])  # fmt: skip
def test_old_is_before_the_same_day_twelve_months_ago(figure_on, evidence_on, words):
    found = too_old(figure_on, evidence_on, ON, LIMITS)
    assert (found.words.startswith(words) if found else "") == bool(words) or not words
    assert bool(found) == bool(words)


def test_months_before_keeps_to_the_calendar():
    assert months_before(datetime.date(2024, 2, 29), 12) == datetime.date(2023, 2, 28)
    assert months_before(datetime.date(2024, 3, 31), 1) == datetime.date(2024, 2, 29)
    assert months_before(datetime.date(2024, 1, 15), 2) == datetime.date(2023, 11, 15)


@pytest.mark.parametrize(
    "comparator,values,is_falling",
    [
        (">=", [99, 95, 92, 91], True), (">=", [95, 92, 92], False), (">=", [92, 91], False),
        (">=", [90, 95, 94], False), ("<=", [5, 6, 7], True), ("<=", [7, 6, 5], False),
    ],
)  # fmt: skip
def test_falling_is_worse_in_each_of_the_last_rounds(comparator, values, is_falling):
    found = falling(measure(), applied(90, comparator), [Decimal(value) for value in values], LIMITS)
    assert bool(found) == is_falling
