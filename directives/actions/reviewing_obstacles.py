"""Obstacles that were settled long ago while their criterion is still not met: raised again by the portal."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from criteria.cells import UNMET, latest_letters
from criteria.outcomes import Outcome
from directives.actions.obstacles import open_again
from directives.models import Obstacle, ObstacleState


@dataclass(frozen=True)
class Looked:
    """What looking at old settled obstacles found: raised again, criterion met since, nothing confirmed."""

    raised: list[Obstacle]
    met: int
    unknown: int


@transaction.atomic
def raise_again_due(today: datetime.date) -> Looked:
    """Raise again each obstacle settled `OBSTACLE_REVIEW_DAYS` days ago or earlier whose cell is confirmed
    as not met. Running it again on the same day changes nothing."""
    days = settings.OBSTACLE_REVIEW_DAYS
    settled = Obstacle.objects.filter(
        state__in=[ObstacleState.SETTLED, ObstacleState.CONFIRMED],
        settled_on__lte=today - datetime.timedelta(days=days),
    )
    # Locked first, joined after: PostgreSQL joins a row that changed while it waited to what it named before.
    locked = list(settled.select_for_update(of=["self"]).order_by("pk").values_list("pk", flat=True))
    found = list(settled.filter(pk__in=locked).with_names().order_by("pk"))
    letters = latest_letters((obstacle.commune_id, obstacle.criterion_id) for obstacle in found)
    raised, met = [], 0
    for obstacle in found:
        letter = letters.get((obstacle.commune_id, obstacle.criterion_id))
        if letter in UNMET:
            reason = (
                f"Giải quyết ngày {obstacle.settled_on:%d/%m/%Y}, sau {days} ngày tiêu chí "
                f"{obstacle.criterion.number} vẫn chưa đạt theo kết quả đã xác nhận."
            )
            open_again(obstacle, reason, None, today)
            raised.append(obstacle)
        met += letter in (Outcome.MET, Outcome.NOT_APPLICABLE)
    return Looked(raised, met, len(found) - len(raised) - met)
