"""The demonstration's villages: Kon Tum's set for villages, three villages of Đăk Pxi and what they meet.

That Quyết định 147/QĐ-UBND of 28/03/2022 has ten criteria is published; what they are is not known to us, so
its set holds none until an administrator loads them by sheet. What the villages meet is therefore said by a
set made up for trying the page. Nothing here runs unless settings.DEMO is on; loading again changes nothing.
"""

import datetime

from django.db import transaction

from communes.models import Commune, Province, Village, VillageKind
from criteria.actions.villages import VillageEntry, record_village_standings
from criteria.models import CriteriaSet, Criterion, Level, Source

COMMUNE, SINCE, DATA_ON = "23503", datetime.date(2022, 3, 28), datetime.date(2023, 12, 31)
KON_TUM = {
    "code": "thon-dtts-kon-tum",
    "name": "Bộ tiêu chí thôn, làng đồng bào dân tộc thiểu số tỉnh Kon Tum",
    "short_name": "Thôn, làng ĐBDTTS Kon Tum",
    "decision": "Quyết định 147/QĐ-UBND",
    "issued_on": SINCE,
    "source": Source.SEEN,
    "source_note": "Quyết định có 10 tiêu chí; chưa đọc được toàn văn nên chưa nạp tiêu chí nào.",
}
MADE_UP = {
    "code": "thon-minh-hoa",
    "name": "Bộ tiêu chí minh họa cho thôn, làng, dựng để dùng thử trang này",
    "short_name": "Thôn, làng (minh họa)",
    "decision": "không theo quyết định nào",
    "source_note": "Minh họa.",
}
CRITERIA = 10
VILLAGES = {"1 (minh họa)": "MMMMMMMMMM", "2 (minh họa)": "MMNMMBMMAM", "3 (minh họa)": "MN.MM..NMM"}


@transaction.atomic
def load_villages() -> str:
    """Load what is missing after the places; return a line for the operator."""
    commune = Commune.objects.in_force(DATA_ON).select_related("province").get(code=COMMUNE)
    _load_set(commune.province, **KON_TUM)
    made_up = _load_set(commune.province, **MADE_UP)
    for number in range(made_up.criteria.count() + 1, CRITERIA + 1):
        Criterion(
            criteria_set=made_up,
            number=number,
            name=f"Tiêu chí minh họa số {number}",
            short_name="Minh họa",
            source_note="Minh họa.",
        ).save()
    if commune.villages.exists():
        return "Thôn: đã có, giữ nguyên."
    entries = []
    for name, letters in VILLAGES.items():
        village = Village(commune=commune, kind=VillageKind.HAMLET, name=name, is_minority=True)
        village.save()
        entries.append(VillageEntry(village, letters))
    written = record_village_standings(
        commune=commune, criteria_set=made_up, data_on=DATA_ON, entries=entries, by=None, illustrative=True
    )
    return f"Thôn: {written} thôn minh họa mới."


def _load_set(province: Province, code: str, **says) -> CriteriaSet:
    """The set as it is, or as said here."""
    fixed = {"level": Level.VILLAGE, "phase": "2021-2025", "valid_from": SINCE, "issued_by": province}
    return CriteriaSet.objects.get_or_create(code=code, defaults={**fixed, **says})[0]
