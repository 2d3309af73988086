"""Decisions that recognise a commune."""

import datetime

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Commune
from criteria.models.rows import scoped_through
from criteria.models.sets import CriteriaSet


class Recognition(models.Model):
    """A decision that recognises a commune; not the same thing as meeting every criterion."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="recognitions", verbose_name="xã")
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="+", verbose_name="bộ tiêu chí"
    )
    decision_number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    year_achieved = models.PositiveSmallIntegerField("năm đạt chuẩn")
    file = models.FileField("tệp quyết định", upload_to="recognitions/%Y/", blank=True)
    revoked_on = models.DateField("thu hồi từ ngày", null=True, blank=True)
    revocation_decision = models.CharField("quyết định thu hồi", max_length=60, blank=True)
    illustrative = models.BooleanField("minh họa", default=False)

    objects = scoped_through("commune").as_manager()
    history = HistoricalRecords(verbose_name="lịch sử công nhận", verbose_name_plural="lịch sử công nhận")

    class Meta:
        verbose_name = "công nhận đạt chuẩn"
        verbose_name_plural = "công nhận đạt chuẩn"
        ordering = ["-decided_on", "commune"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "criteria_set", "decided_on"],
                name="recognition_once_per_decision_day",
                violation_error_message="Xã này đã được ghi công nhận trong cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revocation_decision="")
                | (Q(revoked_on__isnull=False) & ~Q(revocation_decision="")),
                name="revocation_day_with_decision",
                violation_error_message="Ghi cả ngày thu hồi và quyết định thu hồi, hoặc để trống cả hai.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | Q(revoked_on__gte=F("decided_on")),
                name="revocation_not_before_decision",
                violation_error_message="Ngày thu hồi phải bằng hoặc sau ngày quyết định công nhận.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} – QĐ {self.decision_number}"

    def is_revoked_on(self, on: datetime.date) -> bool:
        """Whether the recognition was revoked by the day `on`."""
        return self.revoked_on is not None and self.revoked_on <= on

    def counts_for(self, criteria_set: CriteriaSet, on: datetime.date) -> bool:
        """Whether it recognises the set's level and tier on the day `on`, by whichever set it was given."""
        mine = self.criteria_set
        same = (mine.level, mine.tier) == (criteria_set.level, criteria_set.tier)
        return same and self.decided_on <= on and not self.is_revoked_on(on)
