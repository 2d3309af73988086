"""Villages × criteria as plain data, and what can be counted on it. No database, no HTTP.

It is what the commune itself says of its villages; nothing of it enters the figures of the commune.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from criteria.outcomes import NO_DATA, Outcome
from criteria.wording import day

SELF_ASSESSED = "xã tự đánh giá, không qua thẩm tra, không tính vào kết quả của xã"


@dataclass(frozen=True)
class VillageRow:
    """One village: `letters` are its outcomes, one per criterion."""

    name: str
    letters: str

    @property
    def has_data(self) -> bool:
        return self.letters.strip(NO_DATA) != ""

    @property
    def met(self) -> int:
        return self.letters.count(Outcome.MET)

    @property
    def meets_all(self) -> bool:
        """Whether every criterion that applies is met."""
        return self.met > 0 and not set(self.letters) - {Outcome.MET, Outcome.NOT_APPLICABLE}


@dataclass(frozen=True)
class VillageSummary:
    """The villages of a commune on one day by a set of so many criteria."""

    rows: Sequence[VillageRow]
    criteria: int
    data_on: datetime.date | None

    @property
    def count(self) -> int:
        return len(self.rows)

    @cached_property
    def meeting_all(self) -> int:
        return sum(row.meets_all for row in self.rows)

    @cached_property
    def with_data(self) -> int:
        return sum(row.has_data for row in self.rows)

    @property
    def headline(self) -> str:
        """ "1/3 thôn đạt đủ 10 tiêu chí"; what is not known is never said to be unmet."""
        if not self.count:
            return "chưa có thôn, làng nào"
        if not self.criteria:
            return f"{self.count} thôn, chưa có tiêu chí để đánh giá"
        if not self.with_data:
            return f"{self.count} thôn, chưa có số liệu"
        return f"{self.meeting_all}/{self.count} thôn đạt đủ {self.criteria} tiêu chí"

    @property
    def sentence(self) -> str:
        """The headline with how many villages have data, and as of which day."""
        if not self.with_data:
            return f"{self.headline}."
        return (
            f"{self.headline}; {self.with_data}/{self.count} thôn có số liệu, "
            f"đến ngày {day(self.data_on)} ({SELF_ASSESSED})."
        )
