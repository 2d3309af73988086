"""What the pages of capital ask the database: grouped rows of money, works, debts and questions.

Everything starts from what the officer may see.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum

from communes.models import Agency, AgencyKind, Commune, District, Province
from funding.arrears import open_on
from funding.capital_choice import Where, Years
from funding.models import (
    AMOUNTS,
    Allocation,
    Arrears,
    CapitalSource,
    OverlapQuestion,
    QuestionState,
    WorkFunding,
    WorkGroup,
)
from funding.sums import Held, Money, share

PLACE = ("province_id", "district_id", "commune_id")
KEYS = (*PLACE, "programme_id", "capital_source_id", "year", "illustrative")
SUMS = {f"{name}_sum": Sum(name) for name in AMOUNTS}


@dataclass(frozen=True)
class Rows:
    """Rows of money, those of the demonstration apart: they explain nothing anybody published."""

    real: list[Held]
    illustrative: list[Held]

    @property
    def all(self) -> list[Held]:
        return self.real + self.illustrative

    def within(self, years: Years) -> "Rows":
        return Rows(*([row for row in part if row.year in years] for part in (self.real, self.illustrative)))


def rows_of(officer, where: Where, years: Years) -> Rows:
    """The money of a place, each row the sum of what one place holds of one source; one query."""
    found = where.narrow(Allocation.objects.visible_to(officer))
    grouped = found.filter(year__range=(years.first, years.last)).order_by().values_list(*KEYS)
    rows = Rows([], [])
    for *place, programme, source, year, made_up, planned, allocated, disbursed in grouped.annotate(**SUMS):
        money = Money(planned, allocated, disbursed)
        (rows.illustrative if made_up else rows.real).append(
            Held(tuple(place), programme, source, year, money)
        )
    return rows


def known_years(officer, where: Where) -> list[int]:
    """The years the place has rows of."""
    found = where.narrow(Allocation.objects.visible_to(officer))
    return list(found.order_by("year").values_list("year", flat=True).distinct())


def nodes_around(sources: Iterable[CapitalSource]) -> dict[int, frozenset[int]]:
    """Each source with all the nodes it lies in, itself among them."""
    parents = {source.pk: source.parent_id for source in sources}
    around = {}
    for pk in parents:
        nodes, at = set(), pk
        while at is not None and at not in nodes:
            nodes.add(at)
            at = parents.get(at)
        around[pk] = frozenset(nodes)
    return around


@dataclass(frozen=True)
class GroupLine:
    """What a group of work takes: money of its works, how many there are, its share of all such money."""

    label: str
    amount: int | None
    disbursed: int | None
    items: int
    share: float | None


@dataclass(frozen=True)
class Works:
    """The money of work items by group, and whether any of it is illustrative."""

    lines: list[GroupLine]
    amount: int | None
    illustrative: bool

    @property
    def whole(self) -> GroupLine:
        """All groups together; an item is in one group."""
        paid = [line.disbursed for line in self.lines if line.disbursed is not None]
        items = sum(line.items for line in self.lines)
        rate = share(self.amount, self.amount)
        return GroupLine("Cộng", self.amount, sum(paid) if paid else None, items, rate)


def works_of(officer, where: Where, years: Years) -> Works:
    """Money of work items in the years, the largest group first; one query."""
    found = where.narrow(WorkFunding.objects.visible_to(officer), "work_item__")
    grouped = list(
        found.filter(year__range=(years.first, years.last))
        .order_by()
        .values_list("work_item__group")
        .annotate(
            whole=Sum("amount"),
            paid=Sum("disbursed"),
            items=Count("work_item", distinct=True),
            made_up=Count("pk", filter=Q(work_item__illustrative=True)),
        )
    )
    whole = sum(amount for _, amount, *_ in grouped) if grouped else None
    lines = [
        GroupLine(WorkGroup(group).label, amount, disbursed, items, amount * 100 / whole if whole else None)
        for group, amount, disbursed, items, _ in sorted(grouped, key=lambda row: (-row[1], row[0]))
    ]
    return Works(lines, whole, any(row[-1] for row in grouped))


@dataclass(frozen=True)
class Debts:
    """Construction debts nobody paid yet; None amount where there is none on record."""

    amount: int | None
    items: int
    as_of: object
    illustrative: bool


def debts_of(officer, where: Where, on: datetime.date) -> Debts:
    """What is owed for works on a day, whatever the years shown; one query."""
    found = where.narrow(Arrears.objects.visible_to(officer), "work_item__").filter(open_on(on))
    summed = found.aggregate(
        owed=Sum("amount"),
        items=Count("work_item", distinct=True),
        last=Max("as_of"),
        made_up=Count("pk", filter=Q(work_item__illustrative=True)),
    )
    return Debts(summed["owed"], summed["items"], summed["last"], bool(summed["made_up"]))


def open_questions(officer, where: Where) -> int:
    """How many questions of overlap wait for an answer; one query."""
    found = where.narrow(OverlapQuestion.objects.visible_to(officer), "work_item__")
    return found.filter(state=QuestionState.OPEN, gone_at__isnull=True).count()


def heads_of(officer, where: Where) -> dict[int, str]:
    """Who heads the people's committee of each province the page speaks of; one query, or none."""
    if where.level not in ("nation", "province"):
        return {}
    committees = where.narrow(Agency.objects.visible_to(officer)).filter(
        district__isnull=True, kind=AgencyKind.PEOPLES_COMMITTEE
    )
    return dict(committees.values_list("province_id", "head"))


def places_inside(where: Where, years: Years, rows: Iterable[Held]) -> dict[tuple[str, int], object]:
    """The places a page's table lists, by level and key: those with rows, and those that should have some.

    A district or rural commune of the years without a row is there too: nobody reported it.
    """
    held = {row.place for row in rows}
    found: list = []
    if where.level == "nation":
        found = Province.objects.filter(pk__in={place[0] for place in held})
    elif where.level == "province":
        districts = District.objects.filter(province=where.place)
        ids = {district for _, district, _ in held}
        found = [place for place in districts if place.pk in ids or _overlaps(place, years)]
        found += Commune.objects.filter(pk__in={c for _, district, c in held if c and not district})
    elif where.level == "district":
        ids = {commune for *_, commune in held}
        communes = Commune.objects.filter(district=where.place)
        found = [p for p in communes if p.pk in ids or (p.kind == "Xã" and _overlaps(p, years))]
    return {(Where(place).level, place.pk): place for place in found}


def _overlaps(place, years: Years) -> bool:
    return place.valid_from.year <= years.last and (
        place.valid_to is None or place.valid_to.year >= years.first
    )
