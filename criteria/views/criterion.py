"""Criteria sets, and one criterion over a province: who has not met it (S4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.scope import may_write_rule
from criteria import tables
from criteria.actions.law_sheets import PERMISSIONS
from criteria.beside import ALONE, BesideCriterion, Note, noted
from criteria.exports import download, facts_of
from criteria.former import former_choices, was_in
from criteria.grid import CommuneRow, criterion_count, nearest_first
from criteria.in_charge import lead_notes, units_in_charge
from criteria.levels import laws_of
from criteria.markup import CSS
from criteria.models import CriteriaSet, Criterion, Round
from criteria.outcomes import Outcome
from criteria.reading import Reading, choose
from criteria.registered import REGISTERED, Registered, registered_in
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.thresholds import IndicatorLine, province_lines, with_amendments
from criteria.views.links import asked, choice_links
from criteria.views.province_choice import asked_province, of_one_province

FILTERS = {
    "": "Chưa đạt hoặc chưa có số liệu",
    "chua-dat": "Chưa đạt",
    "chua-co-so-lieu": "Chưa có số liệu",
    "dat": "Đạt",
    "tat-ca": "Tất cả",
}
LETTERS = {"": "NB.", "chua-dat": "NB", "chua-co-so-lieu": ".", "dat": "M", "tat-ca": "MNBA."}


def criteria_sets(request: HttpRequest) -> HttpResponse:
    """`/tieu-chi/`: every criteria set with its decision and its criteria; a province's own say whose."""
    sets = (
        CriteriaSet.objects.select_related("issued_by")
        .prefetch_related("criteria")
        .annotate(indicators=Count("criteria__indicators__code", distinct=True))
    )
    keeper = request.user.is_authenticated and request.user.has_perms(PERMISSIONS)
    keeps = {one.pk for one in sets if keeper and may_write_rule(request.user, one.issued_by)}
    return render(request, "criteria/sets.html", {"sets": sets, "keeps": keeps, "keeper": keeper})


def _choices(request: HttpRequest, code: str, number: int, *_):
    criterion = criterion_or_404(code, number)
    title = f"Tiêu chí {number} {criterion.name} – {criterion.criteria_set.short_name}"
    return title, Round.objects.filter(criteria_set=criterion.criteria_set)


@of_one_province(_choices)
def criterion_page(
    request: HttpRequest, code: str, number: int, ending: str = "", *, beside: Callable | None = None
) -> HttpResponse:
    """`/tieu-chi/<set>/<number>/`: the communes of a province that have not met one criterion.

    `beside(reading, criterion, rows, at)` gives a BesideCriterion; `at` is the place in the letters.
    """
    criterion = criterion_or_404(code, number)
    reading = choose(request, asked_province(request), set_code=code)
    summary = summarise(reading, commune_rows(reading))
    at = criterion.criteria_set.criteria.filter(number__lt=number).count()
    more = beside(reading, criterion, summary.rows, at) if beside else BesideCriterion()
    registered = registered_in(reading)
    filters = _filters(more, registered)
    rows = nearest_first(_matching(request, summary.rows, at, filters, more, registered.communes))
    leads = _leads(reading, criterion, more)
    if ending:
        facts = facts_of(reading, summary.rows) | {note.label: note.text for note in leads[:1]} | noted(more)
        found = [_table(criterion, rows, at, more, registered)]
        return download(ending, f"tieu chi {number} {reading.province.name}", found, facts)
    count = criterion_count(summary, at, number, criterion.name) if summary.rows else None
    context = {
        "reading": reading,
        "province": reading.province,
        "criterion": criterion,
        "summary": summary,
        "illustrative": illustrative_note(reading, summary.rows),
        "count": count,
        "rows": [_line(row, at, more, registered) for row in rows],
        "registered": registered,
        "filters": choice_links(request, reading, "loc", filters),
        **_districts(request, reading, summary.rows),
        "indicators": _indicators(reading, criterion),
        "difference": _difference(count) if count else "",
        "leads": leads,
        "beside": more,
        **more.giving.context,
        **more.below.context,
    }
    return render(request, "criteria/criterion.html", context)


def _leads(reading: Reading, criterion: Criterion, more: BesideCriterion) -> list[Note]:
    """The units in charge of the criterion on the day read."""
    units = units_in_charge(reading.province, reading.day, criterion=criterion)
    return lead_notes(units[criterion.pk], more.page_of)


def _filters(more: BesideCriterion, registered: Registered) -> dict[str, str]:
    """The filters of the list: those of what is known only where it is."""
    filters = FILTERS if more.alone is None else {**FILTERS, ALONE: "Chưa có giải pháp"}
    return {**filters, REGISTERED: registered.label} if registered.communes else filters


