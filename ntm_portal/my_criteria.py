"""The criteria an officer's agency is in charge of, each with the communes that miss it."""

from django.urls import reverse

from criteria.models import LeadRole
from directives.leads import led_criteria
from ntm_portal.desk import Desk
from ntm_portal.work_lines import Line, Part


def criteria_parts(desk: Desk) -> list[Part]:
    """One list of the criteria the agency leads; worth knowing, since each commune's own work waits there."""
    agency = desk.officer.agency
    if agency is None:
        return []
    led = [line for line in led_criteria(desk.officer, agency) if line.lead.role == LeadRole.LEAD]
    lines = [
        Line(
            f"TC {line.lead.criterion.number} {line.lead.criterion.short_name} "
            f"({line.lead.criterion.criteria_set.short_name})",
            line.url,
            f"{len(line.unmet)}/{line.communes} xã chưa đạt, {line.alone} chưa có giải pháp",
            line.alone > 0,
        )
        for line in led
        if line.unmet
    ]
    title, page = "Tiêu chí đơn vị phụ trách còn xã chưa đạt", reverse("agency", args=[agency.pk])
    return [Part(title, lines, len(led), "tiêu chí", waits=False, more=page)]
