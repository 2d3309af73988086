"""Rounds, the standings in them, and batches."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from communes.admin.filters import VisibleFilter
from communes.admin.scoped import HistoryAdmin, ReadOnly, ScopedAdmin
from communes.admin.sheets import SheetAdmin
from criteria.actions import ActionRefused, close_round, open_round, reopen_round
from criteria.models import BlankMeaning, ImportBatch, Round, Standing
from criteria.resources import RoundResource
from criteria.stages import Stage, stage_label
from criteria.standings import rewrite_standings


class RoundFilter(VisibleFilter):
    related = ("criteria_set",)


class ActingAdmin:
    """Forms whose saving is an action: a refusal is shown to the officer as it is worded."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())


def link_to_figures(round: Round, name: str, *where) -> str:
    """Where a round's figures are entered, or only read once it is closed; none of a withdrawn round."""
    if round.withdrawn_at:
        return "–"
    words = "Xem số liệu" if round.closed_at else "Nhập số liệu"
    return format_html('<a href="{}">{}</a>', reverse(name, args=where), words)


UNDER_WAY = (Stage.SUBMITTED, Stage.VERIFIED, Stage.RETURNED)
# What the page that asks why says before a round is closed or opened again.
CLOSING = {
    "action": "close",
    "title": "Khóa kỳ báo cáo",
    "said": "Khóa rồi thì không xã nào nhập, gửi và không ai thẩm tra, thẩm định trong kỳ được nữa.",
    "label": "Lý do khóa",
    "button": "Khóa kỳ",
    "done": "Đã khóa {} kỳ.",
}
REOPENING = {
    "action": "reopen",
    "title": "Mở lại kỳ báo cáo",
    "said": "Mở lại thì số liệu của kỳ sửa được.",
    "label": "Lý do mở lại",
    "button": "Mở lại kỳ",
    "done": "Đã mở lại {} kỳ.",
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=80,
        error_messages={"required": "Ghi lý do."},
        widget=forms.TextInput(attrs={"size": 60}),
    )


@admin.register(Round)
class RoundAdmin(ActingAdmin, SheetAdmin, HistoryAdmin):
    """Opening one gives every participating commune its standing; what identifies it then stays."""

    resource_classes = [RoundResource]
    place_path = "province"
    joined = ("criteria_set", "province")
    autocomplete_fields = ["province"]
    folded_fields = ("name",)
    search_fields = ["name"]
    list_display = [
        "name", "criteria_set", "province", "data_on", "due_on", "closed_at", "illustrative", "figures",
    ]  # fmt: skip
    list_filter = ["criteria_set", ("province", VisibleFilter), "steps", "illustrative"]
    fields = [
        "criteria_set",
        "province",
        "data_on",
        "name",
        "opens_on",
        "due_on",
        "steps",
        "illustrative",
        "illustrative_note",
        "closed_at",
        "withdrawn_at",
    ]
    readonly_fields = ["closed_at", "withdrawn_at"]
    actions = ["close", "reopen"]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "criteria_set", "province", "data_on"] if obj else fixed

    def save_model(self, request, obj, form, change):
        if not change:
            opened = open_round(
                criteria_set=obj.criteria_set,
                province=obj.province,
                data_on=obj.data_on,
                name=obj.name,
                by=request.user,
            )
            obj.pk, obj._state.adding = opened.pk, False
        super().save_model(request, obj, form, change)
        if "steps" in form.changed_data:
            # Who is waited for follows from the steps.
            rewrite_standings(obj)

    @admin.display(description="số liệu")
    def figures(self, round):
        return link_to_figures(round, "entry-round", round.pk)

    def has_close_permission(self, request) -> bool:
        return request.user.has_perm("criteria.close_round")

    @admin.action(description="Khóa kỳ đã chọn (xác nhận ở trang sau)", permissions=["close"])
    def close(self, request, queryset):
        """Show on a page of its own what is under way, and ask why."""
        return self._with_reason(request, queryset, close_round, CLOSING)

    @admin.action(description="Mở lại kỳ đã chọn (ghi lý do ở trang sau)", permissions=["close"])
    def reopen(self, request, queryset):
        """Ask why on a page of its own; the reason goes into the history of each round."""
        return self._with_reason(request, queryset, reopen_round, REOPENING)

    def _with_reason(self, request, queryset, act, words: dict):
        form = ReasonForm(request.POST if "confirmed" in request.POST else None)
        form.fields["reason"].label = words["label"]
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            return self._each(request, queryset, partial(act, reason=reason), words["done"])
        under_way = Count("standings", filter=Q(standings__stage__in=UNDER_WAY))
        unsent = Count("standings", filter=Q(standings__stage=Stage.DRAFT))
        context = {
            **self.admin_site.each_context(request),
            "title": words["title"],
            "words": words,
            "opts": self.opts,
            "form": form,
            "rounds": queryset.annotate(under_way=under_way, unsent=unsent),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/round_reason.html", context)

    def _each(self, request, queryset, act, done: str) -> None:
        """Do it to every round chosen; what is refused is said, the others are done."""
        count = 0
        for row in queryset:
            try:
                act(round=row, by=request.user)
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
            else:
                count += 1
        if count:
            messages.success(request, done.format(count))


@admin.register(Standing)
class StandingAdmin(ReadOnly, ScopedAdmin):
    """Read only: a standing is rewritten with the results it packs."""

    commune_path = "commune"
    place_path = "district"
    joined = ("round__criteria_set", "commune", "district")
    search_fields = ["commune__code"]
    list_display = [
        "commune", "district", "round", "stage_said", "entered", "met", "confirmed_met", "applicable",
        "updated_at", "figures",
    ]  # fmt: skip
    list_filter = [("round", RoundFilter), "stage", ("district", VisibleFilter)]

    @admin.display(description="bước", ordering="stage")
    def stage_said(self, standing):
        return stage_label(standing.stage, standing.steps)

    @admin.display(description="số liệu")
    def figures(self, standing):
        return link_to_figures(standing.round, "entry-commune", standing.round_id, standing.commune.code)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, ScopedAdmin):
    joined = ("round__criteria_set", "applied_by")
    folded_fields = ("file_name",)
    search_fields = ["file_name"]
    list_display = [
        "number",
        "round",
        "judgement",
        "file_name",
        "rows",
        "applied_by",
        "applied_at",
        "undone_at",
    ]
    list_filter = ["judgement", ("round", RoundFilter)]
    exclude = ["blank_means"]
    readonly_fields = ["blank"]

    @admin.display(description="ô trống nghĩa là")
    def blank(self, batch):
        return dict(BlankMeaning.choices).get(batch.blank_means, "không nhận ô trống")
