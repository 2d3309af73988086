"""What the cells of one row change about the figure that is saved. No database.

A blank cell changes nothing, nor does one that still says what the form was filled with; the word XÓA
clears. The rest is handed on as typed text, to be read and checked by the rules of every other entry.
"""

from dataclasses import dataclass
from decimal import Decimal

from communes.naming import fold
from communes.resources.excel_days import turned_into_a_date
from communes.resources.formulas import guarded, unguarded
from criteria import figure_columns
from criteria.entering import FIELDS, asks_number, is_percent
from criteria.figure_columns import CLEAR, clears
from criteria.figure_ground import NOTHING, Saved
from criteria.figure_headers import ENTERED
from criteria.judging import Measure, ratio_value
from criteria.models import Answer
from criteria.outcomes import LABELS
from criteria.sheet_cells import NOT_UNICODE, is_legacy, text_of
from criteria.typed_numbers import Remark, Severity, error, read_number
from criteria.workbook_parts import NOT_CALCULATED, BrokenCell
from criteria.workbooks import Value

NUMERATOR, DENOMINATOR, VALUE, PART, OUTCOME, NOTE = range(len(ENTERED))
BLANK = ("",) * len(ENTERED)
# Half of the last decimal kept: what a program's binary number may differ from the decimal one.
NO_DIFFERENCE = 0.00005
# What a percentage written with one decimal may differ from the ratio of its terms.
ROUNDED_RATIO = Decimal("0.05")

NO_DATE = "{turned}; định dạng ô là số rồi gõ lại, ví dụ 5,3."
AS_FRACTION = "Ghi {shown} %: nếu ô đang ở dạng phần trăm của Excel thì gõ lại bằng số thường, ví dụ {meant}."


@dataclass(frozen=True)
class Merge:
    """The whole figure as typed (FIELDS of `criteria.entering`), what is wrong with the cells themselves.

    `outcome_kept` says that the outcome was not touched, only carried along with the rest.
    """

    typed: dict[str, str]
    remarks: list[Remark]
    outcome_kept: bool = True


def merged(measure: Measure, entered: tuple[Value, ...], base: Saved, saved: Saved) -> Merge | None:
    """The figure with the touched cells put in, or None when the row touches nothing.

    `base` is the figure the row was filled with, `saved` the one of this moment.
    """
    touched = _touched(measure, entered, base) if entered != BLANK else {}
    if not touched:
        return None
    remarks: list[Remark] = []
    texts = {at: _text(at, value, measure, remarks) for at, value in touched.items()}
    if clears(texts.get(VALUE, "")):
        return _cleared(texts, saved, remarks)
    typed = _typed(saved)
    for at, text in texts.items():
        _put(measure, at, "" if clears(text) else text, typed)
    if measure.has_ratio:
        _fit_ratio(texts, typed, remarks)
    return Merge(typed, remarks, OUTCOME not in touched)


def _touched(measure: Measure, entered: tuple[Value, ...], base: Saved) -> dict[int, Value]:
    """Cells by position that say something else than the form was filled with."""
    if base is NOTHING:
        return {at: value for at, value in enumerate(entered) if _stands(at, value, measure)}
    shown = Answer(base.answer).label if base.answer else base.value
    filled = (
        base.numerator,
        base.denominator,
        shown,
        base.part,
        LABELS[base.outcome] if base.outcome else "",
        base.note,
    )
    return {
        at: value
        for at, value in enumerate(entered)
        if _stands(at, value, measure) and not _says(value, filled[at])
    }


def _stands(at: int, value: Value, measure: Measure) -> bool:
    """Whether a cell holds anything; the form's own formula, never calculated, does not."""
    if isinstance(value, str):
        return value != "" and not value.isspace()
    if at == VALUE and isinstance(value, BrokenCell) and measure.has_ratio:
        return value != NOT_CALCULATED
    return value is not None


def _says(value: Value, kept: Decimal | str | None) -> bool:
    """Whether a cell says what is kept."""
    if isinstance(value, float | int):
        return isinstance(kept, Decimal) and abs(value - float(kept)) < NO_DIFFERENCE
    if not isinstance(value, str) or kept is None or kept == "":
        return False
    if isinstance(kept, str):
        return value == kept or text_of(value).casefold() in (kept.casefold(), guarded(kept).casefold())
    return read_number(value)[0] == kept


