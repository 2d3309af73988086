"""Units in charge of criteria when their province ends: their heirs take over, unless somebody is in charge.

A province that takes over and has a unit in charge (chủ trì) of a criterion keeps it; who was in charge in
the province that ends is read there as of its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from communes.journal import Journal
from communes.models import Agency
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
from criteria.models import CriterionLead, LeadRole

NAMED = 5
LONGEST = CriterionLead._meta.get_field("decision").max_length
MOVES = "phân công phụ trách tiêu chí chuyển cho cơ quan kế thừa ở tỉnh mới"
KEEPS = (
    "phân công phụ trách tiêu chí kết thúc, vì tỉnh mới hoặc chính cơ quan kế thừa đã phụ trách tiêu chí ấy"
)
LAPSES = "phân công phụ trách tiêu chí của tỉnh kết thúc chưa có cơ quan kế thừa: tỉnh mới tự phân công"


@dataclass(frozen=True)
class LeadMove:
    """A unit in charge in a province that ends, the unit that takes over, and who keeps it from doing so.

    `heir` is None where no agency takes over. `kept` names the unit that is in charge in the successor.
    """

    lead: CriterionLead
    heir: Agency | None
    kept: str = ""

    def __str__(self):
        criterion, before = self.lead.criterion, self.lead.agency.short_name
        said = f"TC {criterion.number} ({criterion.criteria_set.short_name}): {before}"
        if self.kept:
            return f"{said}, nay {self.kept}"
        return f"{said} → {self.heir.short_name}" if self.heir else said


def touched(plan: Plan) -> list[TouchedKind]:
    """Those that move, those that end because the successor has its own unit, those without an heir."""
    found = lead_moves(plan)
    return [
        kind
        for kind in (
            _kind(MOVES, [one for one in found if one.heir and not one.kept]),
            _kind(KEEPS, [one for one in found if one.heir and one.kept]),
            _kind(LAPSES, [one for one in found if not one.heir], lapses=True),
        )
        if kind.count
    ]


def _kind(label: str, found: Sequence[LeadMove], *, lapses: bool = False) -> TouchedKind:
    return TouchedKind(label, len(found), [str(one) for one in found[:NAMED]], lapses=lapses)


def follow(plan: Plan, journal: Journal) -> Sequence[TouchedKind]:
    """End them on the eve of the day and let the heirs begin on it; those without an heir stay."""
    told, moving = touched(plan), [one for one in lead_moves(plan) if one.heir]
    new = [_begun(one, plan) for one in moving if not one.kept]
    for one in moving:
        if one.lead.valid_from < plan.effective_on:
            journal.set(one.lead, valid_to=plan.day_before)
    for lead in new:
        journal.create(lead)
    return told


def _begun(one: LeadMove, plan: Plan) -> CriterionLead:
    """The heir in charge from the day on, until whatever last day was foreseen."""
    before = one.lead
    return CriterionLead(
        province=one.heir.province,
        criterion=before.criterion,
        agency=one.heir,
        role=before.role,
        decision=_decision(plan, before),
        valid_from=plan.effective_on,
        valid_to=before.valid_to,
    )


def _decision(plan: Plan, lead: CriterionLead) -> str:
    """By which document: that of the province before, and what carried it over."""
    by = plan.reorganisation.decision or plan.reorganisation.name
    before = f"{lead.decision} của {lead.province.prose_name}; " if lead.decision else ""
    return f"{before}chuyển theo {by}"[:LONGEST]


def lead_moves(plan: Plan) -> list[LeadMove]:
    """Every unit in charge on the day or later in a province that ends, by a set in force; leads first."""
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gte=plan.effective_on)
    leads = CriterionLead.objects.filter(goes_on, province__in=plan.ending_province_ids)
    of_set = Q(criterion__criteria_set__valid_to__isnull=True)
    of_set |= Q(criterion__criteria_set__valid_to__gte=plan.effective_on)
    leads = leads.filter(of_set).select_related("criterion__criteria_set", "agency__district", "province")
    leads = list(leads.order_by("role", "criterion__criteria_set", "criterion__number", "id"))
    heirs = {lead.pk: _heir(plan, lead) for lead in leads}
    there = _there({heir.province_id for heir in heirs.values() if heir}, goes_on)
    found = []
    for lead in leads:
        heir = heirs[lead.pk]
        kept = _kept(there, lead, heir) if heir else ""
        found.append(LeadMove(lead, heir, kept))
        if heir and not kept:
            there.append(_Held(heir.province_id, lead.criterion_id, lead.role, heir))
    return found


@dataclass(frozen=True)
class _Held:
    """A unit in charge of a criterion in a province that takes over, as it is or as it will be."""

    province: int
    criterion: int
    role: str
    agency: Agency


def _there(provinces: set[int], goes_on: Q) -> list[_Held]:
    rows = CriterionLead.objects.filter(goes_on, province__in=provinces).select_related("agency")
    return [_Held(row.province_id, row.criterion_id, row.role, row.agency) for row in rows.order_by("id")]


def _kept(there: Sequence[_Held], lead: CriterionLead, heir: Agency) -> str:
    """Who is in charge already: another unit that leads, or the heir itself in any role; "" for nobody."""
    cell = (heir.province_id, lead.criterion_id)
    held = [one for one in there if (one.province, one.criterion) == cell]
    leads = [one for one in held if lead.role == one.role == LeadRole.LEAD]
    own = [one for one in held if one.agency == heir]
    return next((one.agency.short_name for one in (*leads, *own)), "")


def _heir(plan: Plan, lead: CriterionLead) -> Agency | None:
    """The agency of another province that takes over from a unit; None where no agency does."""
    heir = plan.heir_of_agency(lead.agency)
    return heir if isinstance(heir, Agency) and heir.province_id not in plan.ending_province_ids else None
