"""The form by which a sheet of tasks is sent."""

from django import forms
from django.conf import settings

from criteria.models import CriteriaSet
from directives.models import Directive
from directives.task_sheet import TaskOrder


class TaskSheetForm(forms.Form):
    """Which sheet, and of which set its criteria are."""

    file = forms.FileField(
        label="Tệp biểu nhiệm vụ",
        help_text="Tệp .xlsx, .xls hoặc .csv.",
        error_messages={
            "required": "Chọn tệp biểu nhiệm vụ.",
            "empty": "Tệp rỗng; chọn tệp có biểu nhiệm vụ.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )
    criteria_set = forms.ModelChoiceField(
        CriteriaSet.objects.all(),
        label="Cột Tiêu chí ghi số của bộ",
        empty_label="Chọn bộ tiêu chí",
        error_messages={
            "required": "Chọn bộ tiêu chí.",
            "invalid_choice": "Chọn một bộ tiêu chí trong danh sách.",
        },
    )

    def __init__(self, *args, directive: Directive, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["criteria_set"]
        field.queryset = field.queryset.of_provinces([directive.province_id])

    def order(self, directive: Directive) -> TaskOrder:
        """What the officer asks for; call it on a valid form only."""
        sent = self.cleaned_data["file"]
        limit = settings.STATUS_SHEET_MAX_BYTES
        return TaskOrder(
            content=sent.read(limit + 1),
            file_name=sent.name,
            directive=directive,
            criteria_set=self.cleaned_data["criteria_set"],
            max_bytes=limit,
        )
