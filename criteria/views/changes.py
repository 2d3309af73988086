"""What was newly met and what lapsed between two rounds of one set (S8)."""

from dataclasses import replace

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.models import Province
from criteria import tables
from criteria.exports import download, facts_of
from criteria.grid import CommuneRow
from criteria.models import Round
from criteria.outcomes import LABELS
from criteria.reading import Reading, choose, commune_rows, illustrative_note, place_or_404, summarise
from criteria.views.overview import criteria_of

Move = tuple[CommuneRow, int, str, str, str]


def asked_province(request: HttpRequest) -> Province:
    """The province named by `tinh`, or the one set as home; Http404 asks for one."""
    code = request.GET.get("tinh") or settings.HOME_PROVINCE
    if not code:
        raise Http404("Chọn một tỉnh trước: thêm ?tinh=<mã tỉnh> vào địa chỉ.")
    has_rounds = Exists(Round.objects.filter(province=OuterRef("pk")))
    return place_or_404(Province.objects, code, request, known_by=has_rounds)


def changes(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/thay-doi/`: the chosen round against the one named by `so-voi` (by default the one before)."""
    reading = with_compared(request, choose(request, asked_province(request)))
    rows, district = _of_district(commune_rows(reading), request.GET.get("huyen", ""))
    summary = summarise(reading, rows)
    criteria = list(criteria_of(reading))
    gained, lapsed = moves(summary.rows, criteria)
    if ending:
        found = [tables.moves_table(gained + lapsed)]
        return download(ending, f"thay doi {reading.province.name}", found, facts_of(reading, summary.rows))
    context = {
        "reading": reading,
        "province": reading.province,
        "summary": summary,
        "illustrative": illustrative_note(reading, summary.rows),
        "gained": gained,
        "lapsed": lapsed,
        "waiting": [row for row in summary.rows if row.updated_at is None],
        "others": [
            round
            for round in reading.rounds
            if round.criteria_set_id == reading.round.criteria_set_id and round != reading.round
        ]
        if reading.round
        else [],
        "district": district,
        "district_code": request.GET.get("huyen", ""),
    }
    return render(request, "criteria/changes.html", context)


def _of_district(rows: list[CommuneRow], code: str) -> tuple[list[CommuneRow], str]:
    """The rows of the district asked for, and its name; every row and "" without one."""
    if not code:
        return rows, ""
    found = [row for row in rows if row.district_code == code]
    if not found:
        raise Http404("Kỳ này không có xã nào của huyện ấy; kiểm tra mã huyện.")
    return found, found[0].district_name


def with_compared(request: HttpRequest, reading: Reading) -> Reading:
    """The reading with the round named by `so-voi`; only a round of the same set can be compared."""
    wanted = request.GET.get("so-voi", "")
    for round in reading.rounds:
        if wanted == round.key and reading.round and round.criteria_set_id == reading.round.criteria_set_id:
            return replace(reading, previous=round)
    return reading


def moves(rows: list[CommuneRow], criteria) -> tuple[list[Move], list[Move]]:
    """Newly met and lapsed cells as (commune, criterion number, criterion name, before, after), in words."""
    gained, lapsed = [], []
    for row in rows:
        for found, positions in zip((gained, lapsed), row.moved(), strict=True):
            found += [
                (row, *criteria[at], LABELS[row.previous[at]], LABELS[row.letters[at]]) for at in positions
            ]
    return gained, lapsed
