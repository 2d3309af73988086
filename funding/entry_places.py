"""Where an officer enters money: the places of the scope, their years, and the pages for them."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from communes.models import Commune, District, Officer, Province, ScopeLevel
from communes.scope import covers_place
from funding.allocation_values import Place, exists_in
from funding.models import CapitalSource, Programme

# What a kind of place is called in addresses.
KINDS = {"tinh": Province, "huyen": District, "xa": Commune}
KIND_OF = {model: kind for kind, model in KINDS.items()}


def writable_places(officer: Officer, province: Province | None = None) -> list[Place]:
    """The places an officer enters money for, each district before its communes; of one province for all.

    Without `province` an officer of the whole nation gets the provinces alone.
    """
    if officer.scope_level == ScopeLevel.NATION and province is None:
        return list(Province.objects.visible_to(officer))
    provinces, districts = Province.objects.none(), District.objects.none()
    communes = Commune.objects.visible_to(officer)
    if officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
        provinces = Province.objects.visible_to(officer)
    if officer.scope_level != ScopeLevel.COMMUNE:
        districts = District.objects.visible_to(officer)
    if province is not None:
        provinces = provinces.filter(pk=province.pk)
        districts, communes = districts.filter(province=province), communes.filter(province=province)
    inside: dict[int | None, list[Commune]] = {}
    for commune in communes.select_related("province", "district"):
        inside.setdefault(commune.district_id, []).append(commune)
    places: list[Place] = list(provinces)
    for district in districts.select_related("province"):
        places += [district, *inside.pop(district.pk, [])]
    return places + [commune for rest in inside.values() for commune in rest]


def places_within(officer: Officer, provinces: Iterable[Province]) -> list[Place]:
    """The places of the provinces chosen, all that bore one code; without any, those of the whole scope."""
    provinces = list(provinces)
    if not provinces:
        return writable_places(officer)
    return [place for province in provinces for place in writable_places(officer, province)]


def bearers(officer: Officer, kind: str, code: str, year: int) -> list[Place]:
    """The officer's places that bore a code in a year, the newest first: a code may pass on within it."""
    found = KINDS[kind].objects.visible_to(officer).filter(code=code).order_by("-valid_from").distinct()
    if kind != "tinh":
        found = found.select_related("province")
    return [place for place in found if exists_in(place, year) and covers_place(officer, place)]


def bearer(officer: Officer, kind: str, code: str, year: int, since: str = "") -> Place | None:
    """The one of them that has existed since the day named, or else the newest; None when there is none."""
    found = bearers(officer, kind, code, year)
    return next((place for place in found if f"{place.valid_from}" == since), found[0] if found else None)


def place_query(place: Place, year: int, **more: str) -> str:
    """ "?tu=2025-07-01&ct=ntm": the day is named where the year has two bearers of a code."""
    ended = place.valid_to is not None and place.valid_to.year == year
    named = {"tu": f"{place.valid_from}"} if ended or place.valid_from.year == year else {}
    asked = {name: value for name, value in {**named, **more}.items() if value}
    return f"?{urlencode(asked)}" if asked else ""


def grid_url(place: Place, year: int, programme: Programme | None = None) -> str:
    """The grid of one place, year and programme."""
    address = reverse("funding-grid", args=[KIND_OF[type(place)], place.code, year])
    return address + place_query(place, year, ct=programme.code if programme else "")


def province_of(place: Place) -> Province:
    return place if isinstance(place, Province) else place.province


def programmes_in(year: int) -> list[Programme]:
    """The programmes in whose phase the year lies."""
    first_to_last = [phase for phase in phases() if _first(phase) <= year <= _last(phase)]
    return list(Programme.objects.filter(phase__in=first_to_last))


def phases() -> list[str]:
    return list(Programme.objects.order_by("phase").values_list("phase", flat=True).distinct())


def _first(phase: str) -> int:
    return int(phase[:4])


def _last(phase: str) -> int:
    return int(phase[-4:])


def tree_of(phase: str) -> list[tuple[CapitalSource, int, bool]]:
    """The sources of a phase in the order of their tree, each with its depth and whether it is a leaf."""
    sources = list(CapitalSource.objects.filter(phase=phase))
    children: dict[int | None, list[CapitalSource]] = {}
    for source in sources:
        children.setdefault(source.parent_id, []).append(source)

    def walk(parent: int | None, depth: int) -> Iterable[tuple[CapitalSource, int, bool]]:
        for source in children.get(parent, []):
            yield source, depth, source.pk not in children
            yield from walk(source.pk, depth + 1)

    return list(walk(None, 0))


def leaves_of(phase: str) -> list[CapitalSource]:
    """The sources amounts hang on, in the order of the tree."""
    return [source for source, _, is_leaf in tree_of(phase) if is_leaf]
