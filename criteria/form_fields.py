"""Fields that forms of several apps share: days, and text with its limit said."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate

from criteria.typed_numbers import HINT, Severity, read_number

COLUMN_HOLDS = 2_147_483_647
DAY_WORDS = {"required": "Ghi ngày.", "invalid": "Ghi ngày dạng 31/12/2026."}


def refuse_day_to_come(on: datetime.date) -> None:
    """Raise ValidationError, at the field, for a day that has not come."""
    if on > localdate():
        raise ValidationError("Ngày này chưa đến; ghi ngày không sau hôm nay.")


def day_field(label: str, **kwargs) -> forms.DateField:
    return forms.DateField(label=label, help_text="Ví dụ: 31/12/2026.", error_messages=DAY_WORDS, **kwargs)


def text_field(label: str, missing: str, *, rows: int = 2, longest: int = 500, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=f"Không quá {longest} ký tự.",
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": f"Ghi không quá {longest} ký tự."},
        **kwargs,
    )


def line_field(label: str, missing: str = "", *, longest: int = 160, **kwargs) -> forms.CharField:
    """One line of text; required where `missing` says what to write."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        error_messages={"required": missing, "max_length": f"Ghi không quá {longest} ký tự."},
        **kwargs,
    )


class CountField(forms.CharField):
    """A whole number as officers type it ("1.240"); nothing typed is unknown, not zero."""

    def __init__(self, *, most: int = COLUMN_HOLDS, required: bool = False, **kwargs):
        super().__init__(max_length=30, required=required, **kwargs)
        self.most = most
        shown = f"{most:,}".replace(",", ".")
        self.limits = f"Ghi số nguyên từ 0 đến {shown}, ví dụ 1.240."
        self.error_messages["max_length"] = self.limits
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value):
        number, remark = read_number(super().clean(value))
        if remark and remark.severity == Severity.ERROR:
            raise ValidationError(remark.message.removesuffix(HINT) + self.limits)
        if number is None:
            return None
        if number != int(number):
            raise ValidationError(self.limits)
        if number > self.most:
            raise ValidationError(f"Số quá lớn. {self.limits}")
        return int(number)


def whole_field(label: str, *, missing: str = "", most: int = 2_000_000, **kwargs) -> CountField:
    """A whole number that is not negative; required where `missing` says what to write."""
    return CountField(
        label=label,
        most=most,
        required=bool(missing),
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"size": 8}),
        **kwargs,
    )


def year_field(label: str, **kwargs) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=2010,
        max_value=2100,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Ghi năm dạng 2026."),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        **kwargs,
    )


def file_field(label: str, missing: str = "") -> forms.FileField:
    """A file to send; what is taken is checked where it is kept."""
    return forms.FileField(
        label=label,
        required=bool(missing),
        help_text="Tệp PDF, ảnh hoặc tệp văn phòng.",
        widget=forms.FileInput,
        error_messages={
            "required": missing,
            "empty": "Tệp rỗng; chọn lại tệp.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )


def ask_for_files_again(form: forms.Form, files: MultiValueDict) -> None:
    """Say at each file field of a refused form to choose the file again: browsers do not keep it."""
    for name in files:
        if name in form.fields and name not in form.errors:
            said = f"Chọn lại tệp “{files[name].name}”: biểu chưa ghi được nên tệp không được giữ."
            form.add_error(name, ValidationError(said, code="required"))


def page_field(label: str) -> forms.URLField:
    """The address of a public page, where there is one."""
    return forms.URLField(
        label=label,
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": "Ghi địa chỉ trang dạng https://…", "max_length": "Địa chỉ quá dài."},
    )
