"""Amounts of money in sentences: tỷ đồng from one tỷ up, below that triệu.

Tables on screens are in triệu, files in đồng.
"""

import datetime

from criteria.wording import decimal
from funding.allocation_amounts import million_text
from funding.counterpart import Total

BILLION, MILLION = 10**9, 10**6
NOT_KNOWN = "–"


def cell(amount: int | None) -> str:
    """An amount in a table of triệu đồng, exact to the đồng; "–" is not known, "0" is none."""
    return NOT_KNOWN if amount is None else million_text(amount)


def per_cent(value: float | None) -> str:
    """37.13 → "37,1 %"; "–" where there is nothing to compare."""
    return NOT_KNOWN if value is None else f"{decimal(value, 1)} %"


def part_words(rate: float) -> str:
    """A part's share: what is there and rounds to nothing is "dưới 0,1 %"."""
    return "dưới 0,1 %" if 0 < rate < 0.05 else per_cent(rate)


def _short(value: float) -> str:
    """At most two decimals, none that say nothing."""
    text = decimal(value, 2)
    return text.rstrip("0").rstrip(",")


def prose(amount: int | None) -> str:
    """ "18,2 tỷ đồng", "450 triệu đồng"; less than a triệu in đồng; "chưa ghi" for what is not known."""
    if amount is None:
        return "chưa ghi"
    if abs(amount) >= BILLION:
        return f"{_short(amount / BILLION)} tỷ đồng"
    if abs(amount) >= MILLION:
        return f"{_short(amount / MILLION)} triệu đồng"
    return f"{decimal(amount, 0)} đồng"


def prose_of(part: int | None, whole: int) -> str:
    """ "18,2/40 tỷ đồng (45,5 %)", both in the unit of the whole; "chưa ghi/40 tỷ đồng" without the part."""
    size, unit = (BILLION, "tỷ đồng") if whole >= BILLION else (MILLION, "triệu đồng")
    if part is None:
        return f"chưa ghi/{_short(whole / size)} {unit}"
    rate = f" ({per_cent(part * 100 / whole)})" if whole else ""
    return f"{_short(part / size)}/{_short(whole / size)} {unit}{rate}"


def arranged_words(required: int | None, allocated: int | None) -> str:
    """ "đã bố trí 18,2/40 tỷ đồng (45,5 %)"; without one of the two, which of them nobody wrote down."""
    if required is not None and allocated is None:
        return f"phải bố trí {prose(required)}, chưa ghi số đã bố trí"
    if required is not None:
        return f"đã bố trí {prose_of(allocated, required)}"
    if allocated is not None:
        return f"đã bố trí {prose(allocated)}, chưa tính được số phải bố trí"
    return "chưa có số"


def lack_words(whole: Total) -> str:
    """What lacks where it lacks, and what is held beyond elsewhere; "đã đủ" where nothing lacks.

    "còn thiếu 216 triệu đồng, trong đó 204 triệu đồng ở nơi chưa ghi đã bố trí; nơi hoặc chương trình khác
    vượt 8 triệu đồng".
    """
    if not whole.missing:
        return "đã đủ"
    unknown = f", trong đó {prose(whole.unrecorded)} ở nơi chưa ghi đã bố trí" if whole.unrecorded else ""
    over = f"; nơi hoặc chương trình khác vượt {prose(whole.over)}" if whole.over else ""
    return f"còn thiếu {prose(whole.missing)}{unknown}{over}"


def year_gone(year: int, today: datetime.date) -> float:
    """How much of a year is over, in per cent: 100 for a past one, 0 for one to come."""
    if year != today.year:
        return 100.0 if year < today.year else 0.0
    days = (datetime.date(year, 12, 31) - datetime.date(year, 1, 1)).days + 1
    return today.timetuple().tm_yday * 100 / days
