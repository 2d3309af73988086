"""Which work items a page shows, what each cost, got, spent and owes, and what they add up to."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, QueryDict

from communes.models import Commune, District, Officer, ScopeLevel
from communes.row_keys import UNFILTERED, filter_row, filter_word, key_of
from criteria.models import Criterion
from criteria.wording import day
from funding.arrears import open_on
from funding.capital_choice import FIRST_YEAR, LAST_YEAR
from funding.models import (
    Arrears,
    OverlapQuestion,
    Programme,
    QuestionState,
    WorkFunding,
    WorkGroup,
)

ASKED = {"huyen": "huyện", "xa": "xã", "chuong-trinh": "chương trình", "tieu-chi": "tiêu chí"}


@dataclass(frozen=True)
class Offered:
    """What a reader may choose from: places with items, the programmes that pay, the criteria served."""

    districts: list[District]
    communes: list[Commune]
    programmes: list[Programme]
    criteria: list[Criterion]
    years: list[int]


def offered(seen: QuerySet, officer: Officer) -> Offered:
    """The choices of an officer, none without an item; five queries for a province, fewer below it."""
    above = officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE)
    below = officer.scope_level != ScopeLevel.COMMUNE
    items = seen.order_by()
    paying = WorkFunding.objects.filter(work_item__in=items.values("pk")).order_by()
    spans = items.values_list("year_from", "year_to").distinct()
    return Offered(
        list(District.objects.filter(pk__in=items.values("district"))) if above else [],
        list(Commune.objects.filter(pk__in=items.values("commune")).select_related("district"))
        if below
        else [],
        list(Programme.objects.filter(pk__in=paying.values("programme")).order_by("-phase", "position")),
        list(
            Criterion.objects.filter(pk__in=items.values("criterion"))
            .select_related("criteria_set")
            .order_by("-criteria_set__valid_from", "number")
        ),
        sorted({year for first, last in spans for year in range(first, last + 1)}, reverse=True),
    )


@dataclass(frozen=True)
class Chosen:
    """What a list of work items is about, all from the address; 0 and "" choose everything."""

    district: District | None = None
    commune: Commune | None = None
    group: str = ""
    programme: Programme | None = None
    year: int = 0
    criterion: Criterion | None = None
    owing: bool = False
    doubted: bool = False

    @property
    def query(self) -> dict[str, str]:
        """The choice as the address says it."""
        keys = {
            "huyen": self.district,
            "xa": self.commune,
            "chuong-trinh": self.programme,
            "tieu-chi": self.criterion,
        }
        given = {name: str(row.pk) for name, row in keys.items() if row}
        given |= {"nhom": self.group, "nam": str(self.year or "")}
        given |= {"no-dong": "1" if self.owing else "", "nghi-trung": "1" if self.doubted else ""}
        return {name: value for name, value in given.items() if value}

    @property
    def words(self) -> list[str]:
        """The filters in words."""
        said = [place.prose_name for place in (self.district, self.commune) if place]
        if self.group:
            said.append(f"nhóm {WorkGroup(self.group).label}")
        if self.programme:
            said.append(f"có vốn {self.programme}")
        if self.year:
            said.append(f"thực hiện năm {self.year}")
        if self.criterion:
            said.append(f"phục vụ tiêu chí {self.criterion.number}")
        return said + ["có nợ đọng"] * self.owing + ["nghi trùng"] * self.doubted

    def filter(self, rows: QuerySet, on: datetime.date) -> QuerySet:
        """The items chosen; debts are those open on the day."""
        plain = ("district", "commune", "group", "criterion")
        rows = rows.filter(**{name: value for name in plain if (value := getattr(self, name))})
        if self.programme:
            paid = WorkFunding.objects.filter(programme=self.programme)
            rows = rows.filter(pk__in=paid.order_by().values("work_item"))
        if self.year:
            rows = rows.filter(year_from__lte=self.year, year_to__gte=self.year)
        if self.owing:
            rows = rows.filter(pk__in=Arrears.objects.filter(open_on(on)).order_by().values("work_item"))
        if self.doubted:
            rows = rows.filter(_doubted())
        return rows


def choose(given: QueryDict, choices: Offered, officer: Officer) -> Chosen:
    """Read the choice. What there is but no item has is chosen all the same, and the list is empty.

    Http404 for what the officer may not see or what is not there: every item instead would be taken for the
    few that were asked for.
    """

    def one(name: str, rows: list, there_are: QuerySet):
        if not (asked := given.get(name, "")):
            return None
        found = next((row for row in rows if row.pk == key_of(asked)), None)
        if found is None:
            found = filter_row(there_are, ASKED[name], asked)
            rows.append(found)
        return found

    communes = Commune.objects.visible_to(officer).select_related("district").distinct()
    return Chosen(
        one("huyen", choices.districts, District.objects.visible_to(officer).distinct()),
        one("xa", choices.communes, communes),
        filter_word(given.get("nhom", ""), WorkGroup.values, "nhóm công trình"),
        one("chuong-trinh", choices.programmes, Programme.objects.all()),
        _year(given.get("nam", ""), choices.years),
        one("tieu-chi", choices.criteria, Criterion.objects.select_related("criteria_set")),
        given.get("no-dong") == "1",
        given.get("nghi-trung") == "1",
    )


def _year(text: str, offered: list[int]) -> int:
    """The year asked for, 0 without one; Http404 for what is none. One without items is offered besides."""
    year = key_of(text)
    if text and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(f"Chỉ có công trình từ năm {FIRST_YEAR} đến năm {LAST_YEAR}. {UNFILTERED}")
    if year and year not in offered:
        offered.append(year)
    return year


def open_questions() -> QuerySet:
    """Questions that wait for an answer; one whose items changed since is gone."""
    return OverlapQuestion.objects.filter(state=QuestionState.OPEN, gone_at__isnull=True).order_by()


def _doubted() -> Q:
    asked = open_questions()
    return Q(pk__in=asked.values("work_item")) | Q(pk__in=asked.filter(second__isnull=False).values("second"))


def with_money(rows: QuerySet, on: datetime.date) -> QuerySet:
    """The items with `funded`, `disbursed`, `owed` (None without any) and `doubts`, by place and year."""
    paying = WorkFunding.objects.filter(work_item=OuterRef("pk")).order_by().values("work_item")
    owing = Arrears.objects.filter(open_on(on), work_item=OuterRef("pk")).order_by().values("work_item")
    asked = open_questions()
    first = asked.filter(work_item=OuterRef("pk")).values("work_item").annotate(n=Count("pk"))
    second = asked.filter(second=OuterRef("pk")).values("second").annotate(n=Count("pk"))
    return (
        rows.select_related("commune__district", "criterion")
        .annotate(
            funded=Subquery(paying.annotate(n=Sum("amount")).values("n")),
            disbursed=Subquery(paying.annotate(n=Sum("disbursed")).values("n")),
            owed=Subquery(owing.annotate(n=Sum("amount")).values("n")),
            doubts=Coalesce(Subquery(first.values("n")), 0) + Coalesce(Subquery(second.values("n")), 0),
        )
        .order_by("commune__sort_key", "commune__code", "-year_from", "pk")
    )


@dataclass(frozen=True)
class Totals:
    """What the chosen items add up to, in đồng; None where nobody said anything."""

    items: int
    illustrative: int
    cost: int | None
    costed: int
    funded: int | None
    disbursed: int | None
    owed: int | None
    owing: int
    doubted: int

    @cached_property
    def note(self) -> str:
        """What must be said of illustrative items; empty without any."""
        if not self.illustrative:
            return ""
        return (
            f"{self.illustrative}/{self.items} công trình trong trang là minh họa, không phải số liệu thật."
        )


def totals_of(rows: QuerySet, on: datetime.date) -> Totals:
    """Add the items up; four queries whatever their number."""
    keys = rows.order_by().values("pk")
    items = rows.order_by().aggregate(
        n=Count("pk"),
        made_up=Count("pk", filter=Q(illustrative=True)),
        cost_sum=Sum("cost"),
        costed=Count("cost"),
    )
    paid = WorkFunding.objects.filter(work_item__in=keys).aggregate(n=Sum("amount"), spent=Sum("disbursed"))
    owed = Arrears.objects.filter(open_on(on), work_item__in=keys).aggregate(
        n=Sum("amount"), items=Count("work_item", distinct=True)
    )
    return Totals(
        items["n"],
        items["made_up"],
        items["cost_sum"],
        items["costed"],
        paid["n"],
        paid["spent"],
        owed["n"],
        owed["items"],
        rows.order_by().filter(_doubted()).count(),
    )


def facts_of(chosen: Chosen, totals: Totals, on: datetime.date) -> dict[str, str]:
    """What must stand beside the figures of a file."""
    facts = {"Nợ đọng tính đến": day(on), "Số công trình": str(totals.items)}
    if chosen.words:
        facts["Lọc"] = "; ".join(chosen.words)
    if totals.note:
        facts["Ghi chú"] = totals.note
    return facts
