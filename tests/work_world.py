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


def sign_in(client, world, who):
    client.force_login(world.officers[who])
    return client


def typed(world, lines=(), debts=(), **given) -> dict:
    """What the form sends."""
    data = {
        "name": "Đường thôn 3", "commune": world.commune.pk, "kind": "works", "group": "infra", "code": "",
        "criterion": "", "year_from": "2023", "year_to": "2023", "cost": "900", "save": "1",
        "lines-count": len(lines), "debts-count": len(debts), **given,
    }  # fmt: skip
    for part, rows in (("lines", lines), ("debts", debts)):
        data |= {f"{part}-{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items()}
    return data


def line_typed(world, **given) -> dict:
    return {
        "programme": world.programmes["ntm"].pk, "capital_source": world.sources["nstw"].pk, "content": "",
        "year": "2023", "amount": "1.234,5", "disbursed": "", "key": "", **given,
    }  # fmt: skip


def debt_typed(**given) -> dict:
    return {"key": "", "amount": "12", "as_of": "31/12/2023", "document": "", "settled_on": "", **given}
