"""Builders of what `funding` keeps; each takes what matters and fills in the rest."""

import datetime

from communes.models import Commune, District, Province
from criteria.models import ChangeSource
from funding.models import (
    Allocation,
    AllocationChange,
    Arrears,
    CapitalSource,
    CounterpartRule,
    FundingBatch,
    OverlapQuestion,
    Programme,
    PublishedFigure,
    WorkFunding,
    WorkItem,
    place_columns,
)
from tests import builders

PHASE, YEAR = "2021-2025", 2023
MILLION = 1_000_000


def programme(code="ntm", **fields) -> Programme:
    given = {"phase": PHASE, "name": f"Chương trình {code}", "short_name": f"CT {code}"}
    return Programme.objects.create(code=code, **{**given, **fields})


def source(code="nstw", nature="central", **fields) -> CapitalSource:
    given = {"phase": PHASE, "name": f"Nguồn {code}", "short_name": code, "position": 1}
    return CapitalSource.objects.create(code=code, nature=nature, **{**given, **fields})


def allocation(place: Province | District | Commune, of: Programme, from_: CapitalSource, **fields):
    given = {"year": YEAR, "allocated": 100 * MILLION, "updated_at": builders.MOMENT}
    return Allocation.objects.create(
        programme=of, capital_source=from_, **place_columns(place), **{**given, **fields}
    )


def batch(of: Province, number=1, **fields) -> FundingBatch:
    given = {"sha256": "a" * 64, "applied_at": builders.MOMENT}
    return FundingBatch.objects.create(province=of, number=number, **{**given, **fields})


def change(of: Allocation, **fields) -> AllocationChange:
    given = {"after": {}, "version": 1, "at": builders.MOMENT, "source": ChangeSource.TYPED}
    return AllocationChange.objects.create(allocation=of, **{**given, **fields})


def rule(of: Province, for_: Programme, base: CapitalSource, **fields) -> CounterpartRule:
    given = {"ratio": 10, "document": "12/NQ-HĐND", "valid_from": datetime.date(2021, 1, 1)}
    return CounterpartRule.objects.create(province=of, programme=for_, base=base, **{**given, **fields})


def published(of: Province, kind="required", **fields) -> PublishedFigure:
    given = {"year_from": 2021, "year_to": 2025, "amount": 623_450 * MILLION, "said_in": "Báo cáo của tỉnh"}
    return PublishedFigure.objects.create(province=of, kind=kind, **{**given, **fields})


def work_item(place: Commune, name="Đường giao thông nông thôn thôn 3", **fields) -> WorkItem:
    given = {"group": "infra", "year_from": YEAR, "year_to": YEAR, "cost": 900 * MILLION}
    return WorkItem.objects.create(name=name, **place_columns(place), **{**given, **fields})


def line(of: WorkItem, from_programme: Programme, from_source: CapitalSource, **fields) -> WorkFunding:
    given = {"year": YEAR, "amount": 500 * MILLION}
    return WorkFunding.objects.create(
        work_item=of, programme=from_programme, capital_source=from_source, **{**given, **fields}
    )


def arrears(of: WorkItem, **fields) -> Arrears:
    given = {"amount": 50 * MILLION, "as_of": builders.DATA_ON}
    return Arrears.objects.create(work_item=of, **{**given, **fields})


def question(of: WorkItem, **fields) -> OverlapQuestion:
    given = {"kind": "name", "fingerprint": "f" * 64, "reason": "Tên giống nhau", "found_at": builders.MOMENT}
    return OverlapQuestion.objects.create(work_item=of, **{**given, **fields})
