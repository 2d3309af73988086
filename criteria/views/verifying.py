"""What of the criteria sets waits to be verified, and signing it: never by whoever wrote it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from criteria.actions import ActionRefused
from criteria.actions.verifying import verify, waiting_for_others, waiting_of
from criteria.models import CriteriaSet
from criteria.views.law_sheets import set_or_404

CHANGE = ("criteria.change_indicator", "criteria.change_threshold")
REFUSED = "Kiểm chứng bộ tiêu chí là việc của quản trị viên; tài khoản của bạn không được giao việc này."


def _refuse_others(request: HttpRequest) -> None:
    if not request.user.scope_level or not request.user.has_perms(CHANGE):
        raise PermissionDenied(REFUSED)


@login_required
def waiting_sets(request: HttpRequest) -> HttpResponse:
    """`/tieu-chi/kiem-chung/`: the sets, each with how many lines wait for this officer or another."""
    _refuse_others(request)
    sets = CriteriaSet.objects.visible_to(request.user).select_related("issued_by")
    found = [(one, waiting_of(one, request.user)) for one in sets]
    lines = [(one, len(rows), sum(row.own for row in rows)) for one, rows in found]
    return render(request, "criteria/law_waiting.html", {"nav": "criteria", "sets": lines})


@login_required
def verify_set(request: HttpRequest, code: str) -> HttpResponse:
    """`/tieu-chi/<set>/kiem-chung/`: the lines that wait; the ticked ones are signed together."""
    _refuse_others(request)
    criteria_set = set_or_404(request, code)
    waiting = waiting_of(criteria_set, request.user)
    ticked = set(request.POST.getlist("dong"))
    if request.method == "POST":
        try:
            lines = [line for line in waiting if line.key in ticked]
            document, page = request.POST.get("document", ""), request.POST.get("page", "")
            effects = verify(lines=lines, document=document, page=page, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            recomputed = sum(not effect.kept for effect in effects)
            drafts = f" Đã tính lại {recomputed} kết quả nháp." if recomputed else ""
            messages.success(request, f"Đã kiểm chứng {len(lines)} dòng theo {document.strip()}.{drafts}")
            return redirect("law-verify", criteria_set.code)
    context = {
        "nav": "criteria",
        "criteria_set": criteria_set,
        "waiting": waiting,
        "elsewhere": 0 if waiting else waiting_for_others(criteria_set, request.user),
        "open": sum(not line.own for line in waiting),
        "ticked": ticked,
        "document": request.POST.get("document", criteria_set.decision),
        "page": request.POST.get("page", ""),
    }
    return render(request, "criteria/law_verify.html", context)
