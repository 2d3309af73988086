"""Which level applies to a commune on a day, and what a figure is worth against it. No database.

The one rule of judging: pages, entry, sheets and review all ask here. A level nobody verified suggests
an outcome and settles none; without a level, or without a figure, there is no outcome at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from communes.models import Region
from criteria.definition_shapes import REQUIRED_ANSWERS
from criteria.level_words import counted_in, distance, gap_text, level_text, number_text, work_text
from criteria.outcomes import Outcome

NOT_LOADED = "ngưỡng chưa nạp"
PROVINCE_NOT_LOADED = "do UBND cấp tỉnh quy định, chưa nạp"
REGION_UNKNOWN = "chưa xác định vùng của tỉnh"
GROUP_UNKNOWN = "xã chưa phân nhóm"
NO_FIGURE = "chưa có số liệu"
ONLY_SUGGESTED = "mức chưa kiểm chứng, chỉ để gợi ý"

FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True)
class Level:
    """One threshold: `value` or `text` from one day to another, both included."""

    profile: str
    province_id: int | None
    comparator: str
    value: Decimal | None
    text: str
    of_which_value: Decimal | None
    valid_from: date
    valid_to: date | None
    verified_on: date | None
    source_note: str

    def holds_on(self, on: date) -> bool:
        """Whether the level is in force on the day `on`."""
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


@dataclass(frozen=True)
class Measure:
    """What is measured: an indicator. `kind` is bool, percent, number or text."""

    id: int
    criterion_id: int
    code: str
    text: str
    kind: str
    unit: str
    comparator: str
    has_ratio: bool
    if_any: bool
    set_by_province: bool
    of_which: str


@dataclass(frozen=True)
class Profile:
    """A commune on a day; `hardship` is an ĐBKK or ATK commune of a poor district."""

    province_id: int
    region: str
    group: str
    hardship: bool


@dataclass(frozen=True)
class Applied:
    """The level that applies, or None, with the reason in words."""

    level: Level | None
    words: str
    verified: bool

    @property
    def lacks_profile(self) -> bool:
        """Whether there are levels, but nobody knows which of them is the commune's."""
        return self.level is None and self.words in (REGION_UNKNOWN, GROUP_UNKNOWN)


@dataclass(frozen=True)
class Figure:
    """What was entered. `answer` is "yes", "no", "none" (there is no such thing here) or ""."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    part: Decimal | None = None
    answer: str = ""

    @property
    def known(self) -> bool:
        """Whether anything was entered that an outcome can rest on."""
        ratio = ratio_value(self.numerator, self.denominator)
        return bool(self.answer) or self.value is not None or ratio is not None

    def measured(self, measure: Measure) -> Decimal | None:
        """The figure to compare with the level: the ratio where both its terms are given."""
        if measure.has_ratio and self.numerator is not None and self.denominator is not None:
            return ratio_value(self.numerator, self.denominator)
        return self.value


@dataclass(frozen=True)
class Verdict:
    """What the rule says of one indicator.

    `outcome` is "" without figure or level; `settled` only where the level is verified. `gap` is the
    distance to the level in the indicator's unit, above zero, when it is short of it.
    """

    outcome: str
    settled: bool
    words: str
    gap: Decimal | None = None
    gap_words: str = ""


def ratio_value(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Percentage to four decimals, half up; None without both terms or over nothing."""
    if numerator is None or denominator is None or denominator <= 0:
        return None
    return (numerator * 100 / denominator).quantize(FOUR_DECIMALS, ROUND_HALF_UP)


def applied_level(
    measure: Measure,
    levels: Sequence[Level],
    profile: Profile,
    *,
    axis: str,
    hardship_profile: str,
    on: date,
) -> Applied:
    """The level of `levels` that applies to a commune of `profile` on the day `on`.

    The province's own goes before the nation's, a region's or group's before the common one, the later
    before the earlier. ĐBKK and ATK communes of poor districts take the column of `hardship_profile`
    (Điều 1, Quyết định 318/QĐ-TTg).
    """
    override = axis == "region" and profile.hardship and bool(hardship_profile)
    wanted = {"region": hardship_profile if override else profile.region, "group": profile.group}.get(axis)
    held = [
        level for level in levels if level.holds_on(on) and level.province_id in (None, profile.province_id)
    ]
    common = max((level for level in held if not level.profile), key=_rank, default=None)
    if axis and not wanted:
        particular = max((level for level in held if level.profile), key=_rank, default=None)
        if particular and (common is None or _rank(particular) > _rank(common)):
            return Applied(None, REGION_UNKNOWN if axis == "region" else GROUP_UNKNOWN, False)
    found = max((level for level in held if level.profile in (wanted, "")), key=_rank, default=None)
    if found is None:
        return Applied(None, PROVINCE_NOT_LOADED if measure.set_by_province else NOT_LOADED, False)
    return Applied(found, _reason(measure, found, override=override), found.verified_on is not None)


def _rank(level: Level) -> tuple:
    return level.province_id is not None, bool(level.profile), level.valid_from


def profile_label(profile: str) -> str:
    """ "Tây Nguyên", "nhóm 1", and "mức chung" for the level of everybody."""
    return dict(Region.choices).get(profile) or (f"nhóm {profile}" if profile else "mức chung")


