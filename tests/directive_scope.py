"""What `directives` keeps of a commune, one row each, for the tests that ask who sees what."""

from communes.models import Commune
from criteria.models import Criterion
from directives.models import (
    Activity,
    ActivityPhoto,
    Assignment,
    Comment,
    Directive,
    ExplanationRequest,
    Extension,
    Obstacle,
    ObstacleStep,
    ProgressReport,
    Task,
)
from tests import directive_builders as build

OF_COMMUNE = {
    Assignment: "unit_commune_id",
    Extension: "assignment__unit_commune_id",
    ProgressReport: "assignment__unit_commune_id",
    Obstacle: "commune_id",
    ObstacleStep: "obstacle__commune_id",
    ExplanationRequest: "commune_id",
    Activity: "commune_id",
    ActivityPhoto: "activity__commune_id",
    Comment: "commune_id",
}
OF_PROVINCE = [(Directive, "province__code"), (Task, "directive__province__code")]


def furnish(place: Commune, criterion: Criterion) -> None:
    """An assignment with a request and a report, an obstacle with a step, and the rest, of one commune."""
    task = Task.objects.filter(directive__province=place.province).first()
    task = task or build.task(build.directive(place.province))
    given = build.assignment(task, place)
    build.extension(given)
    build.report(given)
    build.step(build.obstacle(place, criterion))
    build.explanation(place, commune=place, criterion=criterion)
    build.photo(build.activity(place))
    build.comment(place)
