"""One row of money as a form of the administration: what the action would refuse is said at its field."""

from django import forms
from django.core.exceptions import ValidationError

from communes.admin.forms import ScopedForm
from criteria.models import ChangeSource
from funding.actions import Entry, record_allocations
from funding.actions.allocations import Recorded, entry_faults, kept_rows, row_key
from funding.allocation_amounts import dong_text, read_dong
from funding.allocation_values import EMPTY, Values, remarks_on, values_of
from funding.models import ALLOCATION_FIELDS, place_columns

PLACES = ("province", "district", "commune")
NO_PLACE = "Chọn tỉnh, huyện hoặc xã đang giữ vốn."
NOTHING_SAID = "Ghi ít nhất một số tiền hoặc một văn bản."
OVERTAKEN = "Dòng vốn này vừa được người khác sửa, chưa ghi gì; mở lại trang để xem số mới rồi sửa."


class DongField(forms.CharField):
    """Whole đồng as files write them, 1.234.500; empty is not known."""

    def __init__(self, *, min_value=None, max_value=None, **kwargs):
        super().__init__(**{**kwargs, "widget": forms.TextInput})

    def prepare_value(self, value):
        return dong_text(value) if isinstance(value, int) else value

    def to_python(self, value):
        amount, fault = read_dong(value)
        if fault:
            raise ValidationError(fault)
        return amount


class AllocationForm(ScopedForm):
    """`seen` is the version the officer looked at; place, programme, source and year of a row stay."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0, label="")
    confirmed = forms.BooleanField(
        required=False,
        label="đã kiểm tra đơn vị tính",
        help_text="Đánh dấu khi số gấp mười lần năm trước là đúng.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.initial["seen"] = self.instance.version
        elif "province" in self.fields:
            self.fields["province"].required = False

    def clean(self):
        cleaned = super().clean()
        if "province" in self.fields and not any(name in self.errors for name in PLACES):
            self._take_place(cleaned)
        return cleaned

    def _take_place(self, cleaned: dict) -> None:
        """The narrowest place chosen holds the money; the wider ones follow from it, or contradict it."""
        place = next((cleaned[name] for name in reversed(PLACES) if cleaned.get(name)), None)
        if place is None:
            self.add_error("province", NO_PLACE)
            return
        for name in PLACES:
            chosen, own = cleaned.get(name), place_columns(place)[f"{name}_id"]
            if chosen and chosen.pk != own:
                self.add_error(name, f"{place.full_name} không thuộc {chosen.full_name}.")
            elif own and not chosen:
                cleaned[name] = getattr(place, name)

    def _post_clean(self):
        super()._post_clean()
        if self.errors or self.officer is None:
            return
        if self.instance.pk and self.cleaned_data["seen"] != self.instance.version:
            self.add_error(None, OVERTAKEN)
        for fault in entry_faults([self.entry], self.officer):
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        if not self.instance.pk and self.entry.values == EMPTY:
            self.add_error(None, NOTHING_SAID)
        if not self.errors and not self.cleaned_data["confirmed"]:
            for remark in remarks_on(self.entry.values, self._year_before()):
                if remark.asks:
                    self.add_error(remark.field, remark.message)

    @property
    def entry(self) -> Entry:
        """The row as it was typed."""
        row = self.instance
        said = {name: getattr(row, name) for name in ALLOCATION_FIELDS}
        seen = self.cleaned_data["seen"] if row.pk else 0
        return Entry(row.place, row.programme, row.capital_source, row.year, **said, version=seen)

    def _year_before(self) -> Values:
        row = self.instance
        key = row_key(row.place, row.programme_id, row.capital_source_id, row.year - 1)
        kept = kept_rows([key]).get(key)
        return values_of(kept) if kept else EMPTY

    def record(self) -> Recorded:
        """Write what was typed as the grid does, with its log; raises ActionRefused for what came between."""
        recorded = record_allocations(entries=[self.entry], by=self.officer, source=ChangeSource.TYPED)
        for row in recorded.written:
            self.instance.pk = row.pk
        return recorded
