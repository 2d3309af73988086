"""Kon Tum becomes part of Quảng Ngãi in the demonstration: nothing is lost, and all of it can be undone."""

import datetime
import re

import pytest

from communes import seeding
from communes.actions import apply, undo
from communes.models import Commune, District, Officer, Participation, Province, Reorganisation, Succession
from criteria.models import Standing
from directives.models import Assignment, Obstacle, ObstacleStep
from ntm_portal import demo_reorganisation
from ntm_portal.reorganising import FOLLOWERS
from tests import reorganised, world
from tests.reorganised import BEFORE, DAY

KEYS = ["2021-12-31", "2022-11-30", "2023-12-31"]
PAGES = [f"/tinh/62/{page}?ky={key}" for key in KEYS for page in ("", "bang-theo-doi/")]
# What a page says of what came after its round, the day by which links tell holders of one code apart, and
# the minute it was printed.
LATER = re.compile(
    r'<p class="basis">Tỉnh Kon Tum có đến hết ngày 30/06/2025;[^\n]*</p>|&amp;ngay=2025-06-30'
    r"|thôn mới lúc [\d:]+ [\d/]+"
)
PAGES += [f"/huyen/{code}/?ky=2023-12-31" for code in demo_reorganisation.SEATS]


@pytest.fixture(scope="module")
def before_loaded(directive_loaded, django_db_blocker):
    """The demonstration on a portal that knows nothing of 01/07/2025; what the files load is kept aside."""
    with django_db_blocker.unblock():
        loaded = places()
        world.kon_tum_reorganisation()
        reorganised.forget_new_tree()
        yield loaded


@pytest.fixture
def quoc(before_loaded, db):
    return Officer.objects.get(username="quoc")


@pytest.fixture
def waiting(quoc):
    return Reorganisation.objects.get()


def places() -> dict:
    """Both trees by codes and dates, the phases of the new one, and what became of what."""
    parts = Participation.objects.filter(commune__valid_from=DAY)
    tree = ("code", "name", "kind", "province__code", "district__code", "valid_from", "valid_to", "sort_key")
    return {
        "communes": sorted(Commune.objects.values_list(*tree), key=repr),
        "districts": sorted(District.objects.values_list("code", "valid_to")),
        "provinces": sorted(Province.objects.values_list("code", "valid_from", "valid_to"), key=repr),
        "parts": sorted(parts.values_list("commune__code", "phase", "valid_from", "valid_to"), key=repr),
        "successions": sorted(
            Succession.objects.values_list("predecessor__code", "successor__code", "whole", "effective_on")
        ),
    }


def read(client) -> dict[str, str]:
    """What the pages say to everybody, the keys of forms and what is `LATER` left out."""
    said = {}
    for url in PAGES:
        answer = client.get(url)
        assert answer.status_code == 200, url
        page = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", answer.content.decode())
        said[url] = LATER.sub("", page)
    return said


def test_applying_makes_the_tree_that_the_national_files_load(waiting, quoc, before_loaded):
    done = apply(waiting, by=quoc, followers=FOLLOWERS)
    assert places() == before_loaded
    counts = dict(done.counts)
    assert counts["đơn vị cấp xã kết thúc"] == counts["dòng kế thừa"] == 102
    assert counts["đơn vị cấp xã mới"] == 40
    assert (counts["huyện kết thúc"], counts["tỉnh kết thúc"]) == (10, 1)
    assert Commune.objects.in_force(BEFORE).filter(province__code="62").count() == 102
    assert Commune.objects.in_force(DAY).filter(province__code="51").count() == 40
    code = Commune.objects.filter(code="23500")
    assert (code.in_force(BEFORE).get().kind, code.in_force(DAY).get().kind) == ("Thị trấn", "Xã")


