"""Entering money on screen: where to enter it, and the grid of one place, programme and year."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communes.models import Commune, District, Officer, Province
from criteria.actions import ActionRefused
from criteria.views.entry_access import kept_form
from funding.allocation_amounts import million_text
from funding.allocation_grid import Grid, Line, grid_of, take_back, try_to_save
from funding.allocation_values import LABELS, Place, exists_in, open_in, years_of
from funding.entry_places import (
    KIND_OF,
    grid_url,
    leaves_of,
    places_within,
    programmes_in,
    province_of,
)
from funding.models import AMOUNTS, Allocation, CapitalSource, Programme, place_columns
from funding.sums import NOTHING, Money
from funding.views.access import ILLUSTRATIVE, for_money, place_or_404


@dataclass(frozen=True)
class YearCell:
    """How many sources of a place say something in a year, of how many; `url` "" where it did not exist."""

    year: int
    filled: int = 0
    size: int = 0
    url: str = ""


@for_money()
def landing(request: HttpRequest) -> HttpResponse:
    """`/von/nhap/`: places of the scope × years of a phase, with how many sources of a programme are in."""
    places, districts, provinces = _places_asked(request)
    programme = _programme_asked(request, places)
    rows = _year_rows(request.user, programme, places) if programme else []
    context = {
        "nav": "funding",
        "province": province_of(places[0]) if places and not provinces else None,
        "programme": programme,
        "phase": phase_text(programme),
        "programmes": Programme.objects.all(),
        "years": _years(programme) if programme else [],
        "rows": rows,
        "districts": districts,
        "district": request.GET.get("huyen", ""),
        "provinces": provinces,
        "province_asked": request.GET.get("tinh", ""),
        "leaves": len(leaves_of(programme.phase)) if programme else 0,
        "illustrative": _illustrative(request.user, programme),
    }
    return render(request, "funding/entry.html", context)


def phase_text(programme: Programme | None) -> str:
    """ "2021–2025"."""
    return programme.phase.replace("-", "–") if programme else ""


def _programme_asked(request: HttpRequest, places: list[Place]) -> Programme | None:
    """The programme `?ct=` names by phase and code; or the first of the newest phase with money."""
    phase, _, code = request.GET.get("ct", "").partition("/")
    found = Programme.objects.filter(phase=phase, code=code).first()
    if found:
        return found
    newest = Allocation.objects.visible_to(request.user).order_by("-programme__phase", "programme__position")
    row = newest.select_related("programme").first()
    if row:
        return Programme.objects.filter(phase=row.programme.phase).first()
    # Nothing entered yet: the newest phase in which one of the places exists.
    return next(
        (
            one
            for one in Programme.objects.order_by("-phase", "position")
            if any(exists_in(place, year) for place in places for year in _years(one))
        ),
        None,
    )


def _places_asked(request: HttpRequest) -> tuple[list[Place], list[District], list[Province]]:
    """The places to list, the districts and the provinces there are to choose from."""
    officer = request.user
    provinces = list(Province.objects.visible_to(officer)) if officer.scope_level == "nation" else []
    _refuse_unknown(request.GET.get("tinh") if provinces else "", provinces)
    places = places_within(officer, [row for row in provinces if row.code == request.GET.get("tinh")])
    districts = [place for place in places if isinstance(place, District)]
    asked = request.GET.get("huyen")
    # Of another province than the one chosen with it, in the form, it is dropped; not so what nobody may see.
    known = District.objects.visible_to(officer).filter(code=asked) if provinces else ()
    _refuse_unknown(asked, [*districts, *known])
    if len(districts) < 2:
        return places, [], provinces
    chosen = [row.pk for row in districts if row.code == request.GET.get("huyen")]
    shown = [
        place
        for place in places
        if (place.pk in chosen if isinstance(place, District) else getattr(place, "district_id", 0) in chosen)
        or (not chosen and not getattr(place, "district_id", None))
    ]
    return shown, districts, provinces


def _refuse_unknown(code: str | None, offered: Sequence[Province | District]) -> None:
    """Http404 for a place that is not among those to choose from: all of them would be taken for it."""
    if code and code not in {place.code for place in offered}:
        raise Http404("Không có đơn vị này trong phạm vi nhập vốn của bạn. Bỏ phần lọc khỏi địa chỉ.")


def _years(programme: Programme) -> list[int]:
    first, last = years_of(programme)
    return list(range(first, last + 1))


def _year_rows(officer: Officer, programme: Programme, places: list[Place]) -> list[tuple[Place, list]]:
    said = Q(planned__isnull=False) | Q(allocated__isnull=False) | Q(disbursed__isnull=False)
    rows = Allocation.objects.visible_to(officer).filter(said, programme=programme)
    columns = ("province_id", "district_id", "commune_id", "year")
    counted = rows.order_by().values_list(*columns).annotate(filled=Count("id"))
    filled = {row[:4]: row[4] for row in counted}
    leaves = leaves_of(programme.phase)
    listed = []
    for place in places:
        key = tuple(place_columns(place).values())
        cells = [
            YearCell(year, filled.get((*key, year), 0), _open(leaves, year), grid_url(place, year, programme))
            if exists_in(place, year)
            else YearCell(year)
            for year in _years(programme)
        ]
        if any(cell.url for cell in cells):
            listed.append((place, cells))
    return listed


def _open(leaves: list[CapitalSource], year: int) -> int:
    return sum(open_in(source, year) for source in leaves)


def _illustrative(officer: Officer, programme: Programme | None) -> str:
    rows = Allocation.objects.visible_to(officer).filter(programme=programme, illustrative=True)
    return ILLUSTRATIVE if rows.exists() else ""


@for_money()
def grid(request: HttpRequest, kind: str, code: str, year: int) -> HttpResponse:
    """`/von/nhap/<kind>/<code>/<year>/?ct=`: every source of one place, programme and year, to fill in."""
    place = place_or_404(request, kind, code, year)
    programmes = programmes_in(year)
    if not programmes:
        raise Http404(f"Chưa có chương trình nào của giai đoạn có năm {year}.")
    asked = request.GET.get("ct")
    programme = next((one for one in programmes if one.code == asked), programmes[0])
    found = grid_of(place, programme, year)
    status = 200
    kept = kept_form(request)
    if kept is not None and kept.get("ct") == programme.code:
        take_back(found, kept)
        messages.info(request, "Phiên làm việc đã hết trước khi lưu; những gì bạn gõ còn ở đây, bấm Lưu.")
    if request.method == "POST":
        try:
            saved = try_to_save(found, request.POST, request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            saved = None
        if saved is not None:
            words = f"Đã lưu {saved} nguồn vốn." if saved else "Không có số nào thay đổi."
            messages.success(request, words)
            return redirect(grid_url(place, year, programme))
        status = 422
    return render(request, "funding/entry_grid.html", _grid_context(found, programmes), status=status)


def _grid_context(found: Grid, programmes: list[Programme]) -> dict:
    place, programme, year = found.place, found.programme, found.year
    made_up = any(line.row and line.row.illustrative for line in found.leaves)
    first, last = years_of(programme)
    near = [on for on in (year - 1, year + 1) if first <= on <= last and exists_in(place, on)]
    return {
        "nav": "funding",
        "grid": found,
        "place": place,
        "province": province_of(place),
        "programme": programme,
        "phase": phase_text(programme),
        "year": year,
        "programmes": [(one, grid_url(place, year, one), one == programme) for one in programmes],
        "has_lower": not isinstance(place, Commune),
        "near": [(on, grid_url(place, on, programme)) for on in near],
        "rows": [_row(line) for line in found.lines],
        "errors": [
            (f"c-{name}-{line.source.pk}", f"{line.source.short_name}, {_said(name)}: {said}")
            for line, name, said in found.faults
        ],
        "totals": _totals(found),
        "sheet": f"?noi={KIND_OF[type(place)]}-{place.pk}&nam={year}",
        "warned": sum(bool(line.remarks) for line in found.leaves),
        "illustrative": ILLUSTRATIVE if made_up else "",
    }


def _said(name: str) -> str:
    amount, _, document = name.partition("_")
    return f"văn bản {LABELS[amount].lower()}" if document else LABELS[amount].lower()


def _row(line: Line) -> dict:
    """A line as the template writes it."""
    if not line.is_leaf:
        return {"line": line, "cells": []}
    texts, last_year = line.texts, line.before
    cells = [
        {
            "name": name,
            "label": LABELS[name],
            "text": texts[name],
            "error": line.errors.get(name, ""),
            "document": texts[f"{name}_document"],
            "document_error": line.errors.get(f"{name}_document", ""),
        }
        for name in AMOUNTS
    ]
    before = [(LABELS[name], million_text(getattr(last_year, name)) or "–") for name in AMOUNTS]
    return {"line": line, "cells": cells, "before": before if any(line.before) else []}


def _totals(found: Grid) -> list[tuple[str, str]]:
    """The saved amounts of all sources together, in triệu đồng."""
    summed = NOTHING
    for line in found.leaves:
        summed = summed.plus(Money(*line.saved.amounts))
    return [(LABELS[name], million_text(getattr(summed, name)) or "–") for name in AMOUNTS]
