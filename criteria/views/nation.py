"""The country, with provinces as rows."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.models import Province
from criteria import tables, wording
from criteria.exports import download
from criteria.grid import Summary
from criteria.leading_set import leading_set
from criteria.markup import band_bar
from criteria.models import CriteriaSet, Round
from criteria.reading import BASES, CONFIRMED, day_asked
from criteria.rows import fetch_rows
from criteria.successors import counted_elsewhere
from criteria.views.overview import PlaceLine


@dataclass(frozen=True)
class NationReading:
    """The country's choice: each province with its newest round of one set up to a day."""

    sets: list[CriteriaSet]
    criteria_set: CriteriaSet
    on: datetime.date
    rounds: dict[int, Round]
    basis: str = CONFIRMED
    officer: object = None

    @property
    def carries_illustrative(self) -> bool:
        """Whether any province shows results brought over from an illustrative round."""
        return any(round.carries_illustrative for round in self.rounds.values())

    @property
    def basis_label(self) -> str:
        return BASES[self.basis]


def nation(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/ca-nuoc/`: every province that reports, each with its newest round of the chosen set."""
    reading, before = _choose(request)
    if reading is None and ending:
        raise Http404("Chưa có kỳ báo cáo nào.")
    if reading is None:
        return render(request, "criteria/nation.html", {"reading": None})
    summary = Summary(fetch_rows(before, reading), _size(reading), reading.criteria_set.bands)
    parts = summary.split("province_id")
    provinces = Province.objects.in_bulk(reading.rounds)
    lines = [_line(provinces[pk], parts[pk], reading) for pk in reading.rounds if pk in parts]
    illustrative = [line for line, round in lines if _is_illustrative(round, line.summary)]
    if ending:
        in_order = sorted(lines, key=lambda pair: pair[0].sort_key)
        groups = [(line.code, line.name, line.summary) for line, _ in in_order]
        found = [tables.places_table(groups, "Tỉnh, thành phố"), tables.bands_table(summary)]
        facts = {
            "Số liệu đến ngày": f"kỳ mới nhất của từng tỉnh đến {wording.day(reading.on)}",
            "Bộ tiêu chí": reading.criteria_set.short_name,
            "Cơ sở số liệu": reading.basis_label,
        }
        if illustrative:
            facts["Ghi chú"] = f"Có số liệu minh họa: {', '.join(line.name for line in illustrative)}."
        return download(ending, "ca nuoc", found, facts)
    context = {
        "reading": reading,
        "summary": summary,
        "headline": wording.headline(summary),
        "sentence": wording.report_sentence(
            summary, where=f"{len(lines)} tỉnh, thành phố có báo cáo", on=reading.on
        ),
        "average": wording.decimal(summary.average),
        "bar": band_bar(summary, 1000),
        "lines": sorted(lines, key=lambda pair: (pair[0].summary.average or 0, pair[0].sort_key)),
        "illustrative": illustrative,
    }
    return render(request, "criteria/nation.html", context)


def _choose(request) -> tuple[NationReading | None, dict[int, int | None]]:
    """The set (`bo`) and day (`ky`) asked for, and for each province's round the one before it."""
    rounds = list(
        Round.objects.filter(withdrawn_at__isnull=True)
        .select_related("criteria_set")
        .order_by("-data_on", "-criteria_set__valid_from")
    )
    day = day_asked(request)
    rounds = [round for round in rounds if day is None or round.data_on <= day]
    if not rounds:
        return None, {}
    sets = {round.criteria_set.code: round.criteria_set for round in rounds}
    chosen = sets.get(request.GET.get("bo") or leading_set(rounds))
    if chosen is None:
        raise Http404("Chưa có kỳ báo cáo nào của bộ tiêu chí này.")
    of_set = [round for round in rounds if round.criteria_set_id == chosen.pk]
    on = day or of_set[0].data_on
    newest, before = {}, {}
    for round in of_set:
        if round.province_id not in newest:
            newest[round.province_id] = round
            before[round.pk] = None
        elif before[newest[round.province_id].pk] is None:
            before[newest[round.province_id].pk] = round.pk
    for pk in counted_elsewhere(newest, on):
        before.pop(newest.pop(pk).pk)
    return NationReading(list(sets.values()), chosen, on, newest), before


def _is_illustrative(round: Round, summary: Summary) -> bool:
    """Whether any figure of the province's line is illustrative."""
    return round.illustrative or any(
        row.recognised_in_demo or (round.carries_illustrative and row.carried) for row in summary.rows
    )


def _size(reading: NationReading) -> int:
    return reading.criteria_set.criteria.count()


def _line(province: Province, summary: Summary, reading: NationReading) -> tuple[PlaceLine, Round]:
    round = reading.rounds[province.pk]
    url = f"/tinh/{province.code}/?ky={round.key}&bo={reading.criteria_set.code}"
    line = PlaceLine(province.code, province.display_name, province.sort_key, url, summary)
    return line, round
