"""Imported sheets: the numbered batch under which what a sheet wrote can be found and undone."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from communes.models import done_by, officer_rows
from criteria.models.rounds import Round
from criteria.models.rows import ChangeSource
from criteria.outcomes import Judgement


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Batches of the officer's province; below the province, the ones they applied themselves."""
        if getattr(officer, "scope_level", "") in ("district", "commune"):
            return self.filter(applied_by=officer) if officer.is_active else self.none()
        return officer_rows(self, officer, {"province": "round__province_id"})


class BatchKind(models.TextChoices):
    """What a sheet carries: outcomes of criteria, or the figures of indicators."""

    OUTCOMES = "outcomes", "Kết quả tiêu chí"
    FIGURES = "figures", "Số liệu chỉ tiêu"


class ImportBatch(models.Model):
    """One sheet applied to one round: the number under which it can be found and undone.

    `changes` are those of outcomes, `figure_changes` those of figures.
    """

    number = models.PositiveIntegerField("số lô", unique=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="batches", verbose_name="kỳ báo cáo")
    kind = models.CharField("nội dung", max_length=8, choices=BatchKind, default=BatchKind.OUTCOMES)
    judgement = models.CharField("loại đánh giá", max_length=10, choices=Judgement)
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    blank_means = models.CharField("ô trống nghĩa là", max_length=8)
    valid_rows_only = models.BooleanField("chỉ áp dụng dòng hợp lệ", default=False)
    rows = models.PositiveIntegerField("số dòng xã", default=0)
    opened_round = models.BooleanField("mở kỳ mới", default=False)
    applied_by = done_by("người áp dụng")
    applied_at = models.DateTimeField("áp dụng lúc")
    undone_by = done_by("người hoàn tác")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lô nhập"
        verbose_name_plural = "lô nhập"
        ordering = ["-number"]

    def __str__(self):
        return f"Lô số {self.number}"

    def changes_not_undoable(self) -> models.QuerySet:
        """Changes of cells somebody changed after this batch: undoing it keeps, or kept, what they say."""
        later = self.changes.model.objects.filter(
            result=OuterRef("result"), judgement=OuterRef("judgement"), id__gt=OuterRef("id")
        )
        if self.undone_at is None:
            written = later.exclude(source=ChangeSource.UNDO)
            standing = written.filter(Q(batch=None) | Q(batch__undone_at=None) | Q(before_carried=True))
            return self.changes.filter(Exists(standing)).order_by("id")
        put_back = later.filter(source=ChangeSource.UNDO, at=self.undone_at)
        return self.changes.exclude(Exists(put_back)).order_by("id")
