"""Forms of the dossier for recognition, of decisions on it, and of the plan that keeps what was achieved."""

from django import forms

from criteria.actions.keeping import Measure
from criteria.actions.recognising import Decision
from criteria.actions.recognition import Conditions
from criteria.actions.recognition_steps import Done, Vote
from criteria.form_fields import (
    day_field,
    file_field,
    line_field,
    page_field,
    refuse_day_to_come,
    text_field,
    whole_field,
    year_field,
)
from criteria.models import Criterion, RecognitionStep, Round

CONFIRM = "Lý do xác nhận (khi còn điểm chưa đúng quy định chưa kiểm chứng)"
PAGE = "Trang công bố (nếu có)"
UNKNOWN, YES, NO = "", "co", "khong"
PAST = [refuse_day_to_come]


class OpenForm(forms.Form):
    """Which round the dossier rests on, and for which year."""

    round = forms.ModelChoiceField(
        Round.objects.none(),
        label="Kỳ báo cáo làm căn cứ",
        empty_label=None,
        error_messages={"required": "Chọn kỳ báo cáo.", "invalid_choice": "Chọn kỳ trong danh sách."},
    )
    year = year_field("Năm đề nghị công nhận")

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds


class StepForm(forms.Form):
    """What was done at a step; the votes are asked for where it has a vote, the page where it publishes."""

    done_on = day_field("Ngày thực hiện", validators=PAST)
    published_url = page_field(PAGE)
    document = line_field("Số, ký hiệu văn bản")
    upload = file_field("Tệp văn bản")
    members = whole_field("Tổng số thành viên", most=30_000)
    present = whole_field("Số người dự họp", most=30_000)
    agreed = whole_field("Số người nhất trí", most=30_000)
    note = line_field("Ghi chú", longest=500)
    confirmed = text_field(CONFIRM, "", required=False)

    VOTES = ("members", "present", "agreed")

    def __init__(self, *args, step: RecognitionStep, **kwargs):
        super().__init__(*args, **kwargs)
        if step.after_decision:
            self.fields["done_on"].label = "Ngày công bố"
        else:
            del self.fields["published_url"]
        if step.document:
            self.fields["document"].help_text = f"Văn bản phải có: {step.document}."
        if not step.has_vote:
            for name in self.VOTES:
                del self.fields[name]

    def clean(self):
        data = super().clean()
        given = [data.get(name) for name in self.VOTES if name in self.fields]
        if any(part is not None for part in given) and None in given and not self.errors:
            for name in self.VOTES:
                if data.get(name) is None:
                    self.add_error(name, "Ghi đủ cả ba số: thành viên, dự họp, nhất trí.")
        return data

    def given(self) -> Done:
        data = {**self.cleaned_data}
        votes = [data.pop(name, None) for name in self.VOTES]
        return Done(**data, vote=None if None in votes else Vote(*votes))


class ConditionsForm(forms.Form):
    """The residents' satisfaction and public order."""

    asked = whole_field("Số hộ được hỏi")
    satisfied = whole_field("Số hộ hài lòng")
    asked_on = day_field("Ngày lấy ý kiến", required=False, validators=PAST)
    is_secure = forms.ChoiceField(
        label="An ninh, trật tự",
        required=False,
        choices=[
            (UNKNOWN, "Chưa có kết luận"),
            (YES, "Bảo đảm, không phức tạp"),
            (NO, "Còn phức tạp"),
        ],
    )
    security_document = line_field("Văn bản của công an xác nhận")

    def given(self) -> Conditions:
        data = {**self.cleaned_data}
        data["is_secure"] = {YES: True, NO: False}.get(data["is_secure"])
        return Conditions(**data)


class ReasonForm(forms.Form):
    reason = text_field("Lý do", "Ghi lý do.", rows=3)


class DecisionForm(forms.Form):
    """A signed decision: number, day, file."""

    number = line_field("Số quyết định", "Ghi số quyết định.", longest=60)
    decided_on = day_field("Ngày quyết định", validators=PAST)
    upload = file_field("Tệp quyết định", "Chọn tệp quyết định.")

    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(data["number"], data["decided_on"], data["upload"], data.get("reason", ""))


class RecogniseForm(DecisionForm):
    year_achieved = year_field("Năm đạt chuẩn")
    published_url = page_field(PAGE)
    confirmed = text_field(CONFIRM, "", required=False)


class WhyDecisionForm(DecisionForm):
    """A decision that says why: revoking, and restoring what was revoked."""

    reason = text_field("Lý do", "Ghi lý do.", rows=3)


class PlanForm(forms.Form):
    year = year_field("Năm")
    document = line_field("Số, ký hiệu văn bản")
    text = text_field("Nội dung kế hoạch", "Ghi nội dung kế hoạch.", rows=6, longest=4000)


class ItemForm(forms.Form):
    """One measure of a plan."""

    criterion = forms.ModelChoiceField(
        Criterion.objects.none(),
        label="Tiêu chí",
        required=False,
        empty_label="Chung nhiều tiêu chí",
        error_messages={"invalid_choice": "Chọn tiêu chí trong danh sách."},
    )
    measure = text_field("Việc phải làm", "Ghi việc phải làm.")
    unit = line_field("Đơn vị thực hiện", "Ghi đơn vị thực hiện.")
    due_on = day_field("Thời hạn")
    done_on = day_field("Xong ngày (khi đã xong)", required=False)

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = criteria

    def given(self) -> Measure:
        return Measure(**self.cleaned_data)
