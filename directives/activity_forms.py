"""Forms of the pages on mobilisation: an activity, and which of them a page shows."""

import datetime

from django import forms
from django.utils import timezone

from communes.models import Commune, Officer
from communes.row_keys import key_of
from criteria.form_fields import CountField
from criteria.models import CriteriaSet, Criterion, Level, Round
from criteria.typed_numbers import tidy
from directives.actions.activities import FACTS
from directives.models import Activity
from directives.officer_units import own_unit, unit_label

OWN, OF_COMMUNE = "rieng", "xa"


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a key wider than any row's is not in the list instead of an error."""

    def clean(self, value):
        return super().clean([key_of(key) for key in value or []])


class RowField(forms.ModelChoiceField):
    """One row by its key, in the same way."""

    def to_python(self, value):
        return super().to_python(key_of(value) if value else value)


class CommuneChoice(RowField):
    """Communes by name with their district; one that no longer exists says until when it did."""

    def label_from_instance(self, commune):
        district = f", {commune.district.prose_name}" if commune.district else ""
        ended = f" (đến {commune.valid_to:%d/%m/%Y})" if commune.valid_to else ""
        return f"{commune.full_name}{district}{ended}"


def criteria_offered(communes, activity: Activity | None = None):
    """Criteria of the set the communes' newest round uses, and those the activity names already."""
    rounds = Round.objects.filter(
        province__in=communes.values("province"), withdrawn_at__isnull=True, criteria_set__level=Level.COMMUNE
    )
    newest = rounds.order_by("-data_on").values_list("criteria_set", flat=True).first()
    if newest is None:
        sets = CriteriaSet.objects.filter(level=Level.COMMUNE, issued_by__isnull=True).order_by(
            "-valid_from", "code"
        )
        newest = sets.values_list("pk", flat=True).first()
    known = activity.criteria.values_list("pk", flat=True) if activity else []
    offered = Criterion.objects.filter(criteria_set=newest) | Criterion.objects.filter(pk__in=list(known))
    return offered.select_related("criteria_set").order_by("-criteria_set__valid_from", "number")


