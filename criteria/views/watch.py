"""Watch over what was achieved: recognised communes at risk, met criteria that may not stay."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from criteria.at_risk import risks_of, rows_in_charge
from criteria.exports import download, facts_of
from criteria.former import former_choices, was_in
from criteria.grid import CommuneRow
from criteria.models import Round
from criteria.reading import choose
from criteria.revocation import RULE
from criteria.rows import commune_rows, illustrative_note, summarise
from criteria.views.links import asked, choice_links
from criteria.views.matrix import FORMER
from criteria.views.officers_only import for_officers
from criteria.views.overview import criteria_of
from criteria.views.province_choice import asked_province, of_one_province
from criteria.watch_list import day_of, risk_table, watch, watch_table
from criteria.watching import Cause
from criteria.wording import day

EVERY = {"": "Mọi lý do", **dict(Cause.choices)}


def _choices(request: HttpRequest):
    return "Duy trì tiêu chí", Round.objects.visible_to(request.user)


@for_officers("criteria.view_indicatorresult")
@of_one_province(_choices)
def keeping_watch(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/duy-tri/`: `tinh`, `huyen` and `xa` narrow the place, `ly-do` the reason; only those in charge."""
    reading = choose(request, asked_province(request))
    if reading.round is None:
        of = f" theo {reading.unreported.short_name}" if reading.unreported else " nào"
        raise Http404(f"Tỉnh này chưa có kỳ báo cáo{of}.")
    place = {"district__code": request.GET.get("huyen", ""), "commune__code": request.GET.get("xa", "")}
    found = commune_rows(reading, **{path: code for path, code in place.items() if code})
    rows = rows_in_charge(request.user, found)
    former, code = former_choices(rows), request.GET.get(FORMER, "")
    rows = [row for row in rows if was_in(row, code)]
    if not rows:
        raise Http404("Không có xã nào của nơi này trong phạm vi của bạn.")
    keys = {at for at, (*_, key) in enumerate(criteria_of(reading, "is_key")) if key}
    risks, seen = risks_of(rows, keys), watch(reading, rows)
    cause = asked(request, "ly-do", EVERY)
    lines = seen.of_cause(cause)
    if ending:
        facts = facts_of(reading, rows) | {"Quy định thu hồi": RULE, "Tuổi số liệu đến": day(day_of(reading))}
        found = [watch_table(lines), risk_table(risks)]
        return download(ending, f"duy tri {reading.province.name}", found, facts)
    context = {
        "nav": "recognition",
        "reading": reading,
        "province": reading.province,
        "summary": summarise(reading, rows),
        "illustrative": illustrative_note(reading, rows),
        "risks": risks,
        "rule": RULE,
        "seen": seen,
        "lines": lines,
        "causes": choice_links(request, reading, "ly-do", EVERY),
        "margin": f"{float(seen.limits.margin * 100):g}".replace(".", ","),
        "on": day_of(reading),
        "district": f"huyện cũ {former[code]}" if code else _district(request, rows),
        "districts": sorted({(row.district_sort, row.district_code, row.district_name) for row in rows}),
        "former": choice_links(request, reading, FORMER, former) if former else [],
        "commune_name": rows[0].name if request.GET.get("xa") else "",
    }
    return render(request, "criteria/watch.html", context)


def _district(request: HttpRequest, rows: list[CommuneRow]) -> str:
    """The district the page is narrowed to, "" where it is not."""
    return rows[0].district_name if request.GET.get("huyen") else ""
