"""Levels, and the distance to them, as people write and say them. No database."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import lru_cache

SIGNS = {">=": "≥ ", "<=": "≤ ", "=": ""}
SHORT_BY = {">=": "còn thiếu", "<=": "còn vượt", "=": "còn lệch"}
# How an indicator's text opens, and in what its numerator is therefore counted; the first that fits.
COUNTED_IN = [
    ("hộ gia đình và cơ sở", "hộ, cơ sở"),
    ("hộ", "hộ"),
    ("đường", "km"),
    ("diện tích", "ha"),
    ("lao động", "lao động"),
    ("học sinh", "học sinh"),
    ("trẻ em", "trẻ em"),
    ("người dân", "người"),
    ("dân số", "người"),
    ("trường", "trường"),
    ("thôn", "thôn"),
    ("cơ sở", "cơ sở"),
]
MEASURED = ("km", "ha")
_SEPARATORS = str.maketrans(",.-", ".,−")


@lru_cache(maxsize=4096)  # a sheet says the same few numbers again and again
def number_text(value: Decimal) -> str:
    """A figure without idle zeros: 1234.5000 → "1.234,5", -2 → "−2"."""
    return f"{value.normalize():,f}".translate(_SEPARATORS)


def short_text(value: Decimal) -> str:
    """A figure to two decimals, as reports write a ratio worked out from its terms: 98.4211 → "98,42"."""
    return number_text(_rounded(value, "0.01"))


def level_text(comparator: str, value: Decimal | None, text: str, unit: str) -> str:
    """ "≥ 80 %", "≤ 7 %", "Đạt"; numbers as Vietnamese writes them."""
    if value is None:
        return text
    return f"{SIGNS.get(comparator, '')}{number_text(value)} {unit}".strip()


@lru_cache(maxsize=512)  # asked for every figure, of a few dozen texts
def counted_in(text: str) -> str:
    """The unit of a ratio's numerator as the indicator's text tells it ("Tỷ lệ hộ…" → "hộ"), else ""."""
    opening = text.strip().lower().removeprefix("tỷ lệ").strip()
    return next((unit for words, unit in COUNTED_IN if f"{opening} ".startswith(f"{words} ")), "")


def distance(comparator: str, value: Decimal, level: Decimal) -> Decimal:
    """How far `value` is from `level`, above zero when it does not reach it."""
    if comparator == ">=":
        return level - value
    return value - level if comparator == "<=" else abs(value - level)


def gap_text(comparator: str, gap: Decimal, unit: str) -> str:
    """ "còn thiếu 8,5 điểm %", "còn vượt 2 điểm %", "còn thiếu 3 triệu đồng/người/năm"."""
    unit = "điểm %" if unit == "%" else unit
    return f"{SHORT_BY.get(comparator, 'còn lệch')} {number_text(_rounded(gap, '0.01'))} {unit}".strip()


def work_text(comparator: str, numerator: Decimal, denominator: Decimal, level: Decimal, unit: str) -> str:
    """What the gap is in units of the numerator: "≈ 1,2 km", "≈ 14 hộ", "≈ 14 trên tổng 200".

    `level` is a percentage of `denominator`. Things that are counted are rounded up to whole ones.
    """
    missing = abs(distance(comparator, numerator, level * denominator / 100))
    whole = unit not in MEASURED and numerator == int(numerator) and denominator == int(denominator)
    amount = missing.to_integral_value(ROUND_CEILING) if whole else _rounded(missing, "0.1")
    behind = unit or f"trên tổng {number_text(denominator)}"
    return f"≈ {number_text(amount)} {behind}"


def _rounded(amount: Decimal, step: str) -> Decimal:
    """To `step`, or to the last decimal kept where that would say that nothing is missing."""
    return amount.quantize(Decimal(step), ROUND_HALF_UP) or amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)
