"""Plain data for the rules of judging; each builder takes what matters and fills in the rest."""

import datetime
from decimal import Decimal

from criteria.judging import Applied, Figure, Level, Measure, Profile, applied_level, judge_indicator

HOME, ABROAD = 62, 64
START = datetime.date(2021, 1, 1)
ON = datetime.date(2023, 12, 31)


def dec(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def level(value=80, profile="TN", **fields) -> Level:
    """A level of the nation, in force since the start of the phase; a text makes it one in words."""
    text = value if isinstance(value, str) else ""
    return Level(
        **{
            "profile": profile,
            "province_id": None,
            "comparator": ">=",
            "value": None if text else dec(value),
            "text": text,
            "of_which_value": None,
            "valid_from": START,
            "valid_to": None,
            "verified_on": None,
            "source_note": "",
        }
        | fields
    )


def measure(**fields) -> Measure:
    """A percentage entered as a ratio."""
    return Measure(
        **{
            "id": 1,
            "criterion_id": 1,
            "code": "2.3",
            "text": "Tỷ lệ hộ được sử dụng nước sạch",
            "kind": "percent",
            "unit": "%",
            "comparator": ">=",
            "has_ratio": True,
            "if_any": False,
            "set_by_province": False,
            "of_which": "",
        }
        | fields
    )


def profile(**fields) -> Profile:
    return Profile(**{"province_id": HOME, "region": "TN", "group": "", "hardship": False} | fields)


def figure(value=None, **fields) -> Figure:
    words = {"answer": fields.pop("answer", "")}
    return Figure(value=dec(value), **{name: dec(number) for name, number in fields.items()}, **words)


def applied(*levels, axis="region", hardship_profile="", on=ON, of=None, **place) -> Applied:
    """What applies of `levels` to a commune of the Tây Nguyên, unless `place` says another."""
    return applied_level(
        of or measure(), levels, profile(**place), axis=axis, hardship_profile=hardship_profile, on=on
    )


def verdict(of, against, entered):
    """The figure judged against one level that applies as it is."""
    verified = against is not None and against.verified_on is not None
    return judge_indicator(of, Applied(against, "ngưỡng", verified), entered)
