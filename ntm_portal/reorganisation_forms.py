"""Forms by which a reorganisation is prepared: from a sheet, or from the national lists."""

import datetime

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator

from communes.models import Officer, Province
from communes.periods import FIRST_DAY
from communes.seed_files import NEW_TREE_STARTS
from directives.forms import day_field
from ntm_portal.reorganisation_sheet import SheetOrder

EVE = NEW_TREE_STARTS - datetime.timedelta(days=1)
TOO_LONG = "Rút ngắn còn không quá %(limit_value)d ký tự."
CHOOSE_PROVINCE = {"required": "Chọn tỉnh.", "invalid_choice": "Chọn một tỉnh trong danh sách."}


def first_day_field() -> forms.DateField:
    """The first day of the new units; there must be a day before it that the portal covers."""
    said = f"Ghi ngày sau {FIRST_DAY:%d/%m/%Y}."
    after = MinValueValidator(FIRST_DAY + datetime.timedelta(days=1), said)
    return day_field("Có hiệu lực từ ngày", initial=NEW_TREE_STARTS, validators=[after])


def text(label: str, longest: int, *, required: str = "", help_text: str = "") -> forms.CharField:
    """One line of text; `required` is what is said when it is missing."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        help_text=help_text,
        error_messages={"required": required, "max_length": TOO_LONG},
    )


class DecisionForm(forms.Form):
    """What both ways ask: how the reorganisation is called, and by which decision it happens."""

    name = text(
        "Tên đợt sắp xếp", 160, required="Ghi tên đợt sắp xếp.", help_text="Ví dụ: Sắp xếp xã năm 2025."
    )
    decision = text(
        "Nghị quyết",
        160,
        help_text="Cơ quan, số, ngày. Để trống nếu chưa đọc văn bản; cổng sẽ ghi là chưa có.",
    )
    note = text("Ghi chú", 500)

    def facts(self) -> dict:
        """What of the form is kept as it was typed."""
        return {name: self.cleaned_data[name] for name in ("name", "decision", "note")}


class SheetForm(DecisionForm):
    effective_on = first_day_field()
    file = forms.FileField(
        label="Tệp biểu sắp xếp",
        help_text="Tệp .xlsx, .xls hoặc .csv.",
        error_messages={
            "required": "Chọn tệp biểu sắp xếp.",
            "empty": "Tệp rỗng; chọn tệp có biểu sắp xếp.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )
    field_order = ["name", "decision", "effective_on", "note", "file"]

    def order(self) -> SheetOrder:
        """What the officer asks for; call it on a valid form only."""
        limit = settings.STATUS_SHEET_MAX_BYTES
        content = self.cleaned_data["file"].read(limit + 1)
        return SheetOrder(content, self.cleaned_data["effective_on"], limit)


class SeedsForm(DecisionForm):
    province = forms.ModelChoiceField(
        Province.objects.none(),
        label="Tỉnh (trước ngày 01/07/2025)",
        empty_label="Chọn tỉnh",
        error_messages=CHOOSE_PROVINCE,
    )
    field_order = ["province", "name", "decision", "note"]

    def __init__(self, *args, by: Officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = Province.objects.visible_to(by).in_force(EVE)


class TemplateForm(forms.Form):
    """For which province and from which day the sheet is filled in; asked by address, so in Vietnamese."""

    tinh = forms.ModelChoiceField(
        Province.objects.none(),
        to_field_name="code",
        label="Tỉnh",
        empty_label=None,
        error_messages=CHOOSE_PROVINCE,
    )
    ngay = first_day_field()

    def __init__(self, *args, by: Officer, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tinh"].queryset = Province.objects.visible_to(by).in_force(on)
