"""The money world with officers who keep work items, and a criterion the items may serve."""

import datetime

from funding.models import WorkItem
from funding.work_entries import DebtEntry, Facts, LineEntry
from tests import builders
from tests import funding_builders as build
from tests.money_world import MoneyWorld, allow, money_world

YEAR, MILLION = build.YEAR, build.MILLION
KEEP = ("view_workitem", "add_workitem", "change_workitem", "view_allocation")


def work_world() -> MoneyWorld:
    """minh (province), nam (Đăk Hà), nga (Đăk Tô) keep work items; thai (Đăk Pxi) reads, khach nothing."""
    world = money_world()
    for name in ("minh", "nam", "nga"):
        allow(world.officers[name], *KEEP)
    allow(world.officers["thai"], "view_workitem")
    world.officers["khach"] = builders.officer("khach", world.home)
    return world


def facts(world: MoneyWorld, **fields) -> Facts:
    given = {
        "commune": world.commune,
        "name": "Đường giao thông nông thôn thôn Kon Pao",
        "group": "infra",
        "year_from": YEAR,
        "year_to": YEAR,
        "cost": 900 * MILLION,
    }
    return Facts(**{**given, **fields})


def line(world: MoneyWorld, programme="ntm", source="nstw", **fields) -> LineEntry:
    given = {"year": YEAR, "amount": 500 * MILLION}
    return LineEntry(world.programmes[programme], world.sources[source], **{**given, **fields})


def debt(**fields) -> DebtEntry:
    return DebtEntry(**{"amount": 50 * MILLION, "as_of": datetime.date(2023, 12, 31), **fields})


def furnished(world: MoneyWorld, place=None, **fields) -> WorkItem:
    """An item of a commune (Đăk Pxi unless told) with a line of 500 and a debt of 50 triệu đồng."""
    item = build.work_item(place or world.commune, **fields)
    build.line(item, world.programmes["ntm"], world.sources["nstw"], disbursed=200 * MILLION)
    build.arrears(item)
    return item
