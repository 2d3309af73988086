"""What every page's frame needs, without a query where the page itself names a province."""

from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from criteria.actions import may_import
from criteria.home import home_province
from criteria.views.links import READING_KEYS

SECTIONS = {
    "/huyen/": "board",
    "/chi-thi": "directives",
    "/don-vi": "directives",
    "/thay-doi": "changes",
    "/tieu-chi": "criteria",
    "/ca-nuoc": "nation",
    "/cong-nhan": "recognition",
    "/duy-tri": "recognition",
    "/nhap-lieu": "entry",
    "/tham-tra": "review",
    "/tim-kiem": "search",
    "/von/": "funding",
    "/ke-hoach/": "plan",
    "/tinh/": "overview",
}


def section(request: HttpRequest) -> str:
    """Which entry of the menu a page belongs to."""
    path = request.path
    if path == "/":
        return "overview" if home_province(request) else "nation"
    if path.endswith("/bang-theo-doi/"):
        return "board"
    return next((name for start, name in SECTIONS.items() if path.startswith(start)), "")


def portal(request: HttpRequest) -> dict:
    """The home province, whom to ask for help, and the page's own choices beside round, set and basis."""
    kept = [(key, value) for key, value in request.GET.items() if key not in READING_KEYS and value]
    return {
        "nav": section(request),
        "home_province": SimpleLazyObject(partial(home_province, request)),
        "support_contact": settings.SUPPORT_CONTACT,
        "kept_choices": kept,
        "may_import": SimpleLazyObject(lambda: may_import(request.user)),
        "files": request.path.rstrip("/") or _files_of_home(request),
        "files_more": f"&{urlencode(kept)}" if kept else "",
    }


def _files_of_home(request: HttpRequest) -> str:
    """Where the tables of the first page are: it is the page of a province, or of the country."""
    code = home_province(request)
    return f"/tinh/{code}" if code else "/ca-nuoc"
