"""Criteria sets, and one criterion over a province: who has not met it (S4)."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from criteria import tables
from criteria.exports import download, facts_of
from criteria.grid import CommuneRow, criterion_count, nearest_first
from criteria.levels import law_of
from criteria.models import CriteriaSet, Criterion, Round
from criteria.outcomes import Outcome
from criteria.reading import choose
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.thresholds import province_lines
from criteria.views.changes import asked_province
from criteria.views.links import asked, choice_links
from criteria.views.matrix import CSS

FILTERS = {
    "": "Chưa đạt hoặc chưa có số liệu",
    "chua-dat": "Chưa đạt",
    "chua-co-so-lieu": "Chưa có số liệu",
    "dat": "Đạt",
    "tat-ca": "Tất cả",
}
LETTERS = {"": "NB.", "chua-dat": "NB", "chua-co-so-lieu": ".", "dat": "M", "tat-ca": "MNBA."}


def criteria_sets(request: HttpRequest) -> HttpResponse:
    """`/tieu-chi/`: every criteria set with its decision and its criteria."""
    sets = CriteriaSet.objects.prefetch_related("criteria").annotate(indicators=Count("criteria__indicators"))
    return render(request, "criteria/sets.html", {"sets": sets})


def criterion_page(request: HttpRequest, code: str, number: int, ending: str = "") -> HttpResponse:
    """`/tieu-chi/<set>/<number>/`: the communes of a province that have not met one criterion."""
    criterion = (
        Criterion.objects.select_related("criteria_set")
        .filter(criteria_set__code=code, number=number)
        .first()
    )
    if criterion is None:
        raise Http404(f"Bộ tiêu chí này không có tiêu chí số {number}.")
    reading = choose(request, asked_province(request), set_code=code)
    summary = summarise(reading, commune_rows(reading))
    at = criterion.criteria_set.criteria.filter(number__lt=number).count()
    only = asked(request, "loc", FILTERS)
    district = request.GET.get("huyen", "")
    matching = [
        row
        for row in summary.rows
        if row.letters[at] in LETTERS[only] and district in ("", row.district_code)
    ]
    rows = nearest_first(matching)
    if ending:
        found = [_table(criterion, rows, at)]
        return download(
            ending, f"tieu chi {number} {reading.province.name}", found, facts_of(reading, summary.rows)
        )
    count = criterion_count(summary, at, number, criterion.name) if summary.rows else None
    context = {
        "reading": reading,
        "province": reading.province,
        "criterion": criterion,
        "summary": summary,
        "illustrative": illustrative_note(reading, summary.rows),
        "count": count,
        "rows": [_line(row, at) for row in rows],
        "filters": choice_links(request, reading, "loc", FILTERS),
        "districts": choice_links(request, reading, "huyen", {"": "Cả tỉnh", **_districts(summary)}),
        "indicators": _indicators(reading, criterion),
        "difference": _difference(count) if count else "",
    }
    return render(request, "criteria/criterion.html", context)


def _line(row: CommuneRow, at: int) -> tuple[CommuneRow, str, str, bool]:
    """A commune with the glyph's classes, the words, and whether the criterion lapsed."""
    css = CSS[row.letters[at]]
    if at in row.unconfirmed:
        css = f"{css} self"
    return row, css, tables.cell_words(row, at), at in row.moved[1]


def _districts(summary) -> dict[str, str]:
    """Code → name of the districts on the page, in order."""
    return {row.district_code: row.district_name for row in summary.rows if row.district_code}


def _indicators(reading, criterion: Criterion):
    """The criterion's indicators with the levels that apply in the province."""
    shown = reading.round
    if shown is None:
        # No round yet: the levels of today, or of the nearest day the set is in force.
        law = criterion.criteria_set
        on = max(timezone.localdate(), law.valid_from)
        shown = Round(
            criteria_set=law, province=reading.province, data_on=min(on, law.valid_to) if law.valid_to else on
        )
    return province_lines(law_of(shown, pk=criterion.pk), reading.province)


def _difference(count) -> str:
    """How many more or fewer communes miss it than in the round before, in words."""
    if count.not_met_before is None:
        return ""
    more = count.not_met - count.not_met_before
    if not more:
        return "số xã chưa đạt không đổi"
    return f"số xã chưa đạt {'tăng' if more > 0 else 'giảm'} {abs(more)}"


def _table(criterion: Criterion, rows, at: int) -> tables.Table:
    return tables.Table(
        key="xa",
        title=f"Tiêu chí {criterion.number}",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            ("ket_qua", f"TC {criterion.number} {criterion.name}"),
            ("dat", "Số tiêu chí đạt"),
            ("con", "Còn lại"),
            ("moi_dat", "Mới đạt trong kỳ"),
        ],
        rows=[
            [
                row.code,
                row.name,
                row.district_name,
                tables.cell_words(row, at),
                *tables.met_and_left(row),
                "Có" if row.letters[at] == Outcome.MET and at in row.moved[0] else "Không",
            ]
            for row in rows
        ],
    )
