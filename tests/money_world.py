"""A small province with a phase of programmes and sources, and the officers who enter its money."""

import datetime
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import Permission

from communes.models import Commune, District, Officer, Province
from funding.actions import Entry
from funding.models import CapitalSource, Programme
from tests import builders
from tests import funding_builders as build

YEAR, MILLION = build.YEAR, build.MILLION
PAY = ("change_allocation", "add_allocation", "view_allocation", "add_fundingbatch")


@dataclass
class MoneyWorld:
    """Kon Tum with Đăk Hà (two communes) and Đăk Tô (one); programmes and sources by code."""

    home: Province
    district: District
    away: District
    commune: Commune
    second: Commune
    foreign: Commune
    programmes: dict[str, Programme]
    sources: dict[str, CapitalSource]
    officers: dict[str, Officer] = field(default_factory=dict)

    def entry(self, place=None, source="ns-tinh", programme="ntm", year=YEAR, **values) -> Entry:
        """A row of a place (Đăk Pxi unless told) as an officer wants it."""
        return Entry(place or self.commune, self.programmes[programme], self.sources[source], year, **values)


def money_world() -> MoneyWorld:
    home = builders.province()
    here, away = builders.district(home), builders.district(home, "Đăk Tô", "616")
    codes = ("ntm", "giam-ngheo")
    programmes = {code: build.programme(code, position=at) for at, code in enumerate(codes)}
    sources = {"nstw": build.source("nstw", position=1), "nsdp": build.source("nsdp", "local", position=2)}
    local = {"nature": "local", "parent": sources["nsdp"]}
    sources["ns-tinh"] = build.source("ns-tinh", **local, short_name="NS tỉnh", position=3)
    ended = datetime.date(2025, 6, 30)
    sources["ns-huyen"] = build.source("ns-huyen", **local, short_name="NS huyện", position=4, ends_on=ended)
    sources["dan"] = build.source("dan", "people", short_name="Nhân dân", position=5)
    world = MoneyWorld(
        home, here, away, builders.commune(here), builders.commune(here, "Ngọk Wang"),
        builders.commune(away, "Diên Bình"), programmes, sources,
    )  # fmt: skip
    for name, scope in {"minh": home, "nam": here, "thai": world.commune, "nga": away}.items():
        officer = world.officers[name] = builders.officer(name, scope, first_name=name.title())
        allow(officer, *(PAY if name != "thai" else ("view_allocation",)))
    return world


def allow(officer: Officer, *codenames: str) -> None:
    """Give an officer permissions of `funding`."""
    found = Permission.objects.filter(content_type__app_label="funding", codename__in=codenames)
    officer.user_permissions.add(*found)


@pytest.fixture
def world():
    return money_world()


@pytest.fixture
def nam(world, client):
    client.force_login(world.officers["nam"])
    return client
