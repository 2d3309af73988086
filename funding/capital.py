"""Capital of a place over some years, folded for the screen and its files from the same rows.

What a table says at one level is the sum of the rows below it, to the đồng.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from communes.models import Commune, District
from funding.capital_choice import LEVELS, Where, Years
from funding.capital_words import year_gone
from funding.counterpart import Piece, Total, counted, pieces, together, totals_by
from funding.models import CapitalSource, CounterpartRule, Programme, SourceNature
from funding.sums import NOTHING, Held, Money, SourceLine, by, share, source_lines, total


@dataclass(frozen=True)
class Grounds:
    """What money is read by: programmes, the tree of sources, the rules of counterpart."""

    programmes: Sequence[Programme]
    sources: Sequence[CapitalSource]
    rules: Sequence[CounterpartRule]
    around: dict[int, frozenset[int]]

    @property
    def local(self) -> frozenset[int]:
        """The sources whose money is counterpart."""
        return frozenset(source.pk for source in self.sources if source.nature == SourceNature.LOCAL)

    def counterpart(self, rows: Iterable[Held]) -> list[Piece]:
        """What is required and set aside in target programmes, and in those a rule speaks of."""
        bound = {programme.pk for programme in self.programmes if programme.is_target}
        bound |= {rule.programme_id for rule in self.rules}
        return pieces((row for row in rows if row.programme in bound), self.rules, self.around, self.local)


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme's money, its counterpart where it owes any, and the rules that say so."""

    programme: Programme
    label: str
    money: Money
    owed: Total | None
    rules: Sequence[CounterpartRule]


@dataclass(frozen=True)
class PlaceLine:
    """A place inside the page's place; `place` is None for what the page's place holds itself."""

    place: object
    label: str
    head: str
    money: Money
    owed: Total


@dataclass(frozen=True)
class YearLine:
    """A year's money beside the calendar: how much of the year is over, in per cent."""

    year: int
    money: Money
    gone: float

    @property
    def behind(self) -> bool:
        return self.money.rate is not None and self.money.rate < self.gone


@dataclass(frozen=True)
class Capital:
    """Everything of a place's money that follows from its rows."""

    where: Where
    years: Years
    whole: Money
    programmes: Sequence[ProgrammeLine]
    counterpart: Total
    counted: int
    places: Sequence[PlaceLine]
    sources: Sequence[SourceLine]
    calendar: Sequence[YearLine]
    phases: int
    past: bool

    @property
    def head_words(self) -> str:
        """How heads are named beside the years: the record knows the latest alone."""
        return "Người đứng đầu ghi gần nhất" if self.past else "Người đứng đầu"

    @property
    def owing(self) -> list[ProgrammeLine]:
        """The programmes of which counterpart is known."""
        return [line for line in self.programmes if line.owed]


def capital_of(
    where: Where,
    years: Years,
    rows: Sequence[Held],
    grounds: Grounds,
    inside: dict[tuple[str, int], object],
    heads: dict[int, str],
    today: datetime.date,
) -> Capital:
    """Fold the rows of some years. `inside` are the places to list, `heads` who heads which province."""
    owed = grounds.counterpart(rows)
    counting = counted(owed)
    programmes = _programme_lines(years, rows, grounds, totals_by(owed, lambda piece: piece.programme))
    place_of = _listed_by(where)
    in_count = [piece for piece in owed if piece.programme in counting]
    sums = by(rows, lambda row: place_of(row.place))
    place_owed = totals_by(in_count, lambda piece: place_of(piece.place))
    return Capital(
        where=where,
        years=years,
        whole=total(rows),
        programmes=programmes,
        counterpart=together(owed),
        counted=len(counting),
        places=_place_lines(where, inside, heads, sums, place_owed) if where.level != "commune" else [],
        sources=_source_lines(years, rows, grounds),
        calendar=_calendar(years, rows, today),
        phases=len({line.programme.phase for line in programmes}),
        past=years.last < today.year,
    )


