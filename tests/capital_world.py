"""Two provinces with money, and officers of every scope, for the tests of the pages of capital."""

import datetime
from types import SimpleNamespace

from django.contrib.auth.models import Group

from ntm_portal.groups import load_groups
from tests import builders
from tests import funding_builders as build

MILLION = build.MILLION


def capital_world() -> SimpleNamespace:
    """Kon Tum (Đăk Hà with two communes, Đăk Tô with one) and Gia Lai; NTM with a rule, Giảm nghèo without.

    Sources: nstw with nstw-dau-tu below it, nsdp with ns-tinh, nhan-dan. Kon Tum's rule: 50 % of nstw.
    """
    home, other = builders.province(), builders.province("Gia Lai", "64")
    ha = builders.district(home, head="Ông A Phương")
    to = builders.district(home, "Đăk Tô", "612", head="Bà Y Vân")
    far = builders.district(other, "Chư Păh", "627")
    pxi = builders.commune(ha, code="23503", chairman="Ông A Khăm")
    ui, po = builders.commune(ha, "Đăk Ui", "23506"), builders.commune(to, "Pô Kô", "23428")
    gia = builders.commune(far, "Ia Nhin", "23740")
    ntm, poor = build.programme("ntm", position=1), build.programme("giam-ngheo", position=2)
    central = build.source("nstw", position=1)
    works = build.source("nstw-dau-tu", parent=central, position=2)
    local = build.source("nsdp", "local", position=3)
    budget = build.source("ns-tinh", "local", parent=local, position=4)
    people = build.source("nhan-dan", "people", position=5)
    world = SimpleNamespace(
        home=home, other=other, ha=ha, to=to, far=far, pxi=pxi, ui=ui, po=po, gia=gia, ntm=ntm, poor=poor,
        central=central, works=works, local=local, budget=budget, people=people,
        rule=build.rule(home, ntm, central, ratio=50),
    )  # fmt: skip
    world.officers = officers(world)
    return world


def groups_that_read() -> list[Group]:
    load_groups()
    return list(Group.objects.filter(name="Thẩm tra"))


def officers(world: SimpleNamespace) -> SimpleNamespace:
    """Readers of money of every scope; `reader` has the scope of a province without any right."""
    groups = groups_that_read()
    scopes = {
        "nation": "nation",
        "minh": world.home,
        "nam": world.ha,
        "thai": world.pxi,
        "far": world.other,
        "none": None,
    }
    people = {name: builders.officer(name, scope, groups=groups) for name, scope in scopes.items()}
    return SimpleNamespace(**people, reader=builders.officer("reader", world.home))


def fill(world: SimpleNamespace) -> None:
    """Money of 2022 and 2023, some of it not known; 2023 in Kon Tum: required 600, set aside 350 triệu."""
    for place, source, amount in [
        (world.pxi, world.works, 500),
        (world.pxi, world.budget, 100),
        (world.ui, world.works, 300),
        (world.po, world.central, 400),
        (world.po, world.budget, 200),
        (world.home, world.budget, 50),
    ]:
        build.allocation(
            place, world.ntm, source, allocated=amount * MILLION, disbursed=amount * MILLION // 4
        )
    build.allocation(world.pxi, world.ntm, world.people, allocated=None, planned=7 * MILLION)
    build.allocation(world.pxi, world.poor, world.works, allocated=90 * MILLION + 1)
    build.allocation(world.ha, world.poor, world.budget, allocated=9 * MILLION)
    build.allocation(world.gia, world.ntm, world.central, allocated=800 * MILLION)
    build.allocation(world.pxi, world.ntm, world.works, year=2022, allocated=11 * MILLION)


def round_of(world: SimpleNamespace, day=datetime.date(2023, 12, 31)):
    """A round of the communes of Kon Tum, so that the reading screens show something."""
    of = builders.criteria_set(3)
    return builders.round_with(dict.fromkeys((world.pxi, world.ui, world.po), "MMN"), of=of, data_on=day)
