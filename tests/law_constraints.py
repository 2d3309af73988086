"""Constraints of the law that two persons write: who entered and who verified, and crosswalks."""

import datetime

from communes.models import Officer
from criteria.models import CriteriaSet, Criterion, CriterionLink, Indicator, Threshold
from tests import builders

LAW = {CriteriaSet, Criterion, CriterionLink, Indicator, Threshold}
DAY = datetime.date(2023, 12, 31)
BY_ANOTHER = "Người nhập hoặc sửa không tự kiểm chứng; nhờ người khác đối chiếu với văn bản."


def _by_oneself(row) -> dict:
    """A verification given by whoever entered the row."""
    officer = Officer.objects.first()
    return {"verified_on": DAY, "verified_by": officer, "entered_by": officer}


CHECKS = {
    "criteria_set_verified_by_another": (CriteriaSet, _by_oneself, BY_ANOTHER),
    "criterion_verified_by_another": (Criterion, _by_oneself, BY_ANOTHER),
    "indicator_verified_by_another": (Indicator, _by_oneself, BY_ANOTHER),
    "threshold_verified_by_another": (Threshold, _by_oneself, BY_ANOTHER),
    "criterion_link_verified_by_another": (CriterionLink, _by_oneself, BY_ANOTHER),
    "criterion_link_verified_together": (
        CriterionLink,
        {"verified_on": DAY},
        "Ghi cả người kiểm chứng và ngày kiểm chứng, hoặc để trống cả hai.",
    ),
    "criterion_link_between_two": (
        CriterionLink,
        lambda row: {"new": row.old},
        "Tiêu chí cũ và tiêu chí mới phải khác nhau.",
    ),
}
ONCES = {
    "criterion_link_once": (
        CriterionLink,
        {},
        lambda row: {"new": row.new.criteria_set.criteria.last()},
        "Hai tiêu chí này đã được đối chiếu.",
    ),
}


def good_rows(old: Criterion) -> None:
    """A crosswalk from `old` to a newer set of two."""
    newer = builders.criteria_set(2, "xa-ntm-2026-2030")
    CriterionLink.objects.create(old=old, new=newer.criteria.first())
