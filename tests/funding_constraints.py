"""The rules of money, work items and overlap questions, as tests of constraints try them."""

import datetime

from communes.models import Commune, Province
from funding.models import (
    Allocation,
    Arrears,
    CapitalSource,
    CounterpartRule,
    OverlapQuestion,
    Programme,
    PublishedFigure,
    WorkFunding,
    WorkItem,
)
from tests import funding_builders as build

NOT_NEGATIVE = "Số tiền không được âm."
DAY = datetime.date(2023, 12, 31)

CHECKS = {
    "source_not_its_own_parent": (
        CapitalSource,
        lambda row: {"parent": row},
        "Nguồn vốn không thuộc chính nó.",
    ),
    "counterpart_ratio_above_zero": (CounterpartRule, {"ratio": 0}, "Tỷ lệ đối ứng phải lớn hơn 0."),
    "counterpart_period_in_order": (
        CounterpartRule,
        {"valid_to": datetime.date(2015, 1, 1)},
        "Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực.",
    ),
    "counterpart_verified_together": (
        CounterpartRule,
        {"verified_on": DAY},
        "Ghi cả người kiểm chứng và ngày kiểm chứng, hoặc để trống cả hai.",
    ),
    "published_amount_not_negative": (PublishedFigure, {"amount": -1}, NOT_NEGATIVE),
    "published_years_in_order": (
        PublishedFigure,
        {"year_to": 2020},
        "Năm cuối phải bằng hoặc sau năm đầu.",
    ),
    "published_source_named": (
        PublishedFigure,
        {"kind": "source"},
        "Số vốn của một nguồn phải ghi nguồn; số khác thì không.",
    ),
    "allocation_amounts_not_negative": (Allocation, {"planned": -1}, NOT_NEGATIVE),
    "work_item_in_a_commune": (WorkItem, {"commune": None}, "Chọn xã có công trình."),
    "work_item_years_in_order": (WorkItem, {"year_to": 2020}, "Năm cuối phải bằng hoặc sau năm đầu."),
    "work_item_amounts_not_negative": (WorkItem, {"cost": -1}, NOT_NEGATIVE),
    "work_funding_amounts_not_negative": (WorkFunding, {"amount": -1}, NOT_NEGATIVE),
    "arrears_above_zero": (Arrears, {"amount": 0}, "Số nợ phải lớn hơn 0."),
    "arrears_settled_after": (
        Arrears,
        {"settled_on": datetime.date(2020, 1, 1)},
        "Ngày trả xong phải bằng hoặc sau ngày tính nợ.",
    ),
    "question_answered_with_reason": (
        OverlapQuestion,
        {"state": "none"},
        "Trả lời nghi trùng phải ghi lý do và thời điểm.",
    ),
}
ONCES = {
    "programme_once_per_phase": (
        Programme,
        {},
        {"phase": "2016-2020"},
        "Giai đoạn này đã có chương trình mang mã ấy.",
    ),
    "source_once_per_phase": (
        CapitalSource,
        {},
        {"phase": "2016-2020"},
        "Giai đoạn này đã có nguồn vốn mang mã ấy.",
    ),
    "counterpart_once_per_start": (
        CounterpartRule,
        {},
        {"valid_from": datetime.date(2022, 1, 1)},
        "Chương trình này đã có quy định đối ứng từ cùng ngày.",
    ),
    "allocation_once_per_year": (
        Allocation,
        {},
        lambda row: {"district": Commune.objects.first().district},
        "Đơn vị này đã có dòng vốn của nguồn và năm ấy.",
    ),
    "work_funding_once_per_year": (
        WorkFunding,
        {},
        {"content": "Tiểu dự án 1"},
        "Công trình này đã có dòng vốn của nguồn, nội dung và năm ấy.",
    ),
    "question_once_per_fingerprint": (OverlapQuestion, {}, {"kind": "code"}, "Câu hỏi này đã có."),
}


def good_rows(place: Commune) -> None:
    """One good row of every model the rules are about."""
    home, programme, source = Province.objects.get(), build.programme(), build.source()
    build.rule(home, programme, source)
    build.published(home)
    build.allocation(home, programme, source)
    item = build.work_item(place)
    build.line(item, programme, source)
    build.arrears(item)
    build.question(item)
