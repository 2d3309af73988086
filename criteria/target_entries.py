"""What officers type of a commune's yearly plan: registered or not, and the criteria of each quarter.

A quarter is a list of criterion numbers ("2, 10"), in the page's fields and in the sheet's cells alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from communes.naming import fold

QUARTER_FIELDS = {1: "q1", 2: "q2", 3: "q3", 4: "q4"}
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
REGISTERED = "registered"
YES, NO = "Có", "Không"
_YES = {"co", "x", "1", "dang ky", "v"}
_NO = {"khong", "0", "k", "khong dang ky"}
_PARTS = re.compile(r"[\s,;.+&]+|\bvà\b", re.IGNORECASE)
_PREFIX = re.compile(r"\b(?:tiêu chí|tc)\s*(?:số)?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,3}")
# Without an end of its own: "2.10." and "2..10" are no clearer than "2.10".
_POINTED = re.compile(r"(?<![0-9])[0-9]+(?:\.+[0-9]+)+")
LIST = "ghi các số tiêu chí cách nhau bằng dấu phẩy, ví dụ 2, 10."


@dataclass(frozen=True)
class ReadEntry:
    """What one row says. `faults` are (field, sentence) for each thing that cannot be taken."""

    registered: bool | None = None
    quarters: Mapping[int, int] = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()
    is_blank: bool = False

    @property
    def said(self) -> dict[str, str]:
        """Field → all that cannot be taken of it, in one text."""
        found: dict[str, list[str]] = {}
        for name, message in self.faults:
            found.setdefault(name, []).append(message)
        return {name: " ".join(messages) for name, messages in found.items()}


def read_entry(texts: Mapping[str, str], criteria: Mapping[int, int]) -> ReadEntry:
    """Read a row; `criteria` gives the id of each criterion number of the set.

    `registered` is None where the row leaves it open.
    """
    faults: list[tuple[str, str]] = []
    registered = _read_registered(texts.get(REGISTERED, ""), faults)
    quarters: dict[int, int] = {}
    where: dict[int, int] = {}
    for quarter, name in QUARTER_FIELDS.items():
        for number in _numbers(texts.get(name, ""), name, faults):
            if number not in criteria:
                faults.append((name, f"Bộ tiêu chí này không có tiêu chí {number}; sửa số."))
            elif where.get(number, quarter) != quarter:
                faults.append(
                    (name, f"Tiêu chí {number} đã ghi ở quý {ROMAN[where[number]]}; chỉ ghi một quý.")
                )
            else:
                where[number] = quarter
                quarters[criteria[number]] = quarter
    blank = not any(text.strip() for text in texts.values())
    return ReadEntry(registered, quarters, tuple(faults), blank)


def _read_registered(text: str, faults: list) -> bool | None:
    said = fold(text)
    if said in _YES:
        return True
    if said in _NO:
        return False
    if text.strip():
        faults.append((REGISTERED, f"“{text.strip()[:40]}” không rõ nghĩa; ghi {YES} hoặc {NO}."))
    return None


def _numbers(text: str, name: str, faults: list) -> list[int]:
    """The numbers a cell lists; "TC 2, TC 10" is read as well as "2, 10".

    "12.5" could be two criteria, a fraction or an indicator, and is asked about.
    """
    found = []
    for pointed in _POINTED.findall(text):
        faults.append((name, f"“{pointed[:40]}” không rõ là những số nào; {LIST}"))
    text = _POINTED.sub(" ", text)
    for part in _PARTS.split(_PREFIX.sub(" ", text)):
        if not part:
            continue
        if _NUMBER.fullmatch(part):
            found.append(int(part))
        else:
            faults.append((name, f"“{part[:40]}” không phải số tiêu chí; {LIST}"))
    return found


def as_texts(registered: bool, quarters: Mapping[int, int], numbers: Mapping[int, int]) -> dict[str, str]:
    """A plan as an officer would type it; `numbers` gives the number of each criterion id."""
    texts = {REGISTERED: YES if registered else NO}
    for quarter, name in QUARTER_FIELDS.items():
        listed = sorted(numbers[pk] for pk, of in quarters.items() if of == quarter)
        texts[name] = ", ".join(map(str, listed))
    return texts


def in_words(registered: bool, quarters: Mapping[int, int], numbers: Mapping[int, int]) -> str:
    """ "đăng ký đạt chuẩn; quý II: TC 2, 10"; "không đăng ký, không có tiêu chí"."""
    parts = ["đăng ký đạt chuẩn" if registered else "không đăng ký"]
    texts = as_texts(registered, quarters, numbers)
    parts += [f"quý {ROMAN[at]}: TC {texts[name]}" for at, name in QUARTER_FIELDS.items() if texts[name]]
    return "; ".join(parts) if quarters else f"{parts[0]}, không ghi tiêu chí nào"
