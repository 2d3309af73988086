"""The criteria an agency is in charge of, with every commune that misses them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localdate

from communes.models import Agency, Officer
from criteria.cells import UNMET, Cell
from criteria.models import Criterion, CriterionLead, Round, Standing
from directives.solutions import covered_cells

SHOWN = 8


@dataclass(frozen=True)
class LedCriterion:
    """One criterion of an agency: `unmet` are (commune id, name, code) that miss it in `round`, in order."""

    lead: CriterionLead
    round: Round | None
    communes: int
    unmet: list[tuple[int, str, str]]
    alone: int

    @property
    def first(self) -> list[tuple[int, str, str]]:
        return self.unmet[:SHOWN]

    @property
    def left(self) -> int:
        return len(self.unmet) - len(self.first)

    @property
    def url(self) -> str:
        """The criterion's page for the agency's province."""
        criterion = self.lead.criterion
        code = self.lead.province.code
        return f"/tieu-chi/{criterion.criteria_set.code}/{criterion.number}/?tinh={code}&loc=chua-dat"


def led_criteria(officer: Officer, agency: Agency) -> list[LedCriterion]:
    """The criteria the agency leads or supports today, counted over the officer's scope; seven queries."""
    leads = CriterionLead.objects.visible_to(officer).in_force(localdate()).filter(agency=agency)
    leads = leads.select_related("criterion__criteria_set", "province")
    leads = list(
        leads.order_by("role", "-criterion__criteria_set__valid_from", "criterion__number").distinct()
    )
    if not leads:
        return []
    newest = _newest_rounds(agency)
    # Sets without any round of the province are not in use there.
    leads = [lead for lead in leads if lead.criterion.criteria_set_id in newest]
    positions = _positions({lead.criterion.criteria_set_id for lead in leads})
    standings = _standings(officer, newest.values())
    covered = covered_cells(officer, agency.province)
    return [_led(lead, newest, positions, standings, covered) for lead in leads]


def _newest_rounds(agency: Agency) -> dict[int, Round]:
    """Criteria set → its newest round in the agency's province."""
    found = {}
    for round in Round.objects.readable(province=agency.province_id):
        found.setdefault(round.criteria_set_id, round)
    return found


def _positions(sets: set[int]) -> dict[int, int]:
    """Criterion → the position of its letter."""
    counts, found = defaultdict(int), {}
    rows = Criterion.objects.filter(criteria_set__in=sets).order_by("number")
    for pk, criteria_set in rows.values_list("id", "criteria_set"):
        found[pk] = counts[criteria_set]
        counts[criteria_set] += 1
    return found


def _standings(officer: Officer, rounds: Iterable[Round]) -> dict[int, list]:
    """Round → (commune id, name, code, confirmed letters) in Vietnamese order."""
    rows = Standing.objects.visible_to(officer).filter(round__in=[round.pk for round in rounds])
    fields = (
        "round_id", "commune_id", "commune__name", "commune__local_name", "commune__code",
        "confirmed_outcomes",
    )  # fmt: skip
    found = defaultdict(list)
    for round, pk, name, local, code, letters in rows.order_by("commune__sort_key").values_list(*fields):
        found[round].append((pk, local or name, code, letters))
    return found


def _led(lead: CriterionLead, newest, positions, standings, covered: set[Cell]) -> LedCriterion:
    round = newest[lead.criterion.criteria_set_id]
    rows, at = standings[round.pk], positions[lead.criterion_id]
    unmet = [(pk, name, code) for pk, name, code, letters in rows if letters[at : at + 1] in UNMET]
    alone = sum((pk, lead.criterion_id) not in covered for pk, _, _ in unmet)
    return LedCriterion(lead, round, len(rows), unmet, alone)
