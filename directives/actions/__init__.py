"""What changes directives: giving tasks, reporting, answering, obstacles, explanations, comments.

Each action is one transaction that checks who may do it, writes what happened with who and when, and tells
those whose turn it is. `by` is the officer, or None for an administrator at the command line. A refusal is
`criteria.actions.ActionRefused` with a sentence for the officer.
"""

from directives.actions.activities import add_photo, change_activity, record_activity, remove_photo
from directives.actions.assigning import Exploded, assign, assign_unmet, revoke
from directives.actions.comments import (
    answer_comment,
    erase_by_code,
    erase_comment,
    publish_comment,
    refuse_comment,
    send_comment,
)
from directives.actions.reporting import answer_extension, answer_report, ask_extension, report

__all__ = [
    "Exploded",
    "add_photo",
    "answer_comment",
    "answer_extension",
    "answer_report",
    "ask_extension",
    "assign",
    "assign_unmet",
    "change_activity",
    "erase_by_code",
    "erase_comment",
    "publish_comment",
    "record_activity",
    "refuse_comment",
    "remove_photo",
    "report",
    "revoke",
    "send_comment",
]