def criterion_or_404(code: str, number: int) -> Criterion:
    """The criterion of a set, with its set."""
    found = Criterion.objects.select_related("criteria_set").filter(criteria_set__code=code, number=number)
    criterion = found.first()
    if criterion is None:
        raise Http404(f"Bộ tiêu chí này không có tiêu chí số {number}.")
    return criterion


@dataclass(frozen=True)
class CommuneLine:
    """A commune of the list: the glyph's classes, the words, whether the criterion lapsed, notes beside."""

    row: CommuneRow
    css: str
    label: str
    lapsed: bool
    cells: Sequence[tuple[str, Sequence[Note]]]
    links: Sequence[Note]
    tick: bool
    ticked: bool
    registered: bool


def _matching(request, rows, at: int, filters, more: BesideCriterion, registered) -> list[CommuneRow]:
    """The rows of the chosen letters and district, or those nobody deals with."""
    only, district = asked(request, "loc", filters), request.GET.get("huyen", "")
    if only == ALONE:
        kept = [row for row in rows if row.commune_id in more.alone]
    elif only == REGISTERED:
        kept = [row for row in rows if row.commune_id in registered and row.letters[at] in LETTERS[""]]
    else:
        kept = [row for row in rows if row.letters[at] in LETTERS[only]]
    former = request.GET.get("huyen-cu", "")
    return [row for row in kept if district in ("", row.district_code) and was_in(row, former)]


def _line(row: CommuneRow, at: int, more: BesideCriterion, registered: Registered) -> CommuneLine:
    css = CSS[row.letters[at]]
    if at in row.unconfirmed:
        css = f"{css} self"
    notes = more.of.get(row.commune_id) or [()] * len(more.headings)
    headings = [heading for _, heading in more.headings]
    return CommuneLine(
        row=row,
        css=css,
        label=tables.cell_words(row, at),
        lapsed=at in row.moved[1],
        cells=list(zip(headings, notes, strict=True)),
        links=more.links.get(row.commune_id, ()),
        tick=row.commune_id in more.tick,
        ticked=row.commune_id in more.ticked,
        registered=row.commune_id in registered.communes,
    )


def _districts(request, reading: Reading, rows: Sequence[CommuneRow]) -> dict:
    """A link for each district of the page, or for each former one where there are none."""
    if former := former_choices(rows):
        return {"former": former, "districts": choice_links(request, reading, "huyen-cu", former)}
    found = {row.district_code: row.district_name for row in rows if row.district_code}
    return {"districts": choice_links(request, reading, "huyen", {"": "Cả tỉnh", **found})}


def _indicators(reading: Reading, criterion: Criterion) -> list[IndicatorLine]:
    """The criterion's indicators with the levels in force in the province on the day read.

    That is the nearest day the set is in force; of an earlier round chosen, its own. What was amended since
    the figures were judged is said beside.
    """
    of = criterion.criteria_set
    on = max(reading.day, of.valid_from)
    on = min(on, of.valid_to) if of.valid_to else on
    round = reading.round or Round(criteria_set=of, province=reading.province, data_on=on)
    judged_on = round.data_on
    on = judged_on if reading.reads_today else max(on, judged_on)
    then, now = (
        province_lines(law, reading.province) for law in laws_of(round, [judged_on, on], pk=criterion.pk)
    )
    return with_amendments(then, now)


def _difference(count) -> str:
    """How many more or fewer communes miss it than in the round before, in words."""
    if count.not_met_before is None:
        return ""
    more = count.not_met - count.not_met_before
    if not more:
        return "số xã chưa đạt không đổi"
    return f"số xã chưa đạt {'tăng' if more > 0 else 'giảm'} {abs(more)}"


def _table(
    criterion: Criterion, rows, at: int, more: BesideCriterion, registered: Registered
) -> tables.Table:
    nothing = [()] * len(more.headings)
    return tables.Table(
        key="xa",
        title=f"Tiêu chí {criterion.number}",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            ("ket_qua", f"TC {criterion.number} {criterion.name}"),
            *tables.COUNTED,
            ("moi_dat", "Mới đạt trong kỳ"),
            ("dang_ky", registered.label if registered.year else "Xã đăng ký"),
            *more.headings,
        ],
        rows=[
            [
                row.code,
                row.name,
                row.district_name,
                tables.cell_words(row, at),
                *tables.counted(row),
                "Có" if row.letters[at] == Outcome.MET and at in row.moved[0] else "Không",
                "Có" if row.commune_id in registered.communes else "Không",
                *("; ".join(map(str, notes)) for notes in more.of.get(row.commune_id, nothing)),
            ]
            for row in rows
        ],
    )
