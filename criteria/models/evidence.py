"""Evidence: files that show what a figure says. A file belongs to its commune and serves many rounds."""

from django.db import models
from django.db.models import Q

from communes.models import Commune, done_by
from criteria.models.rounds import Standing
from criteria.models.rows import scoped_through
from criteria.models.sets import Indicator


class Evidence(models.Model):
    """A file as it was received (photos made smaller). It has no address of its own; a view serves it."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="evidence", verbose_name="xã")
    file = models.FileField("tệp", upload_to="evidence/%Y/%m/")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    added_by = done_by("người đính kèm")
    added_at = models.DateTimeField("đính kèm lúc")

    objects = scoped_through("commune").as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "sha256"],
                name="evidence_once_per_commune",
                violation_error_message="Xã này đã có tệp minh chứng ấy.",
            )
        ]

    def __str__(self):
        return self.name


class EvidenceUse(models.Model):
    """A file shown for one indicator in one round. Taken away, it is marked, not deleted."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses", verbose_name="minh chứng")
    standing = models.ForeignKey(
        Standing, models.PROTECT, related_name="evidence_uses", verbose_name="kết quả của xã trong kỳ"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    added_by = done_by("người đính kèm")
    added_at = models.DateTimeField("đính kèm lúc")
    removed_by = done_by("người gỡ")
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)

    objects = scoped_through("standing").as_manager()

    class Meta:
        verbose_name = "minh chứng của chỉ tiêu"
        verbose_name_plural = "minh chứng của chỉ tiêu"
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "standing", "indicator"],
                condition=Q(removed_at__isnull=True),
                name="evidence_used_once",
                violation_error_message="Tệp này đã được đính kèm cho chỉ tiêu.",
            ),
        ]

    def __str__(self):
        return f"{self.evidence} – {self.indicator.code}"
