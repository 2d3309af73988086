"""“Gần đạt”: which criteria that are not met lack but little. No database.

The share is a working agreement, not law (`NEAR_SHARE`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from criteria.judging import Applied, Figure, Measure
from criteria.level_words import distance
from criteria.outcomes import Outcome


@dataclass(frozen=True)
class Reached:
    """One indicator of a criterion: its outcome ("" for none), and whether it is short by little."""

    outcome: str
    near: bool


NOTHING_REACHED = Reached("", False)


def reached(measure: Measure, applied: Applied, figure: Figure, outcome: str) -> Reached:
    """How near a figure is to its level. What is answered "có" or "không" is never near."""
    near = outcome == Outcome.NOT_MET and _is_near(measure, applied, figure)
    return Reached(outcome, near)


def _is_near(measure: Measure, applied: Applied, figure: Figure) -> bool:
    level, value = applied.level, figure.measured(measure)
    if level is None or level.value is None or value is None:
        return False
    pairs = [(value, level.value)]
    if level.of_which_value is not None:
        if figure.part is None:
            return False
        pairs.append((figure.part, level.of_which_value))
    gaps = [(distance(level.comparator, *pair), pair[1]) for pair in pairs]
    share = Decimal(str(settings.NEAR_SHARE))
    # What reaches its level and was called not met all the same lacks something else than figures.
    return any(gap > 0 for gap, _ in gaps) and all(gap <= abs(aim) * share for gap, aim in gaps)


def is_near(indicators: Iterable[Reached]) -> bool:
    """Whether every indicator that is not met is near, some is, and none is without an outcome."""
    indicators = list(indicators)
    unmet = [one for one in indicators if one.outcome == Outcome.NOT_MET]
    return bool(unmet) and all(one.near for one in unmet) and all(one.outcome for one in indicators)
