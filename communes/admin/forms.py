"""Forms of the administration: composed text, and no row written outside the officer's scope."""

import unicodedata
from decimal import Decimal

from django import forms
from django.contrib.auth.forms import (
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.urls import reverse
from django.utils.html import format_html

from communes.models import Officer
from communes.scope import may_write

OUTSIDE = "Nội dung này ở ngoài phạm vi phụ trách của bạn; chọn đơn vị trong phạm vi của mình."


class ScopedForm(forms.ModelForm):
    """`officer` is set by the admin class on the form class made for each request."""

    officer = None
    outside = OUTSIDE

    def clean(self):
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = unicodedata.normalize("NFC", value)
        return self.cleaned_data

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and not may_write(self.officer, self.instance):
            self.add_error(None, self.outside)


class LevelField(forms.DecimalField):
    """A number typed and shown as Vietnamese writes it, 99,5, without the zeros the column is padded with."""

    def __init__(self, **kwargs):
        super().__init__(**{"localize": True, "widget": forms.TextInput, **kwargs})

    def prepare_value(self, value):
        return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


class PasswordLink(ReadOnlyPasswordHashWidget):
    """Where a password is changed. How it is stored is nobody's business, not even an administrator's."""

    officer_id = None

    def render(self, name, value, attrs=None, renderer=None):
        sentence = "Mật khẩu được lưu ở dạng không đọc lại được."
        if self.officer_id is None:
            return sentence
        address = reverse("admin:auth_user_password_change", args=[self.officer_id])
        return format_html('{} <a href="{}">Đặt lại mật khẩu</a>', sentence, address)


class OfficerChangeForm(ScopedForm, UserChangeForm):
    password = ReadOnlyPasswordHashField(label="Mật khẩu", widget=PasswordLink)

    class Meta(UserChangeForm.Meta):
        model = Officer

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = ""
            if may_write(self.officer, self.instance):
                self.fields["password"].widget.officer_id = self.instance.pk


class OfficerAddForm(ScopedForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = Officer
        fields = ("username",)
