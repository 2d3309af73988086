"""What a reviewer chose on a dossier: read from the form, checked all at once. No database, no HTTP.

Fields are named by criterion ("ket-qua-7", "ly-do-7", "tut-7", "da-thay-7") and by indicator
("tra-lai-31", "ly-do-tra-31").
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.forms import DateField

from criteria.actions import Judged
from criteria.actions.limits import falls_unexplained
from criteria.dossiers import DOING, CriterionPart
from criteria.figure_grid import GridRow
from criteria.models import LapseReason
from criteria.outcomes import LABELS, Outcome
from criteria.typed_numbers import tidy

AGREE = "dong-y"
LONGEST = 300


@dataclass
class Choice:
    """What was chosen for one criterion; `picked` is "", AGREE or an outcome."""

    part: CriterionPart
    picked: str = ""
    reason: str = ""
    lapse_reason: str = ""
    errors: list[str] = field(default_factory=list)
    returns: list["Return"] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        return self.part.expected if self.picked == AGREE else self.picked

    @property
    def options(self) -> list[tuple[str, str]]:
        """(value, label) of the radio buttons; the first one leaves the criterion as it is."""
        part = self.part
        if part.given:
            options = [("", f"Giữ kết quả đã ghi: {LABELS[part.given]}")]
        else:
            options = [("", "Chưa quyết định")]
            if part.expected:
                options.append((AGREE, f"Đồng ý: {LABELS[part.expected]}"))
        others = [outcome for outcome in Outcome if outcome != part.expected]
        return [*options, *((outcome.value, outcome.label) for outcome in others)]

    def judged(self) -> Judged:
        """The verdict to record, with the stamp of what the reviewer saw."""
        return Judged(
            self.part.standing.commune_id,
            self.part.criterion.pk,
            self.outcome,
            reason=self.reason,
            lapse_reason=self.lapse_reason,
            seen=self.part.stamp,
        )


@dataclass
class Return:
    """One indicator, whether it is sent back, and why."""

    row: GridRow
    marked: bool = False
    reason: str = ""
    error: str = ""


@dataclass
class Decision:
    """Everything chosen on one page. `due_on` is None where the day typed cannot be read."""

    choices: list[Choice]
    due_text: str
    due_on: datetime.date | None = None
    due_error: str = ""

    @property
    def picked(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.picked]

    @property
    def returned(self) -> list[Return]:
        return [item for choice in self.choices for item in choice.returns if item.marked]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything to mend, in the order of the page."""
        found = []
        for choice in self.choices:
            label = f"TC {choice.part.criterion.number}"
            found += [(f"tc{choice.part.criterion.number}", f"{label}: {text}") for text in choice.errors]
            for item in choice.returns:
                if item.error:
                    found.append((f"ct{item.row.measure.id}", f"{item.row.measure.code}: {item.error}"))
        return found + ([("han", self.due_error)] if self.due_error else [])

    def agree_to_all(self) -> int:
        """Pick "đồng ý" wherever nothing is odd and nothing is chosen yet; return how many."""
        fresh = [
            choice
            for choice in self.choices
            if choice.part.agreeable and not choice.picked and not any(item.marked for item in choice.returns)
        ]
        for choice in fresh:
            choice.picked = AGREE
        return len(fresh)


def blank_decision(parts: list[CriterionPart], due_on: datetime.date) -> Decision:
    """Nothing chosen yet."""
    return Decision([_choice_of(part, {}) for part in parts], f"{due_on:%d/%m/%Y}", due_on)


def read_decision(
    parts: list[CriterionPart], posted: Mapping[str, str], today: datetime.date, *, check: bool = True
) -> Decision:
    """What was chosen of `parts`; without `check` only what somebody else has overtaken is called wrong."""
    found = Decision([_choice_of(part, posted) for part in parts], tidy(posted.get("han", "")))
    for choice in found.choices:
        _check_seen(choice, posted)
        if check:
            _check_choice(choice)
    if not check:
        return found
    if found.returned:
        _check_day(found, today)
    return found


def _choice_of(part: CriterionPart, posted: Mapping[str, str]) -> Choice:
    choice = Choice(part, returns=[Return(row) for row in part.rows])
    if not part.open:
        return choice
    key = part.criterion.pk
    picked = posted.get(f"ket-qua-{key}", "")
    if picked in Outcome.values or (picked == AGREE and part.expected):
        choice.picked = picked
    choice.reason = tidy(posted.get(f"ly-do-{key}", ""))
    lapse_reason = posted.get(f"tut-{key}", "")
    choice.lapse_reason = lapse_reason if lapse_reason in LapseReason.values else ""
    for item in choice.returns:
        item.marked = f"tra-lai-{item.row.measure.id}" in posted
        item.reason = tidy(posted.get(f"ly-do-tra-{item.row.measure.id}", ""))
    return choice


def _check_seen(choice: Choice, posted: Mapping[str, str]) -> None:
    """Drop what was chosen against a judgement that somebody has since given; say whose and which."""
    part = choice.part
    touched = choice.picked or any(item.marked for item in choice.returns)
    if not touched or posted.get(f"da-thay-{part.criterion.pk}", "") == part.stamp:
        return
    person = getattr(part.result, f"{part.judgement}_by") or "Người khác"
    given = f"vừa ghi {LABELS[part.given]}" if part.given else "vừa rút kết quả đã ghi"
    choice.errors.append(f"{person} {given}; xem lại rồi chọn.")
    choice.picked = ""


def _check_choice(choice: Choice) -> None:
    part, marked = choice.part, [item for item in choice.returns if item.marked]
    for item in marked:
        item.error = _too_long(item.reason) if item.reason else "Ghi lý do trả lại."
    if not choice.picked:
        return
    if marked:
        choice.errors.append("Đã đánh dấu trả lại chỉ tiêu; để “Chưa quyết định” hoặc bỏ đánh dấu.")
    if too_long := _too_long(choice.reason):
        choice.errors.append(too_long)
    if choice.outcome != part.expected and not choice.reason:
        than = f"khác “{LABELS[part.expected]}”" if part.expected else "khi xã chưa có kết quả"
        choice.errors.append(f"Ghi lý do {DOING[part.judgement]} “{LABELS[choice.outcome]}” {than}.")
    falls = falls_unexplained(part.result, part.judgement, choice.outcome)
    if falls and not choice.lapse_reason:
        choice.errors.append("Tiêu chí từ Đạt xuống không đạt: chọn lý do bị tụt.")


def _too_long(reason: str) -> str:
    if len(reason) <= LONGEST:
        return ""
    return f"Lý do dài {len(reason)} ký tự; rút gọn còn không quá {LONGEST}."


def _check_day(found: Decision, today: datetime.date) -> None:
    try:
        found.due_on = DateField().clean(found.due_text)
    except ValidationError:
        found.due_error = "Ghi hạn bổ sung dạng 31/12/2023."
        return
    if found.due_on < today:
        found.due_error = "Hạn bổ sung phải từ hôm nay trở đi."
