"""Forms of the import page."""

from django import forms
from django.conf import settings
from django.utils.formats import localize

from communes.models import Officer, Province
from criteria.actions import judgements_allowed
from criteria.models import BlankMeaning, CriteriaSet, LapseReason, Level
from criteria.models.rounds import ANOTHER_PROVINCES
from criteria.outcomes import Judgement
from criteria.sheet_ground import SheetOrder


class SheetForm(forms.Form):
    """Which sheet, of which set and day, and what its empty cells mean."""

    file = forms.FileField(
        label="Tệp biểu tổng hợp",
        help_text="Tệp .xlsx, .xls hoặc .csv như đơn vị vẫn gửi.",
        error_messages={
            "required": "Chọn tệp biểu tổng hợp.",
            "empty": "Tệp rỗng; chọn tệp có biểu tổng hợp.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )
    province = forms.ModelChoiceField(
        Province.objects.none(),
        label="Tỉnh, thành phố",
        empty_label="Chọn tỉnh",
        error_messages={
            "required": "Chọn tỉnh.",
            "invalid_choice": "Tỉnh này ở ngoài phạm vi phụ trách của bạn.",
        },
    )
    criteria_set = forms.ModelChoiceField(
        CriteriaSet.objects.filter(level=Level.COMMUNE),
        label="Bộ tiêu chí",
        empty_label="Chọn bộ tiêu chí",
        error_messages={
            "required": "Chọn bộ tiêu chí của biểu.",
            "invalid_choice": "Chọn một bộ tiêu chí trong danh sách.",
        },
    )
    data_on = forms.DateField(
        label="Số liệu đến ngày",
        help_text="Ví dụ: 31/12/2023. Nếu chưa có kỳ báo cáo của ngày này, áp dụng biểu sẽ mở kỳ mới.",
        error_messages={"required": "Ghi ngày số liệu.", "invalid": "Ghi ngày dạng 31/12/2023."},
    )
    blank = forms.ChoiceField(
        choices=BlankMeaning,
        label="Ô trống trong biểu nghĩa là",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn ô trống nghĩa là gì.",
            "invalid_choice": "Chọn một trong hai nghĩa.",
        },
    )
    judgement = forms.ChoiceField(
        label="Ghi là kết quả của",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn loại đánh giá.",
            "invalid_choice": "Phạm vi phụ trách hoặc nhóm quyền của bạn không được ghi loại đánh giá này.",
        },
    )

    def __init__(self, *args, officer: Officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.officer = officer
        allowed = judgements_allowed(officer)
        self.fields["judgement"].choices = [(value, Judgement(value).label) for value in allowed]
        self.fields["judgement"].initial = allowed[0] if allowed else None
        self.fields["criteria_set"].queryset = self.fields["criteria_set"].queryset.visible_to(officer)
        provinces = Province.objects.visible_to(officer).distinct()
        self.fields["province"].queryset = provinces
        if provinces.count() == 1:
            self.fields["province"].empty_label = None

    def clean(self):
        """Refuse the set another province issued for itself."""
        chosen, place = self.cleaned_data.get("criteria_set"), self.cleaned_data.get("province")
        if chosen and place and chosen.issued_by_id not in (None, place.pk):
            self.add_error("criteria_set", ANOTHER_PROVINCES)
        return self.cleaned_data

    def order(self) -> SheetOrder:
        """What the officer asks for; call it on a valid form only."""
        sent = self.cleaned_data["file"]
        limit = settings.STATUS_SHEET_MAX_BYTES
        return SheetOrder(
            content=sent.read(limit + 1),
            file_name=sent.name,
            criteria_set=self.cleaned_data["criteria_set"],
            province=self.cleaned_data["province"],
            data_on=self.cleaned_data["data_on"],
            blank=self.cleaned_data["blank"],
            judgement=self.cleaned_data["judgement"],
            officer=self.officer,
            max_bytes=limit,
        )


class LapseForm(forms.Form):
    """Why the cells of a sheet that fall from đạt do so; asked only where there are such cells."""

    lapse_reason = forms.ChoiceField(
        choices=[("", "Chọn lý do"), *LapseReason.choices],
        error_messages={
            "required": "Chọn lý do bị tụt rồi áp dụng.",
            "invalid_choice": "Chọn một trong bốn lý do.",
        },
    )

    def __init__(self, *args, falls: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lapse_reason"].label = f"Lý do bị tụt của {localize(falls)} ô từ Đạt xuống không đạt"
        self.fields["lapse_reason"].required = falls > 0
