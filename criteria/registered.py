"""Which communes are registered for the level of the shown set in the year of the shown round; one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from criteria.grid import CommuneRow
from criteria.models import Target
from criteria.plan_progress import meets_all
from criteria.reading import Reading

# What `loc=` says to show only registered communes.
REGISTERED = "dang-ky"


@dataclass(frozen=True)
class Registered:
    """Commune ids registered in a year, by approved plans alone; `illustrative` when some of them are."""

    year: int | None = None
    communes: frozenset[int] = field(default_factory=frozenset)
    illustrative: bool = False
    url: str = ""

    @property
    def label(self) -> str:
        """ "Xã đăng ký 2024", with what is made up said."""
        return f"Xã đăng ký {self.year}{self.made_up}"

    @property
    def made_up(self) -> str:
        return " (minh họa)" if self.illustrative else ""

    def count(self, rows: Iterable[CommuneRow]) -> "RegisteredCount":
        """How many of the rows are registered and how many of those meet everything, as confirmed."""
        mine = [row for row in rows if row.commune_id in self.communes]
        reached = sum(meets_all(row.confirmed) for row in mine)
        return RegisteredCount(reached, len(mine))


@dataclass(frozen=True)
class RegisteredCount:
    """Registered communes, and those among them that meet every criterion that applies."""

    reached: int
    registered: int

    def __str__(self):
        return f"{self.reached}/{self.registered}" if self.registered else "–"


def registered_in(reading: Reading, **where) -> Registered:
    """The registered communes of the province; `where` narrows them (`commune=…`)."""
    if reading.round is None:
        return Registered()
    year = reading.round.data_on.year
    found = Target.objects.of_year(reading.province, reading.criteria_set, year).in_force()
    rows = dict(found.filter(registered=True, **where).values_list("commune_id", "illustrative"))
    query = urlencode({"nam": year, "bo": reading.criteria_set.code})
    url = f"/ke-hoach/{reading.province.code}/?{query}{reading.province.holder_query}"
    return Registered(year, frozenset(rows), any(rows.values()), url)
