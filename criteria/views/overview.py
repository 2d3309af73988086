"""The province in two minutes (S1) and the country with provinces as rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from criteria import drawing, tables, wording
from criteria.at_risk import Risks, risks_of, rows_in_charge
from criteria.beside import Columns, Figure, noted
from criteria.exports import download, facts_of
from criteria.former import by_former_district, former_choices
from criteria.grid import CriterionCount, Summary, criterion_counts
from criteria.markup import band_bar, place_cells
from criteria.peers import others_report, peers, region_page
from criteria.reading import Reading, choose, province_or_404
from criteria.recognised_since import recognised_since
from criteria.registered import Registered, RegisteredCount, registered_in
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.successors import provinces_beside
from criteria.trends import trend
from criteria.views.links import asked, choice_links, labels

HARDEST = 5
SORTS = {
    "kho-khan": (
        "Còn nhiều việc nhất",
        lambda line: (line.summary.average is None, line.summary.average or 0),
    ),
    "ten": ("Tên", lambda line: line.sort_key),
}


@dataclass(frozen=True)
class PlaceLine:
    """One place in a table of places; `beside` are the figures another app adds to its row.

    `missing` says that the table has a column of criteria nothing is known of.
    """

    code: str
    name: str
    sort_key: str
    url: str
    summary: Summary
    beside: Sequence[Figure] = ()
    plan: RegisteredCount | None = None
    missing: bool = False

    @property
    def cells(self) -> SafeString:
        """The counts as the table of places prints them."""
        return place_cells(
            self.summary,
            average=self.average,
            difference=self.difference,
            missing=self.missing,
            plan=self.plan,
            beside=self.beside,
        )

    @property
    def bar(self) -> SafeString:
        return band_bar(self.summary)

    @property
    def average(self) -> str:
        return wording.decimal(self.summary.average)

    @property
    def difference(self) -> str:
        """Difference of the averages, in criteria per commune."""
        now, before = self.summary.average, self.summary.average_before
        return wording.decimal(now - before, signed=True) if None not in (now, before) else "–"


@dataclass(frozen=True)
class HardLine:
    """One of the criteria most communes miss; `known` are the communes with data on it."""

    count: CriterionCount
    known: int
    url: str
    bar: object
    difference: str


def overview(
    request: HttpRequest, code: str, ending: str = "", *, beside: Callable | None = None
) -> HttpResponse:
    """`/tinh/<code>/`: one sentence, the bands, the districts, the hardest criteria, the trend.

    `beside(reading, summary, criteria ids)` gives a BesideOverview, or None for readers it is not for.
    """
    province = province_or_404(request, code)
    reading = choose(request, province)
    summary = summarise(reading, commune_rows(reading))
    numbered = list(criteria_of(reading, "pk", "is_key", others_report(reading)))
    counts = criterion_counts(summary, [row[:2] for row in numbered])
    registered = registered_in(reading)
    more = beside(reading, summary, [pk for _, _, pk, *_ in numbered]) if beside and reading.round else None
    lines, more = _lines_beside(reading, summary, more, registered)
    if ending:
        return _file(ending, reading, summary, counts, lines, more)
    context = {
        "reading": reading,
        "province": province,
        "summary": summary,
        "illustrative": illustrative_note(reading, summary.rows),
        "headline": wording.headline(summary),
        **_said(reading, summary),
        "average": wording.decimal(summary.average),
        "bar": band_bar(summary, 1000),
        "lines": sorted(lines, key=SORTS[asked(request, "xep", SORTS)][1]),
        "sorts": choice_links(request, reading, "xep", labels(SORTS)),
        "hardest": hardest(reading, counts, summary.count),
        "trend": trend(reading, recast=request.GET.get("gop") == "hien-nay"),
        "risks": _risks(request.user, summary, numbered),
        "former": former_choices(summary.rows),
        "in_several": sum(len(row.former) > 1 for row in summary.rows),
        **_region(reading, others=any(row[-1] for row in numbered)),
        "beside_provinces": provinces_beside(province, reading.day),
        "beside": more,
        "registered": registered,
        "plan": registered.count(summary.rows),
    }
    return render(request, "criteria/overview.html", context)


def _risks(officer, summary: Summary, numbered: list[tuple]) -> Risks | None:
    """Recognised communes at risk among those the officer is in charge of; None for anybody else."""
    if not officer.is_authenticated:
        return None
    rows = rows_in_charge(officer, summary.rows)
    keys = {at for at, (*_, is_key, _) in enumerate(numbered) if is_key}
    return risks_of(rows, keys) if rows else None


def _lines_beside(reading: Reading, summary: Summary, more, registered: Registered) -> tuple[list, object]:
    """The districts with the columns beside them; without districts the former ones, without columns."""
    if former_choices(summary.rows):
        lines = former_lines(reading, summary, registered)
        return lines, more and replace(more, columns=Columns([], {}, []))
    lines = district_lines(reading, summary, registered)
    if more:
        lines = [replace(line, beside=more.columns.of_place(line.code)) for line in lines]
    return lines, more


def _file(ending: str, reading: Reading, summary: Summary, counts, lines, more) -> HttpResponse:
    """The page's tables; what is illustrative of the added columns is said beside them."""
    groups = [(line.code, line.name, line.summary) for line in lines]
    found = [
        tables.places_table(groups, "Huyện, thành phố", more.columns if more else None),
        tables.bands_table(summary),
        tables.criteria_table(counts),
    ]
    facts = facts_of(reading, summary.rows) | noted(more)
    return download(ending, f"tong quan {reading.province.name}", found, facts)


