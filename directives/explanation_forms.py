"""Forms by which an explanation is asked for and given."""

from collections.abc import Sequence

from django import forms

from criteria.form_fields import day_field, text_field
from directives.actions.explanations import LONGEST_ANSWER, LONGEST_QUESTION
from directives.obstacle_forms import UnitField


class QuestionForm(forms.Form):
    """What to explain; the unit and the day are filled in."""

    question = text_field(
        "Nội dung cần giải trình", "Ghi nội dung cần giải trình.", rows=3, longest=LONGEST_QUESTION
    )
    unit = UnitField(label="Đơn vị giải trình")
    due_on = day_field("Hạn trả lời")

    def __init__(self, *args, units: Sequence, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)


class ExplanationForm(forms.Form):
    answer = text_field("Nội dung giải trình", "Ghi nội dung giải trình.", rows=6, longest=LONGEST_ANSWER)
