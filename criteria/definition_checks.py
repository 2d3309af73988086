"""What must hold inside a criteria set once its file could be read. No database.

Each check takes a set or a part of one and yields one Vietnamese sentence per fault.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from criteria.definition_shapes import (
    REQUIRED_ANSWERS,
    CriterionDefinition,
    IndicatorDefinition,
    SetDefinition,
    ThresholdDefinition,
)

# The largest figure a threshold can hold in the database (14 digits, 4 of them decimals).
LARGEST = 9_999_999_999


def check_definition(definition: SetDefinition) -> list[str]:
    """Return every fault of the set, in the order of the file."""
    problems = [
        *_period(definition, "bộ tiêu chí"),
        *_set(definition),
        *_numbers(definition),
        *_bands(definition),
        *_totals(definition),
    ]
    for criterion in definition.criteria:
        problems += _codes(criterion)
        for indicator in criterion.indicators:
            problems += _indicator(indicator)
            problems += _levels(indicator)
            problems += _overlaps(indicator)
    return problems


def _period(row, place: str) -> Iterator[str]:
    if row.valid_to and row.valid_to < row.valid_from:
        yield f"{place}: “valid_to” phải bằng hoặc sau “valid_from”."


def _set(definition: SetDefinition) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", definition.code):
        yield "bộ tiêu chí: “code” chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối."
    if not re.fullmatch(r"\d{4}-\d{4}", definition.phase):
        yield "bộ tiêu chí: “phase” ghi theo dạng 2021-2025."
    if bool(definition.threshold_axis) != bool(definition.profiles):
        yield "bộ tiêu chí: “threshold_axis” và bảng “set.profiles” phải cùng có hoặc cùng không có."
    if definition.hardship_profile and definition.threshold_axis != "region":
        yield "bộ tiêu chí: “hardship_profile” chỉ dùng khi “threshold_axis” là region."


def _numbers(definition: SetDefinition) -> Iterator[str]:
    numbers = [criterion.number for criterion in definition.criteria]
    for repeated in [number for number, times in Counter(numbers).items() if times > 1]:
        yield f"tiêu chí {repeated}: số này ghi nhiều lần."
    if sorted(set(numbers)) != list(range(1, len(set(numbers)) + 1)):
        yield f"bộ tiêu chí: các số tiêu chí phải liên tục từ 1, hiện là {', '.join(map(str, numbers))}."


def _bands(definition: SetDefinition) -> Iterator[str]:
    total = len(definition.criteria)
    if list(definition.bands) != sorted(definition.bands, reverse=True):
        yield "bộ tiêu chí: “bands” xếp từ khoảng cao nhất xuống."
    expected = 0
    for low, high in sorted(definition.bands):
        if low > high:
            yield f"bộ tiêu chí: khoảng [{low}, {high}] trong “bands” bị ngược."
        if low != expected:
            fault = "bị hở" if low > expected else "bị chồng"
            yield f"bộ tiêu chí: “bands” {fault} ở khoảng [{low}, {high}]; phải bắt đầu từ {expected}."
        expected = max(expected, high + 1)
    if definition.bands and expected != total + 1:
        yield f"bộ tiêu chí: “bands” kết thúc ở {expected - 1}, phải kết thúc ở {total} (số tiêu chí của bộ)."


def _totals(definition: SetDefinition) -> Iterator[str]:
    stated, total = definition.criteria_in_decision, len(definition.criteria)
    if stated is not None and stated != total:
        yield f"bộ tiêu chí: quyết định có {stated} tiêu chí, tệp ghi {total}."
    stated = definition.indicators_in_decision
    loaded = sum(len(criterion.indicators) for criterion in definition.criteria)
    if stated is not None and loaded > stated:
        yield f"bộ tiêu chí: quyết định có {stated} chỉ tiêu, tệp ghi {loaded}."
    if loaded != stated and not definition.note:
        yield f"bộ tiêu chí: tệp mới có {loaded} chỉ tiêu; ghi “note” nói rõ phần nào chưa nạp."


def _codes(criterion: CriterionDefinition) -> Iterator[str]:
    codes = Counter(indicator.code for indicator in criterion.indicators)
    for repeated in [code for code, times in codes.items() if times > 1]:
        yield f"chỉ tiêu {repeated}: mã này ghi nhiều lần."
    for code in codes:
        # A letter after the dot marks an indicator whose number in the decision is not known.
        if not re.fullmatch(rf"{criterion.number}\.(\d+|[a-z])", code):
            yield f"chỉ tiêu {code}: mã không thuộc tiêu chí {criterion.number}."


def _indicator(indicator: IndicatorDefinition) -> Iterator[str]:
    place = f"chỉ tiêu {indicator.code}"
    yield from _period(indicator, place)
    if indicator.has_ratio and indicator.kind != "percent":
        yield f"{place}: “has_ratio” chỉ dùng cho tỷ lệ phần trăm."
    if indicator.kind == "bool" and indicator.comparator != "=":
        yield f"{place}: chỉ tiêu có hoặc không chỉ dùng cách so sánh “=”."
    if indicator.set_by_province and indicator.thresholds:
        yield f"{place}: mức do UBND cấp tỉnh quy định thì không ghi “thresholds”."


def _levels(indicator: IndicatorDefinition) -> Iterator[str]:
    for threshold in indicator.thresholds:
        place = f"chỉ tiêu {indicator.code}, mức “{threshold.profile or 'all'}”"
        yield from _period(threshold, place)
        if not threshold.comparator:
            yield f"{place}: chưa ghi “comparator” (>=, <= hoặc =)."
        if indicator.kind == "bool" and threshold.text not in REQUIRED_ANSWERS.values():
            yield f"{place}: chỉ tiêu có hoặc không ghi true hoặc false."
        if threshold.of_which_value is not None and not indicator.of_which:
            yield f"{place}: có mức “trong đó” nhưng chỉ tiêu không ghi “of_which”."
        if indicator.kind in ("percent", "number"):
            yield from _figures(indicator.kind, threshold, place)


def _figures(kind: str, threshold: ThresholdDefinition, place: str) -> Iterator[str]:
    if threshold.value is None:
        yield f"{place}: phải là một số."
    highest = 100 if kind == "percent" else LARGEST
    for value in (threshold.value, threshold.of_which_value):
        if value is not None and not 0 <= value <= highest:
            yield f"{place}: mức {value} nằm ngoài khoảng từ 0 đến {highest}."
        elif value is not None and value != round(value, 4):
            yield f"{place}: mức {value} có quá 4 chữ số thập phân."


def _overlaps(indicator: IndicatorDefinition) -> Iterator[str]:
    rows = sorted(indicator.thresholds, key=lambda row: row.valid_from)
    for earlier, later in combinations(rows, 2):
        same_profile = earlier.profile == later.profile or "" in (earlier.profile, later.profile)
        if same_profile and later.valid_from <= (earlier.valid_to or datetime.date.max):
            yield (
                f"chỉ tiêu {indicator.code}, mức “{later.profile or 'all'}”: "
                f"hai mức trùng thời gian từ {later.valid_from:%d/%m/%Y}."
            )