def _region(reading, *, others: bool) -> dict:
    """The province beside its region: its place where another one reports, and where they all stand."""
    return {"peers": peers(reading) if others else None, "region_page": region_page(reading)}


def _said(reading: Reading, summary: Summary) -> dict:
    """The report sentence of the data day, and what became of recognition since."""
    if reading.round is None:
        return {}
    where = "toàn tỉnh" if reading.province.kind == "Tỉnh" else "toàn thành phố"
    return {
        "sentence": wording.report_sentence(summary, where=where, on=reading.round.data_on),
        "since": recognised_since(reading, summary.rows),
    }


def criteria_of(reading: Reading, *more: str):
    """(number, short name) and the fields `more` of the chosen set's criteria, in order."""
    if reading.criteria_set is None:
        return []
    return reading.criteria_set.criteria.order_by("number").values_list("number", "short_name", *more)


def district_lines(reading: Reading, summary: Summary, registered: Registered) -> list[PlaceLine]:
    """One line per district of the chosen round; communes without a district stand together."""
    lines = []
    for (code, name, sort_key), part in _by_district(summary).items():
        url = f"/huyen/{code}/{reading.query}" if code else ""
        plan = registered.count(part.rows) if registered.communes else None
        name = name or "Xã trực thuộc tỉnh"
        missing = bool(summary.missing)
        lines.append(PlaceLine(code, name, sort_key, url, part, plan=plan, missing=missing))
    return lines


def former_lines(reading: Reading, summary: Summary, registered: Registered) -> list[PlaceLine]:
    """One line per former district, each leading to its communes on the province's board."""
    board = f"/tinh/{reading.province.code}/bang-theo-doi/{reading.query}&huyen-cu="
    return [
        PlaceLine(
            district.code,
            district.label if district.code else district.name,
            district.sort_key,
            f"{board}{district.code}" if district.code else "",
            part,
            plan=registered.count(part.rows) if registered.communes else None,
            missing=bool(summary.missing),
        )
        for district, part in by_former_district(summary).items()
    ]


def _by_district(summary: Summary) -> dict[tuple[str, str, str], Summary]:
    parts = summary.split("district_code")
    first = {code: part.rows[0] for code, part in parts.items()}
    return {
        (code, first[code].district_name, first[code].district_sort): part for code, part in parts.items()
    }


def hardest(reading: Reading, counts: list[CriterionCount], communes: int) -> list[HardLine]:
    """The criteria that most communes have not met, with the change since the round before."""
    worst = sorted((count for count in counts if count.not_met), key=lambda count: -count.not_met)[:HARDEST]
    lines = []
    for count in worst:
        before, known = count.not_met_before, communes - count.no_data
        lines.append(
            HardLine(
                count=count,
                url=criterion_url(reading, count.number),
                known=known,
                bar=drawing.stacked_bar(
                    [("miss", count.not_met), ("rest", known - count.not_met)], width=108
                ),
                difference="–" if before is None else wording.decimal(count.not_met - before, 0, signed=True),
            )
        )
    return lines


def criterion_url(reading: Reading, number: int) -> str:
    """The criterion's page for the same province, round and basis."""
    return f"/tieu-chi/{reading.criteria_set.code}/{number}/{reading.query}&tinh={reading.province.code}"
