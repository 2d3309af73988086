"""One line on a place's capital in a year: counterpart, overlap questions, arrears. Two queries, always."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Subquery, Sum

from communes.models import Commune, District, Province
from communes.scope import covers_place
from criteria.beside import Note
from funding.arrears import open_on
from funding.capital_choice import Where, Years
from funding.capital_words import arranged_words, lack_words, prose
from funding.counterpart import Piece, Total, pieces, together
from funding.models import Allocation, Arrears, OverlapQuestion, QuestionState, SourceNature
from funding.sums import Held, Money

READ = "funding.view_allocation"
KEYS = ("province_id", "district_id", "commune_id", "programme_id", "capital_source_id", "year")
ABOUT = (
    "illustrative",
    "programme__is_target",
    "capital_source__nature",
    "capital_source__parent_id",
    "capital_source__parent__parent_id",
)


class Rule(NamedTuple):
    """The columns of a CounterpartRule that `funding.counterpart` reads."""

    pk: int
    province_id: int
    programme_id: int
    base_id: int
    ratio: Decimal
    valid_from: datetime.date
    valid_to: datetime.date | None


class Beyond(NamedTuple):
    """What the line says besides money: debts in đồng, questions, whether debts are made up."""

    owed: int | None
    questions: int
    made_up: bool


@dataclass(frozen=True)
class CapitalLine:
    """The line, what residents gave in đồng (as converted), and whether any of it is made up."""

    note: Note
    year: int
    people: int | None
    illustrative: bool


def capital_line(
    officer, place: Province | District | Commune, year: int, today: datetime.date
) -> CapitalLine | None:
    """The line for an officer in charge of the whole place who may read money; None for anybody else.

    It speaks of the year, or of the latest before it with money on record.
    """
    if not (officer.is_authenticated and officer.is_active and officer.has_perm(READ)):
        return None
    if not covers_place(officer, place):
        return None
    where = Where(place)
    rules, beyond = _rules_and_beyond(officer, where, today)
    rows = _rows(officer, where, year)
    year = rows[0][0].year if rows else year
    whole = together(_owed(rows, rules))
    people = [
        row.money.allocated for row, about in rows if about["capital_source__nature"] == SourceNature.PEOPLE
    ]
    known = [amount for amount in people if amount is not None]
    return CapitalLine(
        note=_note(where, Years(year, year), whole, beyond),
        year=year,
        people=sum(known) if known else None,
        illustrative=beyond.made_up or any(about["illustrative"] for _, about in rows),
    )


def _note(where: Where, years: Years, whole: Total, beyond: Beyond) -> Note:
    said = [lack_words(whole)] if whole.is_short else []
    said += [f"{beyond.questions} câu hỏi nghi trùng"] if beyond.questions else []
    # What a commune owes keeps it from recognition: see `open_arrears`.
    follows = ", chưa đủ điều kiện xét công nhận" if isinstance(where.place, Commune) else ""
    said += [f"nợ đọng {prose(beyond.owed)}{follows}"] if beyond.owed else []
    return Note(
        arranged_words(whole.due.required, whole.due.allocated),
        f"{where.path}/{years.query}",
        f"Vốn đối ứng {years}",
        ", ".join(said),
        bad=bool(said),
    )


def _rows(officer, where: Where, year: int) -> list[tuple[Held, dict]]:
    """The place's money of one year with what is needed to know of its source and programme."""
    own = where.narrow(Allocation.objects.visible_to(officer))
    latest = own.filter(year__lte=year).order_by("-year").values("year")[:1]
    found = own.filter(year=Subquery(latest))
    grouped = found.order_by().values(*KEYS, *ABOUT)
    sums = grouped.annotate(allocated_sum=Sum("allocated"), disbursed_sum=Sum("disbursed"))
    return [(_held(row), row) for row in sums]


def _held(row: dict) -> Held:
    place = (row["province_id"], row["district_id"], row["commune_id"])
    money = Money(None, row["allocated_sum"], row["disbursed_sum"])
    return Held(place, row["programme_id"], row["capital_source_id"], row["year"], money)


def _owed(rows: list[tuple[Held, dict]], rules: list[Rule]) -> list[Piece]:
    """The counterpart of the rows, by the same rule as the page of capital."""
    bound = {rule.programme_id for rule in rules}
    counting = [
        (row, about) for row, about in rows if about["programme__is_target"] or row.programme in bound
    ]
    parents = ("capital_source_id", "capital_source__parent_id", "capital_source__parent__parent_id")
    around = {row.source: frozenset(about[name] for name in parents) - {None} for row, about in counting}
    local = frozenset(
        row.source for row, about in counting if about["capital_source__nature"] == SourceNature.LOCAL
    )
    return pieces([row for row, _ in counting], rules, around, local)


def _rules_and_beyond(officer, where: Where, today: datetime.date) -> tuple[list[Rule], Beyond]:
    """The province's rules, each beside the place's debts and questions, which stand there without any."""
    debts = where.narrow(Arrears.objects.visible_to(officer), "work_item__").filter(open_on(today))
    asked = where.narrow(OverlapQuestion.objects.visible_to(officer), "work_item__")
    asked = asked.filter(state=QuestionState.OPEN, gone_at__isnull=True)
    # Every row of the place is of one province: grouped by it, each sum is one value.
    of_province = "work_item__province"
    owed = debts.order_by().values(of_province).annotate(whole=Sum("amount")).values("whole")
    questions = asked.order_by().values(of_province).annotate(whole=Count("pk")).values("whole")
    provinces = Province.objects.visible_to(officer).filter(pk=where.province.pk).order_by()
    columns = [f"counterpart_rules__{name}" for name in ("id", *Rule._fields[1:])]
    rows = provinces.annotate(
        owed=Subquery(owed),
        questions=Subquery(questions),
        made_up=Exists(debts.filter(work_item__illustrative=True).filter(work_item__province=OuterRef("pk"))),
    ).values_list(*columns, "owed", "questions", "made_up")
    found = list(rows)
    *_, owed_now, count, made_up = found[0]
    rules = {Rule(*row[: len(columns)]) for row in found if row[0] is not None}
    return sorted(rules), Beyond(owed_now, count or 0, made_up)
