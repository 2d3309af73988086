"""Which province a reader is at home in: where `/` and the pages that name no place begin.

An officer's home is the province of their scope. Anybody else's is settings.HOME_PROVINCE and, once a
reorganisation in force brought that to its end, what it became. On a past day it is the province of that day.
"""

import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from communes.models import Province
from criteria.reading import day_asked
from criteria.successors import province_after

PATHS = {"province": "pk", "district": "districts", "commune": "communes"}


def home_province(request: HttpRequest, on: datetime.date | None = None) -> str:
    """The code of the reader's home province; "" for the country.

    `on` is the day a page is about, by default the one the URL asks for (`ky`, `ngay`), else today. Asked
    once for a request and day: no query for an officer signed in whose scope is a place, one for anybody
    else, one more for each province that followed another.
    """
    found = vars(request).setdefault("homes", {})
    day = on or day_asked(request) or localdate()
    if day not in found:
        found[day] = _home(getattr(request, "user", None), day)
    return found[day]


def _home(officer, day: datetime.date) -> str:
    own = _own_code(officer)
    if own and (day >= localdate() or _own(officer).filter(valid_from__lte=day).exists()):
        return own
    if not own:
        return province_after(settings.HOME_PROVINCE, day)
    # The officer's province was not there yet: the portal's own, if that is what it was formed from.
    formed = province_after(settings.HOME_PROVINCE, localdate()) == own
    return settings.HOME_PROVINCE if formed else own


def _own_code(officer) -> str:
    """The code of the province of an officer's scope; "" for the nation, without scope and for visitors."""
    if getattr(officer, "scope_level", "") not in PATHS:
        return ""
    # Whoever is signed in brings it along (communes/signing_in.py).
    known = getattr(officer, "home_code", None)
    return known or _own(officer).values_list("code", flat=True).first() or ""


def _own(officer):
    return Province.objects.filter(**{PATHS[officer.scope_level]: officer.scope_id})
