"""Who may open the pages on which yearly plans are written, and for which communes."""

import re
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.views.decorators.cache import never_cache

from communes.models import Commune, District
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
        inside = province.pk in {row.pk for row in type(province).objects.visible_to(officer)}
        if not officer.has_perm(PROPOSE) or officer.scope_level in ("", "commune") or not inside:
            raise PermissionDenied(ABOVE_COMMUNES)
        choice = choose_plan(request, province)
        if choice.criteria_set is None:
            raise PermissionDenied(NO_SET)
        if (
            choice.district
            and not District.objects.visible_to(officer).filter(pk=choice.district.pk).exists()
        ):
            raise Http404(OUTSIDE)
        return view(request, choice, **kwargs)

    return guarded


def communes_to_plan(officer, choice: PlanChoice) -> list[Commune]:
    """The programme's communes of the choice inside the officer's scope, in order."""
    found = Commune.objects.visible_to(officer).participating(choice.first_day)
    where = {"province": choice.province, **({"district": choice.district} if choice.district else {})}
    return sorted(found.filter(**where).select_related("district", "province"), key=in_order)