def _programme_lines(years: Years, rows, grounds: Grounds, owed: dict[int, Total]) -> list[ProgrammeLine]:
    """The programmes with rows, and the target programmes of the phases the years touch."""
    sums = by(rows, lambda row: row.programme)
    phases = _phases(years, grounds.programmes, sums)
    shown = [
        programme
        for programme in grounds.programmes
        if programme.pk in sums or (programme.is_target and programme.phase in phases)
    ]
    several = len({programme.phase for programme in shown}) > 1
    return [
        ProgrammeLine(
            programme,
            str(programme) if several else programme.short_name,
            sums.get(programme.pk, NOTHING),
            owed.get(programme.pk),
            [rule for rule in grounds.rules if rule.programme_id == programme.pk and _binds(rule, years)],
        )
        for programme in shown
    ]


def _phases(years: Years, of: Iterable, sums: dict) -> set[str]:
    """The phases there is money of; without any, those the years touch."""
    of = list(of)
    used = {row.phase for row in of if row.pk in sums}
    spans = {row.phase: Years.of_phase(row.phase) for row in of}
    return used or {phase for phase, span in spans.items() if years.touches(span.first, span.last)}


def _binds(rule: CounterpartRule, years: Years) -> bool:
    return rule.valid_from.year <= years.last and (rule.valid_to is None or rule.valid_to.year >= years.first)


def _listed_by(where: Where) -> Callable[[tuple], tuple[str, int] | None]:
    """A function from who holds a row to the line of the page it belongs to; None is the place itself."""

    def listed(place: tuple) -> tuple[str, int] | None:
        province, district, commune = place
        if where.level == "nation":
            return ("province", province)
        if where.level == "province":
            return ("district", district) if district else ("commune", commune) if commune else None
        return ("commune", commune) if commune else None

    return listed


def _place_lines(where: Where, inside, heads, sums, owed) -> list[PlaceLine]:
    """The places, those that lack most first; what was not passed on comes last."""

    def line_of(key, place, label: str, head: str) -> PlaceLine:
        return PlaceLine(place, label, head, sums.get(key, NOTHING), owed.get(key, Total()))

    lines = [line_of(key, place, place.full_name, head_of(place, heads)) for key, place in inside.items()]
    lines.sort(key=lambda line: (line.owed.missing is None, -(line.owed.missing or 0), line.place.sort_key))
    if where.level == "nation" or None not in sums:
        return lines
    label = {"province": "Cấp tỉnh giữ, chưa phân bổ", "district": "Cấp huyện giữ, chưa giao xã"}[where.level]
    return [*lines, line_of(None, None, label, "")]


def head_of(place, heads: dict[int, str]) -> str:
    """Who heads a place; "" where nobody wrote it down."""
    if isinstance(place, District):
        return place.head
    return place.chairman if isinstance(place, Commune) else heads.get(place.pk, "")


def _source_lines(years: Years, rows: Iterable[Held], grounds: Grounds) -> list[SourceLine]:
    """The top nodes of the phases in question, and below them the nodes anything is known of."""
    sums = by(rows, lambda row: row.source)
    phases = _phases(years, grounds.sources, sums)
    sources = [source for source in grounds.sources if source.phase in phases]
    return [line for line in source_lines(sources, sums) if line.depth == 0 or line.money != NOTHING]


def _calendar(years: Years, rows: Iterable[Held], today: datetime.date) -> list[YearLine]:
    sums = by(rows, lambda row: row.year)
    return [
        YearLine(year, sums[year], year_gone(year, today))
        for year in range(years.first, years.last + 1)
        if year in sums
    ]


def bar_parts(lines: Iterable[SourceLine], measure: str) -> list[tuple[str, int, float]]:
    """(source, đồng, per cent) for the bar: top nodes, local budgets level by level. Together all of it."""
    lines = list(lines)
    amounts: dict[str, int] = {}
    for line in lines:
        if line.depth:
            continue
        parts = [(line, getattr(line.money, measure) or 0)]
        if line.source.nature == SourceNature.LOCAL:
            below = [child for child in lines if child.source.parent_id == line.source.pk]
            parts = [(child, getattr(child.money, measure) or 0) for child in below] + [
                (line, parts[0][1] - sum(getattr(child.money, measure) or 0 for child in below))
            ]
        for part, amount in parts:
            label = part.source.short_name
            if amount:
                amounts[label] = amounts.get(label, 0) + amount
    whole = sum(amounts.values())
    return [(label, amount, share(amount, whole)) for label, amount in amounts.items()]


def place_url(place) -> str:
    """A place's page of capital, without the years."""
    return f"{Where(place).path}/" if type(place) in LEVELS else ""
