"""The grid in which one place enters a year's money of one programme: rows as saved, as typed, as tried.

An officer's row is compared with what it said when the page was made, so that a row left alone is never
written, whatever others did to it meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from communes.models import Officer
from criteria.models import ChangeSource
from funding.actions import AllocationsOvertaken, AllocationsRefused, Entry, record_allocations
from funding.actions.allocations import kept_rows, row_key
from funding.allocation_amounts import million_text, read_million
from funding.allocation_values import (
    EMPTY,
    Place,
    Remark,
    Values,
    open_in,
    remarks_on,
    tidied,
    value_faults,
    values_of,
    values_of_log,
)
from funding.entry_places import tree_of
from funding.models import (
    ALLOCATION_FIELDS,
    AMOUNTS,
    DOCUMENTS,
    Allocation,
    AllocationChange,
    CapitalSource,
    Programme,
)

MINE, THEIRS = "mine", "theirs"


@dataclass
class Line:
    """One source: what is saved this year and was last year, and what was typed but not saved."""

    source: CapitalSource
    depth: int
    is_leaf: bool
    row: Allocation | None = None
    before: Values = EMPTY
    seen: int = 0
    typed: dict[str, str] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    asked: list[Remark] = field(default_factory=list)
    clash: Allocation | None = None
    wanted: Values = EMPTY

    @property
    def saved(self) -> Values:
        return values_of(self.row) if self.row else EMPTY

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def texts(self) -> dict[str, str]:
        """What its boxes show."""
        return self.typed if self.typed is not None else texts_of(self.saved)

    @property
    def remarks(self) -> list[Remark]:
        """What is odd about what is saved; nothing while something else is typed."""
        return [] if self.typed is not None else remarks_on(self.saved, self.before)

    @property
    def stamp(self) -> str:
        """The amounts that a confirmation is for: other ones are asked about again."""
        return "|".join(str(amount) for amount in self.wanted.amounts)


@dataclass
class Grid:
    """All sources of one place, programme and year, in the order of their tree."""

    place: Place
    programme: Programme
    year: int
    lines: list[Line]

    @property
    def leaves(self) -> list[Line]:
        return [line for line in self.lines if line.is_leaf]

    @property
    def faults(self) -> list[tuple[Line, str, str]]:
        """(line, field, sentence) of everything that keeps the page from being saved."""
        return [(line, name, said) for line in self.leaves for name, said in line.errors.items()]

    @property
    def clashes(self) -> list[Line]:
        return [line for line in self.leaves if line.clash]

    @property
    def asking(self) -> list[Line]:
        return [line for line in self.leaves if line.asked]


def texts_of(values: Values) -> dict[str, str]:
    """Field → text of its box."""
    amounts = [million_text(amount) for amount in values.amounts]
    return dict(zip(ALLOCATION_FIELDS, (*amounts, *values[3:]), strict=True))


def grid_of(place: Place, programme: Programme, year: int) -> Grid:
    """The grid as saved."""
    tree = [node for node in tree_of(programme.phase) if open_in(node[0], year)]
    keys = {
        (source.pk, on): row_key(place, programme.pk, source.pk, on)
        for source, _, is_leaf in tree
        if is_leaf
        for on in (year - 1, year)
    }
    rows = kept_rows(keys.values())
    lines = []
    for source, depth, is_leaf in tree:
        line = Line(source, depth, is_leaf)
        if is_leaf:
            line.row = rows.get(keys[source.pk, year])
            before = rows.get(keys[source.pk, year - 1])
            line.before = values_of(before) if before else EMPTY
            line.seen = line.version
        lines.append(line)
    return Grid(place, programme, year, lines)


def try_to_save(grid: Grid, sent: Mapping[str, str], by: Officer) -> int | None:
    """Save what was typed otherwise than the officer saw it; how many rows, None when nothing was saved.

    Then the grid holds everything typed, with every fault, question and conflict at its row. Raises
    ActionRefused for what concerns no row.
    """
    bases = _bases(grid, sent)
    entries = {}
    for line in grid.leaves:
        if _take_typed(line, sent, bases):
            entries[line.source.pk] = Entry(
                grid.place,
                grid.programme,
                line.source,
                grid.year,
                *line.wanted,
                version=line.seen,
            )
    if grid.faults or grid.asking:
        return None
    try:
        recorded = record_allocations(entries=list(entries.values()), by=by, source=ChangeSource.TYPED)
    except AllocationsOvertaken as overtaken:
        for conflict in overtaken.conflicts:
            line = _line(grid, conflict.entry)
            line.row = line.clash = conflict.current
        return None
    except AllocationsRefused as refusal:
        for fault in refusal.faults:
            _line(grid, fault.entry).errors.setdefault(fault.field or "planned", fault.message)
        return None
    return len(recorded.written)


def take_back(grid: Grid, sent: Mapping[str, str]) -> None:
    """Put on the grid what was typed before the session ended; nothing is saved."""
    bases = _bases(grid, sent)
    for line in grid.leaves:
        _take_typed(line, sent, bases)


def _line(grid: Grid, entry: Entry) -> Line:
    return next(line for line in grid.leaves if line.source.pk == entry.capital_source.pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _bases(grid: Grid, sent: Mapping[str, str]) -> dict[int, Values]:
    """Source id → what its row said in the version the officer saw; left out where nobody knows."""
    found, older = {}, {}
    for line in grid.leaves:
        seen = _number(sent.get(f"version-{line.source.pk}"))
        if seen == line.version:
            found[line.source.pk] = line.saved
        elif not seen:
            found[line.source.pk] = EMPTY
        else:
            older[line.row.pk if line.row else 0, seen] = line.source.pk
    changes = AllocationChange.objects.filter(allocation__in={row for row, _ in older}) if older else []
    for change in changes:
        if (change.allocation_id, change.version) in older:
            source = older[change.allocation_id, change.version]
            found[source] = values_of_log(change.after)
    return found


def _take_typed(line: Line, sent: Mapping[str, str], bases: Mapping[int, Values]) -> bool:
    """Put what was typed on the line with its faults; whether it is to be saved."""
    pk = line.source.pk
    if f"version-{pk}" not in sent or sent.get(f"keep-{pk}") == THEIRS:
        return False
    typed = {name: sent.get(f"{name}-{pk}", "") for name in ALLOCATION_FIELDS}
    amounts = []
    for name in AMOUNTS:
        amount, fault = read_million(typed[name])
        amounts.append(amount)
        if fault:
            line.errors[name] = fault
    line.wanted = tidied(Values(*amounts, *(typed[name] for name in DOCUMENTS)))
    if not line.errors and line.wanted == bases.get(pk):
        return False
    line.typed, line.seen = typed, _number(sent[f"version-{pk}"])
    for fault in value_faults(line.wanted):
        line.errors.setdefault(fault.field, fault.message)
    if sent.get(f"keep-{pk}") == MINE:
        line.seen = _number(sent.get(f"now-{pk}"))
    if sent.get(f"ok-{pk}") != line.stamp:
        line.asked = [remark for remark in remarks_on(line.wanted, line.before) if remark.asks]
    return True
