"""Forms by which obstacles are raised and taken from one step to the next."""

from collections.abc import Sequence

from django import forms

from communes.models import Agency, Commune, District
from criteria.form_fields import day_field, text_field
from directives.actions.obstacles import LONGEST_RESULT, LONGEST_TEXT
from directives.models import Cause, Effect

NOT_LISTED = "Chọn một đơn vị trong danh sách."


def unit_key(unit: Agency | District | Commune) -> str:
    """ "agency-12": how a unit is named in a form."""
    return f"{type(unit).__name__.lower()}-{unit.pk}"


class UnitField(forms.ChoiceField):
    """One of some units; `cleaned_data` holds the unit itself."""

    def __init__(self, *args, **kwargs):
        messages = {"required": "Chọn đơn vị.", "invalid_choice": NOT_LISTED}
        super().__init__(*args, error_messages=messages, **kwargs)
        self.units = {}

    def offer(self, units: Sequence[Agency | District | Commune], *, nothing: str = "") -> None:
        """Set the units to choose from; `nothing` is what the empty choice says."""
        self.units = {unit_key(unit): unit for unit in units}
        named = [(key, unit_label(unit)) for key, unit in self.units.items()]
        self.choices = [("", nothing), *named] if nothing else named

    def clean(self, value):
        return self.units.get(super().clean(value))


def unit_label(unit: Agency | District | Commune) -> str:
    return unit.short_name if isinstance(unit, Agency) else f"UBND {unit.prose_name}"


class ObstacleForm(forms.Form):
    """What is in the way, and why; the unit and the day are filled in."""

    text = text_field("Vướng mắc, trong một câu", "Ghi vướng mắc bằng một câu.", longest=LONGEST_TEXT)
    cause = forms.ChoiceField(
        label="Nguyên nhân",
        choices=[("", "Chọn nguyên nhân"), *Cause.choices],
        error_messages={
            "required": "Chọn nguyên nhân.",
            "invalid_choice": "Chọn nguyên nhân trong danh sách.",
        },
    )
    unit = UnitField(label="Đơn vị xử lý")
    due_on = day_field("Hạn giải quyết")

    def __init__(self, *args, units: Sequence, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)


class EscalateForm(forms.Form):
    """To whom, and why the unit cannot clear it itself."""

    to = UnitField(label="Chuyển đến")
    reason = text_field(
        "Lý do chuyển", "Ghi lý do chuyển: vì sao đơn vị không tự tháo gỡ được.", longest=LONGEST_TEXT
    )

    def __init__(self, *args, units: Sequence, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(units, nothing="Chọn đơn vị")


class SettleForm(forms.Form):
    """What was done, and what it did to the criterion."""

    result = text_field(
        "Kết quả giải quyết", "Ghi kết quả giải quyết: đã làm gì.", rows=3, longest=LONGEST_RESULT
    )
    effect = forms.ChoiceField(
        label="Tác động đến tiêu chí",
        choices=[("", "Chọn tác động"), *Effect.choices],
        error_messages={
            "required": "Chọn tác động đến tiêu chí.",
            "invalid_choice": "Chọn tác động trong danh sách.",
        },
    )


class RejectForm(forms.Form):
    reason = text_field("Còn vướng gì", "Ghi lý do chưa đồng ý: còn vướng gì.", longest=LONGEST_TEXT)


class AgainForm(forms.Form):
    reason = text_field(
        "Lý do nêu lại", "Ghi lý do nêu lại: vướng mắc trở lại thế nào.", longest=LONGEST_TEXT
    )
