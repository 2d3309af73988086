"""What a row of money says: its values, whether they may stand, and what is odd about them. No database."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from communes.models import Commune, District, Province
from communes.naming import nfc
from funding.allocation_amounts import MAX_AMOUNT, NEGATIVE, TOO_LARGE, million_text
from funding.models import ALLOCATION_FIELDS, AMOUNTS, CapitalSource, Programme

Place = Province | District | Commune

LABELS = {"planned": "Kế hoạch", "allocated": "Đã bố trí", "disbursed": "Giải ngân"}
DOCUMENT_LENGTH = 160
JUMP = 10


class Values(NamedTuple):
    """ALLOCATION_FIELDS of a row, in their order."""

    planned: int | None = None
    allocated: int | None = None
    disbursed: int | None = None
    planned_document: str = ""
    allocated_document: str = ""
    disbursed_document: str = ""

    @property
    def amounts(self) -> tuple[int | None, ...]:
        return self[:3]

    @property
    def words(self) -> str:
        """ "Kế hoạch 1.234,5 (12/QĐ-UBND); Giải ngân 900 triệu đồng"; "trống" when nothing is said."""
        said = []
        for name in AMOUNTS:
            amount, document = getattr(self, name), getattr(self, f"{name}_document")
            if amount is not None or document:
                known = million_text(amount) if amount is not None else "–"
                said.append(f"{LABELS[name]} {known}" + (f" ({document})" if document else ""))
        return "; ".join(said) or "trống"


EMPTY = Values()


class Remark(NamedTuple):
    """A sentence about one field of a row ("" for the row); `asks` wants a person's confirmation first."""

    field: str
    message: str
    asks: bool = False


def values_of(row) -> Values:
    """What a saved row says."""
    return Values(*(getattr(row, name) for name in ALLOCATION_FIELDS))


def values_of_log(said: dict | None) -> Values:
    """What the log keeps of a row; EMPTY for a row that was not there."""
    return Values(**said) if said else EMPTY


def tidied(values: Values) -> Values:
    """The same with documents composed (NFC) and without stray spaces."""
    return Values(*values.amounts, *(nfc(text) for text in values[3:]))


def value_faults(values: Values) -> Iterable[Remark]:
    """What no row may say."""
    for name, amount in zip(AMOUNTS, values.amounts, strict=True):
        if amount is not None and amount < 0:
            yield Remark(name, NEGATIVE)
        elif amount is not None and amount > MAX_AMOUNT:
            yield Remark(name, TOO_LARGE)
        if len(getattr(values, f"{name}_document")) > DOCUMENT_LENGTH:
            text = f"Tên văn bản dài quá {DOCUMENT_LENGTH} ký tự; ghi số, ký hiệu và ngày."
            yield Remark(f"{name}_document", text)


def where_faults(place: Place, programme: Programme, source: CapitalSource, year: int) -> Iterable[Remark]:
    """Why such a row cannot be: of another phase, before or after the place or the source existed."""
    if source.phase != programme.phase:
        phases = f"{source.phase.replace('-', '–')} và {programme.phase.replace('-', '–')}"
        yield Remark("", f"Nguồn vốn và chương trình phải cùng giai đoạn ({phases}).")
    first, last = years_of(programme)
    if not first <= year <= last:
        yield Remark("", f"Năm {year} ở ngoài giai đoạn {first}–{last} của chương trình.")
    if not open_in(source, year):
        yield Remark("", f"{source.short_name} chỉ có đến hết ngày {source.ends_on:%d/%m/%Y}.")
    if not exists_in(place, year):
        yield Remark("", f"{place.full_name} không còn hoặc chưa có trong năm {year}.")


def years_of(programme: Programme) -> tuple[int, int]:
    """The first and last year of the programme's phase."""
    first, last = programme.phase.split("-")
    return int(first), int(last)


def open_in(source: CapitalSource, year: int) -> bool:
    """Whether a source has money on a day of the year."""
    return source.ends_on is None or source.ends_on >= datetime.date(year, 1, 1)


def exists_in(place: Place, year: int) -> bool:
    """Whether a place exists on a day of the year."""
    ended = place.valid_to is not None and place.valid_to < datetime.date(year, 1, 1)
    return place.valid_from <= datetime.date(year, 12, 31) and not ended


def remarks_on(values: Values, year_before: Values = EMPTY) -> list[Remark]:
    """What is odd about a row but may be right; a tenfold jump against the year before asks."""
    found = []
    for name in AMOUNTS:
        if getattr(values, name) is not None and not getattr(values, f"{name}_document"):
            text = f"{LABELS[name]} chưa ghi văn bản làm căn cứ."
            found.append(Remark(f"{name}_document", text))
    for less, more in (("disbursed", "allocated"), ("allocated", "planned")):
        one, other = getattr(values, less), getattr(values, more)
        if one is not None and other is not None and one > other:
            said = f"{LABELS[less]} {million_text(one)} lớn hơn {LABELS[more].lower()} {million_text(other)}"
            found.append(Remark(less, f"{said} triệu đồng; kiểm tra lại."))
    for name in AMOUNTS:
        now, before = getattr(values, name), getattr(year_before, name)
        if now and before and (now >= JUMP * before or before >= JUMP * now):
            way = "gấp" if now > before else "chỉ bằng một phần"
            times = max(now, before) // min(now, before)
            said = f"{LABELS[name]} {way} {times} {'lần ' if now > before else ''}năm trước"
            text = f"{said} ({million_text(before)} triệu đồng); kiểm tra đơn vị tính rồi xác nhận."
            found.append(Remark(name, text, asks=True))
    return found
