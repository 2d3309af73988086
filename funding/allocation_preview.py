"""What a sheet of money would change: every error, warning and conflict at once. Nothing is written here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from communes.models import Officer
from criteria.sheet_rows import Finding
from funding.actions import Entry
from funding.allocation_ground import Slot
from funding.allocation_values import Place, Values
from funding.entry_places import KIND_OF
from funding.models import Allocation
from funding.sums import NOTHING, Money


@dataclass(frozen=True)
class SheetOrder:
    """What an officer asks for: which file, for which place and year."""

    content: bytes
    file_name: str
    place: Place
    year: int
    officer: Officer
    max_bytes: int = 5 * 1024 * 1024


class Told(NamedTuple):
    """A sentence about one cell: Excel's row, the cell, whose row it is where that is known."""

    row: int
    cell: str
    label: str
    message: str


class Planned(NamedTuple):
    """One row a sheet would change from `saved` to `wanted`; `current` is the row, with who saved it.

    A conflict is a cell somebody saved after the sheet was filled, and otherwise than the sheet says.
    """

    row: int
    cell: str
    slot: Slot
    saved: Values
    current: Allocation | None
    wanted: Values
    conflict: bool

    @property
    def version(self) -> int:
        return self.current.version if self.current else 0

    @property
    def key(self) -> str:
        """The name of the row in a form."""
        place = self.slot.place
        return f"{KIND_OF[type(place)]}-{place.pk}-{self.slot.programme.pk}-{self.slot.source.pk}"

    def entry(self, year: int) -> Entry:
        """The row as an action records it, against the version of this moment."""
        slot = self.slot
        return Entry(slot.place, slot.programme, slot.source, year, *self.wanted, version=self.version)


@dataclass
class AllocationPreview:
    """What applying a sheet would do. `fatal` and `errors` stop it whole, `warnings` nothing.

    `asking` are the warnings that want a confirmation. `stated` adds up what the file says column by column,
    `now` what the portal says in the same rows.
    """

    order: SheetOrder
    sheet: str = ""
    rows: int = 0
    unchanged: int = 0
    planned: list[Planned] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)
    asking: list[Told] = field(default_factory=list)
    stated: Money = NOTHING
    now: Money = NOTHING

    @property
    def changed(self) -> list[Planned]:
        """Rows that change unless the officer says otherwise."""
        return [plan for plan in self.planned if not plan.conflict]

    @property
    def conflicts(self) -> list[Planned]:
        """Rows that change only where the officer says so."""
        return [plan for plan in self.planned if plan.conflict]

    @property
    def may_apply(self) -> bool:
        return not self.fatal and not self.errors

    def after(self, mine: Iterable[str] = ()) -> Money:
        """What the portal says in the sheet's rows once it is applied; `mine` are the conflicts it wins."""
        summed = list(self.now)
        for plan in self.to_write(mine):
            for at, (before, wanted) in enumerate(zip(plan.saved.amounts, plan.wanted.amounts, strict=True)):
                if before != wanted:
                    summed[at] = (summed[at] or 0) + (wanted or 0) - (before or 0)
        return Money(*summed)

    def to_write(self, mine: Iterable[str] = ()) -> list[Planned]:
        wins = set(mine)
        return [plan for plan in self.planned if not plan.conflict or plan.key in wins]

    @property
    def fingerprint(self) -> str:
        """What the officer saw: a sheet that would do something else has another one."""
        said = [(plan.key, plan.saved, plan.version, plan.wanted, plan.conflict) for plan in self.planned]
        told = (hashlib.sha256(self.order.content).hexdigest(), said, self.errors, self.asking)
        return hashlib.sha256(repr(told).encode()).hexdigest()
