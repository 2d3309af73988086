"""The rules of yearly targets, as tests of constraints try them."""

import datetime

from django.db.models import F

from communes.models import Commune, Officer
from criteria.models import Criterion, Target, TargetCriterion, TargetSheet
from tests import builders

LATER = builders.MOMENT + datetime.timedelta(days=1)
EARLIER = builders.MOMENT - datetime.timedelta(days=1)


def approved(**changes):
    """What makes a row approved by whoever proposed it, with `changes`."""
    return lambda row: {"approved_at": LATER, "approved_by": row.proposed_by, "document": "1/KH", **changes}


CHECKS = {
    "target_sheet_undone_who_and_when": (
        TargetSheet,
        {"undone_at": builders.MOMENT},
        "Thời điểm hoàn tác và người hoàn tác phải đi cùng nhau.",
    ),
    "target_year_in_reach": (Target, {"year": 1999}, "Năm kế hoạch từ 2011 đến 2050."),
    "target_approved_who_and_when": (
        Target,
        approved(approved_by=None),
        "Thời điểm duyệt và người duyệt phải đi cùng nhau.",
    ),
    "target_withdrawn_who_and_when": (
        Target,
        {"withdrawn_at": LATER, "withdrawal_reason": "Nhầm"},
        "Thời điểm rút và người rút phải đi cùng nhau.",
    ),
    "target_approved_by_document": (
        Target,
        approved(document=""),
        "Ghi văn bản giao kế hoạch trước khi duyệt.",
    ),
    "target_approved_after_proposed": (
        Target,
        approved(approved_at=EARLIER),
        "Thời điểm duyệt không được trước thời điểm lập.",
    ),
    "target_revision_with_reason": (
        Target,
        {"reason": "Mưa lũ"},
        "Điều chỉnh kế hoạch đã duyệt phải ghi lý do; lập lần đầu thì không.",
    ),
    "target_carried_with_reason": (
        Target,
        {"carry_reason": "Mưa lũ"},
        "Chuyển tiếp kế hoạch năm trước phải ghi lý do chưa hoàn thành.",
    ),
    "target_withdrawn_with_reason": (
        Target,
        lambda row: {"withdrawn_at": LATER, "withdrawn_by": row.proposed_by},
        "Rút kế hoạch phải ghi lý do.",
    ),
    # A quarter that is none is the field's own fault already, so its sentence comes first.
    "target_criterion_quarter": (TargetCriterion, {"quarter": 5}, "5"),
}
ONCES = {
    "target_version_once": (
        Target,
        {"year": 2023},
        {"year": 2024},
        "Kế hoạch năm này của xã đã có lần lập ấy.",
    ),
    "target_one_in_force": (
        Target,
        {"version": 2},
        {"year": 2024},
        "Xã đã có kế hoạch năm này được duyệt; lập bản điều chỉnh.",
    ),
    "target_one_waiting": (
        Target,
        {"version": 2},
        lambda row: {"version": 2, **approved()(row)},
        "Xã đã có bản kế hoạch năm này đang chờ duyệt.",
    ),
    "target_criterion_once": (
        TargetCriterion,
        {},
        lambda row: {"criterion": Criterion.objects.exclude(pk=row.criterion_id).first()},
        "Tiêu chí này đã có trong kế hoạch của xã.",
    ),
}
# What a rule needs of the row it is tried beside.
FIRST = {
    "target_one_in_force": {
        "approved_at": F("proposed_at"),
        "approved_by": F("proposed_by"),
        "document": "1/KH",
    }
}


def good_rows(place: Commune, criterion: Criterion) -> None:
    """A sheet and a proposal with one criterion."""
    by = Officer.objects.first()
    now = builders.MOMENT
    sheet = TargetSheet.objects.create(
        number=1, province=place.province, year=2023, file_name="kh.xlsx", sha256="0" * 64, applied_by=by,
        applied_at=now,
    )  # fmt: skip
    row = Target.objects.create(
        commune=place, criteria_set=criterion.criteria_set, year=2023, proposed_by=by, proposed_at=now,
        sheet=sheet,
    )  # fmt: skip
    TargetCriterion.objects.create(target=row, criterion=criterion, quarter=2)
