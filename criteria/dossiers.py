"""A commune's dossier as its reviewers read it: criterion by criterion, beside what was said before.

Plain data: nothing here asks the database; `criteria.dossier_facts` fetches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from criteria.actions.limits import falls_unexplained, letters_in_force, stamp
from criteria.actions.reviewing import expected_outcomes
from criteria.entering import needs_note
from criteria.figure_grid import GridRow
from criteria.figure_lines import figure_text
from criteria.judging import Figure
from criteria.models import Criterion, CriterionResult, Standing
from criteria.outcomes import LABELS, NO_DATA, NO_DATA_LABEL, Judgement, Outcome
from criteria.stages import Stage, awaited_judgement
from criteria.typed_numbers import Severity

STAGE_AFTER = {Judgement.VERIFIED: Stage.VERIFIED, Judgement.APPRAISED: Stage.APPRAISED}
# What the act and what was done are called.
DOING = {Judgement.VERIFIED: "thẩm tra", Judgement.APPRAISED: "thẩm định"}


def judgement_for(standing: Standing, allowed: Sequence[str]) -> str:
    """Which of the judgements allowed to an officer the dossier takes today, or "".

    The one it waits for, else one already given, which may be given again with a reason.
    """
    awaited = awaited_judgement(standing.stage, standing.steps)
    if awaited in allowed:
        return awaited
    given = [judgement for judgement, stage in STAGE_AFTER.items() if stage == standing.stage]
    return next((judgement for judgement in given if judgement in allowed), "")


def differs(row: GridRow) -> bool:
    """Whether the figure is another one than in the round before."""
    before = row.before or Figure()
    return (before.measured(row.measure), before.part, before.answer) != (
        row.figure.measured(row.measure),
        row.figure.part,
        row.figure.answer,
    )


def has_warning(row: GridRow) -> bool:
    return any(remark.severity != Severity.INFO for remark in row.remarks)


def unexplained(row: GridRow) -> bool:
    """Whether a warning about the figure still lacks the commune's note."""
    return bool(row.stored) and needs_note(row.remarks, row.stored.note)


def lacks_evidence(row: GridRow) -> bool:
    """Whether it is said to be met and no file shows it: worth a reminder, never a reason to stop."""
    return row.stored is not None and row.stored.outcome == Outcome.MET and not row.evidence


