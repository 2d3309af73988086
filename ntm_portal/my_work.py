"""What waits for an officer: what is due, came back, is to be reviewed, or is missing. No page, no mail."""

import datetime
from dataclasses import dataclass

from communes.models import Officer, ScopeLevel
from criteria.models import Round
from directives.beside.readers import reads
from ntm_portal.desk import Desk
from ntm_portal.my_administration import MANAGE, administrator_parts
from ntm_portal.my_assignments import assignment_parts
from ntm_portal.my_criteria import criteria_parts
from ntm_portal.my_decisions import decision_parts
from ntm_portal.my_dossiers import commune_parts
from ntm_portal.my_obstacles import obstacle_parts
from ntm_portal.my_reviews import appraiser_parts, verifier_parts
from ntm_portal.my_rounds import round_parts
from ntm_portal.work_lines import Part


@dataclass(frozen=True)
class Work:
    """The lists of an officer that have a line, what waits for them first, and the rounds they are about."""

    parts: list[Part]
    rounds: list[Round]

    @property
    def waiting(self) -> list[Part]:
        return [part for part in self.parts if part.waits]

    @property
    def has_illustrative_orders(self) -> bool:
        return any(line.illustrative for part in self.parts for line in part.lines)

    @property
    def illustrative(self) -> list[Round]:
        """The rounds whose figures are made up, or may rest on such."""
        return [round for round in self.rounds if round.illustrative or round.carries_illustrative]


def my_work(officer: Officer, today: datetime.date) -> Work:
    """What waits for an officer on a day, and what is worth knowing.

    What they are follows from scope and permissions: a commune's officer sees its own dossiers, a verifier
    those of the district, an appraiser those of the province, everybody above the commune how the rounds
    stand, an administrator what is missing. Who may read orders sees what their unit was given, has to clear
    and to answer; a district's leader first of all what needs a decision. No scope, no list.
    """
    if not officer.scope_level:
        return Work([], [])
    desk = Desk(officer, today)
    if officer.scope_level == ScopeLevel.COMMUNE:
        parts = commune_parts(desk)
    else:
        parts = [*_reviews(desk), *round_parts(desk)]
    if reads(officer):
        parts = [
            *decision_parts(desk),
            *assignment_parts(desk),
            *obstacle_parts(desk),
            *parts,
            *criteria_parts(desk),
        ]
    if desk.may(MANAGE):
        parts += administrator_parts(desk)
    parts = sorted((part for part in parts if part.lines), key=lambda part: not part.waits)
    return Work(parts, list(desk.rounds.values()))


def _reviews(desk: Desk) -> list[Part]:
    if desk.officer.scope_level == ScopeLevel.DISTRICT and desk.may("criteria.verify_standing"):
        return verifier_parts(desk)
    if desk.officer.scope_level == ScopeLevel.PROVINCE and desk.may("criteria.appraise_standing"):
        return appraiser_parts(desk)
    return []
