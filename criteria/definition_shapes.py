"""What a definition file says, as frozen rows, and the words it may use. No database.

The words are those stored in the database; a test compares both.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

SOURCES = ("seen", "recalled")
LEVELS = ("commune", "village", "district", "province")
TIERS = ("standard", "advanced", "model")
AXES = ("", "region", "group")
KINDS = ("bool", "percent", "number", "text")
COMPARATORS = (">=", "<=", "=")
# The words in which a decision's table states the answer a yes/no indicator must have.
REQUIRED_ANSWERS = {True: "Đạt", False: "Không"}


@dataclass(frozen=True)
class ThresholdDefinition:
    """A level to reach, in `value` or in `text`; `profile` "" stands for every region or group."""

    profile: str
    comparator: str
    value: Decimal | None
    text: str
    of_which_value: Decimal | None
    valid_from: datetime.date
    valid_to: datetime.date | None
    source: str
    note: str


@dataclass(frozen=True)
class IndicatorDefinition:
    code: str
    text: str
    kind: str
    unit: str
    comparator: str
    has_ratio: bool
    if_any: bool
    set_by_province: bool
    of_which: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    source: str
    note: str
    thresholds: tuple[ThresholdDefinition, ...]


@dataclass(frozen=True)
class CriterionDefinition:
    number: int
    name: str
    short_name: str
    group: str
    is_key: bool
    source: str
    note: str
    indicators: tuple[IndicatorDefinition, ...]


@dataclass(frozen=True)
class SetDefinition:
    """A criteria set. `bands` are (lowest, highest) numbers of criteria met, highest band first."""

    code: str
    name: str
    short_name: str
    level: str
    tier: str
    phase: str
    decision: str
    issued_on: datetime.date | None
    valid_from: datetime.date
    valid_to: datetime.date | None
    threshold_axis: str
    hardship_profile: str
    bands: tuple[tuple[int, int], ...]
    profiles: tuple[str, ...]
    criteria_in_decision: int | None
    indicators_in_decision: int | None
    source: str
    note: str
    criteria: tuple[CriterionDefinition, ...]
