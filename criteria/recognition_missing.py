"""What a commune's dossier for recognition still lacks, in sentences. No database.

What the law says is a row with a mark: a rule read in a published source, or verified by a person, blocks
where it is not kept; one from memory only warns, "theo quy định chưa kiểm chứng".
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.level_words import number_text
from criteria.models import ConditionKind, Recognition, RecognitionCondition, RecognitionStep, StepRecord
from criteria.outcomes import NO_DATA, Outcome
from criteria.wording import day

WARNED = "theo quy định chưa kiểm chứng"


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: a sentence, and whether it stops the decision."""

    text: str
    blocks: bool

    def __str__(self):
        return self.text if self.blocks else f"{self.text} ({WARNED})"


@dataclass(frozen=True)
class LowerTier:
    """The tier that comes before the dossier's: its name, and the commune's newest recognition by it."""

    name: str
    newest: Recognition | None
    in_force: bool

    @property
    def words(self) -> str:
        """ "Công nhận Nông thôn mới theo 1/QĐ-UBND đã bị thu hồi từ ngày 01/03/2024"."""
        if self.newest is None:
            return f"Chưa có quyết định công nhận {self.name} của xã trên cổng"
        said = f"Công nhận {self.name} theo {self.newest.decision_number} ngày {day(self.newest.decided_on)}"
        return said if self.in_force else f"{said} đã bị thu hồi từ ngày {day(self.newest.revoked_on)}"


@dataclass(frozen=True)
class Facts:
    """What the conditions are held against. `letters` are the confirmed outcomes of the dossier's round, ""
    where the commune has none; `owed` says in words what it owes, "" for no debt on record; `lower_tier` is
    None where the dossier is of the first tier."""

    numbers: Sequence[int]
    letters: str
    data_on: datetime.date
    owed: str
    satisfied: int | None
    asked: int | None
    is_secure: bool | None
    lower_tier: LowerTier | None = None


@dataclass(frozen=True)
class StepLine:
    """One step as the page shows it: what was recorded, what it lacks, until when it was to be done."""

    step: RecognitionStep
    record: StepRecord | None
    lacks: Sequence[Lack]
    due_on: datetime.date | None

    def is_late_on(self, on: datetime.date) -> bool:
        done = self.record.done_on if self.record else on
        return self.due_on is not None and done > self.due_on


def step_lines(
    steps: Iterable[RecognitionStep],
    records: Iterable[StepRecord],
    decided_on: datetime.date | None = None,
) -> list[StepLine]:
    """The steps in order with their records in force; a day limit counts from the step before, that of a
    step after the decision from the day of the decision."""
    of_step = {record.step_id: record for record in records}
    lines, before = [], None
    for step in steps:
        record = of_step.get(step.pk)
        since = decided_on if step.after_decision else before and before.done_on
        due_on = since + datetime.timedelta(step.days) if since and step.days is not None else None
        lines.append(StepLine(step, record, step_lacks(step, record), due_on))
        before = record
    return lines


def step_lacks(step: RecognitionStep, record: StepRecord | None) -> list[Lack]:
    """What a step lacks: itself, or its document and its vote."""
    if record is None:
        return [Lack(f"Chưa có bước {step.position}: {step.name} ({step.who})", step.blocks)]
    at = f"Bước {step.position}"
    found = []
    if step.document and not record.document and not record.file:
        found.append(Lack(f"{at} chưa có văn bản: {step.document}", step.blocks))
    if step.has_vote:
        found += [Lack(f"{at} {words}", step.blocks) for words in _vote_faults(step, record)]
    return found


def _vote_faults(step: RecognitionStep, record: StepRecord) -> list[str]:
    if record.members is None:
        return ["chưa ghi số người dự họp và số người nhất trí"]
    found = []
    shares = (
        (record.present, record.members, step.attendance_percent, "dự họp"),
        (record.agreed, record.present, step.agreement_percent, "nhất trí"),
    )
    for part, whole, least, words in shares:
        if least is not None and not reaches(part, whole, least):
            found.append(f"có {part}/{whole} người {words}, yêu cầu từ {number_text(least)} % trở lên")
    return found


def reaches(part: int, whole: int, least: Decimal) -> bool:
    """Whether `part` of `whole` is at least that many percent, without rounding; of nobody, never."""
    return whole > 0 and part * 100 >= Decimal(least) * whole


def condition_lacks(conditions: Iterable[RecognitionCondition], facts: Facts) -> list[Lack]:
    """What keeps the commune from recognition, condition by condition in their order."""
    faults = {
        ConditionKind.CRITERIA: _criteria,
        ConditionKind.ARREARS: _arrears,
        ConditionKind.SATISFACTION: _satisfaction,
        ConditionKind.SECURITY: _security,
        ConditionKind.LOWER_TIER: _lower_tier,
    }
    return [lack for rule in conditions for lack in faults[rule.kind](rule, facts)]


def _criteria(rule: RecognitionCondition, facts: Facts) -> list[Lack]:
    if facts.letters.strip(NO_DATA) == "":
        text = f"Chưa có kết quả tiêu chí đã xác nhận đến ngày {day(facts.data_on)}"
        return [Lack(text, rule.blocks)]
    words = {Outcome.NOT_MET: "chưa đạt", Outcome.BASICALLY_MET: "cơ bản đạt", NO_DATA: "chưa có số liệu"}
    parts = []
    for letter, label in words.items():
        numbers = [
            str(number) for number, found in zip(facts.numbers, facts.letters, strict=True) if found == letter
        ]
        if numbers:
            parts.append(f"{label}: tiêu chí {', '.join(numbers)}")
    said = f"Chưa đạt đủ tiêu chí đến ngày {day(facts.data_on)} ({'; '.join(parts)})"
    return [Lack(said, rule.blocks)] if parts else []


def _arrears(rule: RecognitionCondition, facts: Facts) -> list[Lack]:
    return [Lack(f"Xã {facts.owed}", rule.blocks)] if facts.owed else []


def _satisfaction(rule: RecognitionCondition, facts: Facts) -> list[Lack]:
    if facts.asked is None:
        return [Lack("Chưa có kết quả lấy ý kiến hài lòng của người dân", rule.blocks)]
    said = f"{facts.satisfied}/{facts.asked} hộ hài lòng"
    if rule.percent is None:
        return [Lack(f"Chưa biết tỷ lệ hài lòng tối thiểu của xã để đối chiếu ({said})", False)]
    if reaches(facts.satisfied, facts.asked, rule.percent):
        return []
    return [Lack(f"Mới có {said}, yêu cầu từ {number_text(rule.percent)} % trở lên", rule.blocks)]


def _security(rule: RecognitionCondition, facts: Facts) -> list[Lack]:
    if facts.is_secure is None:
        return [Lack("Chưa có xác nhận về an ninh, trật tự", rule.blocks)]
    if not facts.is_secure:
        return [Lack("Xã còn phức tạp về an ninh, trật tự", rule.blocks)]
    return []


def _lower_tier(rule: RecognitionCondition, facts: Facts) -> list[Lack]:
    tier = facts.lower_tier
    return [Lack(tier.words, rule.blocks)] if tier and not tier.in_force else []
