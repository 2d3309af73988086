"""One work item: what it cost, who paid, what is owed and asked of it, and what it said before."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from communes.models import Officer
from communes.row_keys import row_or_404
from communes.scope import covers_place
from funding.actions.work import CHANGE
from funding.arrears import open_arrears
from funding.capital_words import cell, per_cent, prose
from funding.models import Arrears, OverlapQuestion, WorkFunding, WorkItem
from funding.sums import share
from funding.views.work_items import VIEW
from funding.work_history import versions_of

ILLUSTRATIVE = "Công trình này là minh họa, không phải số liệu thật."


@dataclass(frozen=True)
class Money:
    """What the lines of an item add up to, in đồng, beside its cost."""

    cost: int | None
    funded: int | None
    disbursed: int | None

    @property
    def beyond(self) -> int:
        """How much was set aside beyond the cost."""
        return max((self.funded or 0) - self.cost, 0) if self.cost is not None else 0

    @property
    def sentence(self) -> str:
        rate = share(self.disbursed, self.funded)
        said = f"Tổng mức đầu tư {prose(self.cost)}; vốn bố trí {prose(self.funded)}"
        part = share(self.funded, self.cost)
        said += f" ({per_cent(part)} tổng mức)" if part is not None else ""
        said += f"; giải ngân {prose(self.disbursed)}"
        return said + (f" ({per_cent(rate)} vốn bố trí)." if rate is not None else ".")


def money_of(item: WorkItem, lines: list[WorkFunding]) -> Money:
    """Add the lines up; None where nobody said an amount."""
    spent = [line.disbursed for line in lines if line.disbursed is not None]
    return Money(
        item.cost, sum(line.amount for line in lines) if lines else None, sum(spent) if spent else None
    )


def item_or_404(officer: Officer, pk: int) -> WorkItem:
    """The item, when the officer's scope reaches it."""
    rows = WorkItem.objects.visible_to(officer)
    named = rows.select_related("commune__district", "commune__province", "criterion__criteria_set")
    return row_or_404(named, "công trình", pk=pk)


def may_change(officer: Officer, item: WorkItem) -> bool:
    return officer.has_perm(CHANGE) and covers_place(officer, item.commune)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def work_item(request: HttpRequest, pk: int) -> HttpResponse:
    """`/von/cong-trinh/<pk>/`: the item with its lines, debts, questions and history."""
    item, today = item_or_404(request.user, pk), timezone.localdate()
    lines = list(item.funding.select_related("programme", "capital_source").order_by("year", "pk"))
    money = money_of(item, lines)
    debts = list(item.arrears.all())
    context = {
        "nav": "funding",
        "item": item,
        "money": money,
        "beyond": prose(money.beyond) if money.beyond else "",
        "lines": [(line, cell(line.amount), cell(line.disbursed)) for line in lines],
        "sums": [cell(money.funded), cell(money.disbursed)],
        "cost": cell(item.cost),
        "debts": [(debt, cell(debt.amount), _stands(debt, today)) for debt in debts],
        "commune_owes": open_arrears([item.commune_id], today).get(item.commune_id),
        "questions": questions_of(item, request.user),
        "versions": versions_of(item),
        "changeable": may_change(request.user, item),
        "illustrative": ILLUSTRATIVE if item.illustrative else "",
        "today": today,
    }
    return render(request, "funding/work_item.html", context)


def questions_of(item: WorkItem, officer: Officer) -> list[tuple[OverlapQuestion, WorkItem | None]]:
    """Questions that name the item, each with the other item; gone ones stay when they were answered."""
    asked = OverlapQuestion.objects.visible_to(officer).filter(Q(work_item=item) | Q(second=item))
    asked = asked.exclude(gone_at__isnull=False, answered_at__isnull=True)
    named = asked.select_related("work_item", "second", "answered_by").order_by(
        "answered_at", "-found_at", "pk"
    )
    rows = sorted(named, key=lambda row: (row.answered_at is not None, row.pk))
    return [(row, row.second if row.work_item_id == item.pk else row.work_item) for row in rows]


def _stands(debt: Arrears, today: datetime.date) -> str:
    """How a debt stands today."""
    if debt.settled_on and debt.settled_on <= today:
        return f"trả xong ngày {debt.settled_on:%d/%m/%Y}"
    return "chưa trả xong"