def test_programme_communes_are_traced_to_successors_and_back(waiting, quoc):
    part = Commune.objects.participating(datetime.date(2023, 12, 31))
    assert part.count() == 85
    apply(waiting, by=quoc, followers=FOLLOWERS)
    new = {row.predecessor_id: row.successor for row in Succession.objects.select_related("successor")}
    assert all(new[place.pk].holds_on(DAY) for place in part)
    back = [row.predecessor_id for place in set(new.values()) for row in place.predecessions.all()]
    assert {place.pk for place in part} <= set(back)
    assert len(back) == len(set(back)) == 102


def test_rounds_read_the_same_before_and_after(waiting, quoc, client):
    before, standings = read(client), list(Standing.objects.order_by("pk").values_list())
    apply(waiting, by=quoc, followers=FOLLOWERS)
    after = read(client)
    assert [url for url in PAGES if after[url] != before[url]] == []
    assert list(Standing.objects.order_by("pk").values_list()) == standings


def test_officers_and_what_is_open_follow(waiting, quoc):
    closed = Assignment.objects.exclude(done_on=None).order_by("pk")
    stays = list(closed.values_list())
    apply(waiting, by=quoc, followers=FOLLOWERS)
    below = Officer.objects.exclude(scope_level="nation")
    scopes = {one.username: one.scope_commune or one.scope_province for one in below}
    assert {str(scopes[name]) for name in ("minh", "lan", "hoa")} == {"Tỉnh Quảng Ngãi"}
    assert (scopes["nam"].code, scopes["thai"].name) == ("23500", "Đăk Pxi")
    assert all(place.holds_on(DAY) for place in scopes.values())
    assert Officer.objects.get(username="hoa").agency.name == "Sở Nông nghiệp và Môi trường"
    assert list(closed.values_list()) == stays
    for row in Obstacle.objects.exclude(state="confirmed"):
        assert row.commune.holds_on(DAY)
        assert row.province.code == "51"
        assert ObstacleStep.objects.filter(obstacle=row, action="move", by=quoc).count() == 1


def test_whoever_took_over_reads_and_goes_on_with_the_rounds_of_before(waiting, quoc):
    thai, lan = Officer.objects.get(username="thai"), Officer.objects.get(username="lan")
    old = Standing.objects.filter(commune=thai.scope_commune)
    seen = set(old.values_list("pk", flat=True))
    apply(waiting, by=quoc, followers=FOLLOWERS)
    thai, lan = Officer.objects.get(pk=thai.pk), Officer.objects.get(pk=lan.pk)
    assert seen < set(Standing.objects.visible_to(thai).values_list("pk", flat=True))
    assert Standing.objects.visible_to(lan).count() == Standing.objects.count()
    one = Standing.objects.select_related("commune").get(pk=min(seen))
    place = {"province_id": one.province_id, "district_id": one.district_id, "commune_id": one.commune_id}
    assert thai.covers(**place)
    assert lan.covers(**place)
    other = Commune.objects.in_force(BEFORE).exclude(successions__successor=thai.scope_commune).first()
    assert not thai.covers(province_id=other.province_id, district_id=None, commune_id=other.pk)


@pytest.mark.parametrize("known", [False, True])
def test_undoing_restores_every_table(waiting, quoc, known):
    if known:
        # As in the demonstration: the files loaded both trees, so only roles and open work move.
        Commune.objects.filter(valid_to=None).update(valid_to=BEFORE)
        seeding.load(world.HOME)
    before, logs = reorganised.checksums(), reorganised.tables(logs=True)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    changed = reorganised.differing(before)
    assert {"communes.Officer", "directives.Assignment", "directives.Obstacle"} <= changed
    assert ("communes.Commune" not in changed) == known
    done = undo(waiting, by=quoc)
    assert done.kept == []
    assert reorganised.differing(before) == set()
    grown = reorganised.tables(logs=True)
    lost = {name: set(map(repr, rows)) - set(map(repr, grown[name])) for name, rows in logs.items()}
    # The reorganisation's own row now says who applied and undid it; no other earlier row changed.
    assert {name for name, rows in lost.items() if rows} == {"communes.Reorganisation"}
