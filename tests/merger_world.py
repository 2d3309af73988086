"""Kon Tum and what became of it, small: two old districts, three communes, two of today's province."""

import datetime
from types import SimpleNamespace

from communes.models import Participation, Succession
from tests import builders

LAST, FIRST = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)
OLD_DAY, NEW_DAY = datetime.date(2024, 12, 31), datetime.date(2026, 6, 30)
OLD_SET, NEW_SET = "xa-ntm-2021-2025", "xa-ntm-2026-2030"


def merger_world() -> SimpleNamespace:
    """Đăk Hà is formed from Đăk Hà town, Đăk La and Diên Bình of the next district; Đăk Pxi from Đăk Long.

    A round of before with everybody, and one of today in which only Đăk Hà has figures.
    """
    ended = {"valid_to": LAST}
    old = builders.province(**ended)
    dak_ha = builders.district(old, head="Ông A Phương", **ended)
    dak_to = builders.district(old, "Đăk Tô", "612", **ended)
    town = builders.commune(dak_ha, "Đăk Hà", "23500", kind="Thị trấn", **ended)
    Participation.objects.filter(commune=town).delete()
    la = builders.commune(dak_ha, "Đăk La", "23524", **ended)
    binh = builders.commune(dak_to, "Diên Bình", "23431", **ended)
    long = builders.commune(dak_ha, "Đăk Long", "23504", **ended)
    new = builders.province("Quảng Ngãi", "51", valid_from=FIRST)
    ha = builders.commune(new, "Đăk Hà", "23500", valid_from=FIRST)
    pxi = builders.commune(new, "Đăk Pxi", "23504", valid_from=FIRST)
    for place, successor in ((town, ha), (la, ha), (binh, ha), (long, pxi)):
        Succession.objects.create(predecessor=place, successor=successor, effective_on=FIRST)
    before = builders.criteria_set(3, code=OLD_SET)
    since = builders.criteria_set(
        2, code=NEW_SET, short_name="Xã NTM 2026–2030", valid_from=datetime.date(2026, 2, 15)
    )
    builders.round_with({la: "MMM", binh: "MNN", long: "MMN"}, of=before, data_on=OLD_DAY)
    builders.round_with({ha: "MN", pxi: ".."}, of=since, data_on=NEW_DAY, steps="two")
    return SimpleNamespace(
        old=old, new=new, dak_ha=dak_ha, dak_to=dak_to, town=town, la=la, binh=binh, long=long, ha=ha,
        pxi=pxi, before=before, since=since,
    )  # fmt: skip


def more_communes(world, number: int) -> None:
    """That many more communes of today, each formed from two of before, in both rounds."""
    for at in range(number):
        one = builders.commune(world.dak_ha, f"Xã cũ {at}", valid_to=LAST)
        two = builders.commune(world.dak_to, f"Xã cũ khác {at}", valid_to=LAST)
        today = builders.commune(world.new, f"Xã mới {at}", valid_from=FIRST)
        for place in (one, two):
            Succession.objects.create(predecessor=place, successor=today, effective_on=FIRST)
        builders.stand_in(OLD_DAY, {one: "MMM", two: "MNN"})
        builders.stand_in(NEW_DAY, {today: "MM"})
