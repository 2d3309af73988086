"""A sheet somebody uploaded and has not applied yet."""

from django.db import models

from communes.models import Officer, Province
from criteria.models.batches import BatchKind
from criteria.models.sets import CriteriaSet
from criteria.outcomes import Judgement


class BlankMeaning(models.TextChoices):
    """What an empty cell of a sheet stands for: asked of the officer, never assumed."""

    NOT_MET = "not-met", "Chưa đạt"
    NO_DATA = "no-data", "Chưa có số liệu"


class PendingUploadQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """The officer's own uploads; nobody reads another's."""
        return self.filter(officer=officer) if officer.is_active and officer.scope_level else self.none()


class PendingUpload(models.Model):
    """A sheet between preview and application, kept as it was sent so that both read the same bytes."""

    kind = models.CharField("nội dung", max_length=8, choices=BatchKind, default=BatchKind.OUTCOMES)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", verbose_name="người tải lên")
    file_name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField("nội dung tệp")
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="+", verbose_name="bộ tiêu chí"
    )
    province = models.ForeignKey(Province, models.CASCADE, related_name="+", verbose_name="tỉnh, thành phố")
    data_on = models.DateField("số liệu đến ngày")
    blank_means = models.CharField("ô trống nghĩa là", max_length=8, choices=BlankMeaning, blank=True)
    judgement = models.CharField("loại đánh giá", max_length=10, choices=Judgement)
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)

    objects = PendingUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu chờ áp dụng"
        verbose_name_plural = "biểu chờ áp dụng"
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.file_name
