"""Indicators as a reader sees them: the level to reach, whose it is, and whether anybody verified it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from communes.models import Province
from criteria.judging import (
    NOT_LOADED,
    PROVINCE_NOT_LOADED,
    Applied,
    Level,
    Measure,
    Profile,
    profile_label,
    standard_text,
)
from criteria.levels import Law
from criteria.wording import day

HARDSHIP_LABEL = "xã ĐBKK, ATK thuộc huyện nghèo"


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator with the level that applies, or with every level that may.

    `since` and `document` are the first day of the newest of these levels and where they come from;
    `amended` says what of them the figures of a round were not yet judged by.
    """

    criterion_id: int
    code: str
    text: str
    unit: str
    if_any: bool
    level: str
    loaded: bool
    verified: bool
    since: datetime.date | None = None
    document: str = ""
    amended: str = ""


def commune_line(law: Law, measure: Measure, profile: Profile) -> IndicatorLine:
    """One indicator with the level that applies to one commune; every level while its group is unknown."""
    return _line_of(law, measure, law.applied(measure, profile), profile.province_id)


def province_lines(law: Law, province: Province) -> list[IndicatorLine]:
    """The law's indicators as a whole province reads them.

    Where levels go by region, its region's, with that of hardship communes where it differs; every level
    where they go by group, or where the province has no region.
    """
    return [_province_line(law, measure, province) for measure in law.measures]


def with_amendments(then: Sequence[IndicatorLine], now: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The lines of a later day, with what was amended since those the figures of a round were judged by."""
    judged = {line.code: line for line in then}
    lines = [replace(line, amended=_amended(judged.pop(line.code, None), line)) for line in now]
    gone = "không còn trong bộ; số liệu kỳ này vẫn xét theo chỉ tiêu này"
    return [*lines, *(replace(line, amended=gone) for line in judged.values())]


def _amended(old: IndicatorLine | None, new: IndicatorLine) -> str:
    """ "Từ 01/10/2026: ≥ 85 % (QĐ 9); số liệu kỳ này xét theo mức cũ: ≥ 80 %"; "" where nothing changed."""
    by = f" ({new.document})" if new.document else ""
    since = f"Từ {day(new.since)}: " if new.since else ""
    if old is None:
        return f"{since}chỉ tiêu mới{by}; số liệu kỳ này chưa xét"
    now, then = [], []
    if new.level != old.level:
        now, then = [new.level], [f"mức cũ: {old.level}"]
    if new.text != old.text:
        now, then = [*now, "nội dung mới"], [*then, f"nội dung cũ: {old.text}"]
    return f"{since}{', '.join(now)}{by}; số liệu kỳ này xét theo {', '.join(then)}" if now else ""


def _province_line(law: Law, measure: Measure, province: Province) -> IndicatorLine:
    place = {"province_id": province.pk, "region": province.region, "group": ""}
    usual = law.applied(measure, Profile(**place, hardship=False))
    harder = law.applied(measure, Profile(**place, hardship=True)).level
    if usual.level is None or harder in (None, usual.level):
        return _line_of(law, measure, usual, province.pk)
    return _line(measure, [(profile_label(usual.level.profile), usual.level), (HARDSHIP_LABEL, harder)])


def _line_of(law: Law, measure: Measure, found: Applied, province_id: int) -> IndicatorLine:
    """One indicator with the level found; with every level of the province while the profile is unknown."""
    if found.level is not None:
        return _line(measure, [("", found.level)])
    levels = law.every_level(measure, province_id) if found.lacks_profile else []
    several = len(levels) > 1
    return _line(measure, [(profile_label(level.profile) if several else "", level) for level in levels])


def _line(measure: Measure, levels: list[tuple[str, Level]]) -> IndicatorLine:
    """One indicator with (label, level) pairs; without any, what is not loaded and whose it is to load."""
    shown = [(f"{label}: " if label else "") + standard_text(measure, level) for label, level in levels]
    return IndicatorLine(
        criterion_id=measure.criterion_id,
        code=measure.code,
        text=measure.text,
        unit=measure.unit,
        if_any=measure.if_any,
        level="; ".join(shown) or (PROVINCE_NOT_LOADED if measure.set_by_province else NOT_LOADED),
        loaded=bool(levels),
        verified=bool(levels) and all(level.verified_on is not None for _, level in levels),
        since=max((level.valid_from for _, level in levels), default=None),
        document="; ".join(dict.fromkeys(level.source_note for _, level in levels if level.source_note)),
    )
