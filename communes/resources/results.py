"""What came of reading an imported sheet: every fault with its cell, or the changes it would make."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from import_export.results import Result

# How many lines a page shows; the page also says how many there are.
SHOWN = 200


@dataclass(frozen=True)
class CellError:
    """One fault: the cell ("E7", or "7" for a whole line), its heading, and what to do."""

    cell: str
    heading: str
    message: str


@dataclass(frozen=True)
class PreviewCell:
    """A value as it was and as it will be."""

    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class PreviewRow:
    """A line that would add or change a row."""

    line: int
    is_new: bool
    cells: list[PreviewCell]


class SheetResult(Result):
    """The library's result, with line numbers and cells of the file instead of positions in a list."""

    def __init__(self):
        super().__init__()
        self.lines: list[int] = []
        self.letters: dict[str, str] = {}
        self.heading_of: dict[str, str] = {}
        self.preview: list[PreviewRow] = []
        # Of everything the file would change, from what to what.
        self.fingerprint = ""

    @property
    def file_problems(self) -> list[str]:
        """What is wrong with the file as a whole."""
        return [str(error.error) for error in self.base_errors]

    def cell_errors(self) -> list[CellError]:
        """Every fault of every line, in the order of the file."""
        found = []
        for invalid in self.invalid_rows:
            line = self.lines[invalid.number - 1]
            for name, messages in invalid.error_dict.items():
                heading = "" if name == NON_FIELD_ERRORS else self.heading_of.get(name, "")
                cell = f"{self.letters.get(heading, '')}{line}"
                found += [(line, CellError(cell, heading, message)) for message in messages]
        for row in self.error_rows:
            line = self.lines[row.number - 1]
            found.append(
                (line, CellError(str(line), "", "Không xử lý được dòng này; báo quản trị hệ thống."))
            )
        return [error for _, error in sorted(found, key=lambda pair: pair[0])]

    @property
    def shown_errors(self) -> list[CellError]:
        return self.cell_errors()[:SHOWN]

    @property
    def error_count(self) -> int:
        return len(self.cell_errors())

    @property
    def new_count(self) -> int:
        return self.totals["new"]

    @property
    def change_count(self) -> int:
        return self.totals["update"]

    @property
    def same_count(self) -> int:
        return self.totals["skip"]

    @property
    def written_count(self) -> int:
        return self.new_count + self.change_count
