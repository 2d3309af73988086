"""The forms by which indicators are sent and verified."""

from django import forms
from django.conf import settings

from criteria.law_sheet import LawOrder
from criteria.models import CriteriaSet


class LawSheetForm(forms.Form):
    """Which sheet, by which document, from which day."""

    file = forms.FileField(
        label="Tệp biểu chỉ tiêu",
        help_text="Tệp .xlsx, .xls hoặc .csv.",
        error_messages={
            "required": "Chọn tệp biểu chỉ tiêu.",
            "empty": "Tệp rỗng; chọn tệp có biểu chỉ tiêu.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )
    document = forms.CharField(
        label="Chép từ văn bản",
        max_length=120,
        help_text="Ví dụ: Quyết định 211/QĐ-TTg ngày 01/03/2024.",
        error_messages={"required": "Ghi số, ngày của văn bản."},
    )
    since = forms.DateField(
        label="Có hiệu lực từ ngày",
        help_text=(
            "Ngày đầu của bộ: nạp mới, sửa chỗ chép sai. Ngày sau đó: văn bản sửa đổi, dòng cũ hết hiệu lực "
            "ngày hôm trước, các kỳ đã qua vẫn theo dòng cũ."
        ),
        error_messages={"required": "Ghi ngày có hiệu lực.", "invalid": "Ghi ngày dạng 31/12/2023."},
    )

    def __init__(self, *args, criteria_set: CriteriaSet, **kwargs):
        first = {"document": criteria_set.decision, "since": criteria_set.valid_from}
        super().__init__(*args, initial=first, **kwargs)
        self.criteria_set = criteria_set

    def clean_since(self):
        """Refuse a day on which the set is not in force."""
        since = self.cleaned_data["since"]
        if not self.criteria_set.holds_on(since):
            raise forms.ValidationError("Bộ tiêu chí không có hiệu lực vào ngày này; xem lại ngày.")
        return since

    def order(self) -> LawOrder:
        """What the officer asks for; call it on a valid form only."""
        sent, limit = self.cleaned_data["file"], settings.STATUS_SHEET_MAX_BYTES
        return LawOrder(
            content=sent.read(limit + 1),
            file_name=sent.name,
            criteria_set=self.criteria_set,
            document=self.cleaned_data["document"],
            since=self.cleaned_data["since"],
            max_bytes=limit,
        )
