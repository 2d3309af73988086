"""The rules of figures, returns, evidence and units in charge, as tests of constraints try them."""

import datetime

from communes.models import Agency
from criteria.models import (
    CriterionLead,
    Evidence,
    EvidenceUse,
    Indicator,
    IndicatorResult,
    ReturnedFigure,
    Standing,
)
from tests import builders, law_constraints, target_constraints

OTHER_DAY = {"valid_from": datetime.date(2016, 1, 2)}

CHECKS = {
    "standing_submitted_who_and_when": (
        Standing,
        {"submitted_at": builders.MOMENT},
        "Thời điểm gửi và người gửi phải đi cùng nhau.",
    ),
    "standing_opened_who_and_when": (
        Standing,
        {"opened_at": builders.MOMENT},
        "Thời điểm tiếp nhận và người tiếp nhận phải đi cùng nhau.",
    ),
    "standing_returned_who_and_when": (
        Standing,
        {"returned_at": builders.MOMENT},
        "Thời điểm trả lại và người trả lại phải đi cùng nhau.",
    ),
    "figure_outcome_with_basis": (
        IndicatorResult,
        {"outcome": "M"},
        "Kết quả và căn cứ của kết quả phải đi cùng nhau.",
    ),
    "figure_denominator_above_zero": (IndicatorResult, {"denominator": 0}, "Mẫu số phải lớn hơn 0."),
    "figure_numerator_within_denominator": (
        IndicatorResult,
        {"numerator": 5, "denominator": 4},
        "Tử số không được lớn hơn mẫu số.",
    ),
    # An empty reason is the field's own fault already, so its sentence comes first.
    "returned_figure_has_reason": (ReturnedFigure, {"reason": ""}, "không được để trống"),
    "criterion_lead_period_in_order": (
        CriterionLead,
        {"valid_to": datetime.date(2015, 1, 1)},
        "Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực.",
    ),
    **law_constraints.CHECKS,
    **target_constraints.CHECKS,
}
FIRST = target_constraints.FIRST
ONCES = {
    "figure_once_per_indicator": (
        IndicatorResult,
        {},
        lambda row: {"indicator": Indicator.objects.exclude(pk=row.indicator_id).get()},
        "Xã này đã có số liệu của chỉ tiêu trong kỳ.",
    ),
    "returned_figure_open_once": (
        ReturnedFigure,
        {},
        {"answered_at": builders.MOMENT},
        "Chỉ tiêu này đang được trả lại.",
    ),
    "evidence_once_per_commune": (
        Evidence,
        {},
        {"sha256": "b" * 64},
        "Xã này đã có tệp minh chứng ấy.",
    ),
    "evidence_used_once": (
        EvidenceUse,
        {},
        {"removed_at": builders.MOMENT},
        "Tệp này đã được đính kèm cho chỉ tiêu.",
    ),
    "criterion_lead_once_per_start": (
        CriterionLead,
        {"role": "support"},
        {"role": "support", **OTHER_DAY},
        "Đơn vị này đã được phân công tiêu chí ấy từ cùng ngày.",
    ),
    "criterion_one_lead_at_a_time": (
        CriterionLead,
        OTHER_DAY,
        {"role": "support", **OTHER_DAY},
        CriterionLead._meta.constraints[1].violation_error_message,
    ),
    **law_constraints.ONCES,
    **target_constraints.ONCES,
}


def good_rows(indicator: Indicator) -> None:
    """One good row of every model the rules are about, beside the standing and the agency there are."""
    standing, agency = Standing.objects.get(), Agency.objects.get()
    law_constraints.good_rows(indicator.criterion)
    Indicator.objects.create(criterion=indicator.criterion, code="1.9", text="Có quy chế quản lý")
    IndicatorResult.objects.create(standing=standing, indicator=indicator, updated_at=builders.MOMENT)
    ReturnedFigure.objects.create(
        standing=standing,
        indicator=indicator,
        judgement="verified",
        reason="Thiếu minh chứng.",
        due_on=datetime.date(2024, 1, 31),
        returned_at=builders.MOMENT,
    )
    evidence = Evidence.objects.create(
        commune=standing.commune,
        file="evidence/2023/12/anh.png",
        name="anh.png",
        content_type="image/png",
        size=1,
        sha256="a" * 64,
        added_at=builders.MOMENT,
    )
    EvidenceUse.objects.create(
        evidence=evidence, standing=standing, indicator=indicator, added_at=builders.MOMENT
    )
    CriterionLead.objects.create(province=standing.province, criterion=indicator.criterion, agency=agency)
    target_constraints.good_rows(standing.commune, indicator.criterion)
