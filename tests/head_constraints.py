"""The rules of who heads a unit: what breaks each, and what it says (see `test_constraints`)."""

import datetime

from django.db.models import Subquery

from communes.models import Agency, Commune, District, Headship
from tests import builders

EARLIER = datetime.date(2020, 1, 1)
ENDED = {"valid_from": EARLIER, "valid_to": datetime.date(2020, 12, 31)}
ONE_UNIT = "Chọn đúng một đơn vị: cơ quan, huyện hoặc xã."
HELD = "Đơn vị này đang có người đứng đầu; ghi ngày thôi của người trước đã."
CHECKS = {
    "headship_of_one_unit": (Headship, {"commune": None}, ONE_UNIT),
    "headship_period_in_order": (
        Headship,
        {"valid_to": EARLIER},
        "Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực.",
    ),
}
ONCES = {
    f"headship_of_{unit}_held_once": (Headship, {"name": "A Khác"}, ENDED, HELD)
    for unit in ("agency", "district", "commune")
}

# The good row is a commune's; the rule is the same for the other units.
FIRST = {
    f"of_{unit}_held_once": {"commune": None, unit: Subquery(model.objects.order_by().values("pk")[:1])}
    for unit, model in (("agency", Agency), ("district", District))
}


def good_rows(commune: Commune) -> None:
    """One head of a commune, in office."""
    Headship.objects.create(commune=commune, name="A Thái", valid_from=builders.DATA_ON)
