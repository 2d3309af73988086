"""Who may open and change the entry pages, and a form typed while the session ended."""

import re
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.views.decorators.cache import never_cache

from communes.models import Officer
from criteria.models import Round

CELL_NAME = re.compile(
    r"(\d{1,18})-(\d{1,18})-(numerator|denominator|value|part|answer|outcome|note|version)"
)
KEPT_FORM = "typed-form"
KEPT_BYTES = 200_000


def for_reading_figures(view):
    """Let in officers who may see figures. A form sent after the session ended is kept for them."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep_form(request, CELL_NAME)
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("criteria.view_indicatorresult"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def keep_form(request: HttpRequest, names: re.Pattern) -> None:
    """Keep the cells so named in the session that signing in takes over; too large a form is not kept."""
    cells = QueryDict(mutable=True)
    for name, text in request.POST.items():
        if name == "officer" or names.fullmatch(name):
            cells[name] = text
    encoded = cells.urlencode()
    if len(encoded) <= KEPT_BYTES:
        request.session[KEPT_FORM] = {"path": request.path, "cells": encoded}


def kept_form(request: HttpRequest) -> QueryDict | None:
    """The form this officer typed on this page before the session ended, once; nobody else's."""
    kept = request.session.get(KEPT_FORM)
    if not kept or kept["path"] != request.path or request.method != "GET":
        return None
    del request.session[KEPT_FORM]
    cells = QueryDict(kept["cells"])
    return cells if cells.get("officer") == str(request.user.pk) else None


def round_or_404(officer: Officer, pk: int) -> Round:
    """A round of the officer's province, with its set; withdrawn ones left out."""
    rounds = Round.objects.visible_to(officer).select_related("criteria_set", "province")
    found = rounds.filter(pk=pk, withdrawn_at__isnull=True).first()
    if found is None:
        raise Http404("Không có kỳ báo cáo này trong phạm vi của bạn.")
    return found


def why_locked(officer: Officer, round: Round) -> str:
    """Why the officer may change nothing in the whole round; "" when they may."""
    if round.closed_at:
        return f"Kỳ đã khóa ngày {round.closed_at:%d/%m/%Y}, chỉ xem được số liệu."
    if not officer.has_perm("criteria.change_indicatorresult"):
        return "Tài khoản của bạn không được giao việc nhập số liệu, chỉ xem được."
    return ""
