"""Forms by which tasks are given, reported and answered."""

import datetime

from django import forms

from communes.models import Agency, District
from criteria.form_fields import day_field, text_field
from criteria.models import Criterion, LeadRole
from directives.actions.assigning import RECIPIENTS
from directives.models import Task


def refuse_past(form: forms.Form, today: datetime.date) -> None:
    """A deadline that has passed makes a unit late the moment it is told; a sheet may still carry one."""
    due_on = form.cleaned_data.get("due_on")
    if due_on and due_on < today:
        form.add_error("due_on", f"Thời hạn đã qua; ghi ngày từ hôm nay ({today:%d/%m/%Y}) trở đi.")


class Units(forms.ModelMultipleChoiceField):
    """Units to tick, called as offices are."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, unit):
        return unit.short_name if isinstance(unit, Agency) else unit.full_name


class AssignForm(forms.Form):
    """Give the task to some units."""

    agencies = Units(Agency.objects.none(), label="Sở, ban, ngành, đoàn thể", required=False)
    districts = Units(District.objects.none(), label="Huyện, thành phố", required=False)
    role = forms.ChoiceField(label="Vai trò", choices=LeadRole)
    due_on = day_field("Thời hạn hoàn thành")
    expected_result = forms.CharField(
        label="Kết quả phải có (để trống: như nhiệm vụ)", max_length=300, required=False
    )

    def __init__(self, *args, task: Task, today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        province = task.directive.province
        self.fields["agencies"].queryset = Agency.objects.filter(province=province, district=None)
        districts = District.objects.filter(province=province).in_force(day_of_tree(task, today))
        self.fields["districts"].queryset = districts
        if not districts:
            del self.fields["districts"]
        self.today = today
        self.fields["due_on"].initial = task.due_on

    def clean(self):
        data = super().clean()
        refuse_past(self, self.today)
        if not self.units and not self.errors:
            raise forms.ValidationError("Chọn ít nhất một đơn vị để giao việc.")
        return data

    @property
    def units(self) -> list:
        data = self.cleaned_data
        return [*data.get("agencies", ()), *data.get("districts", ())]


def day_of_tree(task: Task, today: datetime.date) -> datetime.date:
    """The day whose districts a directive speaks of: that of its signing, while districts were there."""
    return min(task.directive.signed_on, today)


class ExplodeForm(forms.Form):
    """Give the task for every commune that does not meet a criterion."""

    criterion = forms.ModelChoiceField(
        Criterion.objects.none(),
        label="Tiêu chí phải đạt",
        empty_label="Chọn tiêu chí",
        error_messages={"required": "Chọn tiêu chí.", "invalid_choice": "Chọn tiêu chí trong danh sách."},
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label="Địa bàn", required=False, empty_label="Cả tỉnh"
    )
    to = forms.ChoiceField(label="Giao cho", choices=list(RECIPIENTS.items()))
    due_on = day_field("Thời hạn hoàn thành")

    def __init__(self, *args, task: Task, today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        own = task.criteria.select_related("criteria_set").order_by("criteria_set", "number")
        province = task.directive.province
        everything = (
            Criterion.objects.filter(criteria_set__rounds__province=province)
            .select_related("criteria_set")
            .distinct()
            .order_by("-criteria_set__valid_from", "number")
        )
        self.fields["criterion"].queryset = own if own else everything
        districts = District.objects.filter(province=province).in_force(day_of_tree(task, today))
        self.fields["district"].queryset = districts
        if not districts:
            del self.fields["district"]
        self.today = today
        self.fields["due_on"].initial = task.due_on

    def clean(self):
        data = super().clean()
        refuse_past(self, self.today)
        return data


class ReportForm(forms.Form):
    """What the unit says of its assignment."""

    text = text_field(
        "Đã làm được gì, còn vướng gì", "Ghi nội dung báo cáo: đã làm được gì, còn vướng gì.", rows=4,
        longest=4000,
    )  # fmt: skip
    percent = forms.IntegerField(
        label="Tiến độ (%)",
        min_value=0,
        max_value=100,
        error_messages={
            "required": "Ghi tiến độ từ 0 đến 100.",
            "invalid": "Ghi tiến độ bằng số nguyên từ 0 đến 100.",
            "min_value": "Tiến độ từ 0 đến 100 %%.",
            "max_value": "Tiến độ từ 0 đến 100 %%.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )
    says_done = forms.BooleanField(label="Đã hoàn thành, đề nghị xác nhận", required=False)
    file = forms.FileField(label="Tệp kèm theo (nếu có)", required=False)


class ExtensionForm(forms.Form):
    """The one request for more time."""

    until = day_field("Xin gia hạn đến")
    reason = text_field("Lý do xin gia hạn", "Ghi lý do xin gia hạn.")


class AnswerForm(forms.Form):
    """What the issuer answers; a refusal needs words, an agreement may have some."""

    answer = text_field("Ý kiến, lý do trả lại", "Ghi lý do.", required=False)


class RevokeForm(forms.Form):
    reason = text_field("Lý do thu hồi", "Ghi lý do thu hồi.", longest=300)
