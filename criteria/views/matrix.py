"""Communes × criteria: the board of a district or of a whole province (S2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from communes.heads import name_heads
from communes.models import District, Province
from criteria import tables, wording
from criteria.beside import ALONE, BesideBoard
from criteria.exports import download, facts_of
from criteria.former import former_choices, was_in
from criteria.grid import CommuneRow, Summary, criterion_counts, nearest_first
from criteria.markup import board_cells
from criteria.models import Standing
from criteria.reading import Reading, choose, day_note, has_ended, place_or_404, province_or_404
from criteria.recognised_since import recognised_since
from criteria.registered import REGISTERED, Registered, registered_in
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.successors import (
    Predecessor,
    last_round,
    moved_by,
    predecessors,
    predecessors_of_rows,
    round_url,
)
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
    "1-2": ("Chưa đạt 1–2", lambda row: 1 <= len(row.not_met) <= 2),
    "3-5": ("Chưa đạt 3–5", lambda row: 3 <= len(row.not_met) <= 5),
    "6": ("Chưa đạt từ 6", lambda row: len(row.not_met) >= 6),
    "tut": ("Có tiêu chí bị tụt", lambda row: bool(row.moved[1])),
    "chua-co-so-lieu": ("Chưa có số liệu", lambda row: bool(row.missing)),
    "chua-cap-nhat": ("Chưa cập nhật kỳ này", lambda row: row.updated_at is None),
}
# The filter by former district, in a province without districts.
FORMER = "huyen-cu"


@dataclass(frozen=True)
class BoardLine:
    """One commune of the board."""

    row: CommuneRow
    url: str
    cells: SafeString
    left: str
    before: Sequence[Predecessor] = ()


def district_board(
    request: HttpRequest, code: str, ending: str = "", *, beside: Callable | None = None
) -> HttpResponse:
    """`/huyen/<code>/`: the district's communes and every criterion; `beside` as for the province's."""
    has_figures = Exists(Standing.objects.filter(district=OuterRef("pk")))
    places = District.objects.select_related("province")
    district = place_or_404(places, code, request, known_by=has_figures)
    if (
        not ending
        and has_ended(district, request)
        and (lines := predecessors(predecessor__district=district))
    ):
        return render(request, "criteria/ended.html", _what_became_of(request, district, lines))
    return _board(request, district.province, ending, beside, district)


def _what_became_of(request, district: District, lines: list[Predecessor]) -> dict:
    """What the page of a district that is no more says: when it ended, what its communes are today."""
    round = last_round(district)
    return {
        "district": district,
        "province": district.province,
        "lines": lines,
        "communes": len({line.commune.pk for line in lines}),
        "successors": len({line.successor.pk for line in lines}),
        "provinces": sorted({line.successor.province for line in lines}, key=lambda place: place.sort_key),
        "round": round,
        "board": round_url(district, round) if round else district.dated_url,
        "illustrative": any(line.illustrative for line in lines),
        "moved_by": moved_by(district),
        "day_note": day_note(request),
    }


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
    name_heads([district] if district else [], reading.day, of_earlier=reading.reads_today)
    where = {"district": district} if district else {}
    rows, of_former = _of_former_district(request, reading, commune_rows(reading, **where))
    summary = summarise(reading, rows)
    numbered = list(criteria_of(reading, "pk"))
    criteria, ids = [(number, name) for number, name, _ in numbered], [pk for *_, pk in numbered]
    more = beside(reading, summary, ids, district) if beside and reading.round else None
    alone = _alone(summary.rows, ids, more)
    filters = _filters(alone, registered_in(reading))
    sort, only = asked(request, "xep", SORTS), asked(request, "loc", filters)
    shown = SORTS[sort][1]([row for row in summary.rows if filters[only][1](row)])
    if ending:
        return _file(ending, reading, summary, tables.matrix_table(shown, criteria), district or province)
    lines = _lines(reading, shown, criteria, alone or {})
    context = {
        "reading": reading,
        "province": province,
        "district": district,
        "place": district or province,
        "summary": summary,
        "illustrative": illustrative_note(reading, summary.rows),
        "headline": wording.headline(summary),
        "since": recognised_since(reading, summary.rows),
        "average": wording.decimal(summary.average),
        "left": [line for line in lines if line.row.unmet],
        "done": [line for line in lines if not line.row.unmet],
        "shown": len(shown),
        "counts": [
            (count, criterion_url(reading, count.number)) for count in criterion_counts(summary, criteria)
        ],
        "columns": len(criteria) + (3 if district else 4) + bool(summary.missing),
        "sorts": choice_links(request, reading, "xep", labels(SORTS)),
        "filters": choice_links(request, reading, "loc", labels(filters)),
        "filter_label": filters[only][0],
        **of_former,
        "beside": more,
    }
    return render(request, "criteria/board.html", context)


def _file(ending: str, reading: Reading, summary: Summary, table, place) -> HttpResponse:
    return download(ending, f"bang theo doi {place.name}", [table], facts_of(reading, summary.rows))


def _of_former_district(request, reading: Reading, rows: list[CommuneRow]) -> tuple[list[CommuneRow], dict]:
    """The rows of the former district asked for, and the choice of one; all of them where there are none."""
    former = former_choices(rows)
    if not former:
        return rows, {}
    within = asked(request, FORMER, former)
    links = choice_links(request, reading, FORMER, former)
    chosen = {"former": links, "within": former[within] if within else ""}
    return [row for row in rows if was_in(row, within)], chosen


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


def _left(row: CommuneRow, numbers: Sequence[int]) -> list[str]:
    """ "Còn: 2, 10", "chưa có số liệu: 11": what stands between the commune and meeting everything."""
    known, unknown = (", ".join(str(numbers[at]) for at in found) for found in (row.not_met, row.missing))
    said = [f"còn: {known}"] if known else []
    if unknown:
        said.append(f"chưa có số liệu: {unknown}" if row.has_data else "chưa có số liệu")
    return [said[0].capitalize(), *said[1:]] if said else []


def _lines(reading: Reading, rows: Iterable[CommuneRow], criteria, alone: dict) -> list[BoardLine]:
    numbers = [number for number, _ in criteria]
    before = predecessors_of_rows(rows)
    lines = []
    for row in rows:
        url = f"/xa/{row.code}/{reading.query}"
        left = "; ".join(_left(row, numbers))
        cells = board_cells(row, url, numbers, alone.get(row.commune_id, ()))
        lines.append(BoardLine(row, url, cells, left, before.get(row.commune_id, ())))
    return lines
