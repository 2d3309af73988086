"""Tasks of directives, and to whom they were given. Giving, answering and revoking have their own pages."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from communes.admin.filters import VisibleFilter
from communes.admin.forms import ScopedForm
from communes.admin.scoped import HistoryAdmin, ReadOnly
from communes.admin.sheets import SheetAdmin
from directives.admin.directives import WIDE
from directives.admin.links import address_of, link
from directives.admin.units import UnitRowAdmin, said_by
from directives.models import Assignment, Directive, Extension, ProgressReport, Task
from directives.resources import AssignmentResource, TaskResource
from directives.resources.directives import check_due


class DirectiveFilter(VisibleFilter):
    related = ("province",)


class TaskForm(ScopedForm):
    class Meta:
        widgets = {name: AdminTextInputWidget(attrs=WIDE) for name in ("name", "expected_result")}

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                check_due(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


@admin.register(Task)
class TaskAdmin(SheetAdmin, HistoryAdmin):
    """A task stays in its directive: what was assigned under it refers to those words."""

    resource_classes = [TaskResource]
    form = TaskForm
    joined = ("directive__province",)
    autocomplete_fields = ["directive", "criteria"]
    folded_fields = ("name", "clause", "text", "directive__number")
    search_fields = ["name"]
    list_display = ["numbered", "directive", "clause", "due_on", "expected_result", "page"]
    list_filter = [("directive", DirectiveFilter), "due_on"]
    ordering = ["-directive__signed_on", "directive", "position"]
    fields = [
        "directive", "position", "name", "clause", "text", "expected_result", "due_on", "criteria", "page",
    ]  # fmt: skip
    readonly_fields = ["page"]

    def get_fields(self, request, obj=None):
        return self.fields if obj else [name for name in self.fields if name != "page"]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "directive"] if obj and "directive" not in fixed else fixed

    @admin.display(description="nhiệm vụ", ordering="position")
    def numbered(self, task):
        return str(task)

    @admin.display(description="giao việc")
    def page(self, task):
        return link("Mở trang nhiệm vụ để giao việc", "task", *address_of(task.directive), task.position)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly, SheetAdmin, UnitRowAdmin, HistoryAdmin):
    """To read: an assignment written here would reach its unit without notice and break its rules."""

    resource_classes = [AssignmentResource]
    joined = (
        *UnitRowAdmin.joined,
        "task__directive__province",
        "commune__district",
        "criterion__criteria_set",
    )
    search_fields = ["task__directive__number"]
    list_display = ["task", "unit_said", "role", "criterion_said", "due_on", "extended_to", "done_on", "page"]
    list_filter = [
        ("task__directive", DirectiveFilter), "role", ("unit_agency", VisibleFilter),
        ("unit_district", VisibleFilter), ("revoked_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    fields = [
        "task", "unit_said", "head", "role", "result", "criterion", "commune", "closes_when_met", "due_on",
        "extended_to", "done_on", "given_at", "given_by", "revoked_at", "revoked_by", "revoked_reason",
        "page",
    ]  # fmt: skip
    readonly_fields = fields

    def also_named(self, term):
        tasks = said_by(Task.objects.all(), ("name",), term)
        directives = said_by(Directive.objects.all(), ("number",), term)
        return {"task__in": tasks, "task__directive__in": directives}

    @admin.display(description="người đứng đầu")
    def head(self, assignment):
        return assignment.head or "Chưa ghi"

    @admin.display(description="kết quả phải có")
    def result(self, assignment):
        return assignment.result or "Chưa ghi"

    @admin.display(description="tiêu chí", ordering="criterion__number")
    def criterion_said(self, assignment):
        return f"TC {assignment.criterion.number}" if assignment.criterion else "–"

    @admin.display(description="theo dõi, thu hồi")
    def page(self, assignment):
        return link("Mở trang việc được giao", "assignment", assignment.pk)


class OfAssignmentAdmin(UnitRowAdmin):
    """What was said of an assignment."""

    path = "assignment__"
    joined = (
        *(f"assignment__{name}" for name in UnitRowAdmin.joined), "assignment__task__directive__province",
    )  # fmt: skip
    search_fields = ["assignment__task__name"]
    ordering = ["-id"]

    def row_of(self, row):
        return row.assignment

    def also_named(self, term):
        return {"assignment__task__in": said_by(Task.objects.all(), ("name",), term)}

    @admin.display(description="nhiệm vụ")
    def task(self, row):
        return row.assignment.task

    @admin.display(description="việc được giao")
    def page(self, row):
        return link("Mở trang việc được giao", "assignment", row.assignment_id)


@admin.register(Extension)
class ExtensionAdmin(ReadOnly, OfAssignmentAdmin):
    list_display = ["task", "unit_said", "until", "reason", "asked_at", "granted", "page"]
    list_filter = ["granted"]
    fields = [
        "task", "unit_said", "until", "reason", "asked_at", "asked_by", "granted", "answer", "answered_at",
        "answered_by", "page",
    ]  # fmt: skip
    readonly_fields = fields


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnly, OfAssignmentAdmin):
    list_display = ["task", "unit_said", "percent", "says_done", "at", "accepted_at", "returned_at", "page"]
    list_filter = ["says_done", ("accepted_at", admin.EmptyFieldListFilter)]
    fields = [
        "task", "unit_said", "text", "percent", "says_done", "file_name", "at", "by", "accepted_at",
        "accepted_by", "returned_at", "returned_by", "answer", "page",
    ]  # fmt: skip
    readonly_fields = fields
