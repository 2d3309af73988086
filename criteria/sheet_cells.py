"""What one cell of the wide sheet says: an outcome, a commune's code, a number, or nothing. No database."""

import datetime
import re
import unicodedata

from communes.naming import fold
from communes.resources.excel_days import turned_into_a_date
from criteria.outcomes import NO_DATA, Outcome
from criteria.workbook_parts import BrokenCell, address

WHAT_TO_WRITE = "ghi Đạt, Chưa đạt, Cơ bản đạt, Không áp dụng hoặc để trống"
NOT_UNICODE = (
    "Chữ trong tệp không phải Unicode (phông .VnTime/TCVN3 hoặc VNI), ví dụ “{sample}”; "
    "chuyển tệp sang Unicode rồi tải lên lại."
)

# Whole words are unmistakable without marks ("dat", "chua dat"); single letters and abbreviations
# are not ("d" may be a slip), so they count only as written. "-" may mean anything and is no outcome.
_WORDS = {
    "dat": Outcome.MET,
    "dat chuan": Outcome.MET,
    "da dat": Outcome.MET,
    "co": Outcome.MET,
    "co ban dat": Outcome.BASICALLY_MET,
    "dat co ban": Outcome.BASICALLY_MET,
    "cb dat": Outcome.BASICALLY_MET,
    "chua dat": Outcome.NOT_MET,
    "khong dat": Outcome.NOT_MET,
    "chua": Outcome.NOT_MET,
    "khong": Outcome.NOT_MET,
    "k dat": Outcome.NOT_MET,
    "khong ap dung": Outcome.NOT_APPLICABLE,
    "k ap dung": Outcome.NOT_APPLICABLE,
    "chua co so lieu": NO_DATA,
}
_SIGNS = {
    "x": Outcome.MET,
    "đ": Outcome.MET,
    "✓": Outcome.MET,
    "✔": Outcome.MET,
    "√": Outcome.MET,
    "☑": Outcome.MET,
    "1": Outcome.MET,
    "cbđ": Outcome.BASICALLY_MET,
    "k": Outcome.NOT_MET,
    "kđ": Outcome.NOT_MET,
    "cđ": Outcome.NOT_MET,
    "0": Outcome.NOT_MET,
    "kad": Outcome.NOT_APPLICABLE,
}
# Typed with some keyboards, these look exactly like Đ and đ.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad]")

# Letters of TCVN3 and VNI text shown as Latin-1 that no Unicode Vietnamese word contains, next to a letter.
_FOREIGN = "§¨©ª«¬®µ¶·¸¹»¼½¾¿ÆÇËÎÏÑÖ×ØÛÜÞßåæçëîïñö÷øûüþÄ"
_NOT_UNICODE = re.compile(f"[A-Za-z][{_FOREIGN}]|[{_FOREIGN}][A-Za-z]")


def text_of(value) -> str:
    """A cell as one line of NFC text: whole numbers without ".0", days as 31/12/2023, stray spaces gone."""
    if value is None or isinstance(value, BrokenCell):
        return ""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", str(value)))
    return " ".join(text.translate(_LOOKALIKES).split())


def read_outcome(value) -> str | None:
    """The Outcome letter a cell states, or "." for stated absence of data.

    An empty cell gives "", one that states no outcome None: so does "Đạt?", in which whoever typed it doubts,
    and TRUE or FALSE, which a formula or a box to tick leaves behind without anybody having judged.
    """
    if isinstance(value, BrokenCell | bool):
        return None
    text = text_of(value)
    if not text:
        return ""
    if "?" in text:
        return None
    sign = _SIGNS.get(text.casefold().rstrip(". "))
    return str(sign or _WORDS.get(fold(text)) or "") or None


def outcome_problem(value) -> str:
    """The sentence for a cell that states no outcome."""
    if isinstance(value, BrokenCell):
        return f"{value.reason}; {WHAT_TO_WRITE}."
    if turned := turned_into_a_date(value):
        return f"{turned}; {WHAT_TO_WRITE}."
    said = str(value).upper() if isinstance(value, bool) else text_of(value)
    return f"“{said[:60]}” không phải là kết quả; {WHAT_TO_WRITE}."


def read_code(value) -> str | None:
    """A commune's five-digit code, with the zeros put back that typing it as a number loses.

    An empty cell gives "", one that holds no code None.
    """
    if isinstance(value, BrokenCell):
        return None
    text = text_of(value).lstrip("'")
    if re.fullmatch(r"[0-9]{1,5}", text):
        return text.zfill(5)
    return None if text else ""


def read_count(value) -> int | None:
    """A stated number of criteria ("16", "16/19"), or None."""
    match = re.fullmatch(r"([0-9]{1,2})(?:\s*/\s*[0-9]{1,2})?", text_of(value))
    return int(match.group(1)) if match else None


def is_legacy(text: str) -> bool:
    """Whether a text was typed in a font that is not Unicode (TCVN3, VNI): letters no Vietnamese word has."""
    return not text.isascii() and bool(_NOT_UNICODE.search(text))


def legacy_text(rows: list[list]) -> tuple[str, str] | None:
    """The first (cell, text) typed in a font that is not Unicode, if several cells are; else None."""
    found = []
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str) and is_legacy(value):
                found.append((address(row, column), value.strip()[:40]))
                if len(found) == 3:
                    return found[0]
    return None
