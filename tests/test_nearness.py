"""“Gần đạt”: short by a tenth of the level at most, never for what is answered "có" or "không"."""

import pytest

from criteria.judging import Applied
from criteria.nearness import is_near, reached
from tests.judging_builders import figure, level, measure

NUMBER = {"kind": "number", "unit": "triệu đồng/người/năm", "has_ratio": False}


def near(against, entered, outcome="N", **fields) -> bool:
    return is_near([reached(measure(**fields), Applied(against, "mức", True), entered, outcome)])


@pytest.mark.parametrize(
    ("comparator", "aim", "value", "expected"),
    [
        (">=", 80, 72, True),
        (">=", 80, 71.9, False),
        (">=", 80, 80, False),
        ("<=", 5, 5.5, True),
        ("<=", 5, 5.6, False),
        ("<=", 0, 0.1, False),
        ("=", 100, 90, True),
    ],
)
def test_criterion_is_near_within_a_tenth_of_the_level(comparator, aim, value, expected):
    assert near(level(aim, comparator=comparator), figure(value), **NUMBER) is expected


@pytest.mark.parametrize(("share", "expected"), [(0.05, False), (0.2, True)])
def test_share_is_a_setting(settings, share, expected):
    settings.NEAR_SHARE = share
    assert near(level(100), figure(85), **NUMBER) is expected


def test_part_has_to_be_near_as_well():
    against = level(100, of_which_value=50)
    assert near(against, figure(95, part=48), of_which="cứng hóa", **NUMBER)
    assert not near(against, figure(95, part=40), of_which="cứng hóa", **NUMBER)
    assert not near(against, figure(95), of_which="cứng hóa", **NUMBER)


def test_yes_or_no_and_a_missing_level_are_never_near():
    assert not near(level("Đạt"), figure(answer="no"), kind="bool", has_ratio=False)
    assert not near(None, figure(79), **NUMBER)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([("N", 75), ("M", 95)], True),
        ([("N", 75), ("A", None)], True),
        ([("N", 75), ("N", 40)], False),
        ([("N", 75), ("", None)], False),
        ([("M", 95)], False),
        ([], False),
    ],
)
def test_criterion_is_near_when_all_that_is_not_met_is(values, expected):
    against = Applied(level(80), "mức", True)
    of = measure(**NUMBER)
    assert is_near(reached(of, against, figure(value), outcome) for outcome, value in values) is expected
