"""Outcomes of drafts under the law as it is today: levels, sets and communes' classes change after entry.

Plain data: nothing here asks the database.
"""

import copy

from criteria.judging import Verdict
from criteria.models import IndicatorResult, OutcomeBasis
from criteria.outcomes import LABELS
from criteria.typed_numbers import Remark, Severity


def recomputed(row: IndicatorResult, verdict: Verdict) -> tuple[str, str]:
    """The outcome and basis of a draft under a verdict.

    A verified level settles it. A suggestion somebody accepted stands while it stays the same; another
    suggestion is theirs to accept again, for an unverified level decides nothing.
    """
    if verdict.settled and verdict.outcome:
        return verdict.outcome, OutcomeBasis.RULE
    if row.basis == OutcomeBasis.SUGGESTED and row.outcome == verdict.outcome:
        return row.outcome, row.basis
    return "", ""


def is_outdated(row: IndicatorResult, verdict: Verdict) -> bool:
    """Whether the outcome follows another level than today's. What an officer decided never does."""
    if row.basis == OutcomeBasis.OFFICER or not row.known:
        return False
    return recomputed(row, verdict) != (row.outcome, row.basis)


def judged_today(row: IndicatorResult, verdict: Verdict) -> IndicatorResult:
    """The draft as it is to be sent: itself, or a copy with today's outcome and the next version."""
    if not is_outdated(row, verdict):
        return row
    again = copy.copy(row)
    again.outcome, again.basis = recomputed(row, verdict)
    again.version += 1
    return again


def outdated_remarks(row: IndicatorResult, verdict: Verdict, *, locked: bool) -> list[Remark]:
    """What a page says of an outcome that follows an older level."""
    if not is_outdated(row, verdict):
        return []
    now = LABELS[verdict.outcome].lower() if verdict.outcome else "chưa có kết quả"
    said = f"Kết quả ghi theo mức trước đây; theo mức hiện nay: {now}"
    if not locked:
        said += "; khi gửi sẽ tính lại" if verdict.settled else "; chọn lại kết quả"
    return [Remark(Severity.INFO, "outcome", f"{said}.")]
