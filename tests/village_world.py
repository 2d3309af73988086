"""Villages for tests: who works on them; for constraints and scope one good row, and what spoils it."""

import datetime

from django.contrib.auth.models import Group
from django.test import Client

from communes.models import Commune, Officer, Village
from criteria.actions.villages import VillageEntry, record_village_standings, version_of
from criteria.models import CriteriaSet, VillageStanding
from ntm_portal.groups import load_groups
from tests import builders

DAY = datetime.date(2023, 12, 31)
ENDED = {"valid_to": datetime.date(2020, 12, 31)}
CHECKS = {
    "village_period_in_order": (
        Village,
        {"valid_to": datetime.date(2015, 1, 1)},
        "Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực.",
    ),
    "village_standing_says_something": (
        VillageStanding,
        {"outcomes": ""},
        "Ghi kết quả của từng tiêu chí.",
    ),
}
ONCES = {
    "village_once_per_start": (
        Village,
        ENDED,
        ENDED | {"kind": "Làng"},
        "Xã này đã có thôn mang tên ấy từ cùng ngày.",
    ),
    "village_name_held_once": (
        Village,
        {"valid_from": DAY},
        ENDED | {"valid_from": datetime.date(2017, 1, 1)},
        "Xã đang có thôn mang tên ấy; ghi ngày hết hiệu lực của thôn cũ đã.",
    ),
    "village_standing_once_per_day": (
        VillageStanding,
        {},
        {"data_on": datetime.date(2022, 12, 31)},
        "Thôn này đã có kết quả theo bộ tiêu chí ấy với cùng ngày số liệu.",
    ),
}
# How a row of each model names its commune, for the tests of scope.
OF_COMMUNE = {Village: "commune_id", VillageStanding: "village__commune_id"}


def good_rows(commune: Commune) -> None:
    """A village of the commune and what was said of it, by a set for villages."""
    of = CriteriaSet.objects.filter(level="village").first()
    of = of or builders.criteria_set(2, "thon", level="village")
    village = Village.objects.create(commune=commune, name="Kon Pao")
    VillageStanding.objects.create(
        village=village, criteria_set=of, data_on=DAY, outcomes="MN", recorded_at=builders.MOMENT
    )


PEOPLE = {  # who → (group, where, may read, may write)
    "thai": ("Nhập liệu", "commune", True, True),
    "minh": ("Thẩm định", "province", True, True),
    "nam": ("Thẩm tra", "district", True, False),
    "leader": ("Chỉ đạo", "commune", True, False),
    "neighbour": ("Nhập liệu", "other", False, False),
    "far": ("Quản trị", "foreign", False, False),
    "no-group": ("", "commune", False, False),
    "no-scope": ("Quản trị", None, False, False),
}


def build() -> dict:
    """Đăk Pxi with three villages, a set for villages with three criteria, and who works on them."""
    load_groups()
    home = builders.province()
    pxi = builders.commune(builders.district(home), "Đăk Pxi", "23503")
    places = {
        "commune": pxi, "district": pxi.district, "province": home, None: None,
        "other": builders.commune(pxi.district, "Đăk Mar", "23504"),
        "foreign": builders.province("Gia Lai", "64"),
    }  # fmt: skip
    for name, (group, where, *_) in PEOPLE.items():
        builders.officer(name, places[where], groups=Group.objects.filter(name=group), is_staff=True)
    builders.round_with({pxi: "MNM"}, of=builders.criteria_set(3))
    builders.criteria_set(3, "thon", level="village", issued_by=home, short_name="Thôn NTM")
    for name in ("10", "2", "Kon Pao"):
        Village.objects.create(commune=pxi, name=name)
    return places


def of_villages() -> CriteriaSet:
    return CriteriaSet.objects.get(code="thon")


def officer(name: str) -> Officer:
    return Officer.objects.get(username=name)


def entries(*letters: str, **fields) -> list[VillageEntry]:
    villages = Village.objects.filter(commune__code="23503").order_by("sort_key")
    return [VillageEntry(village, said, **fields) for village, said in zip(villages, letters, strict=False)]


def record(world, said, by="thai", **fields) -> int:
    given = {"commune": world["commune"], "criteria_set": of_villages(), "data_on": DAY}
    return record_village_standings(entries=said, by=by and officer(by), **{**given, **fields})


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(officer(name))
    return client


def form(**changes) -> dict:
    """What the page sends when nothing was touched, with changes; names as the page writes them."""
    sent = {}
    for village in Village.objects.filter(commune__code="23503"):
        row = village.standings.filter(data_on=DAY).first()
        letters, key = row.outcomes if row else "...", village.pk
        sent |= {f"tc{at}-{key}": letter for at, letter in enumerate(letters, start=1)}
        note = row.note if row else ""
        sent |= {f"ghi-chu-{key}": note, f"ghi-chu-cu-{key}": note}
        sent |= {f"chu-{key}": letters, f"da-thay-{key}": version_of(row)}
    return sent | changes


PAGE = "/thon/23503/?bo=thon&ngay=2023-12-31"
