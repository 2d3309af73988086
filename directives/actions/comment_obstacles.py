"""A resident's comment that names something in the way becomes an obstacle."""

from django.db import transaction

from communes.models import Commune, Officer
from criteria.actions import ActionRefused
from criteria.models import Criterion
from directives.actions.comments import locked_comment
from directives.actions.obstacles import raise_obstacle
from directives.models import Comment


@transaction.atomic
def comment_to_obstacle(
    *, comment: Comment, commune: Commune, criterion: Criterion, text: str, cause: str, by: Officer
) -> Comment:
    """Raise an obstacle and link it to the comment; the words are the officer's, not the resident's.

    Raises ActionRefused when it was done before, for whoever may not moderate the comment, and as
    `raise_obstacle` does.
    """
    comment = locked_comment(comment, by)
    if comment.obstacle_id:
        raise ActionRefused("Góp ý này đã được lập thành vướng mắc.")
    if comment.commune_id not in (None, commune.pk) or comment.criterion_id not in (None, criterion.pk):
        raise ActionRefused("Vướng mắc phải về xã, tiêu chí mà người dân góp ý.")
    comment.obstacle = raise_obstacle(commune=commune, criterion=criterion, text=text, cause=cause, by=by)
    comment.save(update_fields=["obstacle"])
    return comment
