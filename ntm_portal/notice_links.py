"""Where a notice leads today: what it is about may have left the officer's scope since it was told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import Resolver404, resolve

from communes.inheriting import places_read
from communes.models import Notice, Officer, Reorganisation
from criteria.models import RecognitionDossier, Round, Standing
from criteria.successors import round_url
from criteria.views.review import reviewing
from directives.models import Assignment, ExplanationRequest, Obstacle

# Pages that open to whoever sees the row, by the names of their addresses.
ROWS = {
    "assignment": Assignment,
    "obstacle": Obstacle,
    "explanation": ExplanationRequest,
    "recognition-dossier": RecognitionDossier,
    "entry-round": Round,
    "reorganisation": Reorganisation,
}
# Pages of a commune's dossier in a round, and the names of the round in their addresses.
DOSSIERS = {"review-dossier": "round_id", "entry-commune": "pk"}
FIGURES = "criteria.view_indicatorresult"
GONE = "không còn thuộc phạm vi của bạn"


@dataclass(frozen=True)
class NoticeLine:
    """A notice with the page that opens to its officer; without one `said` tells why."""

    notice: Notice
    url: str
    said: str = ""


def notice_lines(officer: Officer, notices: Iterable[Notice]) -> list[NoticeLine]:
    """The notices as the officer reads them; at most one query for each kind of row, two for dossiers.

    A dossier they no longer review or enter leads to the commune's page in its round, which everybody reads.
    """
    notices = list(notices)
    asked = {notice.url: _named(notice.url) for notice in notices}
    opens = _rows(officer, asked) | _dossiers(officer, asked)
    return [_line(notice, opens) for notice in notices]


def newest_lines(officer: Officer, notices: Iterable[Notice]) -> list[NoticeLine]:
    """The same for a page many open first: nothing is asked unless the officer's place took over others.

    Work leaves a scope by a reorganisation; where an administrator changed it, the list of notices tells.
    """
    if len(places_read(officer)) > 1:
        return notice_lines(officer, notices)
    return [NoticeLine(notice, notice.url) for notice in notices]


def _line(notice: Notice, opens: dict[str, str]) -> NoticeLine:
    url = opens.get(notice.url, notice.url)
    return NoticeLine(notice, url, GONE if notice.url and not url else "")


def _named(url: str) -> tuple[str, dict]:
    """The name of an address and what it was given; "" for one that is none of ours."""
    try:
        found = resolve(url.partition("?")[0].partition("#")[0])
    except Resolver404:
        return "", {}
    return found.url_name, found.kwargs


def _rows(officer: Officer, asked: dict[str, tuple[str, dict]]) -> dict[str, str]:
    """Address → itself, or "" where the officer does not see the row it is about."""
    keys = defaultdict(dict)
    for url, (name, given) in asked.items():
        if name in ROWS:
            keys[name][url] = given["pk"]
    opens = {}
    for name, of in keys.items():
        rows = ROWS[name].objects.visible_to(officer).filter(pk__in=of.values())
        seen = set(rows.values_list("pk", flat=True))
        opens |= {url: url if key in seen else "" for url, key in of.items()}
    return opens


def _dossiers(officer: Officer, asked: dict[str, tuple[str, dict]]) -> dict[str, str]:
    """Address → itself where the officer works on the dossier, else the commune's page, "" without one."""
    wanted = {
        url: (name, (given[DOSSIERS[name]], given["code"]))
        for url, (name, given) in asked.items()
        if name in DOSSIERS
    }
    if not wanted:
        return {}
    cells = {cell for _, cell in wanted.values()}
    chosen = reduce(or_, (Q(round=round, commune__code=code) for round, code in cells))
    rows = Standing.objects.filter(chosen, round__withdrawn_at__isnull=True)
    pages = {
        (row.round_id, row.commune.code): round_url(row.commune, row.round)
        for row in rows.select_related("commune", "round__criteria_set")
    }
    seen = set(rows.filter(pk__in=Standing.objects.visible_to(officer)).values_list("round", "commune__code"))
    works = {"review-dossier": bool(reviewing(officer)), "entry-commune": officer.has_perm(FIGURES)}
    return {
        url: url if works[name] and cell in seen else pages.get(cell, "")
        for url, (name, cell) in wanted.items()
    }
