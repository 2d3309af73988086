"""Reorganisations on screen: the list, and one of them with what it will do or did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communes.models import Reorganisation, ReorganisationHeir, ReorganisationLine
from criteria.exports import download
from directives.views.reading import for_officers
from ntm_portal.reorganisation_page import Page, heir_names
from ntm_portal.reorganisation_rights import VIEW, may_prepare, reorganisation_or_404, sees_all
from ntm_portal.reorganisation_tables import facts_of, heirs_table, lines_table

SHOWN = 100


@for_officers(VIEW)
def reorganisations(request: HttpRequest) -> HttpResponse:
    """`/sap-xep/`: the reorganisations that touch a place of the officer's scope, newest first."""
    visible = Reorganisation.objects.visible_to(request.user).with_counts()
    rows = list(visible.select_related("prepared_by", "applied_by", "undone_by")[:SHOWN])
    total = len(rows) if len(rows) < SHOWN else visible.count()
    context = {"rows": rows, "total": total, "shown": SHOWN, "may_prepare": may_prepare(request.user)}
    return render(request, "reorganisation/reorganisations.html", context)


@for_officers(VIEW)
def reorganisation(request: HttpRequest, pk: int, ending: str = "") -> HttpResponse:
    """`/sap-xep/<pk>/`: who merges into whom, and what is or was touched; also as .xlsx, .csv and .json."""
    found = reorganisation_or_404(request.user, pk)
    if ending:
        return _file(request, found, ending)
    return render(request, "reorganisation/reorganisation.html", {"page": Page(found, request.user)})


def _file(request: HttpRequest, found: Reorganisation, ending: str) -> HttpResponse:
    """The lines, and for whom all of it concerns who takes over from whom."""
    lines = ReorganisationLine.objects.filter(reorganisation=found)
    tables = [lines_table(lines.select_related("predecessor__district"))]
    if sees_all(request.user, found):
        heirs = ReorganisationHeir.objects.visible_to(request.user).filter(reorganisation=found)
        heirs = list(heirs.select_related("district", "agency", "officer", "heir_agency"))
        tables.append(heirs_table(heirs, heir_names(found, heirs)))
    return download(ending, f"sap xep {found.pk}", tables, facts_of(found))
