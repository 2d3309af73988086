"""What the sheet of money and its reader share: columns, hidden keys, the mark of the form. No database.

The first column is hidden. Its first cell says of which place and year the sheet is; below, each row
carries its place, programme, source and the version of the row it was filled with.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from communes.naming import fold
from criteria.figure_columns import CLEAR, clears
from funding.models import ALLOCATION_FIELDS

__all__ = ["CLEAR", "FIELD_COLUMNS", "HEADINGS", "FormMark", "RowMark", "clears", "read_form", "read_row"]

FORM_VERSION = 1
FORM_NAME = "NTM-VON"
# Meaning → heading, in the order of the sheet. The unit stands in the heading.
HEADINGS = {
    "key": "Khóa",
    "code": "Mã",
    "place": "Đơn vị",
    "district": "Thuộc huyện",
    "programme": "Chương trình",
    "source": "Nguồn vốn",
    "planned": "Kế hoạch (đồng)",
    "planned_document": "Văn bản giao kế hoạch",
    "allocated": "Đã bố trí (đồng)",
    "allocated_document": "Văn bản bố trí vốn",
    "disbursed": "Giải ngân (đồng)",
    "disbursed_document": "Văn bản xác nhận giải ngân",
}
FIELD_COLUMNS = [name for name in HEADINGS if name in ALLOCATION_FIELDS]
_BRACKETED = re.compile(r"\([^)]*\)")
MEANING_OF = {fold(_BRACKETED.sub(" ", heading)): name for name, heading in HEADINGS.items()}

_FORM = re.compile(rf"{FORM_NAME}\|([0-9]{{1,9}})\|(tinh|huyen|xa)\|([0-9]{{1,18}})\|([0-9]{{4}})")
_ROW = re.compile(r"(tinh|huyen|xa)\|([0-9]{1,18})\|([0-9]{1,18})\|([0-9]{1,18})\|([0-9]{1,9})")


@dataclass(frozen=True)
class FormMark:
    """Which form a sheet is: of which place, with all inside it, and of which year."""

    version: int
    kind: str
    place_id: int
    year: int

    def __str__(self):
        return f"{FORM_NAME}|{self.version}|{self.kind}|{self.place_id}|{self.year}"


class RowMark(NamedTuple):
    """The hidden key of a row; `version` is that of the row it was filled with, 0 for none."""

    kind: str
    place_id: int
    programme_id: int
    source_id: int
    version: int

    def __str__(self):
        return "|".join(map(str, self))


def read_form(text: str) -> FormMark | None:
    """The mark the first cell of a form holds, or None."""
    match = _FORM.fullmatch(text)
    if not match:
        return None
    version, kind, place_id, year = match.groups()
    return FormMark(int(version), kind, int(place_id), int(year))


def read_row(text: str) -> RowMark | None:
    """The key a cell holds, or None."""
    match = _ROW.fullmatch(text)
    if not match:
        return None
    kind, *numbers = match.groups()
    return RowMark(kind, *map(int, numbers))


def meaning(heading: str) -> str | None:
    """What a column under this heading holds, whatever its case, marks and unit."""
    return MEANING_OF.get(fold(_BRACKETED.sub(" ", heading)))
