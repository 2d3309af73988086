"""Sums of money: every screen, file and check adds up here. Whole đồng, no database, no HTTP.

Missing is not zero: a sum counts the amounts that are known, and is None where none is.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

AMOUNTS = ("planned", "allocated", "disbursed")


class Money(NamedTuple):
    """What is planned, allocated and disbursed, in đồng; None is not known."""

    planned: int | None = None
    allocated: int | None = None
    disbursed: int | None = None

    def plus(self, other: "Money") -> "Money":
        return Money(*(_added(one, two) for one, two in zip(self, other, strict=True)))

    @property
    def rate(self) -> float | None:
        """Disbursed in per cent of allocated; None without either or with nothing allocated."""
        return share(self.disbursed, self.allocated)


NOTHING = Money()


def _added(one: int | None, two: int | None) -> int | None:
    if one is None:
        return two
    return one if two is None else one + two


def share(part: int | None, whole: int | None) -> float | None:
    """`part` in per cent of `whole`; None where either is unknown or the whole is nothing."""
    return None if part is None or not whole else part * 100 / whole


class Held(NamedTuple):
    """One row of money as sums need it. `place` is (province, district or None, commune or None)."""

    place: tuple[int, int | None, int | None]
    programme: int
    source: int
    year: int
    money: Money


def total(rows: Iterable[Held]) -> Money:
    """All of them together."""
    summed = NOTHING
    for row in rows:
        summed = summed.plus(row.money)
    return summed


def by(rows: Iterable[Held], key: Callable[[Held], Hashable]) -> dict[Hashable, Money]:
    """The sums of the rows that share a key; together they are the total of all rows."""
    sums: dict = defaultdict(lambda: NOTHING)
    for row in rows:
        of = key(row)
        sums[of] = sums[of].plus(row.money)
    return dict(sums)


@dataclass(frozen=True)
class SourceLine:
    """A node of the tree with its sum; `depth` 0 is a top node."""

    source: object
    depth: int
    money: Money
    is_leaf: bool


def source_lines(sources: Iterable, leaf_sums: Mapping[int, Money]) -> list[SourceLine]:
    """The tree of sources in order, each node the sum of its leaves; the top nodes add up to the total.

    `sources` have `pk` and `parent_id`, parents before children. Money on a node that has children stands
    beside them in the node's sum, so that nothing entered is lost from sight.
    """
    sources = list(sources)
    children = defaultdict(list)
    for source in sources:
        children[source.parent_id].append(source)
    lines: list[SourceLine] = []

    def walk(source, depth: int) -> Money:
        at = len(lines)
        lines.append(None)
        summed = leaf_sums.get(source.pk, NOTHING)
        for child in children[source.pk]:
            summed = summed.plus(walk(child, depth + 1))
        lines[at] = SourceLine(source, depth, summed, not children[source.pk])
        return summed

    for source in children[None]:
        walk(source, 0)
    return lines
