"""Screens that show what several apps know: those of `criteria` with what the others put beside them.

`criteria` may not import `directives` or `funding`, so they meet here and are routed under the screens' own
names.
"""

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from criteria.beside import Parts
from criteria.views import commune, criterion, matrix
from criteria.views import overview as province
from directives.beside import beside_board, beside_commune, beside_criterion, beside_overview
from directives.beside.giving import give_from
from directives.views.comments import comments_beside
from ntm_portal.capital_beside import with_capital_board, with_capital_commune, with_capital_overview


def overview(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/tinh/<code>/` (S1)."""

    def beside(reading, *shown):
        found = beside_overview(request.user, reading, *shown)
        return found if ending else with_capital_overview(request.user, reading, found)

    return province.overview(request, code, ending, beside=beside)


def province_board(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/tinh/<code>/bang-theo-doi/` (S2)."""
    return matrix.province_board(request, code, ending, beside=partial(beside_board, request.user))


def district_board(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/huyen/<code>/` (S2)."""

    def beside(reading, summary, criteria, district):
        found = beside_board(request.user, reading, summary, criteria, district)
        return found if ending else with_capital_board(request.user, reading, found, district)

    return matrix.district_board(request, code, ending, beside=beside)


def commune_profile(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/xa/<code>/` (S3)."""

    def beside(reading, place, *shown):
        found = beside_commune(request.user, reading, place, *shown)
        if ending:
            return found
        found = with_capital_commune(request.user, reading, place, found)
        return replace(found, below=_comments(request, commune=place))

    return commune.commune_profile(request, code, ending, beside=beside)


def criterion_page(request: HttpRequest, code: str, number: int, ending: str = "") -> HttpResponse:
    """`/tieu-chi/<set>/<number>/` (S4); posting gives a task to the communes ticked."""
    form = None
    if request.method == "POST" and not ending:
        form, words = give_from(request, code, number)
        if words:
            messages.success(request, words)
            return redirect(request.get_full_path())

    def beside(reading, about, *shown):
        found = beside_criterion(request.user, reading, about, *shown, form=form)
        if ending:
            return found
        return replace(found, below=_comments(request, criterion=about, province=reading.province))

    return criterion.criterion_page(request, code, number, ending, beside=beside)


def _comments(request: HttpRequest, **about) -> Parts:
    """What residents said of a commune or a criterion and the form, for everybody."""
    return Parts(["directives/parts/comments.html"], comments_beside(request, **about))
