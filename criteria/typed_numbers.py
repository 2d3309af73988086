"""Numbers as officers type them. No database."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.db.models import TextChoices

from criteria.level_words import number_text

PERCENT = Decimal(100)
WHOLE_DIGITS, DECIMALS = 14, 4

GROUPED = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+(?:,[0-9]+)?")
PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
POINTED = re.compile(r"[0-9]+\.[0-9]+")
ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")

HINT = "Nhập số, dùng dấu phẩy cho phần thập phân, ví dụ 1.234,5."
PERCENT_HINT = "Nhập số từ 0 đến 100, dùng dấu phẩy cho phần thập phân, ví dụ 71,5."


class Severity(TextChoices):
    ERROR = "error", "Lỗi"
    WARNING = "warning", "Cảnh báo"
    INFO = "info", "Thông tin"


@dataclass(frozen=True)
class Remark:
    """Something to say about one field of a figure, in a sentence that tells what to do."""

    severity: str
    field: str
    message: str


def tidy(text: str) -> str:
    """NFC, spaces and control characters made single ordinary spaces, none at the ends."""
    if not text:
        return ""
    sound = text.encode("utf-8", "ignore").decode()
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", sound)).strip()


@lru_cache(maxsize=4096)  # a sheet says the same few numbers again and again
def read_number(text: str, *, maximum: Decimal | None = None) -> tuple[Decimal | None, Remark | None]:
    """Read "79,2", "79.2", "1.234,5" or "80 %"; (None, None) for nothing, (None, error) for no number.

    "1.234" is 1234, unless `maximum` makes that impossible: then it is 1,234, with a warning. At most four
    decimals are kept, and that is said. The remark's field is "value"; whether a number is in range is
    `checked`'s to say.
    """
    hint = PERCENT_HINT if maximum == PERCENT else HINT
    bare = tidy(text).removesuffix("%").rstrip()
    if not tidy(text):
        return None, None
    if re.match(r"[-−–] ?[0-9]", bare):
        return None, error(f"Số liệu không được âm. {hint}")
    if ENGLISH.fullmatch(bare):
        return None, error(f"“{bare}” dùng dấu phẩy để tách hàng nghìn. {hint}")
    if re.match(r"[0-9]", bare) and re.search(r"[^\W\d_]|%", bare):
        return None, error(f"Chỉ ghi số, không ghi đơn vị: đơn vị đã có ở cột. {hint}")
    number = plain_number(bare)
    if number is None:
        return None, error(f"“{bare[:40] or '%'}” không phải là số. {hint}")
    remark = None
    if maximum is not None and number > maximum and POINTED.fullmatch(bare) and Decimal(bare) <= maximum:
        number = Decimal(bare)
        said = f"Đọc là {number_text(number)} vì giá trị này không thể vượt {number_text(maximum)}"
        remark = Remark(Severity.WARNING, "value", f"{said}; kiểm tra lại dấu thập phân.")
    return _rounded(number, remark)


def plain_number(bare: str) -> Decimal | None:
    """A written number; a point is a decimal one where it cannot separate thousands."""
    if PLAIN.fullmatch(bare) or (GROUPED.fullmatch(bare) and not bare.startswith("0")):
        return Decimal(bare.replace(".", "").replace(" ", "").replace(",", "."))
    return Decimal(bare) if POINTED.fullmatch(bare) else None


def _rounded(number: Decimal, remark: Remark | None) -> tuple[Decimal | None, Remark | None]:
    """The number with at most four decimals; an error when it has more digits than are kept."""
    if number >= Decimal(10) ** WHOLE_DIGITS:
        return None, error(f"Số quá lớn: chỉ nhận đến {WHOLE_DIGITS} chữ số trước dấu phẩy. Kiểm tra lại.")
    kept = number.quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP)
    if kept != number and remark is None:
        said = f"Đã làm tròn đến {DECIMALS} chữ số thập phân: {number_text(kept)}."
        remark = Remark(Severity.INFO, "value", said)
    return kept, remark


def error(message: str, field: str = "value") -> Remark:
    """A remark that keeps a figure from being saved."""
    return Remark(Severity.ERROR, field, message)
