"""Communes × criteria as plain data, and what can be counted on it. No database, no HTTP.

Every figure a screen shows about outcomes is counted here, so that the sentence, the bands, the
tables and the downloads can never disagree.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from criteria.outcomes import NO_DATA, Outcome


@dataclass(frozen=True)
class CommuneRow:
    """One commune in one round.

    `letters` are the outcomes shown (one per criterion, in order); `unconfirmed` holds the positions
    whose outcome nobody above the commune has confirmed; `confirmed` are the letters without those;
    `previous` are the letters of the round before, or "" when there is none to compare with; `recognised` is
    said of the round's day, `recognised_since` of the day the page is read as of; `carried` says
    that some results were brought over from an earlier round and not looked at since; `former` are the
    former districts of a commune that has none (`criteria.former`).
    """

    province_id: int
    commune_id: int
    code: str
    name: str
    sort_key: str
    district_id: int | None
    district_code: str
    district_name: str
    district_sort: str
    letters: str
    unconfirmed: frozenset[int] = frozenset()
    confirmed: str = ""
    previous: str = ""
    recognised: bool = False
    recognised_since: bool = False
    recognised_in_demo: bool = False
    carried: bool = False
    updated_at: datetime.datetime | None = None
    former: tuple = ()

    @cached_property
    def met(self) -> int:
        """Number of criteria met."""
        return self.letters.count(Outcome.MET)

    @cached_property
    def has_data(self) -> bool:
        """Whether anything is known about the commune in this round."""
        return self.letters.strip(NO_DATA) != ""

    @property
    def from_before(self) -> bool:
        """Whether all that is shown comes from the round before: this one says nothing of the commune yet."""
        return self.has_data and self.updated_at is None

    @cached_property
    def not_met(self) -> list[int]:
        """Positions (from 0) known not to be met: not met, or basically met."""
        return [at for at, letter in enumerate(self.letters) if letter in "NB"]

    @cached_property
    def missing(self) -> list[int]:
        """Positions nothing is known of; missing is not "chưa đạt"."""
        return [at for at, letter in enumerate(self.letters) if letter == NO_DATA]

    @property
    def unmet(self) -> list[int]:
        """Positions that stand between the commune and meeting everything: not met, or nothing known."""
        return sorted([*self.not_met, *self.missing])

    @cached_property
    def meets_all(self) -> bool:
        """Whether every criterion that applies is met."""
        return self.met > 0 and not self.not_met and not self.missing

    @cached_property
    def moved(self) -> tuple[list[int], list[int]]:
        """Positions newly met and positions lapsed since the round before.

        Only a change between two known outcomes counts: data that went missing is not a lapse.
        """
        gained, lapsed = [], []
        if self.previous == self.letters:
            return gained, lapsed
        for at, (before, now) in enumerate(zip(self.previous, self.letters, strict=False)):
            if now == Outcome.MET and before in "NB":
                gained.append(at)
            elif before == Outcome.MET and now in "NB":
                lapsed.append(at)
        return gained, lapsed


@dataclass(frozen=True)
class Band:
    """A range of criteria met, as the set's decision or habit reports it, and how many communes are in it."""

    label: str
    low: int
    high: int
    count: int


