"""Outcomes of a criterion and how one commune's outcomes are packed into a row. No database.

An outcome is a letter; absence of data ("chưa có số liệu") is a dot and never zero, never "chưa đạt".
Packed rows have one letter per criterion, in the order of the criteria's numbers.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices


class Outcome(TextChoices):
    """What a judgement of a criterion may be; "cơ bản đạt" does not count as đạt."""

    MET = "M", "Đạt"
    BASICALLY_MET = "B", "Cơ bản đạt"
    NOT_MET = "N", "Chưa đạt"
    NOT_APPLICABLE = "A", "Không áp dụng"


NO_DATA = "."
NO_DATA_LABEL = "Chưa có số liệu"
LABELS = {**dict(Outcome.choices), NO_DATA: NO_DATA_LABEL}


class Judgement(TextChoices):
    """Who judged: the commune itself, the district, or the province."""

    SELF = "self", "Xã tự đánh giá"
    VERIFIED = "verified", "Huyện thẩm tra"
    APPRAISED = "appraised", "Tỉnh thẩm định"


# From the weightiest judgement to the lightest: the first one given is in force.
CONFIRMED = (Judgement.APPRAISED, Judgement.VERIFIED)
IN_FORCE = (*CONFIRMED, Judgement.SELF)


@dataclass(frozen=True)
class JudgedCriterion:
    """One criterion of one commune: an outcome ("" when absent) for each judgement.

    `brought_over` names the judgements that were given in an earlier round; `moments` when each was given.
    """

    number: int
    outcomes: dict[str, str]
    judged_at: datetime.datetime | None = None
    carried: bool = False
    brought_over: frozenset[str] = frozenset()
    moments: dict[str, datetime.datetime] = field(default_factory=dict)

    def letter(self, judgements: Iterable[str]) -> str:
        """The first outcome given among `judgements`, or the dot of missing data.

        What was given in this round goes before what was brought over: last year's appraisal must not
        hide what the commune or the district reports this year. Of two that were brought over, the later
        one holds, as it did in the round it comes from.
        """
        given = [name for name in judgements if self.outcomes.get(name)]
        given.sort(key=self._age)
        return self.outcomes[given[0]] if given else NO_DATA

    def _age(self, name: str) -> tuple[bool, float]:
        """What was given in the round first, in order of weight; then what was brought over, newest first."""
        if name not in self.brought_over:
            return False, 0
        moment = self.moments.get(name)
        return True, -moment.timestamp() if moment else 0


@dataclass(frozen=True)
class PackedRow:
    """What a Standing keeps of its results. Counts are of criteria; `entered` is of indicators.

    `stage` and `entered` are filled in by `criteria.standings`, which knows the dossier and its figures.
    """

    outcomes: str
    confirmed_outcomes: str
    met: int
    confirmed_met: int
    applicable: int
    updated_at: datetime.datetime | None
    stage: str = ""
    entered: int = 0


def pack(judged: Iterable[JudgedCriterion], numbers: list[int]) -> PackedRow:
    """Pack the results of one commune; `numbers` are the set's criteria in order.

    `updated_at` is the last judgement given in the round itself (carried ones do not count).
    """
    by_number = {criterion.number: criterion for criterion in judged}
    rows = [by_number.get(number) for number in numbers]
    outcomes = "".join(row.letter(IN_FORCE) if row else NO_DATA for row in rows)
    confirmed = "".join(row.letter(CONFIRMED) if row else NO_DATA for row in rows)
    moments = [row.judged_at for row in rows if row and row.judged_at and not row.carried]
    return PackedRow(
        outcomes=outcomes,
        confirmed_outcomes=confirmed,
        met=outcomes.count(Outcome.MET),
        confirmed_met=confirmed.count(Outcome.MET),
        applicable=len(numbers) - outcomes.count(Outcome.NOT_APPLICABLE),
        updated_at=max(moments, default=None),
    )
