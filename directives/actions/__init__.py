"""What changes directives: giving tasks, reporting, answering, obstacles, explanations, comments.

Each action is one transaction that checks who may do it, writes what happened with who and when, and tells
those whose turn it is. `by` is the officer, or None for an administrator at the command line. A refusal is
`criteria.actions.ActionRefused` with a sentence for the officer.
"""

from directives.actions.activities import add_photo, change_activity, record_activity, remove_photo
from directives.actions.assigning import Exploded, assign, assign_unmet, revoke
from directives.actions.comment_obstacles import comment_to_obstacle
from directives.actions.comments import (
    answer_comment,
    erase_by_code,
    erase_comment,
    publish_comment,
    refuse_comment,
    send_comment,
)
from directives.actions.explanations import About, answer_explanation, ask_explanation
from directives.actions.obstacles import (
    confirm,
    escalate,
    raise_again,
    raise_obstacle,
    reject,
    settle,
    take_up,
)
from directives.actions.reporting import answer_extension, answer_report, ask_extension, report
from directives.actions.reviewing_obstacles import raise_again_due

__all__ = [
    "About",
    "Exploded",
    "add_photo",
    "answer_comment",
    "answer_explanation",
    "answer_extension",
    "answer_report",
    "ask_explanation",
    "ask_extension",
    "assign",
    "assign_unmet",
    "change_activity",
    "comment_to_obstacle",
    "confirm",
    "erase_by_code",
    "erase_comment",
    "escalate",
    "publish_comment",
    "raise_again",
    "raise_again_due",
    "raise_obstacle",
    "record_activity",
    "refuse_comment",
    "reject",
    "remove_photo",
    "report",
    "revoke",
    "send_comment",
    "settle",
    "take_up",
]
