"""The country, with provinces as rows: a league by level and by change (S1)."""

import datetime
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.models import Province, Region
from criteria import tables, wording
from criteria.exports import download
from criteria.grid import Summary
from criteria.leading_set import leading_set
from criteria.league import CHANGE, LEVEL, Entry, by_region, league_table, ranked
from criteria.markup import band_bar
from criteria.models import CriteriaSet, Round
from criteria.national_rows import national_rows
from criteria.reading import BASES, CONFIRMED, day_asked, day_note
from criteria.successors import counted_elsewhere
from criteria.views.links import asked, choice_links
from criteria.views.overview import PlaceLine

SORTS = {LEVEL: "Bình quân, thấp trước", CHANGE: "Thay đổi so kỳ trước, kém trước"}
REGIONS = {"": "Cả nước", **dict(Region.choices)}
GROUPED = "vung"
GROUPS = {"": "Một bảng", GROUPED: "Theo vùng"}


SILENT = "chưa có kỳ báo cáo nào theo bộ tiêu chí này"


@dataclass(frozen=True)
class NationReading:
    """The country's choice: each province with its newest round of one set up to a day.

    `days` are those of the set's rounds, by id.
    """

    sets: list[CriteriaSet]
    criteria_set: CriteriaSet
    on: datetime.date
    rounds: dict[int, Round]
    basis: str = CONFIRMED
    officer: object = None
    days: dict[int, datetime.date] = field(default_factory=dict)
    query: str = ""
    day_note: str = ""

    @property
    def carries_illustrative(self) -> bool:
        """Whether any province shows results brought over from an illustrative round."""
        return any(round.carries_illustrative for round in self.rounds.values())

    @property
    def basis_label(self) -> str:
        return BASES[self.basis]


@dataclass(frozen=True)
class Country:
    """What the page shows: the provinces of the day that report, counted, and those that do not."""

    entries: list[Entry]
    summary: Summary
    illustrative: list[Entry]
    silent: list[Province]