@dataclass(frozen=True)
class Summary:
    """What is said about any group of communes. Counts are communes unless named otherwise."""

    rows: Sequence[CommuneRow]
    criteria: int
    bands_of_set: Sequence[Sequence[int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows)

    @cached_property
    def meeting_all(self) -> int:
        """Communes that meet every criterion that applies to them."""
        return sum(row.meets_all for row in self.rows)

    @cached_property
    def recognised(self) -> int:
        """Communes with a recognition in force, whatever they meet today."""
        return sum(row.recognised for row in self.rows)

    @cached_property
    def recognised_meeting_all(self) -> int:
        """Communes that meet everything and are recognised: the "trong đó" of the report sentence."""
        return sum(row.recognised and row.meets_all for row in self.rows)

    @cached_property
    def without_data(self) -> int:
        """Communes nothing is known about; they stand outside the average and the bands of figures."""
        return sum(not row.has_data for row in self.rows)

    @property
    def with_data(self) -> int:
        """Communes something is known about: those the average is of."""
        return self.count - self.without_data

    @cached_property
    def updated(self) -> int:
        """Communes with a judgement given in the round itself."""
        return sum(row.updated_at is not None for row in self.rows)

    @cached_property
    def from_before(self) -> int:
        """Communes shown as in the round before."""
        return sum(row.from_before for row in self.rows)

    @cached_property
    def average(self) -> float | None:
        """Criteria met per commune with data; None when no commune has any."""
        known = [row.met for row in self.rows if row.has_data]
        return sum(known) / len(known) if known else None

    @cached_property
    def average_before(self) -> float | None:
        """The same average in the round before, over the communes that had data then."""
        known = [row.previous.count(Outcome.MET) for row in self.rows if row.previous.strip(NO_DATA)]
        return sum(known) / len(known) if known else None

    @cached_property
    def gained(self) -> int:
        """Criteria newly met since the round before, over all communes."""
        return sum(len(row.moved[0]) for row in self.rows)

    @cached_property
    def lapsed(self) -> int:
        """Criteria that are no longer met, over all communes."""
        return sum(len(row.moved[1]) for row in self.rows)

    @cached_property
    def not_met(self) -> int:
        """Criteria known not to be met, "cơ bản đạt" among them, over all communes."""
        return sum(len(row.not_met) for row in self.rows)

    @cached_property
    def missing(self) -> int:
        """Criteria nothing is known of, over all communes; never counted as not met."""
        return sum(len(row.missing) for row in self.rows)

    @cached_property
    def bands(self) -> list[Band]:
        """Communes per band, high first; they add up to `count` together with `without_data`.

        Empty for a set without bands. Bands that do not reach all the set's criteria gain one above.
        """
        ranges = list(self.bands_of_set)
        if ranges and ranges[0][1] < self.criteria:
            ranges.insert(0, [ranges[0][1] + 1, self.criteria])
        counts = Counter(_band_of(row, ranges) for row in self.rows if row.has_data)
        return [
            Band(band_label(low, high, self.criteria), low, high, counts[position])
            for position, (low, high) in enumerate(ranges)
        ]

    def split(self, key: str) -> dict:
        """Summaries of the rows that share the attribute `key`, in the rows' order."""
        groups: dict = {}
        for row in self.rows:
            groups.setdefault(getattr(row, key), []).append(row)
        return {value: Summary(rows, self.criteria, self.bands_of_set) for value, rows in groups.items()}


def _band_of(row: CommuneRow, ranges: Sequence[Sequence[int]]) -> int | None:
    """A commune that meets all that applies to it is in the top band, whatever does not apply."""
    if row.meets_all:
        return 0
    return next((at for at, (low, high) in enumerate(ranges) if low <= row.met <= high), None)


def band_label(low: int, high: int, criteria: int) -> str:
    """How reports name a band: "19/19", "15–18", "dưới 5"."""
    if low == high == criteria:
        return f"{criteria}/{criteria}"
    return f"{low}–{high}" if low else f"dưới {high + 1}"


@dataclass(frozen=True)
class CriterionCount:
    """One criterion over a group of communes; the four counts add up to the group.

    `not_met` counts "chưa đạt" and "cơ bản đạt". `not_met_before` is None when nothing is known of the
    criterion in the round before.
    """

    number: int
    name: str
    met: int
    not_met: int
    not_applicable: int
    no_data: int
    not_met_before: int | None


def criterion_counts(summary: Summary, criteria) -> list[CriterionCount]:
    """Counts of every criterion; `criteria` are (number, name) in the order of the letters."""
    now = ["".join(letters) for letters in zip(*(row.letters for row in summary.rows), strict=False)]
    before = ["".join(letters) for letters in zip(*_previous(summary), strict=False)]
    return [
        _counted(now[at] if now else "", before[at] if before else "", number, name)
        for at, (number, name) in enumerate(criteria)
    ]


def criterion_count(summary: Summary, at: int, number: int, name: str) -> CriterionCount:
    """Counts of the criterion at position `at` of the letters."""
    now = "".join(row.letters[at] for row in summary.rows)
    return _counted(now, "".join(letters[at] for letters in _previous(summary)), number, name)


def _previous(summary: Summary) -> list[str]:
    return [row.previous for row in summary.rows if row.previous]


def _counted(now: str, before: str, number: int, name: str) -> CriterionCount:
    """Counts of one criterion's letters, one for each commune."""
    known_before = before.strip(NO_DATA)
    return CriterionCount(
        number=number,
        name=name,
        met=now.count(Outcome.MET),
        not_met=_not_met(now),
        not_applicable=now.count(Outcome.NOT_APPLICABLE),
        no_data=now.count(NO_DATA),
        not_met_before=_not_met(before) if known_before else None,
    )


def _not_met(letters: str) -> int:
    return letters.count(Outcome.NOT_MET) + letters.count(Outcome.BASICALLY_MET)


def nearest_first(rows: Sequence[CommuneRow]) -> list[CommuneRow]:
    """The fewest criteria left first, then Vietnamese order: where a push brings a commune over."""
    return sorted(rows, key=lambda row: (not row.has_data, len(row.not_met) + len(row.missing), row.sort_key))
