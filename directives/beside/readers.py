"""Who reads what of directives, and the addresses beside the figures. No query but the permissions'."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from communes.models import Agency, Commune, ScopeLevel
from criteria.grid import CommuneRow
from directives.obstacle_register import OPEN

READ = ("directives.view_assignment", "directives.view_obstacle")
RAISE, ASK = "directives.add_obstacle", "directives.ask_explanation"
OVERDUE, SOON = "qua-han", "sap-den-han"


def reads(officer) -> bool:
    """Whether the reader is an officer with a scope whose groups let them read orders and obstacles."""
    known = officer.is_authenticated and officer.is_active and officer.scope_level
    return bool(known) and officer.has_perms(READ)


def agency_pages(officer) -> Callable[[Agency], str]:
    """A function from an agency to its page, "" for one the officer may not open."""
    level = officer.scope_level if reads(officer) else ""

    def page_of(agency: Agency) -> str:
        places = {ScopeLevel.PROVINCE: agency.province_id, ScopeLevel.DISTRICT: agency.district_id}
        seen = level == ScopeLevel.NATION or (level in places and places[level] == officer.scope_id)
        return reverse("agency", args=[agency.pk]) if seen else ""

    return page_of


def covers(officer, place: Commune | CommuneRow) -> bool:
    """Whether a commune, or its row on a board, lies inside the officer's scope."""
    commune = place.pk if isinstance(place, Commune) else place.commune_id
    return officer.covers(province_id=place.province_id, district_id=place.district_id, commune_id=commune)


@lru_cache(maxsize=4096, typed=True)
def listed(name: str, **choices) -> str:
    """The address of a list with what it is narrowed to; remembered, for a page has the same by the dozen."""
    query = urlencode({key.replace("_", "-"): value for key, value in choices.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


def obstacles(state: str = OPEN, **choices) -> str:
    """The register of obstacles, the open ones unless told otherwise."""
    return listed("obstacles", trang_thai=state, **choices)


def assignments(only: str = "", **choices) -> str:
    """Every assignment of the officer's scope, those not done unless told otherwise."""
    return listed("my-assignments", xem="tat-ca", loc=only, **choices)


def about_cell(name: str, commune: int, criterion: int) -> str:
    """The address of a form about one cell."""
    return f"{reverse(name)}?{urlencode({'xa': commune, 'tc': criterion})}"
