"""Whether an officer may send a commune's dossier for review, or take it back, and what leads there."""

from communes.models import Officer
from criteria.models import Standing
from criteria.stages import Steps, awaited_judgement

SEND = "criteria.submit_standing"


def may_send(officer: Officer, standing: Standing) -> bool:
    return not standing.why_locked and not standing.round.closed_at and officer.has_perm(SEND)


def may_withdraw(officer: Officer, standing: Standing) -> bool:
    """While nobody has opened it."""
    waits = standing.is_under_review and standing.opened_at is None
    awaited = awaited_judgement(standing.stage, standing.steps)
    return bool(waits and awaited and not standing.round.closed_at and officer.has_perm(SEND))


def sent_for(standing: Standing) -> str:
    """What the dossier is sent for: without a district the province appraises it at once."""
    return "thẩm định" if standing.steps == Steps.TWO else "thẩm tra"


def sending_button(officer: Officer, standing: Standing) -> str:
    """What leads from the entry page to sending; "" where neither sending nor taking back is possible."""
    if may_send(officer, standing):
        return f"Gửi {sent_for(standing)}…"
    return "Rút lại hồ sơ đã gửi…" if may_withdraw(officer, standing) else ""
