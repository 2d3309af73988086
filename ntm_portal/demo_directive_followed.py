"""Obstacles and requests for explanation of the demonstration, at every stage."""

from communes.models import Commune
from directives.actions import (
    About,
    answer_explanation,
    ask_explanation,
    confirm,
    escalate,
    raise_again_due,
    raise_obstacle,
    settle,
    take_up,
)
from directives.actions.obstacles import lead_agency
from directives.models import Assignment, Obstacle
from ntm_portal.demo_directive_cast import Cast
from ntm_portal.demo_directive_files import rows_of
from ntm_portal.demo_directive_moments import dated, day, happened, term

AGAIN = "again"


def raise_obstacles(cast: Cast) -> None:
    """Every obstacle with its steps; what was settled long ago in vain is raised again by the portal."""
    for row in rows_of("obstacles"):
        obstacle = _raise(cast, row)
        steps = [step for step in row["steps"].split() if step != AGAIN]
        opened = int(row["opened"])
        for number, step in enumerate(steps, start=1):
            _step(cast, obstacle, step, row, -round(opened * (1 - number / (len(steps) + 1))))
    raise_again_due(day(0))


def _raise(cast: Cast, row: dict) -> Obstacle:
    commune = cast.units[row["commune"]]
    days = -int(row["opened"])
    with happened(days) as at:
        obstacle = raise_obstacle(
            commune=commune,
            criterion=cast.criteria[int(row["criterion"])],
            text=row["text"],
            cause=row["cause"],
            unit=cast.unit(row["unit"], commune),
            by=cast.person_of(commune),
        )
        columns = {"open_since": day(days), "due_on": term(int(row["due"])), "illustrative": True}
        dated(obstacle, raised_at=at, **columns)
        dated(obstacle.steps.get(), at=at)
    return obstacle


def _step(cast: Cast, obstacle: Obstacle, step: str, row: dict, days: int) -> None:
    """One more step, by the unit that has the obstacle or by its commune."""
    obstacle = Obstacle.objects.with_names().get(pk=obstacle.pk)
    by = cast.person_of(obstacle.commune if step == "confirm" else obstacle.unit)
    with happened(days) as at:
        if step == "take_up":
            take_up(obstacle=obstacle, by=by)
        elif step == "escalate":
            escalate(obstacle=obstacle, to=_above(obstacle), reason=row["reason"], by=by)
        elif step == "settle":
            settle(obstacle=obstacle, result=row["result"], effect=row["effect"], by=by)
            dated(obstacle, settled_on=day(days))
        else:
            confirm(obstacle=obstacle, by=by)
        dated(obstacle.steps.last(), at=at)


def _above(obstacle: Obstacle):
    """From a commune to its district, from a district to the unit in charge of the criterion."""
    if obstacle.unit_commune_id:
        return obstacle.commune.district
    return lead_agency(obstacle.commune, obstacle.criterion)


def ask_explanations(cast: Cast) -> None:
    """Every request, those answered with their answer."""
    for row in rows_of("explanations"):
        with happened(-int(row["asked"])) as at:
            asked = ask_explanation(
                about=_about(cast, row), question=row["question"], by=cast.officer(row["asked_by"])
            )
            dated(asked, asked_at=at, due_on=term(int(row["due"])), illustrative=True)
        if row["answer"]:
            with happened(int(row["answered"])) as at:
                answered = answer_explanation(
                    request=asked, answer=row["answer"], by=cast.person_of(asked.unit)
                )
                dated(answered, answered_at=at)


def _about(cast: Cast, row: dict) -> About:
    """A cell, the assignment of a task to a unit, or the obstacle in a cell."""
    if row["about"] == "assignment":
        given = Assignment.objects.with_names().filter(task__position=row["task"], criterion=None)
        return About(assignment=given.get(unit_district=cast.units[row["unit"]]))
    commune: Commune = cast.units[row["commune"]]
    criterion = cast.criteria[int(row["criterion"])]
    if row["about"] == "obstacle":
        found = Obstacle.objects.with_names().filter(commune=commune, criterion=criterion, illustrative=True)
        return About(obstacle=found.get())
    return About(commune=commune, criterion=criterion)
