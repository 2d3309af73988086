"""Whose turn it is with an obstacle, told in one line."""

from django.urls import reverse

from communes.models import Officer
from criteria.actions.telling import officers_with, tell
from directives.actions.obstacle_rights import CONFIRM, HANDLE
from directives.actions.telling import unit_officers
from directives.models import Obstacle


def obstacle_url(obstacle: Obstacle) -> str:
    return reverse("obstacle", args=[obstacle.pk])


def to_unit(obstacle: Obstacle, said: str, by: Officer | None) -> None:
    """Tell the officers of the unit in charge."""
    tell(unit_officers(obstacle, HANDLE), f"{said}: {_named(obstacle)}", obstacle_url(obstacle), but=by)


def to_commune(obstacle: Obstacle, said: str, by: Officer | None) -> None:
    """Tell the officers of the commune it is about."""
    officers = officers_with(CONFIRM).filter(scope_commune=obstacle.commune_id)
    tell(officers, f"{said}: {_named(obstacle)}", obstacle_url(obstacle), but=by)


def _named(obstacle: Obstacle) -> str:
    due = f", hạn {obstacle.due_on:%d/%m/%Y}" if obstacle.is_open and obstacle.due_on else ""
    return f"{obstacle.commune.full_name}, TC {obstacle.criterion.number}{due}. {obstacle.text}"
