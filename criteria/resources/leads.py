"""Units in charge of criteria, to and from sheets."""

from collections import defaultdict
from itertools import pairwise

from django.core.exceptions import ValidationError

from communes.models import Agency, Province
from communes.resources import PortalResource
from communes.resources.columns import Choice, Code, Column, Day, Text, Whole
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import FROM, PROVINCE_WIDTH, TO
from criteria.models import Criterion, CriterionLead, LeadRole

SET, PROVINCE, NUMBER, AGENCY = "Mã bộ tiêu chí", "Mã tỉnh", "Số tiêu chí", "Cơ quan, đơn vị"


class CriterionLeadResource(PortalResource):
    related = ("province", "criterion__criteria_set", "agency")

    province = Column("province", PROVINCE, PlaceKey(Province, PROVINCE_WIDTH, FROM))
    province_name = Column("province__name", "Tên tỉnh", Text(), readonly=True)
    criteria_set = Column("criterion__criteria_set__code", SET, Text(), readonly=True)
    criterion = Column(
        "criterion",
        NUMBER,
        Key(Criterion, {SET: ("criteria_set__code", Text()), NUMBER: ("number", Whole())}),
    )
    criterion_name = Column("criterion__name", "Tên tiêu chí", Text(), readonly=True)
    agency = Column(
        "agency",
        AGENCY,
        Key(Agency, {PROVINCE: ("province__code", Code(PROVINCE_WIDTH)), AGENCY: ("name", Text())}),
    )
    role = Column("role", "Vai trò", Choice(LeadRole))
    decision = Column("decision", "Văn bản phân công", Text())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())

    class Meta(PortalResource.Meta):
        model = CriterionLead
        import_id_fields = ("province", "criterion", "agency", "valid_from")

    def check_rules(self, instance):
        check_agency(instance)

    def check_together(self):
        """Two units in charge of a criterion at once: the lines of the file and the rows already there."""
        touched = [*self.create_instances, *self.update_instances]
        by_criterion = defaultdict(list)
        for lead in {id(lead): lead for lead in [*self.known.values(), *touched]}.values():
            if lead.role == LeadRole.LEAD:
                by_criterion[lead.province_id, lead.criterion_id].append(lead)
        written = {id(lead) for lead in touched}
        faults = []
        for leads in by_criterion.values():
            for earlier, later in pairwise(sorted(leads, key=lambda lead: lead.valid_from)):
                lead, other = (later, earlier) if id(later) in written else (earlier, later)
                if id(lead) in written and overlap(earlier, later):
                    faults.append((lead, {"valid_from": [in_charge_already(other)]}))
        return faults


def check_agency(lead: CriterionLead) -> None:
    """Raise ValidationError for an agency of another province."""
    if lead.agency_id and lead.province_id and lead.agency.province_id != lead.province_id:
        raise ValidationError({"agency": "Đơn vị này không thuộc tỉnh đã chọn."})


def check_one_lead(lead: CriterionLead) -> None:
    """Raise ValidationError when another unit is in charge of the criterion on one of the lead's days."""
    if lead.role != LeadRole.LEAD or not lead.valid_from:
        return
    others = CriterionLead.objects.filter(
        province=lead.province_id, criterion=lead.criterion_id, role=LeadRole.LEAD
    ).select_related("agency")
    for other in others.exclude(pk=lead.pk):
        if overlap(*sorted([lead, other], key=lambda row: row.valid_from)):
            raise ValidationError({"valid_from": in_charge_already(other)})


def overlap(earlier: CriterionLead, later: CriterionLead) -> bool:
    """Whether the earlier period still runs when the later one begins."""
    return earlier.valid_to is None or earlier.valid_to >= later.valid_from


def in_charge_already(other: CriterionLead) -> str:
    until = f" đến {other.valid_to:%d/%m/%Y}" if other.valid_to else ""
    return (
        f"{other.agency} đã chủ trì tiêu chí này từ {other.valid_from:%d/%m/%Y}{until}; "
        "ghi ngày kết thúc của dòng ấy trước ngày bắt đầu của dòng này."
    )
