"""Units in charge of criteria when their province ends: their heirs take over, unless somebody is in charge.

A province that takes over and has a unit in charge (chủ trì) of a criterion keeps it, until that unit's last
day; who was in charge in the province that ends is read there as of its time. An assignment that was to
begin on the day or later never did there: its row goes to the heir.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from communes.journal import Journal
from communes.models import Agency
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
from criteria.models import CriterionLead, LeadRole
from criteria.wording import day

FIELDS = ("province", "criterion", "agency", "role", "decision", "valid_from", "valid_to")
LONGEST = CriterionLead._meta.get_field("decision").max_length
MOVES = "phân công phụ trách tiêu chí chuyển cho cơ quan kế thừa ở tỉnh mới"
KEEPS = (
    "phân công phụ trách tiêu chí kết thúc, vì tỉnh mới hoặc chính cơ quan kế thừa đã phụ trách tiêu chí ấy"
)
STUCK = (
    "phân công phụ trách tiêu chí chưa đến ngày bắt đầu giữ nguyên ở tỉnh kết thúc, vì tỉnh mới hoặc chính "
    "cơ quan kế thừa đã phụ trách tiêu chí ấy: sửa bằng tay"
)
LAPSES = "phân công phụ trách tiêu chí của tỉnh kết thúc chưa có cơ quan kế thừa: tỉnh mới tự phân công"


@dataclass(frozen=True)
class LeadMove:
    """A unit in charge in a province that ends, the unit that takes over, and who keeps it from doing so.

    `heir` is None where no agency takes over. `kept` names the unit that is in charge in the successor, else
    `new` is the heir's assignment as it will be; `support` is the one of the same agency and first day that
    becomes it. `late` is the first day of an heir who waits until another unit's last day, or of a unit that
    was to begin after the day; `ahead` says that the unit before had not begun.
    """

    lead: CriterionLead
    heir: Agency | None
    kept: str = ""
    new: CriterionLead | None = None
    support: CriterionLead | None = None
    late: datetime.date | None = None
    ahead: bool = False

    def __str__(self):
        criterion, before = self.lead.criterion, self.lead.agency.short_name
        said = f"TC {criterion.number} ({criterion.criteria_set.short_name}): {before}"
        if self.kept:
            return f"{said}, nay {self.kept}"
        since = f" từ ngày {day(self.late)}" if self.late else ""
        return f"{said} → {self.heir.short_name}{since}" if self.heir else said


def touched(plan: Plan) -> list[TouchedKind]:
    """Those that move, those that end because the successor has its own unit, those without an heir."""
    found = lead_moves(plan)
    return [
        kind
        for kind in (
            TouchedKind.of(MOVES, [one for one in found if one.new]),
            TouchedKind.of(KEEPS, [one for one in found if one.kept and not one.ahead]),
            TouchedKind.of(STUCK, [one for one in found if one.kept and one.ahead], lapses=True),
            TouchedKind.of(LAPSES, [one for one in found if not one.heir], lapses=True),
        )
        if kind.count
    ]


def follow(plan: Plan, journal: Journal) -> Sequence[TouchedKind]:
    """End them on the eve of the day and let the heirs begin; those without an heir stay."""
    found = lead_moves(plan)
    told = touched(plan)
    for one in found:
        if one.heir and not one.ahead:
            journal.set(one.lead, valid_to=plan.day_before)
    for one in found:
        if one.new:
            _take_over(one, journal)
    return told


def _take_over(one: LeadMove, journal: Journal) -> None:
    """Store the heir's assignment: in the row that was to begin, in the heir's own of that day, or anew."""
    row = one.support or (one.lead if one.ahead else None)
    if row is None:
        journal.create(one.new)
    else:
        journal.set(row, **{name: getattr(one.new, name) for name in FIELDS})


def _begun(plan: Plan, before: CriterionLead, heir: Agency, since: datetime.date) -> CriterionLead:
    """The heir in charge from a day on, until whatever last day was foreseen."""
    return CriterionLead(
        province=heir.province,
        criterion=before.criterion,
        agency=heir,
        role=before.role,
        decision=_decision(plan, before),
        valid_from=since,
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
    provinces = {heir.province_id for heir in heirs.values() if heir}
    there = CriterionLead.objects.filter(goes_on, province__in=provinces).select_related("agency")
    there, found = list(there.order_by("id")), []
    for lead in leads:
        heir = heirs[lead.pk]
        one = _move(plan, there, lead, heir) if heir else LeadMove(lead, None)
        found.append(one)
        there += [one.new] if one.new else []
    return found


def _move(plan: Plan, there: Sequence[CriterionLead], lead: CriterionLead, heir: Agency) -> LeadMove:
    """What becomes of one that has an heir; `there` are those in charge in the successors by then."""
    since, ahead = max(plan.effective_on, lead.valid_from), lead.valid_from >= plan.effective_on
    before = _before(there, lead, heir, since)
    lasting = next((one for one in before if _outlasts(one, lead)), None)
    if lasting:
        return LeadMove(lead, heir, lasting.agency.short_name, ahead=ahead)
    if before:
        since = max(one.valid_to for one in before) + datetime.timedelta(days=1)
    new = _begun(plan, lead, heir, since)
    same = [one for one in _of_cell(there, lead, heir) if (one.agency, one.valid_from) == (heir, since)]
    if same and ahead:
        return LeadMove(lead, heir, heir.short_name, ahead=True)
    late = since if since > plan.effective_on else None
    return LeadMove(lead, heir, new=new, support=next(iter(same), None), late=late, ahead=ahead)


def _of_cell(there: Sequence[CriterionLead], lead: CriterionLead, heir: Agency) -> list[CriterionLead]:
    cell = (heir.province_id, lead.criterion_id)
    return [one for one in there if (one.province_id, one.criterion_id) == cell]


def _before(
    there: Sequence[CriterionLead], lead: CriterionLead, heir: Agency, since: datetime.date
) -> list[CriterionLead]:
    """Who stands in the way at some time: another unit that leads, or the heir itself in no lower role."""
    held = [
        one
        for one in _of_cell(there, lead, heir)
        if (lead.valid_to is None or one.valid_from <= lead.valid_to)
        and (one.valid_to is None or one.valid_to >= since)
    ]
    leads = [one for one in held if lead.role == one.role == LeadRole.LEAD]
    own = [one for one in held if one.agency == heir and one.role in (LeadRole.LEAD, lead.role)]
    return leads + own


def _outlasts(one: CriterionLead, lead: CriterionLead) -> bool:
    return one.valid_to is None or (lead.valid_to is not None and one.valid_to >= lead.valid_to)


def _heir(plan: Plan, lead: CriterionLead) -> Agency | None:
    """The agency of another province that takes over from a unit; None where no agency does."""
    heir = plan.heir_of_agency(lead.agency)
    return heir if isinstance(heir, Agency) and heir.province_id not in plan.ending_province_ids else None
