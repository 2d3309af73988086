"""Import and export of directives, tasks and assignments, from `directives.resources`."""

from directives.resources.assignments import AssignmentResource
from directives.resources.directives import DirectiveResource, TaskResource

__all__ = ["AssignmentResource", "DirectiveResource", "TaskResource"]
