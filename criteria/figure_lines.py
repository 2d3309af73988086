"""What a commune reached, beside what it must reach: indicator by indicator, in words. No HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from criteria.judging import Figure, Measure, Profile, Verdict, judge_indicator, profile_label
from criteria.level_words import number_text
from criteria.levels import Law
from criteria.models import Answer, CriterionResult, IndicatorResult, OutcomeBasis, Standing
from criteria.nearness import NOTHING_REACHED, Reached, reached
from criteria.outcomes import CONFIRMED, LABELS, NO_DATA_LABEL, Outcome
from criteria.thresholds import IndicatorLine, commune_line


@dataclass(frozen=True)
class MeasuredLine:
    """An indicator of one commune: its level, what was reached, and what came of it.

    `done` and `outcome` are "" where the reader sees no figure.
    """

    line: IndicatorLine
    done: str = ""
    outcome: str = ""
    reached: Reached = NOTHING_REACHED


def figure_of(row: IndicatorResult) -> Figure:
    """What was entered, as judging takes it."""
    return Figure(row.numerator, row.denominator, row.value, row.part, row.answer)


def figures_shown(
    standing: Standing, results: Iterable[CriterionResult], *, inside: bool
) -> dict[int, IndicatorResult]:
    """Indicator id → the figure a reader may see; one query.

    Inside the scope every one; outside only those of criteria confirmed in this round, and not touched
    since: what a commune enters afterwards nobody has confirmed.
    """
    confirmed = {result.criterion_id: confirmed_at(result) for result in results}
    rows = standing.figures.annotate(criterion_id=F("indicator__criterion"))
    return {
        row.indicator_id: row for row in rows if inside or _is_confirmed(row, confirmed.get(row.criterion_id))
    }


def confirmed_at(result: CriterionResult):
    """When the criterion was last verified or appraised in the round itself; None where it was not."""
    moments = [
        getattr(result, f"{judgement}_at")
        for judgement in CONFIRMED
        if getattr(result, f"{judgement}_outcome") and not result.is_brought_over(judgement)
    ]
    return max(moments, default=None)


def _is_confirmed(row: IndicatorResult, at) -> bool:
    return at is not None and row.updated_at <= at


def measured_lines(
    law: Law, criterion_id: int, profile: Profile, figures: dict[int, IndicatorResult], *, inside: bool
) -> list[MeasuredLine]:
    """The indicators of one criterion for a commune of `profile`, with the figures of `figures`.

    What the rule merely suggests is for readers inside the scope.
    """
    return [
        _measured(law, measure, profile, figures.get(measure.id), inside)
        for measure in law.measures_of(criterion_id)
    ]


def _measured(
    law: Law, measure: Measure, profile: Profile, row: IndicatorResult | None, inside: bool
) -> MeasuredLine:
    line = commune_line(law, measure, profile)
    if row is None:
        return MeasuredLine(line)
    verdict = judge_indicator(measure, law.applied(measure, profile), figure_of(row))
    done = figure_text(measure, figure_of(row))
    near = reached(measure, law.applied(measure, profile), figure_of(row), row.outcome)
    return MeasuredLine(line, done or NO_DATA_LABEL, _outcome_text(row, verdict, inside), near)


def figure_text(measure: Measure, figure: Figure) -> str:
    """ "79 % (1.580/2.000)", "43,75 triệu đồng/người/năm", "Có"; "" where nothing was entered."""
    if figure.answer:
        return Answer(figure.answer).label
    value = figure.measured(measure)
    if value is None:
        return ""
    text = f"{number_text(round(value, 2) if measure.has_ratio else value)} {measure.unit}".strip()
    if measure.has_ratio and figure.numerator is not None and figure.denominator is not None:
        text = f"{text} ({number_text(figure.numerator)}/{number_text(figure.denominator)})"
    if figure.part is not None:
        text = f"{text}, trong đó {number_text(figure.part)} {measure.unit}".strip()
    return text


def _outcome_text(row: IndicatorResult, verdict: Verdict, inside: bool) -> str:
    """The outcome given, or only suggested, and how far the figure is from the level."""
    words = LABELS.get(row.outcome, "")
    if row.basis == OutcomeBasis.OFFICER:
        words = f"{words} (cán bộ quyết định)"
    elif verdict.outcome and not row.outcome and inside:
        words = f"Gợi ý: {LABELS[verdict.outcome].lower()}"
    short = verdict.gap_words if row.outcome != Outcome.MET else ""
    return ", ".join(filter(None, (words, short)))


def override_note(law: Law, profile: Profile, decision: str) -> str:
    """Why a hardship commune's levels are another region's, in a sentence; "" where they are its own."""
    if not (profile.hardship and law.hardship_profile and law.axis == "region"):
        return ""
    region = profile_label(law.hardship_profile)
    return f"Xã ĐBKK, ATK thuộc huyện nghèo: áp dụng mức đạt chuẩn của vùng {region} ({decision})."
