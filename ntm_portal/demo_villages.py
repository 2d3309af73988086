"""The demonstration's villages: three of Đăk Pxi, judged by Kon Tum's set of ten criteria for villages.

That Quyết định 147/QĐ-UBND of 28/03/2022 has ten criteria is published; their names are not known to us, so
they are numbered and say that their name is not loaded. The villages and what they met are made up and marked
so. Nothing here runs unless settings.DEMO is on; loading again changes nothing.
"""

import datetime

from django.db import transaction

from communes.models import Commune, Province, Village, VillageKind
from criteria.actions.villages import VillageEntry, record_village_standings
from criteria.models import CriteriaSet, Criterion, Level, Source

COMMUNE, DATA_ON = "23503", datetime.date(2023, 12, 31)
CODE, CRITERIA = "thon-dtts-kon-tum", 10
UNNAMED = "Chưa nạp tên tiêu chí (xem quyết định)"
NOTE = "Chưa đọc được toàn văn quyết định: tên và nội dung mười tiêu chí chưa nạp."
VILLAGES = {"1 (minh họa)": "MMMMMMMMMM", "2 (minh họa)": "MMNMMBMMAM", "3 (minh họa)": "MN.MM..NMM"}


@transaction.atomic
def load_villages() -> str:
    """Load what is missing after the places; return a line for the operator."""
    commune = Commune.objects.in_force(DATA_ON).select_related("province").get(code=COMMUNE)
    criteria_set = _load_set(commune.province)
    if commune.villages.exists():
        return "Thôn: đã có, giữ nguyên."
    entries = []
    for name, letters in VILLAGES.items():
        village = Village(commune=commune, kind=VillageKind.HAMLET, name=name, is_minority=True)
        village.save()
        entries.append(VillageEntry(village, letters))
    written = record_village_standings(
        commune=commune, criteria_set=criteria_set, data_on=DATA_ON, entries=entries, by=None,
        illustrative=True,
    )  # fmt: skip
    return f"Thôn: {written} thôn minh họa mới."


def _load_set(province: Province) -> CriteriaSet:
    """The set as it is, or with ten numbered criteria."""
    found, is_new = CriteriaSet.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "Bộ tiêu chí thôn (làng) đồng bào dân tộc thiểu số tỉnh Kon Tum",
            "short_name": "Thôn (làng) ĐBDTTS",
            "level": Level.VILLAGE,
            "phase": "2021-2025",
            "decision": "Quyết định 147/QĐ-UBND",
            "issued_on": datetime.date(2022, 3, 28),
            "valid_from": datetime.date(2022, 3, 28),
            "issued_by": province,
            "source": Source.SEEN,
            "source_note": NOTE,
        },
    )
    if is_new:
        for number in range(1, CRITERIA + 1):
            Criterion(
                criteria_set=found, number=number, name=UNNAMED, short_name=f"Tiêu chí {number}",
                source_note=NOTE,
            ).save()  # fmt: skip
    return found
