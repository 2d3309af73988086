"""The plan by which a commune keeps and raises what it achieved: its page, writing it, its items."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from communes.models import Commune
from communes.row_keys import key_of
from communes.scope import covers_place
from criteria.actions.keeping import PLAN, drop_item, write_item, write_plan
from criteria.models import Criterion, KeepingItem, KeepingPlan, Round
from criteria.recognition_forms import ItemForm, PlanForm, ReasonForm
from criteria.views.officers_only import for_officers
from criteria.views.recognition_acts import act_page
from criteria.wording import day

VIEW = "criteria.view_keepingplan"
ILLUSTRATIVE = "Kế hoạch ghi “minh họa” là kế hoạch dựng để dùng thử."


@for_officers(VIEW)
def keeping_plans(request: HttpRequest, pk: int) -> HttpResponse:
    """`/duy-tri/ke-hoach/<commune>/`: a commune's plans, the newest first, with items and history."""
    commune = _commune_or_404(request, pk)
    plans = list(commune.keeping_plans.prefetch_related("items__criterion").order_by("-year"))
    today = localdate()
    context = {
        "nav": "recognition",
        "commune": commune,
        "plans": [(plan, [(item, item.standing_on(today)) for item in plan.items.all()]) for plan in plans],
        "history": _history(plans),
        "may_write": request.user.has_perm(PLAN) and covers_place(request.user, commune),
        "illustrative": ILLUSTRATIVE if any(plan.illustrative for plan in plans) else "",
    }
    return render(request, "criteria/keeping_plans.html", context)


def _history(plans: list[KeepingPlan]) -> list[tuple]:
    """(at, by, what was said then) of plans and their items, newest first."""
    kept = [
        *KeepingPlan.history.filter(id__in=[plan.pk for plan in plans]).select_related("history_user"),
        *KeepingItem.history.filter(plan__in=plans).select_related("history_user"),
    ]
    kept.sort(key=lambda row: row.history_date, reverse=True)
    return [(row.history_date, row.history_user, _said(row)) for row in kept]


def _said(row) -> str:
    """One version of a plan or of an item in words."""
    if hasattr(row, "text"):
        return f"Kế hoạch năm {row.year}: {row.text}"
    said = f"{row.measure}; {row.unit}; hạn {day(row.due_on)}"
    if row.done_on:
        said += f"; xong ngày {day(row.done_on)}"
    return f"{said}; thôi thực hiện: {row.reason}" if row.dropped_on else said


def _commune_or_404(request: HttpRequest, pk: int) -> Commune:
    communes = Commune.objects.visible_to(request.user).select_related("province", "district")
    commune = communes.filter(pk=key_of(pk)).first()
    if commune is None or not covers_place(request.user, commune):
        raise Http404("Không có xã này trong phạm vi của bạn.")
    return commune


def _about(commune: Commune) -> dict:
    return {"back": f"/duy-tri/ke-hoach/{commune.pk}/", "commune": commune}


@for_officers(PLAN)
def keeping_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """`/duy-tri/ke-hoach/<commune>/ghi/`: write the plan of a year (`nam`), or say it anew."""
    commune = _commune_or_404(request, pk)
    year = key_of(request.GET.get("nam", "")) or localdate().year
    plan = commune.keeping_plans.filter(year=year).first()
    initial = {"year": year, **({"document": plan.document, "text": plan.text} if plan else {})}
    form = PlanForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form,
        lambda: write_plan(commune=commune, by=request.user, **form.cleaned_data),
        done="Đã ghi kế hoạch.",
        title=f"Kế hoạch duy trì, nâng cao: {commune.full_name}",
        said="Ghi lại năm đã có kế hoạch thì nội dung mới thay nội dung cũ; nội dung cũ còn trong lịch sử.",
        button="Ghi kế hoạch",
        **_about(commune),
    )


@for_officers(PLAN)
def keeping_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """`/duy-tri/ke-hoach/<plan>/viec/`: add a measure to a plan."""
    plans = KeepingPlan.objects.visible_to(request.user).select_related("commune")
    plan = plans.filter(pk=key_of(pk)).first()
    if plan is None:
        raise Http404("Không có kế hoạch này trong phạm vi của bạn.")
    return _item_page(request, plan, None)


@for_officers(PLAN)
def keeping_item(request: HttpRequest, pk: int) -> HttpResponse:
    """`/duy-tri/viec/<pk>/`: change a measure, or say that it is done."""
    item = _item_or_404(request, pk)
    return _item_page(request, item.plan, item)


def _item_page(request: HttpRequest, plan: KeepingPlan, item: KeepingItem | None) -> HttpResponse:
    newest = Round.objects.filter(standings__commune=plan.commune_id, withdrawn_at__isnull=True)
    sets = newest.order_by("-data_on", "-id").values("criteria_set")[:1]
    criteria = Criterion.objects.filter(criteria_set__in=sets).order_by("number")
    if item and item.criterion_id:
        own = Criterion.objects.filter(criteria_set=item.criterion.criteria_set_id)
        criteria = own.order_by("number")
    names = ("criterion", "measure", "unit", "due_on", "done_on")
    initial = {name: getattr(item, name) for name in names} if item else {}
    form = ItemForm(request.POST or None, criteria=criteria, initial=initial)
    return act_page(
        request,
        form,
        lambda: write_item(plan=plan, given=form.given(), by=request.user, item=item),
        done="Đã ghi việc.",
        title="Sửa việc duy trì, nâng cao" if item else "Thêm việc duy trì, nâng cao",
        said=f"Kế hoạch năm {plan.year} của {plan.commune.prose_name}.",
        button="Ghi việc",
        **_about(plan.commune),
    )


@for_officers(PLAN)
def keeping_item_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """`/duy-tri/viec/<pk>/thoi/`: give a measure up, with the reason."""
    item = _item_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    return act_page(
        request,
        form,
        lambda: drop_item(item=item, reason=form.cleaned_data["reason"], by=request.user),
        done="Đã ghi thôi thực hiện.",
        title=f"Thôi thực hiện: {item.measure[:80]}",
        said="Việc được giữ lại trong kế hoạch kèm lý do.",
        button="Thôi thực hiện",
        **_about(item.plan.commune),
    )


def _item_or_404(request: HttpRequest, pk: int) -> KeepingItem:
    items = KeepingItem.objects.visible_to(request.user).select_related("plan__commune", "criterion")
    item = items.filter(pk=key_of(pk)).first()
    if item is None:
        raise Http404("Không có việc này trong phạm vi của bạn.")
    return item