@dataclass(frozen=True)
class CriterionPart:
    """One criterion of a dossier.

    `result` is unsaved where nothing was ever recorded; `before` is the letter of the round before, ""
    without one, and `compared` says that the commune had figures then. `judgement` is the one the reader
    may give on this dossier, "" for none; `held` says why this criterion is not theirs to judge.
    """

    standing: Standing
    criterion: Criterion
    rows: list[GridRow]
    result: CriterionResult
    before: str
    judgement: str
    held: str = ""
    compared: bool = False

    @property
    def open(self) -> bool:
        """Whether the reader may judge it."""
        return bool(self.judgement) and not self.held

    @property
    def given(self) -> str:
        """The outcome already given in this round by the reader's step, or ""."""
        return self.said_by(self.judgement) if self.judgement else ""

    @property
    def given_label(self) -> str:
        return LABELS[self.given] if self.given else ""

    def said_by(self, judgement: str) -> str:
        """The outcome this step gave in the round itself, or ""."""
        brought = self.result.is_brought_over(judgement)
        return "" if brought else getattr(self.result, f"{judgement}_outcome")

    @cached_property
    def expected(self) -> str:
        """The outcome to agree with: what the reader's step, or else the step before, said; or ""."""
        found = expected_outcomes(self.result, self.judgement) if self.judgement else set()
        return next(iter(found), "")

    @property
    def asked(self) -> bool:
        """Whether the dossier says anything about the criterion in this round."""
        return any(self.said_by(judgement) for judgement in Judgement.values)

    @property
    def waits(self) -> bool:
        return self.open and self.asked and not self.given

    @property
    def stamp(self) -> str:
        return stamp(self.result, self.judgement)

    @property
    def letter(self) -> str:
        return letters_in_force(self.result)[0]

    @property
    def label(self) -> str:
        return LABELS[self.letter]

    @property
    def before_label(self) -> str:
        return LABELS[self.before] if self.before else ""

    @property
    def css(self) -> str:
        """The class of the outcome's mark."""
        return "O" if self.letter == NO_DATA else self.letter

    @property
    def differing(self) -> int:
        """How many figures are not those of the round before; 0 where that one has none to compare with."""
        return sum(differs(row) for row in self.rows) if self.compared else 0

    @property
    def changed(self) -> bool:
        """Whether anything differs from the round before: an indicator, or the outcome."""
        return self.before not in ("", self.letter) or self.differing > 0

    @property
    def items(self) -> list[dict]:
        """Its indicators in words."""
        return [self.in_words(row) for row in self.rows]

    def in_words(self, row: GridRow) -> dict:
        """One of its indicators as the pages of review write it."""
        return {
            "row": row,
            "now": figure_text(row.measure, row.figure) or NO_DATA_LABEL.lower(),
            "before": row.before_words or "–",
            "differs": self.compared and differs(row),
            "lacks_evidence": lacks_evidence(row),
            "unverified": row.applied.level is not None and not row.applied.verified,
        }

    @property
    def warned(self) -> bool:
        return any(has_warning(row) for row in self.rows)

    @property
    def may_fall(self) -> bool:
        """Whether another outcome than đạt would be a fall that nobody has explained."""
        return bool(self.judgement) and falls_unexplained(self.result, self.judgement, Outcome.NOT_MET)

    @property
    def can_agree(self) -> bool:
        """Whether agreeing is all it takes: it waits, and is no fall that nobody has explained."""
        if not self.waits or not self.expected:
            return False
        return not falls_unexplained(self.result, self.judgement, self.expected)

    @property
    def agreeable(self) -> bool:
        """Whether one may agree without looking twice: nothing is odd about it either."""
        return self.can_agree and not self.warned

    @property
    def said(self) -> list[tuple[str, str, object, object]]:
        """(step, outcome, person, moment) of the judgements given in the round."""
        return [
            (
                judgement.label,
                LABELS[self.said_by(judgement)],
                getattr(self.result, f"{judgement}_by"),
                getattr(self.result, f"{judgement}_at"),
            )
            for judgement in Judgement
            if self.said_by(judgement)
        ]


@dataclass(frozen=True)
class Dossier:
    """A dossier with its figures, for one reader."""

    standing: Standing
    parts: list[CriterionPart]
    judgement: str
    size: int

    @property
    def rows(self) -> list[GridRow]:
        return [row for part in self.parts for row in part.rows]

    @property
    def asked(self) -> int:
        """How many criteria the commune says something about."""
        return sum(part.asked for part in self.parts)

    @property
    def given(self) -> int:
        """How many criteria the reader's step has judged."""
        return sum(bool(part.given) for part in self.parts)

    @property
    def waiting(self) -> list[CriterionPart]:
        """The criteria that wait for this reader."""
        return [part for part in self.parts if part.waits]

    @property
    def changed(self) -> list[CriterionPart]:
        """The criteria in which anything differs from the round before."""
        return [part for part in self.parts if part.changed]

    @property
    def warnings(self) -> int:
        return sum(has_warning(row) for row in self.rows)

    @property
    def explained(self) -> int:
        """How many figures with a warning carry the commune's note."""
        return sum(has_warning(row) and not unexplained(row) for row in self.rows)

    @property
    def differing(self) -> int:
        return sum(part.differing for part in self.parts)

    @property
    def compared(self) -> bool:
        """Whether the round before has figures of the commune."""
        return any(part.compared for part in self.parts)

    @property
    def doing(self) -> str:
        return DOING.get(self.judgement, "xem xét")

    @property
    def arrived(self):
        """Since when the dossier has waited for this reader's step; None where it was never sent."""
        awaited = awaited_judgement(self.standing.stage, self.standing.steps)
        verified = [part.result.verified_at for part in self.parts if part.said_by(Judgement.VERIFIED)]
        if awaited == Judgement.APPRAISED and verified:
            return max(verified)
        return self.standing.submitted_at
