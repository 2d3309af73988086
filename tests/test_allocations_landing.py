"""Where money is entered: the places of a scope and their years, each with how many sources are in."""

import re

import pytest
from django.urls import reverse

from tests import builders
from tests.money_sheets import record
from tests.money_world import PAY, allow, nam, world
from tests.test_allocations_grid import url

__all__ = ["nam", "world"]

pytestmark = pytest.mark.django_db


def test_landing_counts_the_sources_of_each_place_and_year(nam, world):
    record(world, world.entry(planned=1), world.entry(source="dan", disbursed=0))
    record(world, world.entry(source="nstw", planned=1), world.entry(source="ns-huyen"))
    record(world, world.entry(world.district, planned=1, programme="giam-ngheo"))
    page = nam.get(reverse("funding-entry")).content.decode()
    assert "Xã Đăk Pxi" in page
    assert "Tỉnh Kon Tum" not in page
    assert "Diên Bình" not in page
    link = re.escape(url(world, query="?ct=ntm"))
    assert re.search(rf'<a href="{link}">3/4<', page)
    assert re.search(
        rf'<a href="{re.escape(url(world, world.district, kind="huyen", query="?ct=ntm"))}">0/4<', page
    )


def test_landing_of_the_province_opens_one_district_at_a_time(client, world):
    client.force_login(world.officers["minh"])
    page = client.get(reverse("funding-entry")).content.decode()
    assert "Huyện Đăk Hà" in page
    assert "Xã Đăk Pxi" not in page
    page = client.get(reverse("funding-entry"), {"huyen": world.district.code}).content.decode()
    assert "Xã Đăk Pxi" in page
    assert "Diên Bình" not in page


def test_landing_refuses_a_district_it_does_not_offer(client, world):
    client.force_login(world.officers["minh"])
    assert client.get(reverse("funding-entry"), {"huyen": "999"}).status_code == 404
    client.force_login(world.officers["nam"])
    assert client.get(reverse("funding-entry"), {"huyen": world.district.code}).status_code == 200
    assert client.get(reverse("funding-entry"), {"huyen": "612"}).status_code == 404


def test_landing_of_the_nation_lists_provinces_until_one_is_chosen(client, world):
    boss = builders.officer("boss", "nation")
    allow(boss, *PAY)
    client.force_login(boss)
    page = client.get(reverse("funding-entry")).content.decode()
    assert "Tỉnh Kon Tum" in page
    assert "Huyện Đăk Hà" not in page
    chosen = client.get(reverse("funding-entry"), {"tinh": "62"}).content.decode()
    assert '<th scope="row">Huyện Đăk Hà</th>' in chosen
    # The form sends the district of the province chosen before along with the new one.
    builders.province("Hòa Bình", "17")
    moved = client.get(reverse("funding-entry"), {"tinh": "17", "huyen": world.district.code})
    assert moved.status_code == 200 and "Tỉnh Hòa Bình" in moved.content.decode()
    assert client.get(reverse("funding-entry"), {"tinh": "17", "huyen": "999"}).status_code == 404
