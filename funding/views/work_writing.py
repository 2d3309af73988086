"""Adding and changing a work item: one page for the item, its lines of money and its debts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from criteria.actions.permissions import ActionRefused
from funding.actions.work import (
    ADD,
    CHANGE,
    Recorded,
    WorkOvertaken,
    WorkRefused,
    change_work_item,
    record_work_item,
)
from funding.models import WorkItem
from funding.views.work_item import item_or_404
from funding.work_typed import Typed


@login_required
@permission_required(ADD, raise_exception=True)
@never_cache
def work_add(request: HttpRequest) -> HttpResponse:
    """`/von/cong-trinh/them/`: write an item down with its lines and debts."""
    typed = Typed(officer=request.user, data=request.POST if request.method == "POST" else None)
    if (done := _saved(request, typed)) is not None:
        return done
    return _page(request, typed)


@login_required
@permission_required(CHANGE, raise_exception=True)
@never_cache
def work_change(request: HttpRequest, pk: int) -> HttpResponse:
    """`/von/cong-trinh/<pk>/sua/`: correct it; what it said before stays in the history."""
    item = item_or_404(request.user, pk)
    typed = Typed(officer=request.user, data=request.POST if request.method == "POST" else None, item=item)
    if (done := _saved(request, typed)) is not None:
        return done
    return _page(request, typed)


def _saved(request: HttpRequest, typed: Typed) -> HttpResponse | None:
    """Save what was sent and answer with the item's page; None where the form is shown (again)."""
    if typed.data is None or typed.is_draft or not typed.is_valid():
        return None
    try:
        done = _record(request, typed)
    except WorkRefused as refusal:
        typed.place(refusal.faults)
        return None
    except WorkOvertaken as refusal:
        typed.refusal, typed.now = str(refusal), refusal.seal
        return None
    except ActionRefused as refusal:
        typed.refusal = str(refusal)
        return None
    messages.success(request, "Đã lưu công trình; câu hỏi nghi trùng của xã đã được tìm lại.")
    for warning in done.warnings:
        messages.warning(request, warning)
    return redirect("work-item", done.item.pk)


def _record(request: HttpRequest, typed: Typed) -> Recorded:
    given = {
        "facts": typed.facts(),
        "lines": typed.line_entries(),
        "debts": typed.debt_entries(),
        "by": request.user,
    }
    if typed.item is None:
        return record_work_item(**given)
    return change_work_item(item=typed.item, seen=typed.seen, **given)


def _page(request: HttpRequest, typed: Typed) -> HttpResponse:
    if not typed.ground.communes:
        raise PermissionDenied("Phạm vi của bạn chưa có xã nào để ghi công trình.")
    context = {
        "nav": "funding",
        "typed": typed,
        "item": WorkItem.objects.get(pk=typed.item.pk) if typed.item else None,
        "wrong": typed.wrong,
        "seal": typed.now or typed.seen,
    }
    return render(request, "funding/work_form.html", context)
