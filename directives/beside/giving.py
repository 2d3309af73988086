"""Giving a task from a criterion's page to the communes ticked there."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from communes.models import Commune, Province
from communes.row_keys import key_of
from criteria.actions import ActionRefused
from criteria.form_fields import day_field
from criteria.views.criterion import criterion_or_404
from criteria.views.province_choice import asked_province
from directives.actions import assign_unmet
from directives.actions.assigning import RECIPIENTS
from directives.actions.permissions import may_direct
from directives.models import Task

FORM_ID, TICKS = "giao-viec", "xa"


class TaskChoice(forms.ModelChoiceField):
    """Tasks by their directive and number."""

    def label_from_instance(self, task):
        return f"{task.directive.number}: {task}"


class GiveForm(forms.Form):
    """Which task, to whom, by when; the communes are ticked in the table."""

    task = TaskChoice(
        Task.objects.none(),
        label="Nhiệm vụ của văn bản",
        empty_label="Chọn nhiệm vụ",
        error_messages={"required": "Chọn nhiệm vụ.", "invalid_choice": "Chọn nhiệm vụ trong danh sách."},
    )
    to = forms.ChoiceField(label="Giao cho", choices=list(RECIPIENTS.items()))
    due_on = day_field("Thời hạn hoàn thành")

    def __init__(self, data=None, *, officer, province: Province):
        super().__init__(data, prefix="giao")
        tasks = Task.objects.visible_to(officer).filter(directive__province=province)
        self.fields["task"].queryset = tasks.select_related("directive").order_by(
            "-directive__signed_on", "directive", "position"
        )
        self.officer = officer

    @property
    def ticked(self) -> frozenset[int]:
        """Keys of the communes ticked in what was sent."""
        sent = self.data.getlist(TICKS) if self.is_bound else []
        return frozenset(key_of(text) for text in sent) - {0}

    def clean(self):
        if not self.ticked:
            raise forms.ValidationError("Đánh dấu ít nhất một xã trong bảng để giao việc.")
        return super().clean()


def give_from(request: HttpRequest, code: str, number: int) -> tuple[GiveForm, str]:
    """Carry out the form sent from a criterion's page: (form, words of what was done, "" when refused).

    Raises PermissionDenied for whoever may not direct in the province, Http404 for no such criterion.
    """
    criterion = criterion_or_404(code, number)
    province = asked_province(request)
    if not request.user.is_authenticated or not may_direct(request.user, province):
        raise PermissionDenied
    form = GiveForm(request.POST, officer=request.user, province=province)
    if not form.is_valid():
        return form, ""
    data = form.cleaned_data
    try:
        done = assign_unmet(
            task=data["task"],
            criterion=criterion,
            due_on=data["due_on"],
            to=data["to"],
            communes=Commune.objects.visible_to(request.user).filter(pk__in=form.ticked),
            by=request.user,
        )
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return form, ""
    there = f" {done.there} xã đã được giao từ trước, giữ nguyên." if done.there else ""
    return form, f"Đã giao {len(done.given)} việc, hạn {data['due_on']:%d/%m/%Y}.{there}"
