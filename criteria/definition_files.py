"""Criteria sets as the definition files state them: read, checked, frozen. No database.

Layout of a file and how to amend it: `definitions/README.md`.
"""

import datetime
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from criteria.definition_checks import check_definition
from criteria.definition_fields import Fields, number
from criteria.definition_shapes import (
    AXES,
    COMPARATORS,
    KINDS,
    LEVELS,
    REQUIRED_ANSWERS,
    SOURCES,
    TIERS,
    CriterionDefinition,
    IndicatorDefinition,
    SetDefinition,
    ThresholdDefinition,
)

FOLDER = Path(__file__).parent / "definitions"


class DefinitionError(Exception):
    """One or more definition files are not valid; `problems` holds one Vietnamese sentence per fault."""

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class _Defaults:
    """What the set says once for all its rows."""

    source: str
    starts_on: datetime.date
    profiles: tuple[str, ...]


def read_definitions(folder: Path = FOLDER) -> list[SetDefinition]:
    """Read every definition file of `folder`, in order of their names.

    Raises DefinitionError with the problems of all files together.
    """
    definitions, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            definitions.append(read_definition(path))
        except DefinitionError as error:
            problems += [f"{path.name}: {problem}" for problem in error.problems]
    if problems:
        raise DefinitionError(problems)
    return definitions


def read_definition(path: Path) -> SetDefinition:
    """Read one definition file; raises DefinitionError naming every fault found."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise DefinitionError(["Tệp không ghi bằng UTF-8; lưu lại với bảng mã UTF-8."]) from None
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([f"Tệp không đúng cú pháp TOML ({error})."]) from None
    problems = _not_composed(text)
    definition = _read_set(Fields(table, "tệp", problems))
    problems += check_definition(definition)
    if problems:
        raise DefinitionError(problems)
    return definition


def _not_composed(text: str) -> list[str]:
    lines = (line for line in enumerate(text.splitlines(), start=1))
    return [
        f"dòng {at}: chữ chưa ở dạng dựng sẵn (Unicode NFC, TCVN 6909); gõ lại dòng này."
        for at, line in lines
        if unicodedata.normalize("NFC", line) != line
    ]


def _read_set(file: Fields) -> SetDefinition:
    problems = file.problems
    fields = Fields(file.take("set", dict, required=True, default={}), "bộ tiêu chí", problems)
    phase = fields.text("phase", limit=9, required=True)
    valid_from = fields.date("valid_from", required=True, default=datetime.date.min)
    defaults = _Defaults(
        source=fields.choice("default_source", SOURCES),
        starts_on=_first_day(phase) or valid_from,
        profiles=tuple(fields.take("profiles", dict, default={})),
    )
    definition = SetDefinition(
        code=fields.text("code", limit=60, required=True),
        name=fields.text("name", limit=200, required=True),
        short_name=fields.text("short_name", limit=60, required=True),
        level=fields.choice("level", LEVELS, required=True),
        tier=fields.choice("tier", TIERS, required=True),
        phase=phase,
        decision=fields.text("decision", limit=120, required=True),
        issued_on=fields.date("issued_on"),
        valid_from=valid_from,
        valid_to=fields.date("valid_to"),
        threshold_axis=fields.choice("threshold_axis", AXES),
        hardship_profile=fields.choice("hardship_profile", ("", *defaults.profiles)),
        bands=_read_bands(fields),
        profiles=defaults.profiles,
        criteria_in_decision=fields.take("criteria_in_decision", int),
        indicators_in_decision=fields.take("indicators_in_decision", int),
        source=_read_source(fields, ""),
        note=fields.text("note", limit=300),
        criteria=tuple(_read_criterion(row, defaults) for row in _rows(file, "criterion", "tiêu chí thứ")),
    )
    fields.close()
    file.close()
    return definition


def _rows(fields: Fields, key: str, place: str) -> list[Fields]:
    tables = fields.take(key, list, required=key == "criterion", default=[])
    return [Fields(table, f"{place} {at}", fields.problems) for at, table in enumerate(tables, start=1)]


def _first_day(phase: str) -> datetime.date | None:
    """The first day of a phase such as "2021-2025": rows without a date hold from then on."""
    year = phase[:4]
    return datetime.date(int(year), 1, 1) if year.isdecimal() and len(year) == 4 and year > "0000" else None


def _read_bands(fields: Fields) -> tuple[tuple[int, int], ...]:
    bands = fields.take("bands", list, required=True, default=[])
    for band in bands:
        if not (isinstance(band, list) and len(band) == 2 and all(type(end) is int for end in band)):
            fields.problem("“bands” phải là danh sách các cặp [từ, đến], ví dụ [[19, 19], [15, 18]]")
            return ()
    return tuple((low, high) for low, high in bands)


def _read_source(fields: Fields, default: str) -> str:
    """The row's source; a file cannot claim verification, only a person signing in can."""
    if fields.take("verified", bool, default=False):
        fields.problem(
            "tệp không ghi “verified = true”; người đối chiếu với quyết định xác nhận trong trang quản trị"
        )
    source = fields.choice("source", SOURCES, default=default)
    if not source:
        fields.problem("thiếu “source” (seen hoặc recalled)")
    return source


