"""Villages for the tests of constraints and of scope: one good row, and what spoils it."""

import datetime

from communes.models import Commune, Village
from criteria.models import CriteriaSet, VillageStanding
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
