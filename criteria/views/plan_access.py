"""Who may open the pages on which yearly plans are written, and for which communes."""

import re
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.views.decorators.cache import never_cache

from communes.models import Commune, District, Province
from criteria.actions.targets import ABOVE_COMMUNES, PROPOSE
from criteria.plan_reading import PlanChoice, choose_plan, in_order
from criteria.reading import province_or_404
from criteria.views.entry_access import keep_form

OUTSIDE = "Không có huyện này trong phạm vi của bạn."
NO_SET = "Năm này không có bộ tiêu chí cấp xã nào có hiệu lực; chọn năm khác."
TYPED = re.compile(r"(dk|q[1-4]|seen)-\d{1,18}|document|reason")


def for_planning(view):
    """Let in officers of a province or district who write plans; the view gets the choice of the page.

    What was typed after the session ended is kept for its officer until they have signed in again.
    """

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, code: str, **kwargs):
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep_form(request, TYPED)
            return redirect_to_login(request.get_full_path())
        province = province_or_404(request, code)
        officer = request.user
        if not _plans_in(officer, province):
            raise PermissionDenied(ABOVE_COMMUNES)
        choice = choose_plan(request, province)
        if choice.criteria_set is None:
            raise PermissionDenied(NO_SET)
        if not _sees_district(officer, choice):
            raise Http404(OUTSIDE)
        return view(request, choice, **kwargs)

    return guarded


def may_plan(officer, choice: PlanChoice) -> bool:
    """Whether the pages on which plans are written let the officer in for this choice."""
    return _plans_in(officer, choice.province) and _sees_district(officer, choice)


def _plans_in(officer, province: Province) -> bool:
    if not officer.has_perm(PROPOSE) or officer.scope_level in ("", "commune"):
        return False
    return Province.objects.visible_to(officer).filter(pk=province.pk).exists()


def _sees_district(officer, choice: PlanChoice) -> bool:
    """Whether the district chosen, if any, has something of the officer's scope."""
    if choice.district is None:
        return True
    return District.objects.visible_to(officer).filter(pk=choice.district.pk).exists()


def communes_to_plan(officer, choice: PlanChoice) -> list[Commune]:
    """The programme's communes of the choice inside the officer's scope, in order."""
    found = Commune.objects.visible_to(officer).participating(choice.first_day)
    where = {"province": choice.province, **({"district": choice.district} if choice.district else {})}
    return sorted(found.filter(**where).select_related("district", "province"), key=in_order)
