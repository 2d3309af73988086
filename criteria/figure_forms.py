"""The form with which an entry sheet of figures is sent."""

from django import forms
from django.conf import settings

from communes.models import Officer
from criteria.figure_preview import FigureOrder
from criteria.models import Round


class FigureSheetForm(forms.Form):
    """Which file; the round is the page's."""

    file = forms.FileField(
        label="Tệp biểu số liệu",
        help_text="Biểu mẫu của kỳ đã điền, hoặc tệp của đơn vị có các cột Xã, Huyện, Mã, Kỳ này.",
        error_messages={
            "required": "Chọn tệp biểu số liệu.",
            "empty": "Tệp rỗng; chọn tệp có số liệu.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )

    def order(self, round: Round, officer: Officer) -> FigureOrder:
        """What the officer asks for; call it on a valid form only."""
        sent, limit = self.cleaned_data["file"], settings.STATUS_SHEET_MAX_BYTES
        return FigureOrder(sent.read(limit + 1), sent.name, round, officer, max_bytes=limit)
