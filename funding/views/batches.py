"""Sheets of money that were applied: the list, what one wrote, undoing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communes.models import Commune, District
from criteria.actions import ActionRefused
from funding.actions import foreseen_undo, kept_by_undoing, undo_funding_batch
from funding.allocation_values import values_of_log
from funding.models import AllocationChange, FundingBatch
from funding.views.access import for_money

SHOWN = 200
NAMES = ("province", "district", "commune", "programme", "capital_source")


def _batch(request: HttpRequest, number: int) -> FundingBatch:
    batches = FundingBatch.objects.visible_to(request.user).select_related(
        "province", "applied_by", "undone_by"
    )
    found = batches.filter(number=number).first()
    if found is None:
        raise Http404("Không có lô vốn này trong phạm vi của bạn.")
    return found


@for_money()
def batches(request: HttpRequest) -> HttpResponse:
    """`/von/lo/`: the sheets applied, the newest first."""
    found = FundingBatch.objects.visible_to(request.user).select_related("province", "applied_by")
    context = {"nav": "funding", "batches": found[:SHOWN], "total": found.count(), "shown": SHOWN}
    return render(request, "funding/batches.html", context)


@for_money()
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """`/von/lo/<number>/`: what a sheet wrote, and what undoing it would keep or kept."""
    found = _batch(request, number)
    changes = found.changes.select_related(*(f"allocation__{name}" for name in NAMES)).order_by("id")
    context = {
        "nav": "funding",
        "province": found.province,
        "batch": found,
        "written_for": _written_for(found),
        "changes": [_in_words(change) for change in changes[:SHOWN]],
        "total": changes.count(),
        "shown": SHOWN,
        "kept": [_in_words(change) for change in kept_by_undoing(found)],
    }
    return render(request, "funding/batch.html", context)


@for_money("funding.add_fundingbatch")
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """`/von/lo/<number>/hoan-tac/`: what undoing would do, and doing it."""
    found = _batch(request, number)
    try:
        if request.method == "POST":
            undone = undo_funding_batch(batch=found, by=request.user)
            kept = f", giữ {len(undone.kept)} dòng đã sửa sau" if undone.kept else ""
            messages.success(request, f"Đã hoàn tác {found}: {undone.restored} dòng trở về như trước{kept}.")
            return redirect("funding-batch", number=number)
        undone = foreseen_undo(batch=found, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("funding-batch", number=number)
    context = {
        "nav": "funding",
        "province": found.province,
        "batch": found,
        "undone": undone,
        "kept": [_in_words(change) for change in undone.kept],
    }
    return render(request, "funding/batch_undo.html", context)


def _written_for(batch: FundingBatch) -> str:
    """ "Huyện Đăk Hà, 2023": the narrowest place that holds all a sheet wrote, and its years."""
    names = ("allocation__district", "allocation__commune", "allocation__year")
    keys = list(batch.changes.order_by().values_list(*names).distinct())
    place = batch.province
    for at, model in ((0, District), (1, Commune)):
        ids = {key[at] for key in keys}
        if len(ids) == 1 and None not in ids:
            place = model.objects.get(pk=ids.pop())
    return ", ".join([place.full_name, *(str(year) for year in sorted({key[2] for key in keys}))])


def _in_words(change: AllocationChange) -> dict[str, str]:
    row = change.allocation
    return {
        "place": row.place.full_name,
        "what": f"{row.programme.short_name}, {row.capital_source.short_name}, {row.year}",
        "before": values_of_log(change.before).words,
        "after": values_of_log(change.after).words,
    }
