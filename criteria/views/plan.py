"""Plan against result of a year (S9), of a province or one of its districts, for everybody."""

import datetime
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from communes.models import Province
from criteria import drawing
from criteria.exports import download
from criteria.home import home_province
from criteria.models import Target
from criteria.plan_reading import PlanChoice, YearPlan, choose_plan, year_plan
from criteria.plan_words import (
    commune_lines,
    communes_table,
    districts_table,
    head_lines,
    headline,
    is_over,
    sentence,
    steps_table,
)
from criteria.reading import province_or_404
from criteria.views.plan_access import may_plan
from criteria.views.province_choice import offer_provinces, with_holder
from criteria.wording import day

YEAR = re.compile(r"20\d\d", re.ASCII)


def plan_home(request: HttpRequest) -> HttpResponse:
    """`/ke-hoach/`: the plan of the reader's home in the year asked for, or the provinces there is one of.

    A plan's places are those of 1 January of its year, and so is the home.
    """
    year = request.GET.get("nam", "")
    of_year = YEAR.fullmatch(year) and datetime.date(int(year), 1, 1)
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    if code := home_province(request, of_year or None):
        return redirect(reverse("plan", args=[code]) + asked)
    provinces = Province.objects.filter(communes__targets__isnull=False).distinct()
    lines = [(with_holder(reverse("plan", args=[one.code]) + asked, one), one.full_name) for one in provinces]
    empty = "Chưa có tỉnh nào lập kế hoạch năm trên cổng."
    return offer_provinces(request, "Kế hoạch – thực hiện năm", lines, empty)


def plan_page(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/ke-hoach/<code>/`: `nam`, `bo` and `huyen` choose; approved plans alone, without officers' names."""
    province = province_or_404(request, code)
    choice = choose_plan(request, province)
    plan = year_plan(choice)
    lines = commune_lines(plan)
    if ending:
        found = [communes_table(plan, lines), districts_table(plan), steps_table(plan.progress)]
        return download(ending, f"ke hoach nam {choice.year} {province.name}", found, plan_facts(plan))
    bars = [(f"T{one.number}", one.planned, one.met) for one in plan.progress.by_month]
    context = {
        "nav": "plan",
        "province": province,
        "place": choice.district or province,
        "choice": choice,
        "plan": plan,
        "illustrative": plan.illustrative,
        "headline": headline(plan),
        "sentence": sentence(plan),
        "is_over": is_over(plan),
        "head_lines": head_lines(plan),
        "lines": [line for line in lines if line.one.target.registered],
        "others": [line for line in lines if not line.one.target.registered],
        "districts": [(choice.with_district(row[0]), *row) for row in plan.by_district()],
        "chart": drawing.plan_bars(bars),
        "links": year_links(choice),
        **_of_officers(request, choice, province),
    }
    return render(request, "criteria/plan.html", context)


def year_links(choice: PlanChoice) -> dict[str, list[tuple[str, str, bool]]]:
    """(link, label, chosen) of the years and sets there are to choose from; the district stays."""
    district = f"&huyen={choice.district.code}" if choice.district else ""
    place = f"{district}{choice.province.holder_query}"
    years = [(f"?nam={year}{place}", str(year), year == choice.year) for year in choice.years]
    sets = [
        (f"?nam={choice.year}&bo={one.code}{place}", one.short_name, one == choice.criteria_set)
        for one in choice.sets
    ]
    return {"years": years, "sets": sets if len(sets) > 1 else []}


def plan_facts(plan: YearPlan) -> dict[str, str]:
    """What must stand beside the figures of a file."""
    choice, as_of = plan.choice, plan.progress.as_of
    facts = {
        "Kế hoạch năm": str(choice.year),
        "Phạm vi": (choice.district or choice.province).full_name,
        "Bộ tiêu chí": choice.criteria_set.short_name if choice.criteria_set else "chưa có",
        "Số liệu đã xác nhận đến ngày": day(as_of) if as_of else "chưa có kỳ số liệu trong năm",
    }
    return facts | ({"Ghi chú": plan.illustrative} if plan.illustrative else {})


def _of_officers(request: HttpRequest, choice: PlanChoice, province: Province) -> dict:
    """What only officers in charge are shown: how many proposals wait inside their scope, and the entry."""
    officer = request.user
    if not officer.is_authenticated or choice.criteria_set is None or not officer.scope_level:
        return {}
    waiting = Target.objects.of_year(province, choice.criteria_set, choice.year).waiting()
    return {
        "waiting": waiting.visible_to(officer).count(),
        "may_enter": may_plan(officer, choice),
    }
