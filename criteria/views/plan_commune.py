"""One commune's plans of a year: every version, what became of it, carrying over, withdrawing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from communes.models import Commune
from communes.row_keys import row_or_404
from communes.scope import covers_place
from criteria.actions.carrying import carry_over
from criteria.actions.permissions import ActionRefused
from criteria.actions.targets import PROPOSE, may_approve, may_propose, withdraw_target
from criteria.models import Target
from criteria.plan_progress import State
from criteria.plan_reading import PlanChoice, choose_plan, last_year, year_plan
from criteria.plan_words import commune_lines, forecast_words, is_over
from criteria.reading import province_or_404
from criteria.target_entries import in_words
from criteria.views.plan import year_links
from criteria.views.plan_access import for_planning


def plan_commune(request: HttpRequest, code: str, commune: str) -> HttpResponse:
    """`/ke-hoach/<code>/xa/<commune>/`: approved versions for everybody, all of them for who is in charge."""
    province = province_or_404(request, code)
    choice = choose_plan(request, province)
    place = _commune_or_404(choice, commune)
    officer = request.user
    inside = officer.is_authenticated and covers_place(officer, place)
    plan = year_plan(choice, commune=place)
    line = next(iter(commune_lines(plan)), None)
    versions = _versions(choice, place, inside)
    writes = inside and officer.scope_level != "commune" and may_propose(officer, place)
    target = line.one.target if line else None
    goes_on = target and Target.objects.filter(carried_from=target, withdrawn_at__isnull=True).first()
    unfinished = line and (line.left or (target.registered and not line.one.progress.meets_all))
    context = {
        "nav": "plan",
        "province": province,
        "commune": place,
        "choice": choice,
        "plan": plan,
        "line": line,
        "is_over": is_over(plan),
        "forecast": forecast_words(line.one.forecast, choice.year) if line else "",
        "planned": _planned(choice, line) if line else [],
        "versions": versions,
        "inside": inside,
        "illustrative": plan.illustrative,
        "links": year_links(choice),
        "writes": writes,
        "approves": writes and may_approve(officer, province),
        "carried_to": goes_on if goes_on and (inside or goes_on.approved_at) else None,
        "may_carry": writes and unfinished and not goes_on and choice.year < last_year(place),
        "next_year": choice.year + 1,
    }
    return render(request, "criteria/plan_commune.html", context)


def _commune_or_404(choice: PlanChoice, code: str) -> Commune:
    """The province's commune of that code: the one with plans in the year before its namesakes."""
    if not code.isalnum():
        raise Http404("Mã đơn vị chỉ gồm chữ và số.")
    planned = Exists(Target.objects.filter(commune=OuterRef("pk"), year=choice.year))
    found = Commune.objects.filter(code=code, province=choice.province).annotate(planned=planned)
    place = found.select_related("province", "district").order_by("-planned", "valid_from").first()
    if place is None:
        raise Http404(f"Tỉnh này không có xã nào mang mã {code}.")
    return place


def _versions(choice: PlanChoice, place: Commune, inside: bool) -> list[tuple[Target, str]]:
    """(version, its words), newest first; outside the scope only what is or was in force."""
    if choice.criteria_set is None:
        return []
    rows = Target.objects.of_year(choice.province, choice.criteria_set, choice.year).filter(commune=place)
    rows = rows.select_related("proposed_by", "approved_by", "withdrawn_by", "sheet", "carried_from")
    if not inside:
        rows = rows.filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    numbers = dict(choice.criteria_set.criteria.values_list("pk", "number"))
    found = rows.prefetch_related("planned").order_by("-version")
    return [(row, in_words(row.registered, row.quarters, numbers)) for row in found]


def _planned(choice: PlanChoice, line) -> list[dict]:
    """The criteria of the plan in force with their day and state."""
    names = list(choice.criteria_set.criteria.order_by("number").values_list("number", "short_name"))
    return [
        {
            "number": names[row.at][0],
            "name": names[row.at][1],
            "due_on": row.due_on,
            "state": row.state.value,
            "late": row.state is State.LATE,
        }
        for row in line.one.progress.planned
    ]


@for_planning
def plan_carry(request: HttpRequest, choice: PlanChoice, pk: int) -> HttpResponse:
    """`/ke-hoach/<code>/chuyen-tiep/<pk>/`: what was missed goes on next year, with the reason."""
    target = _own(request, choice, pk)
    if request.method == "POST":
        try:
            carried = carry_over(
                target=target,
                reason=request.POST.get("reason", "")[:300],
                document=request.POST.get("document", "")[:200],
                by=request.user,
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "có hiệu lực ngay" if carried.approved_at else "chờ tỉnh duyệt"
            messages.success(request, f"Đã chuyển tiếp sang kế hoạch năm {carried.year}, {said}.")
            return _back(carried)
    return _back(target)


@for_planning
def plan_withdraw(request: HttpRequest, choice: PlanChoice, pk: int) -> HttpResponse:
    """`/ke-hoach/<code>/rut/<pk>/`: a proposal is taken back, or refused by the province."""
    target = _own(request, choice, pk)
    if request.method == "POST":
        try:
            withdraw_target(target=target, reason=request.POST.get("reason", "")[:300], by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã rút bản kế hoạch; bản đang có hiệu lực (nếu có) giữ nguyên.")
    return _back(target)


def _own(request: HttpRequest, choice: PlanChoice, pk: int) -> Target:
    if not request.user.has_perm(PROPOSE):
        raise PermissionDenied
    rows = Target.objects.visible_to(request.user).filter(commune__province=choice.province)
    named = rows.select_related("commune__province", "commune__district", "criteria_set")
    return row_or_404(named, "bản kế hoạch", pk=pk)


def _back(target: Target) -> HttpResponse:
    province = target.commune.province
    address = reverse("plan-commune", args=[province.code, target.commune.code])
    return redirect(f"{address}?nam={target.year}&bo={target.criteria_set.code}{province.holder_query}")
