"""Where a reader is at home: the own province, else the portal's, or what a reorganisation made of it."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from communes.actions import apply, undo
from communes.models import Officer
from communes.reorganising import PlannedHeir
from communes.signing_in import OfficerBackend
from criteria.home import home_province
from criteria.successors import province_after
from tests import builders
from tests.dossier_world import allowed
from tests.merger_world import FIRST, LAST, NEW_DAY, OLD_DAY, merger_world
from tests.reorganised import line, nation_officer, prepared
from tests.screen_parts import heading, html

pytestmark = pytest.mark.django_db

ELSEWHERE = ("Hòa Bình", "17")


@pytest.fixture
def world(db, settings):
    """Kon Tum with an officer of each level, and Hòa Bình, which has a round of its own."""
    settings.HOME_PROVINCE = "62"
    world = merger_world()
    world.other = builders.province(*ELSEWHERE)
    there = builders.commune(builders.district(world.other, "Đà Bắc", "150"), "Tu Lý", "04876")
    builders.round_with({there: "MMM"}, of=world.before, data_on=OLD_DAY)
    for name, place in (
        ("minh", world.old),
        ("nam", world.dak_ha),
        ("thai", world.la),
        ("binh", world.other),
    ):
        builders.officer(name, place)
    world.quoc = nation_officer()
    return world


@pytest.fixture
def waiting(world):
    """Everything of Kon Tum into the two communes of Quảng Ngãi, and the district's officers into Đăk Hà."""
    heirs = [PlannedHeir(district_code="615", heir_commune_code="23500")]
    return prepared(lines_of(world), world.quoc, heirs=heirs)


def lines_of(world, **others) -> list:
    """A line for each commune of Kon Tum; `others` names the province to which one goes instead."""
    into = {"town": world.ha, "la": world.ha, "binh": world.ha, "long": world.pxi}
    return [
        line(getattr(world, name), "04900" if name in others else new.code, new.name,
             successor_province_code=others.get(name, "51"))
        for name, new in into.items()
    ]  # fmt: skip


def sign_in(client, name: str):
    client.logout()
    if name:
        client.force_login(Officer.objects.get(username=name))
    return client


def first_page(client, name: str, query: str = "") -> str:
    return heading(html(sign_in(client, name), f"/{query}")).partition(":")[0]


WHO = ["", "quoc", "minh", "nam", "thai"]


@pytest.mark.parametrize("name", WHO)
def test_home_follows_a_reorganisation_from_applying_to_undoing(client, world, waiting, name):
    assert first_page(client, name) == "Tỉnh Kon Tum"
    apply(waiting, by=world.quoc)
    assert first_page(client, name) == "Tỉnh Quảng Ngãi"
    undo(waiting, by=world.quoc)
    assert first_page(client, name) == "Tỉnh Kon Tum"


def test_officer_of_another_province_is_at_home_there(client, world, waiting):
    assert first_page(client, "binh") == "Tỉnh Hòa Bình"
    apply(waiting, by=world.quoc)
    assert first_page(client, "binh") == "Tỉnh Hòa Bình"


@pytest.mark.parametrize("name", WHO)
def test_past_day_is_that_of_the_province_of_then(client, world, waiting, name):
    apply(waiting, by=world.quoc)
    assert first_page(client, name, f"?ky={OLD_DAY}") == "Tỉnh Kon Tum"
    assert first_page(client, name, f"?ngay={LAST}") == "Tỉnh Kon Tum"
    assert first_page(client, name, f"?ky={NEW_DAY}") == "Tỉnh Quảng Ngãi"


@pytest.mark.parametrize("name", ["", "quoc", "minh", "thai"])
@pytest.mark.parametrize("query", ["", "?ngay={}"])
def test_reorganisation_applied_ahead_moves_home_on_its_day(client, settings, name, query):
    settings.HOME_PROVINCE, ahead = "62", localdate() + datetime.timedelta(days=30)
    old, by = builders.province(), nation_officer()
    place = builders.commune(old)
    builders.round_with({place: "MN"}, of=builders.criteria_set(2), data_on=OLD_DAY)
    builders.officer("minh", old)
    builders.officer("thai", place)
    builders.province("Quảng Ngãi", "51", valid_from=ahead)
    apply(prepared([line(place, "23500", successor_province_code="51")], by, on=ahead), by=by)
    day = ahead + datetime.timedelta(days=1)
    assert first_page(client, name, query.format(day)) == "Tỉnh Kon Tum"
    request = RequestFactory().get("/")
    request.user = Officer.objects.filter(username=name).first() or AnonymousUser()
    assert home_province(request, ahead) == "51"


def test_home_on_the_first_day_is_the_successor(world, waiting):
    apply(waiting, by=world.quoc)
    assert [province_after("62", day) for day in (LAST, FIRST)] == ["62", "51"]


def test_home_without_a_province_is_the_country_but_for_officers_of_one(client, world, settings):
    settings.HOME_PROVINCE = ""
    assert "2 tỉnh có báo cáo" in first_page(client, "") + html(client, "/")
    assert first_page(client, "binh") == "Tỉnh Hòa Bình"


