"""Fields that forms of several apps share: days, and text with its limit said."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate

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


def whole_field(label: str, *, missing: str = "", most: int = 2_000_000, **kwargs) -> forms.IntegerField:
    """A whole number that is not negative; required where `missing` says what to write."""
    limits = f"Ghi số nguyên từ 0 đến {most:,}.".replace(",", ".")
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=bool(missing),
        error_messages={
            "required": missing,
            "invalid": limits,
            "min_value": limits,
            "max_value": limits,
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
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
            chosen = files[name].name
            form.add_error(name, f"Chọn lại tệp “{chosen}”: biểu chưa ghi được nên tệp không được giữ.")


def page_field(label: str) -> forms.URLField:
    """The address of a public page, where there is one."""
    return forms.URLField(
        label=label,
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Ghi địa chỉ trang dạng https://…", "max_length": "Địa chỉ quá dài."},
    )
