"""Decisions that recognise a commune, and the decision that takes a recognition back."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Commune
from criteria.models.rows import scoped_through
from criteria.models.sets import CriteriaSet


class Recognition(models.Model):
    """A decision that recognises a commune; not the same thing as meeting every criterion.

    Revoked, it stays with the day. A revocation that was wrong is put right by a decision of its own: a row
    that `restores` this one from its own day on, so that every day in between still says what held then.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="recognitions", verbose_name="xã")
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="+", verbose_name="bộ tiêu chí"
    )
    decision_number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    year_achieved = models.PositiveSmallIntegerField("năm đạt chuẩn")
    file = models.FileField("tệp quyết định", upload_to="recognitions/%Y/", blank=True)
    published_url = models.URLField(
        "trang công bố", blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    # Where a decision recorded without a dossier is to be read, when there is neither file nor page.
    source_note = models.CharField("nguồn", max_length=200, blank=True)
    revoked_on = models.DateField("thu hồi từ ngày", null=True, blank=True)
    revocation_decision = models.CharField("quyết định thu hồi", max_length=60, blank=True)
    revocation_reason = models.CharField("lý do thu hồi", max_length=500, blank=True)
    revocation_file = models.FileField("tệp quyết định thu hồi", upload_to="recognitions/%Y/", blank=True)
    restores = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="restored_by",
        verbose_name="khôi phục công nhận",
    )
    restoring_reason = models.CharField("lý do khôi phục", max_length=500, blank=True, editable=False)
    illustrative = models.BooleanField("minh họa", default=False)

    objects = scoped_through("commune").as_manager()
    history = HistoricalRecords(verbose_name="lịch sử công nhận", verbose_name_plural="lịch sử công nhận")

    class Meta:
        verbose_name = "công nhận đạt chuẩn"
        verbose_name_plural = "công nhận đạt chuẩn"
        ordering = ["-decided_on", "commune"]
        permissions = [("revoke_recognition", "Thu hồi, khôi phục công nhận")]
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
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=False) | Q(revocation_reason="", revocation_file=""),
                name="revocation_reason_with_day",
                violation_error_message="Lý do và tệp thu hồi chỉ ghi cùng ngày thu hồi.",
            ),
            models.CheckConstraint(
                condition=Q(restores__isnull=True, restoring_reason="")
                | (Q(restores__isnull=False) & ~Q(restoring_reason="")),
                name="restoring_with_reason",
                violation_error_message="Khôi phục công nhận phải ghi lý do.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} – QĐ {self.decision_number}"

    def clean(self):
        """Refuse undoing or rewriting a revocation: only a decision that restores puts it right."""
        super().clean()
        told = ("revoked_on", "revocation_decision")
        stored = Recognition.objects.filter(pk=self.pk, revoked_on__isnull=False).values_list(*told).first()
        if stored and stored != tuple(getattr(self, name) for name in told):
            raise ValidationError(
                "Thu hồi đã ghi thì không sửa, không xóa; ghi quyết định khôi phục ở trang công nhận."
            )

    def is_revoked_on(self, on: datetime.date) -> bool:
        """Whether the recognition was revoked by the day `on`."""
        return self.revoked_on is not None and self.revoked_on <= on

    def is_of(self, criteria_set: CriteriaSet) -> bool:
        """Whether it is of the set's level and tier, by whichever set it was given."""
        mine = self.criteria_set
        return (mine.level, mine.tier) == (criteria_set.level, criteria_set.tier)

    def counts_for(self, criteria_set: CriteriaSet, on: datetime.date) -> bool:
        """Whether it recognises the set's level and tier on the day `on`."""
        return self.is_of(criteria_set) and self.decided_on <= on and not self.is_revoked_on(on)
