"""What a page costs once the whole country is loaded, and once a province has eighty rounds."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measuring import Line, at_most
from bench.pages import TIMES, in_floors, signed_in
from communes import seeding
from communes.models import Province
from criteria.national_data import Size, make_national_data, provinces_to_fill
from tests import builders, entry_builders
from tests.world import HOME

MANY_ROUNDS = 80
# Gia Lai: no province of the demonstration, so that its rounds may be grown.
GROWN = "64"
OVERVIEW, NATION = f"/tinh/{HOME}/", "/ca-nuoc/"
EARLIER = "2024-01-15"
# A page of the whole country takes so long that few of them are enough for the clock.
TIMES_OF_COUNTRY = 2
PAGES = [
    ("Country (63 provinces, 7,692 communes)", NATION, TIMES_OF_COUNTRY),
    ("Country as of a day", f"{NATION}?ky={EARLIER}", TIMES_OF_COUNTRY),
    ("Province overview of an earlier round", f"{OVERVIEW}?ky=2021-12-31", TIMES),
]


def nation() -> Iterator[Line]:
    """Ratios of processor time, each page first told in floors of the same moment."""
    alone = in_floors(signed_in("minh"), OVERVIEW)
    seeding.load()
    # The pages measured here read standings, not the results below them.
    make_national_data(provinces_to_fill(), Size(rounds=2, results=False))
    minh = signed_in("minh")
    among = in_floors(minh, OVERVIEW)
    yield at_most("Province overview, 63 provinces loaded to one", among / alone, 1.6, _said(among, alone))
    yield _rounds()
    for what, address, times in PAGES:
        yield _page(what, minh, address, times)


def _rounds() -> Line:
    """A province of a hundred and more communes, with two rounds and with eighty."""
    province = Province.objects.get(code=GROWN)
    officer = entry_builders.in_group(builders.officer("gia-lai", province), "Thẩm định")
    address = f"/tinh/{GROWN}/"
    few = in_floors(signed_in(officer.username), address)
    make_national_data([province], Size(rounds=MANY_ROUNDS, months=1, results=False))
    many = in_floors(signed_in(officer.username), address)
    return at_most(f"Province overview, {MANY_ROUNDS} rounds to two", many / few, 1.6, _said(many, few))


def _page(what: str, client: Client, address: str, times: int) -> Line:
    floors = in_floors(client, address, times)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return Line(what, f"{floors:.1f} ×", said=f"{len(captured)} queries")


def _said(now: float, before: float) -> str:
    return f"{now:.1f} against {before:.1f} floors"
