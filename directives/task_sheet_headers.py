"""Finding the table of tasks in a workbook by the words of its headings, in any order. No database."""

import re
from dataclasses import dataclass

from communes.naming import fold
from criteria.sheet_cells import NOT_UNICODE, legacy_text, text_of
from criteria.sheet_rows import Finding
from criteria.workbook_parts import address
from criteria.workbooks import Sheet

LOOK_WITHIN = 40
# A directive of a province has tens of tasks for tens of units; a longer sheet is not one.
MAX_ROWS = 3000

HEADINGS = {
    "position": "Số TT",
    "clause": "Mục văn bản",
    "name": "Nhiệm vụ",
    "text": "Nội dung nguyên văn",
    "result": "Kết quả phải có",
    "units": "Đơn vị",
    "role": "Vai trò",
    "due": "Thời hạn",
    "criteria": "Tiêu chí",
}
# Other words offices head the same columns with, folded.
OTHERS = {
    "position": ["stt", "tt", "so thu tu", "so"],
    "clause": ["muc", "muc cua van ban", "dieu khoan", "muc diem", "muc van ban"],
    "name": ["ten nhiem vu", "nhiem vu giao", "noi dung nhiem vu"],
    "text": ["noi dung", "nguyen van", "noi dung van ban"],
    "result": ["ket qua", "san pham", "ket qua san pham"],
    "units": [
        "don vi thuc hien", "co quan don vi", "co quan thuc hien", "don vi duoc giao", "co quan",
        "don vi chu tri phoi hop",
    ],
    "role": ["vai tro thuc hien"],
    "due": ["han", "thoi han hoan thanh", "thoi gian hoan thanh", "han hoan thanh"],
    "criteria": ["tieu chi lien quan", "tc", "so tieu chi"],
}  # fmt: skip
MEANING_OF = {fold(heading): name for name, heading in HEADINGS.items()} | {
    word: name for name, words in OTHERS.items() for word in words
}
REQUIRED = ("position", "name", "units")
_BRACKETED = re.compile(r"\([^)]*\)")

NO_TABLE = (
    "Không tìm thấy dòng tiêu đề có các cột Số TT, Nhiệm vụ và Đơn vị; "
    "tải biểu mẫu hoặc đặt lại tên cột."
)  # fmt: skip


@dataclass(frozen=True)
class TaskTable:
    """Where a sheet holds tasks: the zero-based row of the headings, and the column of each meaning."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    unread: list[Finding]

    def cell(self, row: int, name: str) -> str:
        """The address of a meaning in a zero-based row; that of the number where there is no such column."""
        return address(row, self.columns.get(name, self.columns["position"]))


def find_table(sheets: list[Sheet]) -> TaskTable | Finding:
    """The one table of tasks among the visible sheets, or why there is none."""
    for sheet in sheets:
        if legacy := legacy_text(sheet.rows):
            return Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1]))
    found = [table for sheet in sheets if (table := _table_in(sheet))]
    if not found:
        return Finding("", NO_TABLE)
    if len(found) > 1:
        names = ", ".join(f"“{table.sheet.name}”" for table in found if isinstance(table, TaskTable))
        return Finding("", f"Tệp có nhiều trang tính là biểu nhiệm vụ: {names}; chỉ để lại một trang.")
    return found[0]


def _table_in(sheet: Sheet) -> TaskTable | Finding | None:
    for at, row in enumerate(sheet.rows[:LOOK_WITHIN]):
        headed: dict[str, list[int]] = {}
        unread = []
        for column, value in enumerate(row):
            text = text_of(value)
            name = MEANING_OF.get(fold(_BRACKETED.sub(" ", text)))
            if name:
                headed.setdefault(name, []).append(column)
            elif text:
                unread.append(Finding(address(at, column), f"Cột “{text[:60]}” không được đọc."))
        if all(name in headed for name in REQUIRED):
            return _checked(sheet, at, headed, unread)
    return None


def _checked(sheet: Sheet, at: int, headed: dict[str, list[int]], unread: list) -> TaskTable | Finding:
    for name, places in headed.items():
        if len(places) > 1:
            where = " và ".join(address(at, place) for place in places)
            text = f"Có {len(places)} cột “{HEADINGS[name]}” ({where}); chỉ để lại một cột."
            return Finding(address(at, places[1]), text)
    if len(sheet.rows) - at > MAX_ROWS:
        text = f"Biểu dài {len(sheet.rows)} dòng, quá mức ({MAX_ROWS}); xóa các dòng thừa hoặc chia biểu."
        return Finding(address(len(sheet.rows) - 1, 0), text)
    return TaskTable(sheet, at, {name: places[0] for name, places in headed.items()}, unread)
