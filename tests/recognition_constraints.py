"""The rules of recognition and of keeping what was met, as tests of constraints try them."""

import datetime

from criteria.models import (
    KeepingItem,
    KeepingPlan,
    Recognition,
    RecognitionCondition,
    RecognitionDossier,
    RecognitionStep,
    StepRecord,
)
from tests.recognition_world import DAY

PERIOD = {"valid_to": datetime.date(2015, 1, 1)}
ORDER = "Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực."
TOGETHER = "Ghi cả người kiểm chứng và ngày kiểm chứng, hoặc để trống cả hai."
PERCENT = "Ghi tỷ lệ từ 0 đến 100 %."

CHECKS = {
    "revocation_day_with_decision": (
        Recognition,
        {"revoked_on": DAY},
        "Ghi cả ngày thu hồi và quyết định thu hồi, hoặc để trống cả hai.",
    ),
    "revocation_not_before_decision": (
        Recognition,
        {"revoked_on": PERIOD["valid_to"], "revocation_decision": "9/QĐ-UBND"},
        "Ngày thu hồi phải bằng hoặc sau ngày quyết định công nhận.",
    ),
    "recognition_step_percents_with_vote": (
        RecognitionStep,
        {"has_vote": False, "agreement_percent": 90},
        "Tỷ lệ dự họp và nhất trí chỉ ghi cho bước có bỏ phiếu.",
    ),
    "recognition_step_percents": (RecognitionStep, {"agreement_percent": 101}, PERCENT),
    "recognition_step_period_in_order": (RecognitionStep, PERIOD, ORDER),
    "recognition_step_verified_together": (RecognitionStep, {"verified_on": DAY}, TOGETHER),
    "recognition_condition_percent": (RecognitionCondition, {"percent": 101}, PERCENT),
    "recognition_condition_period_in_order": (RecognitionCondition, PERIOD, ORDER),
    "recognition_condition_verified_together": (RecognitionCondition, {"verified_on": DAY}, TOGETHER),
    "revocation_reason_with_day": (
        Recognition,
        {"revocation_reason": "Lý do"},
        "Lý do và tệp thu hồi chỉ ghi cùng ngày thu hồi.",
    ),
    "restoring_with_reason": (
        Recognition,
        {"restoring_reason": "Nhầm"},
        "Khôi phục công nhận phải ghi lý do.",
    ),
    "dossier_decided_with_decision": (
        RecognitionDossier,
        {"state": "decided"},
        "Hồ sơ kết thúc bằng quyết định công nhận, và chỉ khi có quyết định.",
    ),
    "dossier_sent_back_with_reason": (
        RecognitionDossier,
        {"state": "returned"},
        "Trả lại hoặc rút hồ sơ phải ghi lý do.",
    ),
    "dossier_satisfaction_of_those_asked": (
        RecognitionDossier,
        {"satisfied": 9, "asked": 8, "asked_on": DAY},
        "Ghi đủ số hộ được hỏi (lớn hơn 0), số hộ hài lòng (không quá số được hỏi) và ngày hỏi.",
    ),
    "dossier_security_with_document": (
        RecognitionDossier,
        {"is_secure": True},
        "Ghi cả kết luận về an ninh, trật tự và văn bản xác nhận.",
    ),
    "step_votes_in_order": (
        StepRecord,
        {"members": 10, "present": 9, "agreed": 10},
        "Số người nhất trí không quá số dự họp, số dự họp không quá tổng số thành viên.",
    ),
    "step_file_with_name": (
        StepRecord,
        {"file_name": "to-trinh.pdf"},
        "Tệp văn bản và tên tệp phải đi cùng nhau.",
    ),
    "keeping_item_dropped_with_reason": (
        KeepingItem,
        {"dropped_on": DAY},
        "Thôi thực hiện phải ghi cả ngày và lý do.",
    ),
    "keeping_item_done_or_dropped": (
        KeepingItem,
        {"done_on": DAY, "dropped_on": DAY, "reason": "Lý do"},
        "Việc đã xong thì không ghi thôi thực hiện.",
    ),
}
ONCES = {
    "recognition_step_once_per_start": (
        RecognitionStep,
        {},
        {"code": "khac"},
        "Trình tự này đã có bước mang mã ấy từ cùng ngày.",
    ),
    "recognition_condition_once_per_start": (
        RecognitionCondition,
        {},
        {"kind": "arrears"},
        "Đã có điều kiện ấy từ cùng ngày.",
    ),
    "dossier_one_under_way": (
        RecognitionDossier,
        {"year": 2023},
        {"state": "withdrawn", "reason": "Lập nhầm"},
        "Xã đang có hồ sơ xét công nhận theo bộ tiêu chí này.",
    ),
    "step_recorded_once": (
        StepRecord,
        {},
        lambda row: {"replaced_at": row.recorded_at},
        "Bước này đã được ghi; ghi lại để thay lần trước.",
    ),
    "keeping_plan_once_per_year": (
        KeepingPlan,
        {},
        {"year": 2023},
        "Xã đã có kế hoạch duy trì, nâng cao của năm này.",
    ),
}
