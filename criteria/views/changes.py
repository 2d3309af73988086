"""What was newly met and what lapsed between two rounds of one set (S8)."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from criteria import tables
from criteria.exports import download, facts_of
from criteria.former import was_in
from criteria.grid import CommuneRow
from criteria.models import CriterionResult, LapseReason
from criteria.outcomes import LABELS
from criteria.reading import Reading, choose
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.views.overview import criteria_of
from criteria.views.province_choice import asked_province, every_round, of_one_province

Move = tuple[CommuneRow, int, str, str, str, str]


@of_one_province(every_round("Thay đổi giữa hai kỳ"))
def changes(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/thay-doi/`: the chosen round against the one named by `so-voi` (by default the one before)."""
    reading = with_compared(request, choose(request, asked_province(request)))
    rows, district = _of_district(commune_rows(reading), request.GET.get("huyen", ""))
    rows = [row for row in rows if was_in(row, request.GET.get("huyen-cu", ""))]
    summary = summarise(reading, rows)
    criteria = list(criteria_of(reading))
    gained, lapsed = moves(summary.rows, criteria, lapse_reasons(reading))
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
        "others": reading.comparable,
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
    chosen = next((round for round in reading.comparable if round.key == wanted), None)
    return replace(reading, previous=chosen) if chosen else reading


def lapse_reasons(reading: Reading) -> dict[tuple[int, int], str]:
    """(commune id, criterion number) → why it is met no longer, in words, for the chosen round."""
    if reading.round is None:
        return {}
    found = CriterionResult.objects.filter(standing__round=reading.round).exclude(lapse_reason="")
    rows = found.values_list("standing__commune_id", "criterion__number", "lapse_reason")
    return {(commune_id, number): LapseReason(reason).label for commune_id, number, reason in rows}


def moves(rows: list[CommuneRow], criteria, reasons) -> tuple[list[Move], list[Move]]:
    """Newly met and lapsed cells, in words.

    Each is (commune, criterion number, criterion name, before, after, why it lapsed or "").
    """
    gained, lapsed = [], []
    for row in rows:
        for found, positions in zip((gained, lapsed), row.moved, strict=True):
            for at in positions:
                number, name = criteria[at]
                why = reasons.get((row.commune_id, number), "") if found is lapsed else ""
                found.append((row, number, name, LABELS[row.previous[at]], LABELS[row.letters[at]], why))
    return gained, lapsed
