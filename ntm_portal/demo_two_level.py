"""A demonstration round of two levels: Quảng Ngãi since 01/07/2025, by the set of 2026–2030, made up.

Most communes have no figures yet, as after every merger; a few of former Kon Tum are appraised. Nothing here
runs unless settings.DEMO is on; loading again changes nothing.
"""

import datetime

from django.db import transaction

from communes.models import Commune, Province
from criteria.actions import Judged, open_round, record_results
from criteria.models import ChangeSource, CriteriaSet
from criteria.outcomes import Judgement
from criteria.stages import Steps

PROVINCE, SET = "51", "xa-ntm-2026-2030"
DATA_ON, NAME = datetime.date(2026, 6, 30), "6 tháng 2026"
NOTE = (
    "Kết quả từng xã của tỉnh Quảng Ngãi theo bộ tiêu chí 2026–2030 là minh họa; "
    "các xã sau sáp nhập được đánh giá lại từ đầu."
)
# Commune → one letter for each of the ten criteria.
APPRAISED = {
    "23500": "MMMMMMMMMM",
    "23512": "MMMNMMMMMM",
    "23504": "MNNNMMBMNM",
    "23515": "MNNNMNBMNM",
    "23401": "MMMNMMMMMN",
    "23377": "MMMMMNMMBM",
    "23527": "MMNNMMMMNM",
    "23473": "MMMMMMMNMM",
}


@transaction.atomic
def load_two_level_round() -> str:
    """Load the round and what is appraised of it; return a line for the operator."""
    province = Province.objects.in_force(DATA_ON).get(code=PROVINCE)
    criteria_set = CriteriaSet.objects.get(code=SET)
    if province.rounds.filter(criteria_set=criteria_set, data_on=DATA_ON).exists():
        return f"{NAME} ({province.full_name}): đã có."
    round = open_round(
        criteria_set=criteria_set,
        province=province,
        data_on=DATA_ON,
        by=None,
        name=NAME,
        illustrative_note=NOTE,
    )
    round.steps = Steps.TWO
    round.save(update_fields=["steps"])
    criteria = list(criteria_set.criteria.order_by("number").values_list("pk", flat=True))
    communes = dict(
        Commune.objects.filter(province=province, code__in=APPRAISED)
        .in_force(DATA_ON)
        .values_list("code", "pk")
    )
    cells = [
        Judged(communes[code], criterion, letter)
        for code, letters in APPRAISED.items()
        for criterion, letter in zip(criteria, letters, strict=True)
    ]
    record_results(round=round, cells=cells, judgement=Judgement.APPRAISED, by=None, source=ChangeSource.DEMO)
    return f"{NAME}: 1 kỳ hai cấp của {province.full_name}, {len(APPRAISED)} xã có kết quả minh họa."
