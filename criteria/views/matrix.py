"""Communes × criteria: the board of a district or of a whole province (S2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from communes.models import District, Province
from criteria import tables, wording
from criteria.beside import ALONE, BesideBoard
from criteria.exports import download, facts_of
from criteria.grid import CommuneRow, criterion_counts, nearest_first
from criteria.markup import board_cells
from criteria.models import Standing
from criteria.reading import Reading, choose, place_or_404, province_or_404
from criteria.registered import REGISTERED, Registered, registered_in
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


@dataclass(frozen=True)
class BoardLine:
    """One commune of the board."""

    row: CommuneRow
    url: str
    cells: SafeString
    left: str


def district_board(
    request: HttpRequest, code: str, ending: str = "", *, beside: Callable | None = None
) -> HttpResponse:
    """`/huyen/<code>/`: the district's communes and every criterion; `beside` as for the province's."""
    has_figures = Exists(Standing.objects.filter(district=OuterRef("pk")))
    places = District.objects.select_related("province")
    district = place_or_404(places, code, request, known_by=has_figures)
    return _board(request, district.province, ending, beside, district)


def province_board(
    request: HttpRequest, code: str, ending: str = "", *, beside: Callable | None = None
) -> HttpResponse:
    """`/tinh/<code>/bang-theo-doi/`: every commune of the province and every criterion.

    `beside(reading, summary, criteria ids, district)` gives a BesideBoard, or None for readers it is not for.
    """
    province = province_or_404(request, code)
    return _board(request, province, ending, beside, None)


def _board(request, province: Province, ending: str, beside, district: District | None) -> HttpResponse:
    reading = choose(request, province)
    where = {"district": district} if district else {}
    summary = summarise(reading, commune_rows(reading, **where))
    numbered = list(criteria_of(reading, "pk"))
    criteria = [(number, name) for number, name, _ in numbered]
    ids = [pk for *_, pk in numbered]
    more = beside(reading, summary, ids, district) if beside and reading.round else None
    alone = _alone(summary.rows, ids, more)
    filters = _filters(alone, registered_in(reading))
    sort, only = asked(request, "xep", SORTS), asked(request, "loc", filters)
    shown = SORTS[sort][1]([row for row in summary.rows if filters[only][1](row)])
    place = district or province
    if ending:
        found = [tables.matrix_table(shown, criteria)]
        return download(ending, f"bang theo doi {place.name}", found, facts_of(reading, summary.rows))
    lines = _lines(reading, shown, criteria, alone or {})
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
        "filters": choice_links(request, reading, "loc", labels(filters)),
        "filter_label": filters[only][0],
        "beside": more,
    }
    return render(request, "criteria/board.html", context)


def _alone(rows: Iterable[CommuneRow], ids: list[int], more: BesideBoard | None) -> dict | None:
    """Commune id → positions of the cells nobody deals with; None where that is not told."""
    if more is None or more.alone is None:
        return None
    return {
        row.commune_id: {at for at, pk in enumerate(ids) if (row.commune_id, pk) in more.alone}
        for row in rows
    }


def _filters(alone: dict | None, registered: Registered) -> dict:
    filters = dict(FILTERS)
    if registered.communes:
        filters[REGISTERED] = (registered.label, lambda row: row.commune_id in registered.communes)
    if alone is None:
        return filters
    return {**filters, ALONE: ("Có ô chưa có giải pháp", lambda row: bool(alone[row.commune_id]))}


def _lines(reading: Reading, rows: Iterable[CommuneRow], criteria, alone: dict) -> list[BoardLine]:
    numbers = [number for number, _ in criteria]
    lines = []
    for row in rows:
        url = f"/xa/{row.code}/{reading.query}"
        left = ", ".join(str(numbers[at]) for at in row.unmet)
        lines.append(BoardLine(row, url, board_cells(row, url, numbers, alone.get(row.commune_id, ())), left))
    return lines
