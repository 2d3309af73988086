"""Units in charge of criteria: who answers for a criterion in a province, and appraises it."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.models import Agency, Province, officer_rows
from communes.periods import Dated, DatedQuerySet, period_in_order
from criteria.models.sets import Criterion


class LeadRole(models.TextChoices):
    LEAD = "lead", "Chủ trì"
    SUPPORT = "support", "Phối hợp"


class CriterionLeadQuerySet(DatedQuerySet):
    def visible_to(self, officer):
        """Assignments of the provinces in which the officer has a scope: below, they see who is in charge."""
        paths = {
            "province": "province_id",
            "district": "province__districts",
            "commune": "province__communes",
        }
        return officer_rows(self, officer, paths)


class CriterionLead(Dated):
    """An agency in charge of a criterion in a province, from one day to another, by which document."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="criterion_leads", verbose_name="tỉnh, thành phố"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="leads", verbose_name="tiêu chí")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="criterion_leads", verbose_name="đơn vị phụ trách"
    )
    role = models.CharField("vai trò", max_length=7, choices=LeadRole, default=LeadRole.LEAD)
    decision = models.CharField("văn bản phân công", max_length=160, blank=True)

    objects = CriterionLeadQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử đơn vị phụ trách", verbose_name_plural="lịch sử đơn vị phụ trách"
    )

    class Meta:
        verbose_name = "đơn vị phụ trách tiêu chí"
        verbose_name_plural = "đơn vị phụ trách tiêu chí"
        ordering = ["province", "criterion", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "criterion", "agency", "valid_from"],
                name="criterion_lead_once_per_start",
                violation_error_message="Đơn vị này đã được phân công tiêu chí ấy từ cùng ngày.",
            ),
            models.UniqueConstraint(
                fields=["province", "criterion"],
                condition=Q(role="lead", valid_to__isnull=True),
                name="criterion_one_lead_at_a_time",
                violation_error_message="Tiêu chí đã có đơn vị chủ trì; ghi ngày kết thúc trước đã.",
            ),
            period_in_order("criterion_lead_period_in_order"),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.agency} ({self.get_role_display()})"
