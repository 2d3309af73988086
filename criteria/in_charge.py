"""Who is in charge of criteria in a province on a day; everybody may read it.

One query, and one for the heads where the day is past.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable

from communes.heads import name_heads
from communes.models import Province
from criteria.beside import Note
from criteria.models import CriterionLead, LeadRole

LABELS = {LeadRole.LEAD: "Đơn vị phụ trách", LeadRole.SUPPORT: "Phối hợp"}


def units_in_charge(
    province: Province, on: datetime.date, *, of_earlier: bool = False, **which
) -> dict[int, list[CriterionLead]]:
    """Criterion id → the units in charge of it on a day, the lead first; `which` narrows the criteria.

    `of_earlier` as for `name_heads`.
    """
    # Of a province that ended, those of its last day: a later day knows no unit in charge there.
    last = min(on, province.valid_to or on)
    rows = CriterionLead.objects.in_force(last).filter(province=province, **which)
    found = defaultdict(list)
    # "lead" sorts before "support".
    for row in rows.select_related("agency").order_by("role", "agency__short_name", "id"):
        found[row.criterion_id].append(row)
    name_heads([row.agency for rows in found.values() for row in rows], on, of_earlier=of_earlier)
    return found


def lead_notes(leads: Iterable[CriterionLead], page_of: Callable, *, heads: bool = False) -> list[Note]:
    """A note per unit in charge, with the document that says so, and its head where the reader may know."""
    return [
        Note(
            lead.agency.short_name,
            url=page_of(lead.agency),
            label=LABELS[lead.role],
            said=_said(lead, heads),
        )
        for lead in leads
    ]


def _said(lead: CriterionLead, heads: bool) -> str:
    head = f"người đứng đầu: {lead.agency.head}" if heads and lead.agency.head else ""
    return ", ".join(part for part in (head, lead.decision and f"theo {lead.decision}") if part)
