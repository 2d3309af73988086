"""The rows of a sheet of indicators, cell by cell. No database. An empty cell says nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from communes.naming import nfc
from communes.resources.columns import Choice, Number, Whole, YesNo, text_of
from communes.resources.excel_days import AS_TEXT, turned_into_a_date
from criteria.headed_sheets import CellFault, HeadedTable, sound
from criteria.law_sheet_headers import LEVEL
from criteria.models import Comparator, Criterion, Indicator, IndicatorKind
from criteria.sheet_rows import Finding

NUMERIC = (IndicatorKind.PERCENT, IndicatorKind.NUMBER)
SIGNS = {"≥": ">=", ">=": ">=", "≤": "<=", "<=": "<=", "=": "="}
FLAGS = ("has_ratio", "if_any", "set_by_province")


@dataclass(frozen=True)
class LawLine:
    """One row: `row` is its zero-based number; `said` has what its filled cells say, levels apart.

    `levels` maps a region or group to what the cell holds. `faulty` are the columns
    whose cell could not be read.
    """

    row: int
    said: dict[str, object]
    levels: dict[str, int | float | str]
    faulty: frozenset[str]


def read_lines(table: HeadedTable, errors: list[Finding]) -> list[LawLine]:
    """Read every row under the headings; every fault is added to `errors` with its cell."""
    lines = []
    for row, values in table.rows():
        said, faulty = {}, set()
        for name, value in values.items():
            try:
                found = sound(READERS.get(name, _level), value)
            except (CellFault, ValueError) as fault:
                errors.append(Finding(table.cell(row, name), str(fault), row + 1))
                faulty.add(name)
            else:
                said |= {name: found} if found not in ("", None) else {}
        levels = {name.removeprefix(LEVEL): said.pop(name) for name in list(said) if name.startswith(LEVEL)}
        lines.append(LawLine(row, said, levels, frozenset(faulty)))
    return lines


def _number(value) -> int:
    number = Whole().clean(value)
    if number is None:
        raise CellFault("Ghi số tiêu chí ở từng dòng, không gộp ô.")
    if not 1 <= number <= 99:
        raise CellFault(f"“{number}” không phải số tiêu chí; ghi số nguyên từ 1 đến 99.")
    return number


def _code(value) -> str:
    if turned := turned_into_a_date(value):
        raise CellFault(f"{turned}; định dạng cột là Văn bản rồi gõ lại mã chỉ tiêu.")
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise CellFault(
            f"Ô này là số ({text_of(value)}) nên không phân biệt được 1.1 với 1.10; định dạng cột là Văn bản "
            "rồi gõ lại mã chỉ tiêu."
        )
    return _text(Indicator, "code")(value)


def _text(model, name: str) -> Callable[[object], str]:
    longest = model._meta.get_field(name).max_length

    def read(value) -> str:
        text = nfc(text_of(value))
        if longest and len(text) > longest:
            raise CellFault(f"Ô này dài {len(text)} ký tự; rút còn không quá {longest}.")
        return text

    return read


def _comparator(value) -> str:
    """A sign, or the words the administration has for it."""
    text = text_of(value)
    try:
        return SIGNS.get(text) or Choice(Comparator).clean(text)
    except ValueError:
        raise CellFault(f"“{text}” không phải dấu so sánh; ghi ≥, ≤ hoặc =.") from None


def level_number(cell, kind: str) -> Decimal:
    """The level in a cell of an indicator measured in numbers; ValidationError for one that cannot be."""
    try:
        value = Number().clean(cell)
    except ValueError as error:
        by_province = Indicator._meta.get_field("set_by_province").verbose_name
        raise ValidationError(
            f"{error} Mức tỉnh quy định thì để trống và ghi Có ở cột {by_province}."
        ) from None
    if kind == IndicatorKind.PERCENT and not 0 <= value <= 100:
        raise ValidationError("Chỉ tiêu này là tỷ lệ phần trăm; ghi mức từ 0 đến 100.")
    return value


def _flag(value) -> bool | None:
    return YesNo().clean(value) if text_of(value) else None


def position_of(code: str) -> int:
    """The place of "17.10" (10) or "1.b" (2) inside its criterion."""
    last = code.rpartition(".")[2]
    if last.isdecimal():
        return min(int(last), 32767)
    return ord(last[0].lower()) - ord("a") + 1 if last[:1].isascii() and last[:1].isalpha() else 0


def _level(value) -> int | float | str:
    """The cell as it is: what it must be depends on the indicator's kind."""
    if turned := turned_into_a_date(value):
        raise CellFault(f"{turned}; {AS_TEXT}.")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if number else nfc(text_of(value))


READERS = {
    "number": _number,
    "criterion": _text(Criterion, "name"),
    "known": _code,
    "code": _code,
    "text": _text(Indicator, "text"),
    "kind": Choice(IndicatorKind).clean,
    "unit": _text(Indicator, "unit"),
    "comparator": _comparator,
    "where": _text(Indicator, "source_note"),
    **dict.fromkeys(FLAGS, _flag),
}
