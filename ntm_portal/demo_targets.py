"""The demonstration's yearly plans of Kon Tum for 2023 and 2024: made up, and marked so.

Six communes are registered in 2023, of which the round of 31/12/2023 confirms three; one that missed goes
on in 2024 with its reason. Nothing here runs unless settings.DEMO is on; loading again changes nothing.
"""

import csv
import datetime
from pathlib import Path

from django.db import transaction

from communes.models import Commune, Officer, Province
from criteria.actions.carrying import carry_over
from criteria.actions.targets import TargetEntry, TargetOrder, record_targets
from criteria.models import CriteriaSet, Target

PLANS = Path(__file__).resolve().parent.parent / "criteria" / "demo" / "kon-tum-targets.csv"
SET, HOME, WRITTEN_BY = "xa-ntm-2021-2025", "62", "minh"
DOCUMENT = "Kế hoạch nông thôn mới năm {} (minh họa)"


@transaction.atomic
def load_targets() -> str:
    """Load the plans of each year that has none yet, then carry over what the file says was missed."""
    with PLANS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by = Officer.objects.get(username=WRITTEN_BY)
    written = 0
    for year in sorted({int(row["year"]) for row in rows}):
        of_year = [row for row in rows if int(row["year"]) == year]
        written += _load_year(year, of_year, by)
    return f"Kế hoạch năm minh họa: {written} xã mới."


def _load_year(year: int, rows: list[dict], by: Officer) -> int:
    day = datetime.date(year, 1, 1)
    province = Province.objects.in_force(day).get(code=HOME)
    order = TargetOrder(province, CriteriaSet.objects.get(code=SET), year, DOCUMENT.format(year))
    if Target.objects.of_year(province, order.criteria_set, year).exists():
        return 0
    communes = {one.code: one for one in Commune.objects.filter(province=province).in_force(day)}
    numbers = dict(order.criteria_set.criteria.values_list("number", "pk"))
    planned = [row for row in rows if not row["carried_reason"]]
    entries = [
        TargetEntry(communes[row["commune_code"]], row["registered"] == "1", _quarters(row, numbers))
        for row in planned
    ]
    written = record_targets(order=order, entries=entries, by=by, illustrative=True)
    for row in rows:
        if row["carried_reason"]:
            old = Target.objects.of_year(province, order.criteria_set, year - 1).in_force()
            missed = old.get(commune=communes[row["commune_code"]])
            document = DOCUMENT.format(year)
            carry_over(
                target=missed, reason=row["carried_reason"], document=document, by=by, illustrative=True
            )
    return len(written) + len(rows) - len(planned)


def _quarters(row: dict, numbers: dict[int, int]) -> dict[int, int]:
    """Criterion id → quarter from the four columns of numbers."""
    return {numbers[int(number)]: quarter for quarter in range(1, 5) for number in row[f"q{quarter}"].split()}
