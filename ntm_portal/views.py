"""Pages that belong to no single app: home, search, the officer's own place, health."""

import re

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from communes.models import Commune, District, Province
from communes.moved_officers import place_before
from communes.naming import fold, search_key
from communes.scope import scope_place
from criteria.home import home_province
from criteria.models import Criterion, Round
from criteria.successors import round_url
from criteria.views.nation import nation
from ntm_portal.document_search import documents
from ntm_portal.screens import overview

SEARCH_LIMIT = 30


def home(request: HttpRequest) -> HttpResponse:
    """`/`: the reader's home province, or the country."""
    code = home_province(request)
    return overview(request, code) if code else nation(request)


@login_required
def my_place(request: HttpRequest) -> HttpResponse:
    """Send an officer who signed in to the screen of their own scope, as it is today."""
    place = scope_place(request.user)
    if place and place.valid_from > localdate():
        place = place_before(request.user, localdate())
    return redirect(_screen_of(place) if place else "home")


def _screen_of(place) -> str:
    """A place's own screen; of one that has ended, its newest figures and not what became of it."""
    if place.valid_to is None:
        return place.get_absolute_url()
    province = place if isinstance(place, Province) else place.province_id
    round = Round.objects.readable(province=province).filter(data_on__lte=place.valid_to).first()
    return round_url(place, round) if round else place.dated_url


def search(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/?q=`: places by name without marks, by alias or by code; criteria by number or name;
    documents by number.
    """
    text = request.GET.get("q", "").strip()
    places, criteria, papers = [], [], []
    if text:
        for model, label in ((Province, "Tỉnh"), (District, "Huyện"), (Commune, "Xã")):
            places += [(label, place) for place in _places(model, text)]
        criteria = list(_criteria(text))
        papers = documents(request.user, text)
    context = {
        "text": text,
        "places": places,
        "criteria": criteria,
        "documents": papers[:SEARCH_LIMIT],
        "limit": SEARCH_LIMIT,
    }
    return render(request, "search.html", context)


def _places(model, text: str):
    """Places by code, else by name: the very name first, then names that contain it, in Vietnamese order."""
    related = {Commune: ["province", "district"], District: ["province"]}.get(model, [])
    if text.isdigit():
        found = model.objects.filter(code=text)
    else:
        same = Q(search_key=search_key(text)) | Q(search_key__startswith=search_key(text) + " ")
        found = model.objects.matching(text).order_by(Case(When(same, then=0), default=1), "sort_key", "code")
    return found.select_related(*related)[:SEARCH_LIMIT]


def _criteria(text: str):
    """ "tc 17" and "tiêu chí 17" by number; anything else by folded name."""
    words = fold(text)
    if not words:
        return []
    known = Criterion.objects.select_related("criteria_set").order_by("-criteria_set__valid_from", "number")
    if numbered := re.fullmatch(r"(?:tc|tieu chi)?\s*(?:so\s*)?(\d{1,2})", words):
        return known.filter(number=int(numbered[1]))[:SEARCH_LIMIT]
    return [criterion for criterion in known if words in fold(criterion.name)][:SEARCH_LIMIT]


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent after its session ended: say so and how to go on. Nothing was saved."""
    return render(request, "form_expired.html", {}, status=403)


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, for the machine that watches the portal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"trang_thai": "tốt"}, json_dumps_params={"ensure_ascii": False})