@pytest.mark.parametrize(
    ("name", "before", "after"), [("", "62", "51"), ("minh", "62", "51"), ("binh", "17", "17")]
)
def test_pages_without_a_place_and_the_menu_lead_home(client, world, waiting, name, before, after):
    for code in (before, after):
        sign_in(client, name)
        assert client.get("/ke-hoach/").url == f"/ke-hoach/{code}/"
        assert client.get("/thay-doi/").context["province"].code == code
        page = html(client, "/tim-kiem/")
        for link in (
            f"/tinh/{code}/",
            f"/tinh/{code}/bang-theo-doi/",
            f"/thay-doi/?tinh={code}",
            f"/ke-hoach/{code}/",
        ):
            assert f'href="{link}"' in page
        if waiting.applied_at is None:
            apply(waiting, by=world.quoc)


def test_plan_of_a_past_year_is_of_the_province_of_then(client, world, waiting):
    apply(waiting, by=world.quoc)
    assert client.get("/ke-hoach/?nam=2024").url == "/ke-hoach/62/?nam=2024"
    assert client.get("/ke-hoach/?nam=2025").url == "/ke-hoach/62/?nam=2025"
    assert client.get("/ke-hoach/?nam=2026").url == "/ke-hoach/51/?nam=2026"
    assert client.get("/ke-hoach/?nam=20x").url == "/ke-hoach/51/?nam=20x"


def test_files_of_the_first_page_are_those_of_home(client, world, waiting):
    apply(waiting, by=world.quoc)
    page = html(client, "/")
    assert 'href="/tinh/51.xlsx?' in page
    assert 'href="/tinh/51/?' in page


def test_watch_opens_on_the_officers_own_province(client, world, waiting):
    for officer in Officer.objects.filter(username__in=["minh", "binh"]):
        allowed(officer, "view_indicatorresult")
    apply(waiting, by=world.quoc)
    assert sign_in(client, "minh").get("/duy-tri/").context["province"].code == "51"
    assert sign_in(client, "binh").get("/duy-tri/").context["province"].code == "17"


def test_province_that_went_into_several_stays_home(world):
    world.long.successions.all().delete()
    apply(prepared(lines_of(world, long="17"), world.quoc), by=world.quoc)
    assert province_after("62", NEW_DAY) == "62"


def test_what_was_given_away_before_does_not_hide_what_the_rest_became(db):
    by, old = nation_officer(), builders.province()
    one, *rest = [builders.commune(old, name) for name in ("Một", "Hai", "Ba")]
    builders.province(*ELSEWHERE)
    builders.province("Quảng Ngãi", "51", valid_from=FIRST)
    away = line(one, "04900", "Mới", successor_province_code="17")
    apply(prepared([away], by, on=FIRST.replace(year=2024)), by=by)
    assert province_after("62", NEW_DAY) == "62"
    apply(prepared([line(place, "23500", successor_province_code="51") for place in rest], by), by=by)
    assert province_after("62", NEW_DAY) == "51"


@pytest.mark.parametrize(("third", "after"), [("10", "10"), ("20", "10")])
def test_province_that_goes_on_under_its_code_stays_home_though_it_gave_a_commune_away(db, third, after):
    by, old = nation_officer(), builders.province("Cũ", "10", valid_to=LAST)
    builders.province("Mới", "10", valid_from=FIRST)
    builders.province("Bên cạnh", "20", valid_from=FIRST)
    places = [builders.commune(old, name, valid_to=LAST) for name in ("Một", "Hai")]
    lines = [line(places[0], "90001", "Một", successor_province_code="10")]
    lines += [line(places[1], "90002", "Hai", successor_province_code=third)]
    apply(prepared(lines, by), by=by)
    assert province_after("10", NEW_DAY) == after


def test_code_used_again_leads_on_only_from_the_province_that_was_formed(db):
    by, old = nation_officer(), builders.province("Kon Tum", "62", valid_to=LAST)
    namesake = builders.province("Quảng Ngãi cũ", "51", valid_to=LAST)
    builders.province("Quảng Ngãi", "51", valid_from=FIRST)
    builders.province("Bên cạnh", "20", valid_from=FIRST)
    lines = [
        line(builders.commune(old, "Một", valid_to=LAST), "90001", "Một", successor_province_code="51"),
        line(builders.commune(namesake, "Hai", valid_to=LAST), "90002", "Hai", successor_province_code="20"),
    ]
    apply(prepared(lines, by), by=by)
    assert [province_after(code, NEW_DAY) for code in ("62", "51")] == ["51", "20"]


@pytest.mark.parametrize(("name", "most"), [("", 1), ("nam", 0), ("quoc", 1)])
def test_home_is_asked_once_and_an_officer_of_a_place_brings_it_along(world, name, most):
    request = RequestFactory().get("/")
    known = Officer.objects.filter(username=name).values_list("pk", flat=True).first()
    request.user = OfficerBackend().get_user(known) or AnonymousUser()
    with CaptureQueriesContext(connection) as found:
        assert home_province(request) == home_province(request) == "62"
    assert len(found) == most