def _read_criterion(fields: Fields, defaults: _Defaults) -> CriterionDefinition:
    at = fields.take("number", int, required=True, default=0)
    fields.place = f"tiêu chí {at}" if at else fields.place
    criterion = CriterionDefinition(
        number=at,
        name=fields.text("name", limit=200, required=True),
        short_name=fields.text("short_name", limit=16, required=True),
        group=fields.text("group", limit=80),
        is_key=fields.take("is_key", bool, default=False),
        source=_read_source(fields, defaults.source),
        note=fields.text("note", limit=300),
        indicators=tuple(
            _read_indicator(row, defaults)
            for row in _rows(fields, "indicator", f"{fields.place}, chỉ tiêu thứ")
        ),
    )
    fields.close()
    return criterion


def _read_indicator(fields: Fields, defaults: _Defaults) -> IndicatorDefinition:
    code = fields.text("code", limit=12, required=True)
    fields.place = f"chỉ tiêu {code}" if code else fields.place
    kind = fields.choice("kind", KINDS, required=True)
    comparator = fields.choice("comparator", COMPARATORS, default="=" if kind in ("bool", "text") else "")
    valid_from = fields.date("valid_from", default=defaults.starts_on)
    indicator = IndicatorDefinition(
        code=code,
        text=fields.text("text", limit=2000, required=True),
        kind=kind,
        unit=fields.text("unit", limit=40),
        comparator=comparator,
        has_ratio=fields.take("has_ratio", bool, default=False),
        if_any=fields.take("if_any", bool, default=False),
        set_by_province=fields.take("set_by_province", bool, default=False),
        of_which=fields.text("of_which", limit=200),
        valid_from=valid_from,
        valid_to=fields.date("valid_to"),
        source=_read_source(fields, defaults.source),
        note=fields.text("note", limit=300),
        thresholds=tuple(
            threshold
            for row in _rows(fields, "thresholds", f"{fields.place}, mức thứ")
            for threshold in _read_thresholds(row, comparator, valid_from, defaults)
        ),
    )
    fields.close()
    return indicator


def _read_thresholds(fields: Fields, comparator: str, starts_on: datetime.date, defaults: _Defaults):
    """One row of `thresholds` states one level for all profiles, or one level for each profile named."""
    shared = {
        "comparator": fields.choice("comparator", COMPARATORS, default=comparator),
        "valid_from": fields.date("valid_from", default=starts_on),
        "valid_to": fields.date("valid_to"),
        "source": _read_source(fields, defaults.source),
        "note": fields.text("note", limit=300),
    }
    parts = fields.take("of_which", dict, default={})
    levels = fields.rest()
    known = ("all", *defaults.profiles)
    for key in [key for key in (*levels, *parts) if key not in known]:
        fields.problem(f"không hiểu mục “{key}”; chỉ dùng một trong: {', '.join(known)}")
    for key in [key for key in parts if key not in levels or number(parts[key]) is None]:
        fields.problem(f"phần “trong đó” của “{key}” phải là một số và đi cùng mức chung của “{key}”")
    if not levels or ("all" in levels and len(levels) > 1):
        fields.problem("ghi một mức chung “all”, hoặc mức của từng vùng, từng nhóm; không ghi cả hai")
    return [
        _threshold(fields, "" if key == "all" else key, level, number(parts.get(key)), shared)
        for key, level in levels.items()
        if key in known
    ]


def _threshold(
    fields: Fields, profile: str, level, part: Decimal | None, shared: dict
) -> ThresholdDefinition:
    text = REQUIRED_ANSWERS[level] if isinstance(level, bool) else level if isinstance(level, str) else ""
    value = number(level)
    if value is None and not text:
        fields.problem(f"mức “{profile or 'all'}” phải là một số, một đoạn chữ, true hoặc false")
    return ThresholdDefinition(profile=profile, value=value, text=text, of_which_value=part, **shared)
