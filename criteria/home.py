"""Which province a reader is at home in: where `/` and the pages that name no place begin.

An officer's home is the province of their scope. Anybody else's is settings.HOME_PROVINCE and, once a
reorganisation in force brought that to its end, what it became. On a past day it is the province of that day,
and one that begins later, by a reorganisation applied ahead of its day, is nobody's home yet.
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
    own, begun = _own(officer)
    if own and begun <= day:
        return own
    then = province_after(settings.HOME_PROVINCE, day)
    # The officer's province was not there yet: the portal's own, if that is what it was formed from.
    return then if not own or province_after(settings.HOME_PROVINCE, begun) == own else own


def _own(officer) -> tuple[str, datetime.date | None]:
    """The code of the province of an officer's scope and its first day; "" and None for the nation, without
    scope and for visitors.
    """
    if getattr(officer, "scope_level", "") not in PATHS:
        return "", None
    # Whoever is signed in brings them along (communes/signing_in.py).
    if getattr(officer, "home_code", None):
        return officer.home_code, officer.home_from
    found = Province.objects.filter(**{PATHS[officer.scope_level]: officer.scope_id})
    return found.values_list("code", "valid_from").first() or ("", None)
