"""What is in the way, what was asked, held and said: to read. Each is written on its own page."""

from django.contrib import admin

from communes.admin.filters import VisibleFilter
from communes.admin.scoped import HistoryAdmin, ReadOnly, ScopedAdmin
from directives.admin.links import link
from directives.admin.units import UnitRowAdmin
from directives.models import Activity, Comment, ExplanationRequest, Obstacle


@admin.register(Obstacle)
class ObstacleAdmin(ReadOnly, UnitRowAdmin):
    joined = (*UnitRowAdmin.joined, "commune", "criterion")
    folded_fields = ("text",)
    search_fields = ["text"]
    list_display = [
        "text", "commune", "criterion", "cause", "unit_said", "due_on", "state", "open_since", "page",
    ]  # fmt: skip
    list_filter = ["state", "cause", ("commune__district", VisibleFilter)]
    fields = [
        "commune", "criterion", "text", "cause", "unit_said", "due_on", "state", "raised_at", "raised_by",
        "open_since", "result", "effect", "settled_on", "times_raised", "illustrative", "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="trang vướng mắc")
    def page(self, obstacle):
        return link("Mở trang vướng mắc", "obstacle", obstacle.pk)


@admin.register(ExplanationRequest)
class ExplanationRequestAdmin(ReadOnly, UnitRowAdmin):
    joined = (
        *UnitRowAdmin.joined, "commune", "criterion", "assignment__task", "assignment__unit_agency",
        "assignment__unit_district", "assignment__unit_commune", "obstacle__commune", "obstacle__criterion",
    )  # fmt: skip
    folded_fields = ("question",)
    search_fields = ["question"]
    list_display = ["question", "about", "unit_said", "due_on", "asked_at", "answered_at", "page"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "due_on"]
    fields = [
        "about", "unit_said", "question", "due_on", "asked_at", "asked_by", "answer", "answered_at",
        "answered_by", "illustrative", "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="về việc")
    def about(self, row):
        if row.criterion:
            return f"{row.commune.full_name}, tiêu chí {row.criterion.number}"
        return row.assignment or row.obstacle

    @admin.display(description="trang giải trình")
    def page(self, row):
        return link("Mở trang giải trình", "explanation", row.pk)


@admin.register(Activity)
class ActivityAdmin(ReadOnly, UnitRowAdmin, HistoryAdmin):
    joined = (*UnitRowAdmin.joined, "commune")
    folded_fields = ("name", "model_name")
    search_fields = ["name"]
    list_display = ["name", "kind", "held_on", "commune", "unit_said", "people", "page"]
    list_filter = ["kind", ("commune__district", VisibleFilter)]
    fields = [
        "name", "kind", "held_on", "commune", "village", "unit_said", "people", "women", "minority",
        "households", "practice", "labour_days", "land_m2", "model_name", "model_outcome", "criteria",
        "entered_at", "entered_by", "illustrative", "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="trang hoạt động")
    def page(self, activity):
        return link("Mở trang hoạt động", "activity", activity.pk)


@admin.register(Comment)
class CommentAdmin(ReadOnly, ScopedAdmin):
    """Without the sender's e-mail and keys: nobody needs them to moderate or to answer."""

    commune_path = "commune"
    joined = ("commune", "criterion")
    folded_fields = ("text", "name")
    search_fields = ["text"]
    list_display = ["text_start", "commune", "criterion", "sent_at", "state", "answered_at", "page"]
    list_filter = ["state", ("answered_at", admin.EmptyFieldListFilter), ("commune__district", VisibleFilter)]
    fields = [
        "text", "name", "commune", "criterion", "sent_at", "state", "moderated_at", "moderated_by", "refusal",
        "answer", "answered_at", "answered_by", "answered_as", "obstacle", "erased_at", "illustrative",
        "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="ý kiến")
    def text_start(self, comment):
        return str(comment)

    @admin.display(description="trang góp ý")
    def page(self, comment):
        return link("Mở trang góp ý", "comment", comment.pk)
