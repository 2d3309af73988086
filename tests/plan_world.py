"""Yearly plans in a few lines: a province of two districts, officers who propose and approve."""

import datetime
from dataclasses import dataclass

from communes.models import Commune, District, Officer, Province
from criteria.actions.targets import TargetEntry, TargetOrder, record_targets
from criteria.models import CriteriaSet, Target
from tests import builders

YEAR = 2023
DOCUMENT = "12/KH-UBND ngày 05/01/2023"
FIRST_ROUND, LAST_ROUND = datetime.date(2023, 6, 30), datetime.date(2023, 12, 31)


@dataclass
class PlanWorld:
    """Đăk Hà has Đăk Pxi and Đăk Mar, Đăk Tô has Diên Bình; the set has five criteria."""

    home: Province
    district: District
    pxi: Commune
    mar: Commune
    binh: Commune
    set: CriteriaSet
    minh: Officer
    nam: Officer

    @property
    def pks(self) -> list[int]:
        return list(self.set.criteria.order_by("number").values_list("pk", flat=True))

    def order(self, year: int = YEAR, **said) -> TargetOrder:
        return TargetOrder(self.home, self.set, year, **{"document": DOCUMENT, **said})

    def entry(self, commune: Commune, *, registered: bool = True, seen: Target | None = None, **quarters):
        """`q2="1,2"` plans the first and second criterion for the second quarter."""
        planned = {
            self.pks[int(number) - 1]: int(name[1:])
            for name, numbers in quarters.items()
            for number in numbers.split(",")
        }
        return TargetEntry(commune, registered, planned, seen.pk if seen else None)

    def plan(self, commune: Commune, *, by: Officer | None = None, year: int = YEAR, said=None, **entry):
        """Record one plan and give the version written."""
        found = record_targets(
            order=self.order(year, **(said or {})), entries=[self.entry(commune, **entry)], by=by or self.minh
        )
        return found[0]

    def rounds(self, first: dict[Commune, str], last: dict[Commune, str]) -> None:
        builders.round_with(first, of=self.set, data_on=FIRST_ROUND)
        builders.round_with(last, of=self.set, data_on=LAST_ROUND)


def plan_world(**officers) -> PlanWorld:
    """Build it; `officers` are more fields of both officers."""
    home = builders.province()
    here = builders.district(home)
    there = builders.district(home, "Đăk Tô", "612")
    writes = ["add_target", "view_target"]
    return PlanWorld(
        home=home,
        district=here,
        pxi=builders.commune(here, "Đăk Pxi", "23503"),
        mar=builders.commune(here, "Đăk Mar", "23515"),
        binh=builders.commune(there, "Diên Bình", "23440"),
        set=builders.criteria_set(5),
        minh=builders.officer("minh", home, permissions=[*writes, "approve_target"], **officers),
        nam=builders.officer("nam", here, permissions=writes, **officers),
    )