def nation(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/ca-nuoc/`: every province that reports, each with its newest round of the chosen set.

    `vung` narrows it to a region, `xep` sorts by level or change, `nhom=vung` groups by region.
    """
    reading, before = _choose(request)
    if reading is None and ending:
        raise Http404("Chưa có kỳ báo cáo nào.")
    if reading is None:
        return render(request, "criteria/nation.html", {"reading": None})
    region = asked(request, "vung", REGIONS)
    country = _country(reading, before, region)
    if ending:
        return _file(ending, reading, country, region)
    sort, grouped = asked(request, "xep", SORTS), asked(request, "nhom", GROUPS)
    entries = ranked(country.entries, sort)
    placed = [entry for entry in entries if entry.rank]
    where = f" ({REGIONS[region]})" if region else ""
    context = {
        "reading": reading,
        "summary": country.summary,
        "headline": wording.headline(country.summary) if entries else SILENT,
        "sentence": _sentence(country, reading, where),
        "bar": band_bar(country.summary, 1000),
        "count": len(entries),
        "ranked": len(placed),
        "of": len(entries) + len(country.silent),
        "where": where,
        "groups": by_region(placed) if grouped else [("", placed)],
        "apart": [entry for entry in entries if not entry.rank],
        "by_change": sort == CHANGE,
        "silent": country.silent,
        "illustrative": country.illustrative,
        "sorts": choice_links(request, reading, "xep", SORTS),
        "regions": choice_links(request, reading, "vung", REGIONS),
        "groupings": choice_links(request, reading, "nhom", GROUPS),
    }
    return render(request, "criteria/nation.html", context)


def _sentence(country: Country, reading: NationReading, where: str) -> str:
    """The report's sentence of the provinces that report; where none does, that there is none."""
    if not country.entries:
        return f"Đến ngày {wording.day(reading.on)}, {SILENT}{where}."
    said = f"{len(country.entries)} tỉnh, thành phố có báo cáo{where}"
    return wording.report_sentence(country.summary, where=said, on=reading.on)


def _file(ending: str, reading: NationReading, country: Country, region: str) -> HttpResponse:
    entries = sorted(country.entries, key=lambda entry: entry.sort_key)
    groups = [(entry.code, entry.name, entry.line.summary) for entry in entries]
    found = [
        tables.places_table(groups, "Tỉnh, thành phố"),
        tables.bands_table(country.summary),
        league_table(entries),
    ]
    facts = {
        "Số liệu đến ngày": f"kỳ mới nhất của từng tỉnh đến {wording.day(reading.on)}",
        "Bộ tiêu chí": reading.criteria_set.short_name,
        "Cơ sở số liệu": reading.basis_label,
        "Phạm vi": f"{REGIONS[region]}: {len(entries)}/{len(entries) + len(country.silent)} tỉnh có báo cáo",
    }
    if country.illustrative:
        names = ", ".join(entry.name for entry in country.illustrative)
        facts["Ghi chú"] = f"Có số liệu minh họa: {names}."
    return download(ending, "ca nuoc", found, facts)


def _choose(request) -> tuple[NationReading | None, dict[int, int | None]]:
    """The set (`bo`) and day (`ky`) asked for, and for each province's round the one before it."""
    rounds = list(
        Round.objects.filter(withdrawn_at__isnull=True)
        .select_related("criteria_set")
        .order_by("-data_on", "-criteria_set__valid_from")
    )
    note = day_note(request, "ky" if request.GET.get("ky") else "ngay")
    day = None if note else day_asked(request)
    rounds = [round for round in rounds if day is None or round.data_on <= day]
    if not rounds:
        return None, {}
    sets = {round.criteria_set.code: round.criteria_set for round in rounds}
    chosen = sets.get(request.GET.get("bo") or leading_set(_of_the_day(rounds, day)))
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
    days = {round.pk: round.data_on for round in of_set}
    reading = NationReading(list(sets.values()), chosen, on, newest, days=days, day_note=note)
    return replace(reading, query=_query(request, reading)), before


def _of_the_day(rounds: list[Round], day: datetime.date | None) -> list[Round]:
    """The rounds of the provinces there are on the day asked for; all of them where none of those reports."""
    if day is None:
        return rounds
    there = set(Province.objects.in_force(day).values_list("pk", flat=True))
    return [round for round in rounds if round.province_id in there] or rounds


def _query(request, reading: NationReading) -> str:
    """The day the address names and the set shown, for the files and the links that change another choice."""
    names = () if reading.day_note else ("ky", "ngay")
    kept = {name: request.GET[name] for name in names if request.GET.get(name)}
    return f"?{urlencode({**kept, 'bo': reading.criteria_set.code})}"


def _country(reading: NationReading, before: dict[int, int | None], region: str) -> Country:
    """The provinces there are on the day, of one region or of all."""
    places = Province.objects.in_force(reading.on).order_by("sort_key")
    places = [place for place in places if region in ("", place.region)]
    rounds = {place.pk: reading.rounds[place.pk] for place in places if place.pk in reading.rounds}
    before = {round.pk: before[round.pk] for round in rounds.values()}
    rows = national_rows(before, reading.days, reading)
    size = len(rows[0].letters) if rows else 0
    summary = Summary(rows, size, reading.criteria_set.bands)
    parts = summary.split("province_id")
    entries, illustrative = [], []
    for place in places:
        if place.pk in parts:
            round = rounds[place.pk]
            entries.append(_entry(place, round, reading.days.get(before[round.pk]), parts[place.pk]))
            if _is_illustrative(round, parts[place.pk]):
                illustrative.append(entries[-1])
    return Country(entries, summary, illustrative, [place for place in places if place.pk not in parts])


def _is_illustrative(round: Round, summary: Summary) -> bool:
    """Whether any figure of the province's line is illustrative."""
    return round.illustrative or any(
        row.recognised_in_demo or (round.carries_illustrative and row.carried) for row in summary.rows
    )


def _entry(province: Province, round: Round, day_before: datetime.date | None, summary: Summary) -> Entry:
    url = f"/tinh/{province.code}/?ky={round.key}&bo={round.criteria_set.code}"
    line = PlaceLine(province.code, province.display_name, province.sort_key, url, summary)
    return Entry(
        code=province.code,
        name=province.display_name,
        sort_key=province.sort_key,
        region=province.region,
        average=summary.average,
        average_before=summary.average_before,
        day=round.data_on,
        day_before=day_before,
        line=line,
    )
