"""Directives, who must do what, what is in the way, and what people say. One file per subject."""

from directives.models.activities import Activity, ActivityKind, ActivityPhoto, ModelOutcome
from directives.models.assignments import Assignment, Extension, ProgressReport
from directives.models.comments import Comment, CommentState
from directives.models.directives import Directive, DirectiveKind, Task
from directives.models.explanations import ExplanationRequest
from directives.models.obstacles import (
    OPEN_STATES,
    Cause,
    Effect,
    Obstacle,
    ObstacleAction,
    ObstacleState,
    ObstacleStep,
)
from directives.models.units import UnitRow, unit_columns

__all__ = [
    "OPEN_STATES",
    "Activity",
    "ActivityKind",
    "ActivityPhoto",
    "Assignment",
    "Cause",
    "Comment",
    "CommentState",
    "Directive",
    "DirectiveKind",
    "Effect",
    "ExplanationRequest",
    "Extension",
    "ModelOutcome",
    "Obstacle",
    "ObstacleAction",
    "ObstacleState",
    "ObstacleStep",
    "ProgressReport",
    "Task",
    "UnitRow",
    "unit_columns",
]