def standard_text(measure: Measure, level: Level) -> str:
    """A level as the column “Chuẩn” writes it, with its “trong đó” part."""
    text = level_text(level.comparator, level.value, level.text, measure.unit)
    if level.of_which_value is None:
        return text
    part = level_text(level.comparator, level.of_which_value, "", measure.unit)
    return f"{text}, trong đó {measure.of_which} {part}".replace("  ", " ")


def _reason(measure: Measure, level: Level, *, override: bool) -> str:
    """Whose level it is and for when, the level, its source, and whether anybody verified it."""
    whose = profile_label(level.profile)
    if level.profile and override:
        whose = f"{whose} (xã ĐBKK, ATK thuộc huyện nghèo)"
    if level.province_id is not None:
        whose = f"UBND cấp tỉnh quy định, {whose}"
    checked = f"kiểm chứng ngày {_day(level.verified_on)}" if level.verified_on else "chưa kiểm chứng"
    source = level.source_note.rstrip(". ")
    parts = [
        f"{whose}{_period(level)}: {standard_text(measure, level)}",
        source and f"nguồn: {source}",
        checked,
    ]
    return "; ".join(filter(None, parts))


def _period(level: Level) -> str:
    if level.valid_to is None:
        return ""
    year = level.valid_from.year
    if (level.valid_from, level.valid_to) == (date(year, 1, 1), date(year, 12, 31)):
        return f", năm {year}"
    return f", từ {_day(level.valid_from)} đến {_day(level.valid_to)}"


def _day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def judge_indicator(measure: Measure, applied: Applied, figure: Figure) -> Verdict:
    """What the figure is worth against the level that applies."""
    if figure.answer == "none":
        if measure.if_any:
            return Verdict(Outcome.NOT_APPLICABLE, True, "không có đối tượng, chỉ tiêu không áp dụng")
        return Verdict("", False, "chỉ tiêu này không ghi “nếu có”; phải có số liệu")
    if applied.level is None:
        return Verdict("", False, applied.words)
    in_words = applied.level.value is None
    judged = _by_answer(applied.level, figure) if in_words else _by_value(measure, applied.level, figure)
    if not judged.outcome or applied.verified:
        return judged
    return Verdict(judged.outcome, False, f"{judged.words}; {ONLY_SUGGESTED}", judged.gap, judged.gap_words)


def _by_answer(level: Level, figure: Figure) -> Verdict:
    """A level in words asks for "có", or for "không" where that is what it says."""
    if figure.answer not in ("yes", "no"):
        return Verdict("", False, NO_FIGURE)
    required = "no" if level.text.strip().casefold() == REQUIRED_ANSWERS[False].casefold() else "yes"
    if figure.answer == required:
        return Verdict(Outcome.MET, True, f"đáp ứng yêu cầu “{level.text}”")
    return Verdict(Outcome.NOT_MET, True, f"chưa đáp ứng yêu cầu “{level.text}”")


def _by_value(measure: Measure, level: Level, figure: Figure) -> Verdict:
    """A level in figures; with a “trong đó” level both the whole and the part must reach theirs."""
    value = figure.measured(measure)
    if value is None:
        return Verdict("", False, NO_FIGURE)
    gap = distance(level.comparator, value, level.value)
    part_gap = None
    if level.of_which_value is not None and figure.part is not None:
        part_gap = distance(level.comparator, figure.part, level.of_which_value)
    shown = f"{number_text(value)} {measure.unit}".strip()
    if gap > 0 or (part_gap is not None and part_gap > 0):
        short = gap if gap > 0 else part_gap
        words = f"{shown} chưa đạt mức {standard_text(measure, level)}"
        return Verdict(Outcome.NOT_MET, True, words, short, _gap_words(measure, level, figure, gap, part_gap))
    if level.of_which_value is not None and part_gap is None:
        return Verdict("", False, "chưa có số liệu của phần “trong đó”")
    return Verdict(Outcome.MET, True, f"{shown} đạt mức {standard_text(measure, level)}")


def _gap_words(measure: Measure, level: Level, figure: Figure, gap: Decimal, part_gap: Decimal | None) -> str:
    """The distance in the unit and in real work, of the whole and of the part, whichever are short."""
    words = []
    if gap > 0:
        words.append(gap_text(level.comparator, gap, measure.unit))
        if measure.has_ratio and figure.numerator is not None and figure.denominator is not None:
            terms = figure.numerator, figure.denominator, level.value
            words.append(work_text(level.comparator, *terms, counted_in(measure.text)))
    if part_gap is not None and part_gap > 0:
        words.append(f"phần “trong đó” {gap_text(level.comparator, part_gap, measure.unit)}")
    return ", ".join(words)


def judge_criterion(outcomes: Sequence[str]) -> str:
    """The outcome of a criterion from those of its applicable indicators ("" is missing).

    One not met and the criterion is not met; one missing and there is no outcome. Never met while an
    indicator that applies is not.
    """
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    if not outcomes or "" in outcomes:
        return ""
    if Outcome.BASICALLY_MET in outcomes:
        return Outcome.BASICALLY_MET
    return Outcome.NOT_APPLICABLE if set(outcomes) == {Outcome.NOT_APPLICABLE} else Outcome.MET
