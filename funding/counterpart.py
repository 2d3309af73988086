"""Counterpart capital (vốn đối ứng): what must be set aside and what was. Whole đồng, no database.

Required is computed where the money of the base is held, rounded there to the đồng, and added up from there:
every level is the sum of the places inside it. The ratio and the base come from a dated rule with its
document; a programme without a rule owes nothing that could be counted.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

from funding.sums import Held, share

# A ratio is kept in hundredths of a per cent.
WHOLE = 10_000


class Due(NamedTuple):
    """Required, set aside and disbursed, in đồng; None is not known."""

    required: int | None = None
    allocated: int | None = None
    disbursed: int | None = None

    def plus(self, other: "Due") -> "Due":
        return Due(*(_added(one, two) for one, two in zip(self, other, strict=True)))

    @property
    def rate(self) -> float | None:
        """Set aside in per cent of required."""
        return share(self.allocated, self.required)


class Total(NamedTuple):
    """Counterpart of places and programmes together. One's surplus does not pay what another lacks.

    `missing` and `over` are told where money is held, programme by programme, and added up from there; None
    where nothing is required. `short` is the part of `missing` that lacks where somebody reported what was
    set aside: what nobody reported is missing too.
    """

    due: Due = Due()
    missing: int | None = None
    over: int | None = None
    short: int = 0

    def plus(self, other: "Total") -> "Total":
        return Total(
            self.due.plus(other.due),
            _added(self.missing, other.missing),
            _added(self.over, other.over),
            self.short + other.short,
        )

    @property
    def is_short(self) -> bool:
        """Whether somebody reported what was set aside, and it is too little."""
        return self.short > 0

    @property
    def unrecorded(self) -> int:
        """What is required of those of whom nobody reported what was set aside."""
        return (self.missing or 0) - self.short

    @property
    def difference(self) -> int | None:
        """Set aside less required; None without requirement."""
        return None if self.missing is None else self.over - self.missing


class Piece(NamedTuple):
    """What one place holds of one programme's counterpart in one year."""

    place: tuple[int, int | None, int | None]
    programme: int
    year: int
    due: Due


NOTHING = Due()


def _added(one: int | None, two: int | None) -> int | None:
    if one is None:
        return two
    return one if two is None else one + two


def part_of(amount: int, ratio) -> int:
    """`ratio` per cent of an amount, to the nearest đồng, half a đồng up."""
    return (amount * round(ratio * 100) + WHOLE // 2) // WHOLE


def in_force(rules: Iterable, province: int, programme: int, year: int) -> list:
    """The rules that bind a province's programme in a year; of several on one base the latest.

    `rules` have the columns of CounterpartRule. Rules on different bases add up.
    """
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    latest: dict = {}
    for rule in rules:
        if (rule.province_id, rule.programme_id) != (province, programme) or rule.valid_from > last:
            continue
        if rule.valid_to is not None and rule.valid_to < first:
            continue
        known = latest.get(rule.base_id)
        if known is None or known.valid_from < rule.valid_from:
            latest[rule.base_id] = rule
    return list(latest.values())


def pieces(
    rows: Iterable[Held], rules: Iterable, within: Mapping[int, frozenset[int]], local: frozenset[int]
) -> list[Piece]:
    """What is required and set aside, place by place, programme by programme, year by year.

    `within` gives each source with the nodes it lies in, itself among them; `local` are the sources whose
    money is counterpart.
    """
    rules = list(rules)
    binding: dict = {}
    base: dict = defaultdict(lambda: defaultdict(int))
    sums: dict = defaultdict(lambda: NOTHING)
    for row in rows:
        key = (row.place, row.programme, row.year)
        if row.source in local:
            sums[key] = sums[key].plus(Due(None, row.money.allocated, row.money.disbursed))
        who = (row.place[0], row.programme, row.year)
        if who not in binding:
            binding[who] = in_force(rules, *who)
        for rule in binding[who]:
            if rule.base_id in within[row.source] and row.money.allocated is not None:
                base[key][rule] += row.money.allocated
    for key, amounts in base.items():
        required = sum(part_of(amount, rule.ratio) for rule, amount in amounts.items())
        sums[key] = sums[key].plus(Due(required))
    return [Piece(*key, due) for key, due in sums.items()]


def counted(found: Iterable[Piece]) -> frozenset[int]:
    """The programmes whose requirement is known; all of them where none is."""
    found = list(found)
    known = frozenset(piece.programme for piece in found if piece.due.required is not None)
    return known or frozenset(piece.programme for piece in found)


def totals_by(found: Iterable[Piece], key: Callable[[Piece], Hashable]) -> dict[Hashable, Total]:
    """The sums of the pieces that share a key; together they are all pieces. The years are taken together."""
    held: dict = defaultdict(lambda: NOTHING)
    for piece in found:
        held[piece.place, piece.programme] = held[piece.place, piece.programme].plus(piece.due)
    known = {programme for (_, programme), due in held.items() if due.required is not None}
    sums: dict = defaultdict(Total)
    for (place, programme), due in held.items():
        of = key(Piece(place, programme, 0, due))
        sums[of] = sums[of].plus(_compared(due) if programme in known else Total(due))
    return dict(sums)


def _compared(due: Due) -> Total:
    """What one place holds of one programme beside what it owes of it."""
    difference = (due.allocated or 0) - (due.required or 0)
    missing = max(-difference, 0)
    return Total(due, missing, max(difference, 0), 0 if due.allocated is None else missing)


def together(found: Iterable[Piece]) -> Total:
    """The pieces of the programmes that count, added up."""
    found = list(found)
    programmes = counted(found)
    inside = (piece for piece in found if piece.programme in programmes)
    return totals_by(inside, lambda piece: None).get(None, Total())
