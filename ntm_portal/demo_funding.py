"""The demonstration's money: what Kon Tum's places hold, illustrative counterpart rules, works of Đăk Hà.

Every row is made up and marked so; what the province published stays as it was published. Nothing here runs
unless settings.DEMO is on; loading again changes nothing.
"""

import csv
import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from communes.models import Commune, District, Officer, Province
from criteria.models import ChangeSource, Criterion
from funding.actions import Entry, record_allocations
from funding.actions.overlap import answer_question
from funding.actions.work import record_work_item
from funding.allocation_amounts import MILLION
from funding.loading import load_phases, read_phases
from funding.models import (
    AMOUNTS,
    Allocation,
    CapitalSource,
    CounterpartRule,
    OverlapQuestion,
    Programme,
    QuestionState,
    WorkItem,
)
from funding.published import load_published
from funding.work_entries import DebtEntry, Facts, LineEntry

FOLDER = Path(__file__).resolve().parent.parent / "funding" / "demo"
PHASE, SET, HOME = "2021-2025", "xa-ntm-2021-2025", "62"
PLACES_ON = datetime.date(2023, 12, 31)
DOCUMENTS = {
    "planned_document": "Quyết định giao kế hoạch vốn (minh họa)",
    "allocated_document": "Quyết định phân bổ vốn (minh họa)",
    "disbursed_document": "Báo cáo giải ngân (minh họa)",
}
# The programme's code → counterpart in per cent of the money of the central budget.
RATIOS = {"ntm": 15, "giam-ngheo": 8, "dtts-mn": 10}
RULES_FROM = datetime.date(2022, 1, 1)
# How the name of a work that is asked about begins → the state and the reason of the answer.
ANSWERS = {
    "Nước sinh hoạt tập trung thôn Kon Đao Yôp": (
        QuestionState.NO_OVERLAP,
        "Minh họa: dòng thứ nhất làm đập đầu mối và bể chứa, dòng thứ hai làm đường ống về từng nhà.",
    ),
    "Mô hình nuôi bò sinh sản thôn Kon Bơ Băn": (
        QuestionState.ADJUSTED,
        "Minh họa: hai danh sách hộ trùng 6 hộ; đã bỏ 6 hộ ấy khỏi danh sách của dòng thứ hai.",
    ),
}
ANSWERED_BY = "nam"


class Codes:
    """Places, programmes, sources and criteria by their codes."""

    def __init__(self, province: Province):
        self.places = {("province", province.code): province}
        for level, model in (("district", District), ("commune", Commune)):
            rows = model.objects.filter(province=province).in_force(PLACES_ON)
            self.places |= {(level, row.code): row for row in rows}
        self.programmes = {row.code: row for row in Programme.objects.filter(phase=PHASE)}
        self.sources = {row.code: row for row in CapitalSource.objects.filter(phase=PHASE)}
        self.criteria = {row.number: row for row in Criterion.objects.filter(criteria_set__code=SET)}


@transaction.atomic
def load_money() -> str:
    """Load what is missing of the demonstration's money, after the rounds; return a line for the operator."""
    if not Programme.objects.filter(phase=PHASE).exists():
        load_phases(read_phases())
    load_published()
    province = Province.objects.in_force(PLACES_ON).get(code=HOME)
    codes = Codes(province)
    _load_rules(province, codes)
    written = _load_allocations(province, codes)
    works = _load_works(province, codes)
    answered = _answer(province) if works else 0
    return (
        f"Vốn minh họa: {written} dòng vốn mới, {works} công trình mới, "
        f"{OverlapQuestion.objects.filter(work_item__province=province).count()} câu hỏi nghi trùng "
        f"({answered} mới trả lời)."
    )


def _load_rules(province: Province, codes: Codes) -> None:
    """Rules nobody verified, where the province has none of its own."""
    if CounterpartRule.objects.filter(province=province).exists():
        return
    for code, ratio in RATIOS.items():
        CounterpartRule.objects.create(
            province=province,
            programme=codes.programmes[code],
            base=codes.sources["nstw"],
            ratio=ratio,
            document="minh họa",
            valid_from=RULES_FROM,
        )


def _load_allocations(province: Province, codes: Codes) -> int:
    if Allocation.objects.filter(province=province, illustrative=True).exists():
        return 0
    entries = [_entry(row, codes) for row in _rows("allocations")]
    return len(record_allocations(entries=entries, by=None, source=ChangeSource.DEMO).written)


def _entry(row: dict, codes: Codes) -> Entry:
    amounts = {name: _dong(row[name]) for name in AMOUNTS}
    documents = {
        name: text for name, text in DOCUMENTS.items() if amounts[name.removesuffix("_document")] is not None
    }
    return Entry(
        codes.places[row["level"], row["code"]],
        codes.programmes[row["programme"]],
        codes.sources[row["source"]],
        int(row["year"]),
        **amounts,
        **documents,
    )


def _load_works(province: Province, codes: Codes) -> int:
    if WorkItem.objects.filter(province=province, illustrative=True).exists():
        return 0
    lines, debts = list(_rows("work-lines")), list(_rows("work-debts"))
    works = list(_rows("works"))
    for work in works:
        record_work_item(
            facts=_facts(work, codes),
            lines=[_line(row, codes) for row in lines if row["work"] == work["key"]],
            debts=[_debt(row) for row in debts if row["work"] == work["key"]],
            by=None,
            illustrative=True,
        )
    return len(works)


def _facts(row: dict, codes: Codes) -> Facts:
    return Facts(
        commune=codes.places["commune", row["commune_code"]],
        criterion=codes.criteria[int(row["criterion"])],
        year_from=int(row["year_from"]),
        year_to=int(row["year_to"]),
        cost=_dong(row["cost"]),
        **{name: row[name] for name in ("name", "code", "kind", "group")},
    )


def _line(row: dict, codes: Codes) -> LineEntry:
    return LineEntry(
        codes.programmes[row["programme"]],
        codes.sources[row["source"]],
        int(row["year"]),
        _dong(row["amount"]),
        _dong(row["disbursed"]),
        row["content"],
        DOCUMENTS["allocated_document"],
    )


def _debt(row: dict) -> DebtEntry:
    settled = row["settled_on"]
    return DebtEntry(
        _dong(row["amount"]),
        datetime.date.fromisoformat(row["as_of"]),
        row["document"],
        datetime.date.fromisoformat(settled) if settled else None,
    )


def _answer(province: Province) -> int:
    """Answer two of the questions, as the district's leader."""
    by = Officer.objects.get(username=ANSWERED_BY)
    asked = OverlapQuestion.objects.filter(work_item__province=province, work_item__illustrative=True)
    for name, (state, reason) in ANSWERS.items():
        question = asked.get(work_item__name=name, state=QuestionState.OPEN)
        answer_question(question=question, state=state, answer=reason, by=by)
    return len(ANSWERS)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _dong(text: str) -> int | None:
    """Triệu đồng as the files write them ("62.5") in whole đồng; None for nothing."""
    return int(Decimal(text) * MILLION) if text else None
