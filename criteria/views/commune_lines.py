"""The criteria of one commune's profile, each with its judgements, indicators and figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from criteria.beside import BesideCommune, CellNotes, Note
from criteria.crosswalk import hint_words
from criteria.figure_lines import MeasuredLine, figures_shown, measured_lines, override_note
from criteria.grid import CommuneRow
from criteria.in_charge import lead_notes, units_in_charge
from criteria.levels import law_of, profile_from
from criteria.markup import CSS
from criteria.models import Criterion, CriterionResult, Standing
from criteria.nearness import is_near
from criteria.outcomes import LABELS, NO_DATA, Judgement, Outcome
from criteria.reading import Reading
from criteria.views.overview import criterion_url

NOTHING = CellNotes()


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of the profile; `judgements` are (label, outcome, moment) the reader may see.

    `leads` are the units in charge, `beside` what another app says of the cell.
    """

    criterion: Criterion
    letter: str
    css: str
    judgements: list[tuple[str, str, object]]
    carried: bool
    indicators: list[MeasuredLine]
    url: str
    before: str = ""
    leads: Sequence[Note] = ()
    beside: CellNotes = NOTHING
    hint: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.letter]

    @property
    def is_near(self) -> bool:
        """Whether it is not met, and by the figures the reader sees nearly is."""
        return self.letter == Outcome.NOT_MET and is_near(item.reached for item in self.indicators)

    @property
    def is_left(self) -> bool:
        return self.letter in "NB."

    @property
    def has_figures(self) -> bool:
        """Whether the reader sees a figure of any indicator."""
        return any(item.done for item in self.indicators)


def criterion_lines(
    reading: Reading, standing: Standing, results: list[CriterionResult], row: CommuneRow, inside: bool
) -> tuple[list[CriterionLine], str]:
    """The lines in the order of the criteria, and a sentence where the levels are another region's.

    `standing` carries the `profile_columns` of its round's day. Two queries: the law and the figures.
    """
    result_of = {result.criterion_id: result for result in results}
    law = law_of(reading.round)
    profile = profile_from(reading.province, hardship=standing.hardship, group_value=standing.group_value)
    figures = figures_shown(standing, results, inside=inside)
    lines = []
    for at, criterion in enumerate(law.criteria):
        letter = row.letters[at]
        result = result_of.get(criterion.pk)
        lines.append(
            CriterionLine(
                criterion=criterion,
                letter=letter,
                css=CSS[letter],
                judgements=_judgements(result, inside) if result else [],
                carried=bool(result and result.carried),
                indicators=measured_lines(law, criterion.pk, profile, figures, inside=inside),
                url=criterion_url(reading, criterion.number),
                before=LABELS[row.previous[at]] if row.previous else "",
            )
        )
    return lines, override_note(law, profile, reading.criteria_set.decision)


def with_hints(lines: list[CriterionLine], standing: Standing | None) -> list[CriterionLine]:
    """The lines without data with what an older set suggests of them; as they are without a standing."""
    if standing is None:
        return lines
    blank = [line.criterion for line in lines if line.letter == NO_DATA]
    said = hint_words(standing.round, standing.commune_id, blank) if blank else {}
    return [replace(line, hint=said.get(line.criterion.pk, "")) for line in lines]


def with_beside(lines: list[CriterionLine], reading: Reading, more: BesideCommune) -> list[CriterionLine]:
    """The lines with the units in charge and what stands beside them; one query."""
    if not lines:
        return []
    leads = units_in_charge(
        reading.province,
        reading.day,
        of_earlier=reading.reads_today,
        criterion__in=[line.criterion.pk for line in lines],
    )
    return [
        replace(
            line,
            leads=lead_notes(leads[line.criterion.pk], more.page_of, heads=more.heads),
            beside=more.of.get(line.criterion.pk, NOTHING),
        )
        for line in lines
    ]


def _judgements(result: CriterionResult, inside: bool) -> list[tuple[str, str, object]]:
    """The judgements given; what the commune says of itself only to those in charge of it."""
    found = []
    for judgement in Judgement:
        outcome = getattr(result, f"{judgement}_outcome")
        if outcome and (inside or judgement != Judgement.SELF):
            said = f"{judgement.label} (kỳ trước)" if result.is_brought_over(judgement) else judgement.label
            found.append((said, LABELS[outcome], getattr(result, f"{judgement}_at")))
    return found
