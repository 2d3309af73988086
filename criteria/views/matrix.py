"""Communes × criteria: the board of a district or of a whole province (S2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communes.models import District, Province
from criteria import tables, wording
from criteria.exports import download, facts_of
from criteria.grid import CommuneRow, criterion_counts, nearest_first
from criteria.models import Standing
from criteria.outcomes import NO_DATA, Outcome
from criteria.reading import Reading, choose, place_or_404, province_or_404
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.views.links import asked, choice_links, labels
from criteria.views.overview import criteria_of, criterion_url

SORTS = {
    "gan-dat": ("Gần đạt nhất", nearest_first),
    "ten": ("Tên xã", lambda rows: sorted(rows, key=lambda row: row.sort_key)),
    "thay-doi": (
        "Thay đổi trong kỳ",
        lambda rows: sorted(rows, key=lambda row: (-sum(map(len, row.moved)), row.sort_key)),
    ),
}
FILTERS = {
    "": ("Tất cả", lambda row: True),
    "1-2": ("Còn thiếu 1–2", lambda row: 1 <= len(row.unmet) <= 2),
    "3-5": ("Còn thiếu 3–5", lambda row: 3 <= len(row.unmet) <= 5),
    "6": ("Còn thiếu từ 6", lambda row: len(row.unmet) >= 6),
    "tut": ("Có tiêu chí bị tụt", lambda row: bool(row.moved[1])),
    "chua-cap-nhat": ("Chưa cập nhật kỳ này", lambda row: row.updated_at is None),
}
CSS = {
    Outcome.MET: "M",
    Outcome.BASICALLY_MET: "B",
    Outcome.NOT_MET: "N",
    Outcome.NOT_APPLICABLE: "A",
    NO_DATA: "O",
}


@dataclass(frozen=True)
class Cell:
    """One cell as the template writes it: class names, words, and a link where there is work left."""

    css: str
    text: str
    url: str


@dataclass(frozen=True)
class BoardLine:
    """One commune of the board."""

    row: CommuneRow
    url: str
    cells: list[Cell]
    left: str


def district_board(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/huyen/<code>/`: the district's communes and every criterion."""
    has_figures = Exists(Standing.objects.filter(district=OuterRef("pk")))
    places = District.objects.select_related("province")
    district = place_or_404(places, code, request, known_by=has_figures)
    return _board(request, district.province, ending, district=district)


def province_board(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/tinh/<code>/bang-theo-doi/`: every commune of the province and every criterion."""
    province = province_or_404(request, code)
    return _board(request, province, ending)


def _board(request, province: Province, ending: str, district: District | None = None) -> HttpResponse:
    reading = choose(request, province)
    where = {"district": district} if district else {}
    summary = summarise(reading, commune_rows(reading, **where))
    criteria = list(criteria_of(reading))
    sort, only = asked(request, "xep", SORTS), asked(request, "loc", FILTERS)
    shown = SORTS[sort][1]([row for row in summary.rows if FILTERS[only][1](row)])
    place = district or province
    if ending:
        found = [tables.matrix_table(shown, criteria)]
        return download(ending, f"bang theo doi {place.name}", found, facts_of(reading, summary.rows))
    lines = _lines(reading, shown, criteria)
    context = {
        "reading": reading,
        "province": province,
        "district": district,
        "place": place,
        "summary": summary,
        "illustrative": illustrative_note(reading, summary.rows),
        "headline": wording.headline(summary),
        "average": wording.decimal(summary.average),
        "left": [line for line in lines if line.row.unmet],
        "done": [line for line in lines if not line.row.unmet],
        "shown": len(shown),
        "counts": [
            (count, criterion_url(reading, count.number)) for count in criterion_counts(summary, criteria)
        ],
        "columns": len(criteria) + (3 if district else 4),
        "sorts": choice_links(request, reading, "xep", labels(SORTS)),
        "filters": choice_links(request, reading, "loc", labels(FILTERS)),
        "filter_label": FILTERS[only][0],
    }
    return render(request, "criteria/board.html", context)


def _lines(reading: Reading, rows: Iterable[CommuneRow], criteria) -> list[BoardLine]:
    numbers = [number for number, _ in criteria]
    lines = []
    for row in rows:
        url = f"/xa/{row.code}/{reading.query}"
        left = ", ".join(str(numbers[at]) for at in row.unmet)
        lines.append(BoardLine(row, url, cells_of(row, url, numbers), left))
    return lines


def cells_of(row: CommuneRow, url: str, numbers: list[int]) -> list[Cell]:
    """The row's cells: words for readers and copies, classes for the glyph, links to what is left."""
    gained, lapsed = row.moved
    cells = []
    for at, letter in enumerate(row.letters):
        css, text = CSS[letter], tables.cell_words(row, at)
        if at in row.unconfirmed:
            css = f"{css} self"
        if at in gained:
            css, text = f"{css} up", f"{text}, mới đạt"
        elif at in lapsed:
            css, text = f"{css} down", f"{text}, bị tụt"
        cells.append(Cell(css, text, f"{url}#tc{numbers[at]}" if letter in "NB." else ""))
    return cells
