"""What the entry sheet of figures and its reader share: columns, hidden keys, words of a cell. No database.

The first column is hidden. Its first cell says which round, set and version of the form the sheet is;
below, each row carries its commune, its indicator and the version of the figure it was filled with.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from communes.naming import fold
from criteria.judging import Measure
from criteria.models import Answer
from criteria.outcomes import Outcome

FORM_VERSION = 1
FORM_MARK = "NTM-SO-LIEU"
CLEAR = "XÓA"

HEADINGS = [
    "Khóa",
    "Xã",
    "Huyện",
    "Mã",
    "Chỉ tiêu",
    "ĐVT",
    "Chuẩn",
    "Kỳ trước",
    "Tử số",
    "Mẫu số",
    "Kỳ này",
    "Trong đó",
    "Kết quả",
    "Ghi chú",
]
KEY, COMMUNE, DISTRICT, CODE, TEXT, UNIT, STANDARD, BEFORE = range(8)
NUMERATOR, DENOMINATOR, VALUE, PART, OUTCOME, NOTE = range(8, 14)
# In the order of the sheet. "Kỳ này" holds the value or the answer, whichever the indicator asks for.
ENTRY_COLUMNS = range(NUMERATOR, NOTE + 1)

SHEET_OUTCOMES = [Outcome.MET, Outcome.NOT_MET, Outcome.NOT_APPLICABLE]

_KEY = re.compile(r"([0-9]{1,18})\|([0-9]{1,18})\|([0-9]{1,9})")
_MARK = re.compile(rf"{FORM_MARK}\|([0-9]{{1,9}})\|([0-9]{{1,18}})\|([a-z0-9-]{{1,60}})\|([0-9a-f]{{12}})")

# Folded; officers type with and without marks.
ANSWERS = {
    "co": Answer.YES,
    "dat": Answer.YES,
    "dap ung": Answer.YES,
    "x": Answer.YES,
    "khong": Answer.NO,
    "chua": Answer.NO,
    "chua co": Answer.NO,
    "chua dat": Answer.NO,
    "khong dat": Answer.NO,
    "khong co doi tuong ap dung": Answer.NONE,
    "khong co doi tuong": Answer.NONE,
}
OUTCOMES = {
    **{fold(outcome.label): outcome for outcome in SHEET_OUTCOMES},
    "khong dat": Outcome.NOT_MET,
}


class RowKey(NamedTuple):
    """The hidden key of a row; `version` is that of the figure the row was filled with, 0 for none."""

    commune_id: int
    indicator_id: int
    version: int

    def __str__(self):
        return f"{self.commune_id}|{self.indicator_id}|{self.version}"


@dataclass(frozen=True)
class FormMark:
    """Which form a sheet is: of which round, and of which set as its indicators were on that day."""

    version: int
    round_id: int
    set_code: str
    checksum: str

    def __str__(self):
        return f"{FORM_MARK}|{self.version}|{self.round_id}|{self.set_code}|{self.checksum}"


def read_key(text: str) -> RowKey | None:
    """The key a cell holds, or None."""
    match = _KEY.fullmatch(text)
    return RowKey(*map(int, match.groups())) if match else None


def read_mark(text: str) -> FormMark | None:
    """The mark the first cell of a form holds, or None."""
    match = _MARK.fullmatch(text)
    if not match:
        return None
    version, round_id, set_code, checksum = match.groups()
    return FormMark(int(version), int(round_id), set_code, checksum)


def checksum_of(measures: Iterable[Measure]) -> str:
    """Twelve letters that differ once an indicator, or how it is measured, is another one."""
    told = [
        (one.id, one.code, one.kind, one.unit, one.has_ratio, one.if_any, one.of_which) for one in measures
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


@lru_cache(maxsize=1024)
def answer_in(text: str) -> str | None:
    """The answer a text gives in words, or None."""
    return ANSWERS.get(fold(text)) if text[:1].isalpha() else None


def clears(text: str) -> bool:
    """Whether a cell says that what is saved is to be cleared, in any spelling."""
    return text[:1] in ("X", "x") and len(text) < 8 and fold(text) == "xoa"
