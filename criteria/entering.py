"""What officers type about an indicator, and what is wrong or odd about it. No database.

Pages and sheets ask here, so that a figure refused in one is refused in the other, in the same words.
An error keeps a figure from being saved; a warning is saved and asks for a note when the dossier is sent.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import TextChoices

from criteria.judging import Applied, Figure, Measure, Verdict, judge_indicator
from criteria.level_words import number_text
from criteria.models import Answer, IndicatorKind, OutcomeBasis
from criteria.outcomes import Outcome
from criteria.typed_numbers import HINT, PERCENT, PERCENT_HINT, Remark, Severity, error, read_number, tidy

# Figures a province usually looks at twice; set by working agreement (theo thỏa thuận nghiệp vụ), not by law.
BIG_CHANGE = Decimal("0.2")
BIG_FACTOR = Decimal(3)
SLIP_FACTOR = Decimal(10)

NUMBERS = ("numerator", "denominator", "value", "part")
FIELDS = (*NUMBERS, "answer", "outcome", "note")
OUTCOMES = (Outcome.MET, Outcome.NOT_MET, Outcome.NOT_APPLICABLE)
NOTE_LENGTH = 500


@dataclass(frozen=True)
class Checked:
    """What was typed, read and judged. With an error among the remarks nothing of it may be saved."""

    figure: Figure
    outcome: str
    basis: str
    note: str
    remarks: list[Remark]
    verdict: Verdict

    @property
    def has_errors(self) -> bool:
        return any(remark.severity == Severity.ERROR for remark in self.remarks)


def is_percent(measure: Measure) -> bool:
    return measure.kind == IndicatorKind.PERCENT or measure.unit == "%"


def asks_number(measure: Measure) -> bool:
    """Whether the indicator is a figure; otherwise it is answered "có" or "không"."""
    return measure.kind in (IndicatorKind.PERCENT, IndicatorKind.NUMBER)


def fields_of(measure: Measure) -> list[str]:
    """The fields an officer fills in for an indicator, in the order of the page, but outcome and note."""
    if not asks_number(measure):
        return ["answer"]
    fields = ["numerator", "denominator"] if measure.has_ratio else []
    fields.append("value")
    if measure.of_which:
        fields.append("part")
    return [*fields, "answer"] if measure.if_any else fields


def answers_of(measure: Measure) -> list[str]:
    """The answers open to an indicator: a figure can only be said to have no subject."""
    answers = [] if asks_number(measure) else [Answer.YES, Answer.NO]
    return [*answers, Answer.NONE] if measure.if_any else answers


def checked(
    measure: Measure,
    typed: dict[str, str],
    *,
    before: Figure | None,
    applied: Applied,
    outcome_before: str = "",
) -> Checked:
    """Read, check and judge one indicator as typed; fields left out are blank.

    `before` is the figure of the round before and `outcome_before` its outcome, by default what the level
    that applies says of it. Answers and outcomes may be codes or their Vietnamese words.
    """
    remarks: list[Remark] = []
    figure = _read_figure(measure, typed, remarks)
    note = tidy(typed.get("note", ""))
    if len(note) > NOTE_LENGTH:
        said = f"Ghi chú dài {len(note)} ký tự; rút gọn còn không quá {NOTE_LENGTH} ký tự."
        remarks.append(error(said, "note"))
    wanted = _read_choice(typed.get("outcome", ""), OUTCOMES, Outcome)
    if wanted is None:
        remarks.append(error("Chọn Đạt, Chưa đạt hoặc Không áp dụng.", "outcome"))
    verdict = judge_indicator(measure, applied, figure)
    outcome, basis = _decided(applied, verdict, wanted or "", note, remarks)
    found = Checked(figure, outcome, basis, note, remarks, verdict)
    if not found.has_errors:
        met_before = outcome_before or (before and judge_indicator(measure, applied, before).outcome)
        remarks += oddities(measure, figure, before)
        if met_before == Outcome.MET and (outcome or verdict.outcome) == Outcome.NOT_MET:
            field = "value" if asks_number(measure) else "answer"
            said = "Kỳ trước đạt, kỳ này chưa đạt: kiểm tra lại, nếu đúng thì ghi chú nguyên nhân."
            remarks.append(Remark(Severity.WARNING, field, said))
    return found


def needs_note(remarks: list[Remark], note: str) -> bool:
    """Whether a warning still lacks the note that explains it; asked when the dossier is sent."""
    return not note.strip() and any(remark.severity == Severity.WARNING for remark in remarks)


def _read_figure(measure: Measure, typed: dict[str, str], remarks: list[Remark]) -> Figure:
    """The figure; what cannot be read or cannot be is left out of it and told in `remarks`."""
    numbers = {}
    for field in NUMBERS if asks_number(measure) else ():
        text = typed.get(field, "")
        percent = is_percent(measure) and field in ("value", "part")
        number, remark = read_number(text, maximum=PERCENT if percent else None)
        if remark is None and number is not None and "%" in text and not percent:
            remark = error(f"Cột này không phải là tỷ lệ phần trăm; chỉ ghi số. {HINT}")
        if remark is None and percent and number is not None and number > PERCENT:
            remark = error(PERCENT_HINT)
        if remark:
            remarks.append(replace(remark, field=field))
        if remark is None or remark.severity != Severity.ERROR:
            numbers[field] = number
    answer = _read_choice(typed.get("answer", ""), answers_of(measure), Answer)
    if answer is None:
        remarks.append(error(_answers_hint(measure), "answer"))
    figure = Figure(**numbers, answer=answer or "")
    remarks += _faults(measure, figure)
    ratio = figure.measured(measure)
    if figure.value is not None and ratio is not None and ratio != figure.value:
        said = (
            f"Giá trị được tính từ tử số và mẫu số: {number_text(ratio)} %; muốn ghi khác thì xóa hai số ấy."
        )
        remarks.append(Remark(Severity.INFO, "value", said))
    return replace(figure, value=ratio) if ratio is not None else figure


def _read_choice(text: str, allowed, words: type[TextChoices]) -> str | None:
    """The code of a choice given as code or in words; "" for nothing, None for what is not allowed."""
    said = tidy(text).casefold()
    if not said:
        return ""
    short = {"không có đối tượng": Answer.NONE} if words is Answer else {}
    known = {word.casefold(): code for code, word in words.choices} | {
        code.casefold(): code for code in words.values
    }
    code = (known | short).get(said)
    return code if code in allowed else None


def _answers_hint(measure: Measure) -> str:
    labels = [f"“{Answer(code).label}”" for code in answers_of(measure)]
    if not labels:
        return "Chỉ tiêu này không ghi “nếu có”: ghi số liệu, không chọn câu trả lời."
    return f"Chọn {' hoặc '.join(labels)}, hoặc để trống khi chưa có số liệu."


def _faults(measure: Measure, figure: Figure) -> list[Remark]:
    """What cannot be true of the numbers together, and what is still missing among them."""
    found = []
    top, bottom = figure.numerator, figure.denominator
    if figure.answer == Answer.NONE and any(getattr(figure, name) is not None for name in NUMBERS):
        found.append(error("Đã chọn không có đối tượng thì để trống số liệu.", "answer"))
    if bottom == 0:
        more = " hoặc chọn “Không có đối tượng áp dụng”" if measure.if_any else ""
        found.append(error(f"Mẫu số phải lớn hơn 0; ghi tổng số để tính tỷ lệ{more}.", "denominator"))
    elif top is not None and bottom is not None and top > bottom:
        said = f"Tử số {number_text(top)} lớn hơn mẫu số {number_text(bottom)}; kiểm tra lại hai số."
        found.append(error(said, "numerator"))
    elif (top is None) != (bottom is None) and figure.value is None:
        field, name = ("denominator", "mẫu số") if bottom is None else ("numerator", "tử số")
        found.append(Remark(Severity.INFO, field, f"Ghi nốt {name} để tính được tỷ lệ."))
    return found


def _decided(
    applied: Applied, verdict: Verdict, wanted: str, note: str, remarks: list[Remark]
) -> tuple[str, str]:
    """(outcome, basis): a settled verdict is final, otherwise the officer chooses and says why."""
    if verdict.settled or applied.verified:
        if wanted and wanted != verdict.outcome:
            said = f"Kết quả theo mức đã kiểm chứng, không theo lựa chọn: {verdict.words}."
            remarks.append(Remark(Severity.INFO, "outcome", said))
        return verdict.outcome, OutcomeBasis.RULE if verdict.outcome else ""
    if not wanted:
        return "", ""
    if wanted == verdict.outcome:
        return wanted, OutcomeBasis.SUGGESTED
    if not note and not any(remark.severity == Severity.ERROR for remark in remarks):
        chosen = Outcome(wanted).label
        against = (
            f"khác kết quả gợi ý “{Outcome(verdict.outcome).label}”" if verdict.outcome else "chưa có gợi ý"
        )
        remarks.append(error(f"Ghi chú căn cứ để chọn “{chosen}” ({against}).", "note"))
    return wanted, OutcomeBasis.OFFICER


def oddities(measure: Measure, figure: Figure, before: Figure | None) -> list[Remark]:
    """Warnings about a figure that may well be true: far from the round before, or part above whole."""
    found = []
    whole = figure.measured(measure)
    if whole is not None and figure.part is not None and figure.part > whole:
        said = "Phần “trong đó” lớn hơn giá trị chung: kiểm tra lại, nếu đúng thì ghi chú giải trình."
        found.append(Remark(Severity.WARNING, "part", said))
    if before is None:
        return found
    pairs = {
        name: (getattr(before, name), getattr(figure, name)) for name in ("numerator", "denominator", "part")
    }
    # The terms of a ratio move with the commune; only a slip of the unit is worth a question there.
    slips = {name: _slip(*pair) for name, pair in pairs.items() if None not in pair}
    found += [Remark(Severity.WARNING, name, said) for name, said in slips.items() if said]
    pair = before.measured(measure), whole
    if None not in pair and (said := _slip(*pair) or _big_change(*pair)):
        found.append(Remark(Severity.WARNING, "value", said))
    return found


def _slip(old: Decimal, new: Decimal) -> str:
    """A jump that a wrong unit or a lost comma makes, in words; "" when there is none."""
    if old > 0 and new >= old * SLIP_FACTOR:
        times = "gấp 10 lần" if new == old * SLIP_FACTOR else "gấp hơn 10 lần"
        return f"{times.capitalize()} kỳ trước ({number_text(old)}) – nhập nhầm đơn vị?"
    if old > 0 and 0 < new <= old / SLIP_FACTOR:
        return f"Không quá 1/10 kỳ trước ({number_text(old)}) – nhập nhầm đơn vị?"
    return ""


def _big_change(old: Decimal, new: Decimal) -> str:
    """A change that asks for an explanation, in words; "" when there is none."""
    if old == new or (old and abs(new - old) <= old * BIG_CHANGE):
        return ""
    how = f"Kỳ trước {number_text(old)}"
    if old and new > old * BIG_FACTOR:
        how = f"Gấp hơn {BIG_FACTOR} lần kỳ trước ({number_text(old)})"
    elif old and new * BIG_FACTOR < old:
        how = f"Chưa bằng 1/{BIG_FACTOR} kỳ trước ({number_text(old)})"
    elif old:
        limit = number_text(BIG_CHANGE * 100)
        how = f"{'Tăng' if new > old else 'Giảm'} hơn {limit} % so với kỳ trước ({number_text(old)})"
    return f"{how}: kiểm tra lại, nếu đúng thì ghi chú giải trình."


def as_typed(figure: Figure, outcome: str = "", note: str = "") -> dict[str, str]:
    """FIELDS as an officer would type them, for showing a figure in a form."""
    texts = {
        name: "" if getattr(figure, name) is None else number_text(getattr(figure, name)) for name in NUMBERS
    }
    return {**texts, "answer": figure.answer, "outcome": outcome, "note": note}
