"""Numbers and sentences as Vietnamese reports write them. No database."""

import datetime

from criteria.grid import Summary

YEAR = 365


def decimal(value: float | None, places: int = 2, signed: bool = False) -> str:
    """16.0 → "16,00"; 1234.5 → "1.234,50"; None → "–" (nothing to average).

    `signed` puts a plus before what is above zero.
    """
    if value is None:
        return "–"
    value = round(value, places) or 0
    text = f"{value:{'+' if signed and value else ''},.{places}f}"
    return text.replace("-", "−").translate(str.maketrans(",.", ".,"))


def whole(value: int) -> str:
    """1234 → "1.234"."""
    return f"{value:,}".replace(",", ".")


def day(value: datetime.date) -> str:
    """A date as people write it: 31/12/2023."""
    return f"{value:%d/%m/%Y}"


def due_words(due_on: datetime.date | None, today: datetime.date) -> str:
    """ "hạn 15/04/2024, còn 3 ngày"; "hạn 15/04/2024, quá hạn 5 ngày"; without a day, that there is none.

    After a year nobody counts days any more: "quá hạn từ 15/04/2024".
    """
    if due_on is None:
        return "chưa có hạn"
    left = (due_on - today).days
    if left < -YEAR:
        return f"quá hạn từ {day(due_on)}"
    if left == 0:
        return f"hạn {day(due_on)}, hết hạn hôm nay"
    return f"hạn {day(due_on)}, " + (f"còn {left} ngày" if left > 0 else f"quá hạn {-left} ngày")


def all_of(summary: Summary) -> str:
    """ "19/19" for a set of nineteen."""
    return f"{summary.criteria}/{summary.criteria}"


def headline(summary: Summary) -> str:
    """The finding in one line: how many communes meet everything, and how many of them are recognised."""
    if not summary.count:
        return "không có xã nào thuộc chương trình trong kỳ này"
    if summary.without_data == summary.count:
        return f"Chưa có số liệu của {summary.count} xã"
    return (
        f"{summary.meeting_all}/{summary.count} xã đạt {all_of(summary)} tiêu chí, "
        f"trong đó {summary.recognised_meeting_all} xã đã được công nhận"
    )


def report_sentence(summary: Summary, *, where: str, on: datetime.date) -> str:
    """The sentence every report carries, from the same counts as the tables."""
    if not summary.count:
        return f"Đến ngày {day(on)}, {where} không có xã nào thuộc chương trình."
    if summary.without_data == summary.count:
        return f"Đến ngày {day(on)}, {where} chưa có số liệu đã xác nhận của xã nào trong {summary.count} xã."
    parts = [
        f"Đến ngày {day(on)}, {where} có {summary.meeting_all}/{summary.count} xã đạt {all_of(summary)} "
        f"tiêu chí ({summary.recognised_meeting_all} xã đã được công nhận)"
    ]
    lower = [band for band in summary.bands if band.low < summary.criteria and band.count]
    parts += [f"{band.count} xã đạt {band.label} tiêu chí" for band in lower]
    if summary.without_data:
        parts.append(f"{summary.without_data} xã chưa có số liệu")
    known = f" của {summary.count - summary.without_data} xã có số liệu" if summary.without_data else ""
    parts.append(f"bình quân {decimal(summary.average)} tiêu chí/xã{known}")
    sentence = "; ".join(parts) + "."
    if summary.from_before:
        sentence += (
            f" Mới {summary.updated}/{summary.count} xã cập nhật kỳ này; "
            f"{summary.from_before} xã lấy kết quả kỳ trước."
        )
    fallen = summary.recognised - summary.recognised_meeting_all
    if fallen:
        sentence += f" Có {fallen} xã đã được công nhận nhưng hiện chưa đạt đủ tiêu chí."
    return sentence
