"""How an assignment stands on a day: computed from dates, in working days, never typed. No database."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from criteria.working_days import end_of_term, working_days_between


class Status(TextChoices):
    """The five ways provinces report their tasks; their counts add up to all of them."""

    OVERDUE = "overdue", "Quá hạn"
    DUE_SOON = "soon", "Sắp đến hạn"
    IN_TERM = "term", "Trong hạn"
    DONE_ON_TIME = "done", "Hoàn thành đúng hạn"
    DONE_LATE = "late", "Hoàn thành quá hạn"


DONE = (Status.DONE_ON_TIME, Status.DONE_LATE)


def status_of(
    deadline: datetime.date, done_on: datetime.date | None, today: datetime.date, *, soon: int
) -> Status:
    """The status on `today`; `soon` is within how many working days a deadline counts as near.

    A deadline on a day off ends with the next working day.
    """
    last = end_of_term(deadline)
    if done_on is not None:
        return Status.DONE_ON_TIME if done_on <= last else Status.DONE_LATE
    if today > last:
        return Status.OVERDUE
    return Status.DUE_SOON if working_days_between(today, last) <= soon else Status.IN_TERM


def days_late(deadline: datetime.date, done_on: datetime.date | None, today: datetime.date) -> int:
    """How many working days after its deadline a thing was done, or is still not done."""
    return working_days_between(end_of_term(deadline), done_on or today)


@dataclass(frozen=True)
class Tally:
    """How many stand how. Everything a page says of a number of assignments comes from here."""

    counts: Counter

    @classmethod
    def of(cls, statuses: Iterable[Status]) -> "Tally":
        return cls(Counter(statuses))

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def done(self) -> int:
        return sum(self.counts[status] for status in DONE)

    @property
    def not_done(self) -> int:
        return self.total - self.done

    @property
    def overdue(self) -> int:
        return self.counts[Status.OVERDUE]

    @property
    def due_soon(self) -> int:
        return self.counts[Status.DUE_SOON]

    @property
    def on_time(self) -> int:
        return self.counts[Status.DONE_ON_TIME]

    @property
    def done_late(self) -> int:
        return self.counts[Status.DONE_LATE]

    @property
    def in_term(self) -> int:
        """In their term, those due soon among them."""
        return self.counts[Status.IN_TERM] + self.due_soon

    @property
    def lines(self) -> list[tuple[Status, int, str]]:
        """(status, how many, their share in words) for every status, in the order of the list above."""
        return [(status, self.counts[status], self.share(self.counts[status])) for status in Status]

    def share(self, part: int) -> str:
        """ "73,2 % (16.051/21.914)"; "–" where there is nothing to take a share of."""
        if not self.total:
            return "–"
        permille = (part * 1000 * 2 + self.total) // (self.total * 2)
        of = f"{part:,}/{self.total:,}".replace(",", ".")
        return f"{permille // 10},{permille % 10} % ({of})"

    @property
    def done_share(self) -> str:
        return self.share(self.done)

    @property
    def on_time_share(self) -> str:
        return self.share(self.on_time)

    @property
    def done_late_share(self) -> str:
        return self.share(self.done_late)

    @property
    def in_term_share(self) -> str:
        return self.share(self.in_term)

    @property
    def overdue_share(self) -> str:
        return self.share(self.overdue)