class ActivityForm(forms.ModelForm):
    """An activity as its unit writes it down; the action saves it."""

    organiser = forms.ChoiceField(
        label="Đơn vị tổ chức",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đơn vị tổ chức.", "invalid_choice": "Chọn một trong hai đơn vị."},
    )
    commune = CommuneChoice(
        Commune.objects.none(),
        label="Xã",
        empty_label="Chọn xã",
        error_messages={
            "required": "Chọn xã.",
            "invalid_choice": "Xã này ở ngoài phạm vi phụ trách của bạn.",
        },
    )
    people = CountField(label="Số người tham gia", help_text="Chưa đếm thì để trống, không ghi 0.")
    women = CountField(label="Trong đó nữ")
    minority = CountField(label="Trong đó đồng bào dân tộc thiểu số")
    households = CountField(label="Số hộ thay đổi nếp nghĩ, cách làm")
    labour_days = CountField(label="Ngày công đóng góp")
    land_m2 = CountField(label="Đất hiến (m²)")
    criteria = RowsField(
        Criterion.objects.none(),
        label="Tiêu chí liên quan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Chọn tiêu chí trong danh sách.",
            "invalid_pk_value": "Chọn tiêu chí trong danh sách.",
        },
    )

    class Meta:
        model = Activity
        fields = FACTS
        help_texts = {
            "held_on": "Ví dụ: 15/03/2024.",
            "name": "Một câu: vận động việc gì.",
            "practice": "Ví dụ: làm chuồng xa nhà, không thả rông gia súc.",
            "model_name": "Ví dụ: nuôi dê sinh sản 12 hộ. Không có mô hình thì để trống.",
        }
        error_messages = {
            "kind": {"required": "Chọn hình thức.", "invalid_choice": "Chọn hình thức trong danh sách."},
            "held_on": {"required": "Ghi ngày tổ chức.", "invalid": "Ghi ngày dạng 31/12/2023."},
            "name": {
                "required": "Ghi nội dung hoạt động.",
                "max_length": "Nội dung dài quá 300 chữ cái; viết gọn lại.",
            },
        }

    def __init__(self, *args, officer: Officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "kind", "held_on", "organiser", "commune", "village", *COUNTED_ORDER])
        saved = self.instance.pk is not None
        communes = Commune.objects.visible_to(officer).select_related("district")
        if saved and self.instance.unit_commune_id:
            communes = communes.filter(pk=self.instance.unit_commune_id)
        self._offer_communes(communes)
        self.fields["criteria"].queryset = criteria_offered(communes, self.instance if saved else None)
        self.fields["held_on"].widget.attrs["autocomplete"] = "off"
        self.fields["kind"].choices = [("", "Chọn hình thức"), *Activity._meta.get_field("kind").choices]
        self.fields["model_outcome"].choices = [
            ("", "Không có mô hình"),
            *Activity._meta.get_field("model_outcome").choices,
        ]
        if saved:
            self.fields["commune"].initial = self.instance.commune_id
            self.fields["criteria"].initial = self.instance.criteria.all()
            del self.fields["organiser"]
        else:
            self._offer_units(officer)

    def _offer_communes(self, communes) -> None:
        field = self.fields["commune"]
        field.queryset = communes.order_by("-valid_from", "sort_key", "code")
        if len(field.queryset) == 1:
            field.empty_label, field.initial = None, field.queryset[0]

    def _offer_units(self, officer: Officer) -> None:
        """The officer's own unit first; a commune's officer has nothing to choose."""
        own = own_unit(officer)
        if isinstance(own, Commune):
            del self.fields["organiser"]
            return
        choices = [(OF_COMMUNE, "UBND xã nơi tổ chức")]
        if own is not None:
            choices.insert(0, (OWN, unit_label(own)))
        self.fields["organiser"].choices = choices
        self.fields["organiser"].initial = choices[0][0]

    def clean_held_on(self):
        held_on = self.cleaned_data["held_on"]
        if held_on > timezone.localdate():
            raise forms.ValidationError("Ngày tổ chức không được sau hôm nay.")
        return held_on

    def clean(self):
        """Say at each field what does not go with the others."""
        given = super().clean()
        people = given.get("people")
        for part, said in (("women", "Số nữ"), ("minority", "Số đồng bào dân tộc thiểu số")):
            count = given.get(part)
            if count is None or part in self.errors or "people" in self.errors:
                continue
            if people is None:
                self.add_error(part, "Ghi số người tham gia trước khi ghi phần trong đó.")
            elif count > people:
                self.add_error(part, f"{said} không được lớn hơn số người tham gia.")
        if given.get("model_name") and not given.get("model_outcome") and "model_outcome" not in self.errors:
            self.add_error("model_outcome", "Chọn kết quả của mô hình.")
        if given.get("model_outcome") and not given.get("model_name") and "model_name" not in self.errors:
            self.add_error("model_name", "Ghi tên mô hình, hoặc chọn “Không có mô hình”.")
        return given

    def facts(self) -> dict:
        """What the activity says of itself; call it on a valid form only."""
        return {name: self._composed(self.cleaned_data[name]) for name in FACTS}

    def _composed(self, value):
        return tidy(value) if isinstance(value, str) else value

    def unit(self, officer: Officer):
        """Who held it; call it on a valid form only."""
        if self.cleaned_data.get("organiser") == OF_COMMUNE:
            return self.cleaned_data["commune"]
        return own_unit(officer)


COUNTED_ORDER = (
    "people women minority households practice labour_days land_m2 model_name model_outcome criteria"
).split()


class PeriodForm(forms.Form):
    """From which day to which; by default the year so far."""

    tu = forms.DateField(label="Từ ngày", required=False, error_messages={"invalid": "Ghi dạng 31/12/2023."})
    den = forms.DateField(
        label="Đến ngày", required=False, error_messages={"invalid": "Ghi dạng 31/12/2023."}
    )

    def clean(self):
        """Refuse a period that ends before it begins."""
        given = super().clean()
        if given.get("tu") and given.get("den") and given["den"] < given["tu"]:
            self.add_error("den", "Ghi ngày không trước “Từ ngày”.")
        return given

    def period(self) -> tuple[datetime.date, datetime.date]:
        """The days asked for; a day that cannot be read counts as not given."""
        self.is_valid()
        today = timezone.localdate()
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if last is None:
            last = max(today, first) if first else today
        if first is None:
            first = datetime.date(last.year, 1, 1)
        return first, last
