"""The sheet of money as a spreadsheet program opens it, filled in and sent; and money typed in by hand."""

import io

import openpyxl

from criteria.models import ChangeSource
from funding.actions import record_allocations
from funding.allocation_columns import HEADINGS
from funding.allocation_ground import ground_of
from funding.allocation_import import apply_allocations, preview_allocations
from funding.allocation_preview import SheetOrder
from funding.allocation_template import FIRST_ROW, allocation_template
from funding.models import FundingBatch
from tests.money_world import YEAR

COLUMN = {name: at + 1 for at, name in enumerate(HEADINGS)}


def record(world, *entries, by="minh"):
    return record_allocations(entries=entries, by=world.officers[by], source=ChangeSource.TYPED)


class Book:
    """The form of a place as a spreadsheet program opens it; rows are found by what they say."""

    def __init__(self, world, place=None, year=YEAR, by="nam"):
        self.world, self.by = world, world.officers[by]
        self.place, self.year = place or world.district, year
        ground = ground_of(self.place, year, self.by)
        self.book = openpyxl.load_workbook(io.BytesIO(allocation_template(ground)))
        self.sheet = self.book.active

    @property
    def rows(self) -> list[int]:
        return [row for row in range(FIRST_ROW + 1, self.sheet.max_row + 1) if self.sheet.cell(row, 1).value]

    def row(self, place=None, source="ns-tinh", programme="ntm") -> int:
        wanted = (
            (place or self.world.commune).full_name,
            self.world.programmes[programme].short_name,
            self.world.sources[source].short_name,
        )
        names = [COLUMN[name] for name in ("place", "programme", "source")]
        return next(
            row
            for row in self.rows
            if tuple(self.sheet.cell(row, column).value for column in names) == wanted
        )

    def fill(self, place=None, source="ns-tinh", programme="ntm", **cells):
        row = self.row(place, source, programme)
        for name, value in cells.items():
            self.sheet.cell(row, COLUMN[name], value)
        return self

    @property
    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def order(self, place=None, year=None) -> SheetOrder:
        return SheetOrder(self.content, "von.xlsx", place or self.place, year or self.year, self.by)

    def preview(self, **asked):
        return preview_allocations(self.order(**asked))

    def apply(self, **more) -> FundingBatch | None:
        found = self.preview()
        return apply_allocations(found, by=self.by, seen=found.fingerprint, **more)
