"""Work items of the officer's scope: which they are, what each cost, got, spent and owes."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communes.scope import scope_place
from criteria.exports import download
from funding.actions.work import ADD
from funding.capital_words import cell, per_cent, prose
from funding.models import WorkGroup, WorkItem
from funding.sums import share
from funding.work_list import Totals, choose, facts_of, offered, totals_of, with_money
from funding.work_tables import file_table, lines_table

VIEW = "funding.view_workitem"
SHOWN = 30
COLUMNS = ("cost", "funded", "disbursed", "owed")


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
@never_cache
def work_items(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/von/cong-trinh/`: the items chosen, with filters; also as files."""
    officer, today = request.user, timezone.localdate()
    seen = WorkItem.objects.visible_to(officer)
    choices = offered(seen, officer)
    chosen = choose(request.GET, choices, officer)
    rows = chosen.filter(seen, today)
    totals = totals_of(rows, today)
    listed = with_money(rows, today)
    if ending:
        tables = [file_table(listed), lines_table(rows)]
        return download(ending, "cong trinh", tables, facts_of(chosen, totals, today))
    page = Paginator(listed, SHOWN, error_messages={}).get_page(request.GET.get("trang"))
    context = {
        "nav": "funding",
        "chosen": chosen,
        "choices": choices,
        "groups": WorkGroup.choices,
        "query": urlencode(chosen.query),
        "totals": totals,
        "sentence": sentence(totals),
        "sums": [cell(getattr(totals, name)) for name in COLUMNS],
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number)) if page.has_other_pages() else [],
        "gap": page.paginator.ELLIPSIS,
        "lines": [(row, *(cell(getattr(row, name)) for name in COLUMNS)) for row in page],
        "illustrative": totals.note,
        "today": today,
        "scope": scope_place(officer),
        "may_add": officer.has_perm(ADD),
    }
    return render(request, "funding/work_items.html", context)


def sentence(totals: Totals) -> str:
    """What the chosen items add up to, each sum with how many items it is of."""
    said = [f"Tổng mức đầu tư {prose(totals.cost)} (ghi ở {totals.costed}/{totals.items} công trình)"]
    said.append(f"vốn bố trí {prose(totals.funded)}")
    rate = share(totals.disbursed, totals.funded)
    said.append(f"giải ngân {prose(totals.disbursed)}" + (f" ({per_cent(rate)})" if rate is not None else ""))
    owed = f"{prose(totals.owed)} ở {totals.owing} công trình" if totals.owing else "không có"
    said.append(f"nợ đọng {owed}")
    said.append(f"{totals.doubted} công trình có câu hỏi nghi trùng chờ trả lời")
    return "; ".join(said) + "."
