"""Applying a sheet of tasks: all of it or nothing, through the same giving as on the pages."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from communes.models import Officer
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from directives.actions.assigning import assign
from directives.actions.permissions import refuse_unless_directing
from directives.models import Assignment, Directive, Task
from directives.task_sheet import PlannedTask, TaskOrder, preview_tasks

ADD_TASK = "directives.add_task"
OVERTAKEN = "Nhiệm vụ, việc đã giao của văn bản đã đổi sau khi xem trước; xem lại rồi áp dụng."


@dataclass(frozen=True)
class AppliedTasks:
    """What a sheet wrote: the new tasks and the new assignments."""

    tasks: list[Task]
    assignments: list[Assignment]


def apply_tasks(*, order: TaskOrder, seen: str, by: Officer | None) -> AppliedTasks:
    """Write what the preview with the fingerprint `seen` showed: new tasks, new assignments, their notices.

    Raises ActionRefused, writing nothing, for whoever may not add tasks and give them in the province, for
    a sheet with a fault, and when something changed since the preview.
    """
    try:
        with transaction.atomic():
            return _apply(order, seen, by)
    except IntegrityError as error:
        raise ActionRefused(OVERTAKEN) from error


def _apply(order: TaskOrder, seen: str, by: Officer | None) -> AppliedTasks:
    refuse_without(by, ADD_TASK, "thêm nhiệm vụ của văn bản chỉ đạo")
    refuse_unless_directing(by, order.directive.province)
    # Two sheets for one directive take turns.
    Directive.objects.select_for_update(of=["self"]).get(pk=order.directive.pk)
    preview = preview_tasks(order)
    if preview.fatal or preview.errors:
        raise ActionRefused("Biểu còn lỗi nên chưa ghi gì; sửa các ô đã nêu rồi tải lên lại.")
    if preview.fingerprint != seen:
        raise ActionRefused(OVERTAKEN)
    tasks, assignments = [], []
    for planned in preview.tasks:
        task = planned.there
        if task is None:
            task = _add(planned, order, by)
            tasks.append(task)
        assignments += _give(task, planned, by)
    return AppliedTasks(tasks, assignments)


def _add(planned: PlannedTask, order: TaskOrder, by: Officer | None) -> Task:
    task = Task(directive=order.directive, **planned.fields())
    task._history_user, task._change_reason = by, f"Nhập từ tệp {order.file_name}"[:100]
    task.save()
    task.criteria.set(planned.criteria)
    return task


def _give(task: Task, planned: PlannedTask, by: Officer | None) -> list[Assignment]:
    """Give the task to the units that do not have it: once for each role and deadline."""
    units_of = defaultdict(list)
    for gift in planned.new_gifts:
        units_of[gift.role, gift.due].append(gift.unit)
    given = []
    for (role, due), units in units_of.items():
        given += assign(task=task, units=units, due_on=due, role=role, by=by)
    return given
