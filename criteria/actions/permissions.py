"""What an action may do: the refusal an officer reads, and the checks actions share."""

from communes.models import Officer
from criteria.models import Round
from criteria.outcomes import Judgement


class ActionRefused(Exception):
    """An action that may not happen; the message is a Vietnamese sentence for the officer."""


def judgements_open_to(officer: Officer | None) -> list[str]:
    """The judgements an officer's scope lets them record, weightiest first.

    A commune assesses itself; a district verifies; a province appraises and may enter all three.
    """
    everything = [Judgement.APPRAISED, Judgement.VERIFIED, Judgement.SELF]
    first = {"commune": 2, "district": 1}
    if officer is None:
        return everything
    if not officer.is_active or not officer.scope_level:
        return []
    return everything[first.get(officer.scope_level, 0) :]


def refuse_if_closed(round: Round) -> None:
    """Raise ActionRefused when the round is closed."""
    if round.closed_at:
        raise ActionRefused(f"{round} đã khóa; mở lại kỳ trước khi sửa số liệu.")
