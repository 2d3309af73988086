"""What every page's frame needs, without a query."""

from urllib.parse import urlencode

from django.conf import settings

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


def section(path: str) -> str:
    """Which entry of the menu a page belongs to."""
    if path == "/":
        return "overview" if settings.HOME_PROVINCE else "nation"
    if path.endswith("/bang-theo-doi/"):
        return "board"
    return next((name for start, name in SECTIONS.items() if path.startswith(start)), "")


def portal(request):
    """The home province, whom to ask for help, and the page's own choices beside round, set and basis."""
    kept = [(key, value) for key, value in request.GET.items() if key not in READING_KEYS and value]
    home = f"/tinh/{settings.HOME_PROVINCE}" if settings.HOME_PROVINCE else "/ca-nuoc"
    return {
        "nav": section(request.path),
        "home_province": settings.HOME_PROVINCE,
        "support_contact": settings.SUPPORT_CONTACT,
        "kept_choices": kept,
        "files": request.path.rstrip("/") or home,
        "files_more": f"&{urlencode(kept)}" if kept else "",
    }
