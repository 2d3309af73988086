"""Forms of the administration: composed text, and no row written outside the officer's scope."""

import unicodedata

from django import forms
from django.contrib.auth.forms import UserChangeForm, UserCreationForm

from communes.models import Officer
from communes.scope import may_write

OUTSIDE = "Nội dung này ở ngoài phạm vi phụ trách của bạn; chọn đơn vị trong phạm vi của mình."


class ScopedForm(forms.ModelForm):
    """`officer` is set by the admin class on the form class made for each request."""

    officer = None

    def clean(self):
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = unicodedata.normalize("NFC", value)
        return self.cleaned_data

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and not may_write(self.officer, self.instance):
            self.add_error(None, OUTSIDE)


class OfficerChangeForm(ScopedForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Officer


class OfficerAddForm(ScopedForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = Officer
        fields = ("username",)
