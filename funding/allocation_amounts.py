"""Amounts of money as typed and read: triệu đồng on screens, whole đồng in files. No database."""

from decimal import Decimal

from communes.resources.excel_days import turned_into_a_date
from criteria.sheet_cells import text_of
from criteria.typed_numbers import ENGLISH, GROUPED, PLAIN, plain_number, tidy
from criteria.workbook_parts import BrokenCell

MILLION = 1_000_000
DECIMALS = 6
# A spreadsheet keeps fifteen digits of a number; an amount with more would come back as another one.
MAX_AMOUNT = 10**15 - 1

HINT = "Ghi số triệu đồng, dùng dấu phẩy cho phần thập phân, ví dụ 1.234,5."
DONG_HINT = "Ghi số đồng, không có phần lẻ, ví dụ 1.234.500.000."
TOO_LARGE = "Số tiền quá lớn (trên 999.999 tỷ đồng); kiểm tra lại đơn vị tính."
NEGATIVE = "Số tiền không được âm."


def million_text(amount: int | None) -> str:
    """Whole đồng as triệu đồng, exact to the đồng: 1234500001 → "1.234,500001"; "" for not known."""
    if amount is None:
        return ""
    whole, rest = divmod(abs(amount), MILLION)
    sign = "−" if amount < 0 else ""
    return f"{sign}{dong_text(whole)},{rest:06}".rstrip("0").rstrip(",") if rest else sign + dong_text(whole)


def dong_text(amount: int | None) -> str:
    """Whole đồng as files and logs say them: "1.234.500.000"; "" for not known."""
    return "" if amount is None else f"{amount:,}".replace(",", ".")


def read_million(text: str) -> tuple[int | None, str]:
    """(đồng, "") for what was typed in triệu đồng, (None, "") for nothing, (None, sentence) for no amount."""
    bare = tidy(text)
    if not bare:
        return None, ""
    if bare[0] in "-−–":
        return None, f"{NEGATIVE} {HINT}"
    if ENGLISH.fullmatch(bare):
        return None, f"“{bare[:40]}” dùng dấu phẩy để tách hàng nghìn. {HINT}"
    number = plain_number(bare)
    if number is None:
        return None, f"“{bare[:40]}” không phải là số tiền. {HINT}"
    amount = number * MILLION
    if amount != amount.to_integral_value():
        return None, (
            f"“{bare[:40]}” lẻ dưới một đồng: ghi nhiều nhất {DECIMALS} chữ số sau dấu phẩy (1 đồng = "
            "0,000001 triệu đồng)."
        )
    return (None, TOO_LARGE) if amount > MAX_AMOUNT else (int(amount), "")


def read_dong(value) -> tuple[int | None, str]:
    """(đồng, "") for a cell of a sheet, (None, "") for an empty one, (None, sentence) for no amount."""
    if isinstance(value, BrokenCell):
        return None, f"{value.sentence} {DONG_HINT}"
    if turned := turned_into_a_date(value):
        return None, f"{turned}. {DONG_HINT}"
    if isinstance(value, bool):
        return None, f"Ô này không phải là số tiền. {DONG_HINT}"
    if isinstance(value, int | float):
        return _checked(Decimal(repr(value)), text_of(value))
    text = text_of(value)
    if not text:
        return None, ""
    if text[0] in "-−–" and text[1:].strip()[:1].isdigit():
        return None, f"{NEGATIVE} {DONG_HINT}"
    if not (PLAIN.fullmatch(text) or GROUPED.fullmatch(text)):
        return None, f"“{text[:40]}” không phải là số tiền. {DONG_HINT}"
    return _checked(Decimal(text.replace(".", "").replace(" ", "").replace(",", ".")), text)


def _checked(number: Decimal, said: str) -> tuple[int | None, str]:
    """A number as đồng, unless it is no amount of whole đồng."""
    if not number.is_finite():
        return None, f"Ô này không phải là số tiền. {DONG_HINT}"
    if number < 0:
        return None, f"{NEGATIVE} {DONG_HINT}"
    if number != number.to_integral_value():
        return None, f"“{said[:40]}” có phần lẻ dưới một đồng. {DONG_HINT}"
    return (None, TOO_LARGE) if number > MAX_AMOUNT else (int(number), "")