def _text(at: int, value: Value, measure: Measure, remarks: list[Remark]) -> str:
    """A cell as an officer would type it; what no officer types is told in `remarks`."""
    field = "answer" if at == VALUE and not asks_number(measure) else ENTERED[at]
    if isinstance(value, str):
        if is_legacy(value):
            remarks.append(error(NOT_UNICODE.format(sample=value.strip()[:40]), field))
            return ""
        return unguarded(text_of(value))
    if isinstance(value, bool):
        return Answer.YES.label if value else Answer.NO.label
    if isinstance(value, float | int):
        if at == VALUE and 0 < value < 1 and is_percent(measure):
            said = AS_FRACTION.format(shown=_number(value), meant=_number(value * 100))
            remarks.append(Remark(Severity.WARNING, field, said))
        return _number(value)
    if isinstance(value, BrokenCell):
        remarks.append(error(value.sentence, field))
    elif turned := turned_into_a_date(value):
        remarks.append(error(NO_DATE.format(turned=turned), field))
    return ""


def _number(value: float) -> str:
    """A program's number with the four decimals that are kept, as an officer types it."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def _cleared(texts: dict[int, str], saved: Saved, remarks: list[Remark]) -> Merge:
    """The figure without anything measured; a note stays unless its own cell says otherwise."""
    others = [at for at, text in texts.items() if at not in (VALUE, NOTE) and not clears(text)]
    if others:
        remarks.append(error(f"Dòng ghi {CLEAR} ở “Kỳ này” thì để trống các ô số liệu khác.", "value"))
    note = texts.get(NOTE, saved.note)
    return Merge({"note": "" if clears(note) else note}, remarks, outcome_kept=False)


def _typed(saved: Saved) -> dict[str, str]:
    """The saved figure as text."""
    if saved is NOTHING:
        return dict.fromkeys(FIELDS, "")
    return {
        "numerator": _kept(saved.numerator),
        "denominator": _kept(saved.denominator),
        "value": _kept(saved.value),
        "part": _kept(saved.part),
        "answer": saved.answer,
        "outcome": saved.outcome,
        "note": saved.note,
    }


def _kept(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}".replace(".", ",")


def _put(measure: Measure, at: int, text: str, typed: dict[str, str]) -> None:
    """One touched cell put into the typed figure."""
    if at == VALUE:
        _put_value(measure, text, typed)
    elif at == OUTCOME:
        typed["outcome"] = figure_columns.OUTCOMES.get(fold(text), text)
    else:
        typed[ENTERED[at]] = text
        if at != NOTE and text:
            typed["answer"] = ""  # what was measured replaces "không có đối tượng"


def _put_value(measure: Measure, text: str, typed: dict[str, str]) -> None:
    """“Kỳ này” is the answer where one is asked for, or where there is nothing to measure."""
    answer = figure_columns.answer_in(text)
    if not asks_number(measure):
        typed["answer"] = answer or text
    elif answer == Answer.NONE:
        typed.update(numerator="", denominator="", value="", part="", answer=answer)
    else:
        typed.update(value=text, answer="")


def _fit_ratio(texts: dict[int, str], typed: dict[str, str], remarks: list[Remark]) -> None:
    """A ratio follows from its terms: a value beside them must be that ratio, however rounded."""
    top, bottom = (read_number(typed[name])[0] for name in ("numerator", "denominator"))
    ratio = ratio_value(top, bottom)
    if ratio is None:
        if {NUMERATOR, DENOMINATOR} & texts.keys() and VALUE not in texts:
            typed["value"] = ""
        return
    stated = read_number(typed["value"])[0] if VALUE in texts else None
    if stated is not None and abs(stated - ratio) > ROUNDED_RATIO:
        said = f"“Kỳ này” ghi {_kept(stated)} nhưng tử số, mẫu số cho {_kept(ratio)}; sửa một trong các ô."
        remarks.append(error(said))
    if VALUE not in texts or stated is not None:
        typed["value"] = ""
