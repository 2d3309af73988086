"""Who may open the pages where money is entered, and for which place."""

import re
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.views.decorators.cache import never_cache

from criteria.views.entry_access import keep_form
from funding.allocation_values import Place
from funding.entry_places import KINDS, bearer

REFUSED = "Nhập vốn là việc của cán bộ huyện, tỉnh được giao theo dõi vốn."
CELL_NAME = re.compile(r"ct|((planned|allocated|disbursed)(_document)?|version|now|keep|ok)-\d{1,18}")
ILLUSTRATIVE = "Có số vốn minh họa, không phải số thật."


def for_money(*permissions: str):
    """Let in officers with a scope whose groups let them enter money, and `permissions` besides.

    A grid sent after the session ended is kept for its officer until they have signed in again.
    """

    def guard(view):
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, *args, **kwargs):
            if not request.user.is_authenticated:
                if request.method == "POST":
                    keep_form(request, CELL_NAME)
                return redirect_to_login(request.get_full_path())
            needed = ("funding.change_allocation", *permissions)
            if not request.user.has_perms(needed) or not request.user.scope_level:
                raise PermissionDenied(REFUSED)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def place_or_404(request: HttpRequest, kind: str, code: str, year: int) -> Place:
    """The officer's place that bore the code in the year; `?tu=` names its first day where two did."""
    since = request.GET.get("tu", "")
    place = bearer(request.user, kind, code, year, since) if kind in KINDS else None
    if place is None:
        raise Http404(f"Năm {year} không có đơn vị này trong phạm vi nhập vốn của bạn.")
    return place
