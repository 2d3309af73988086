"""The plan by which a commune keeps and raises what it achieved."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.models import Commune
from criteria.models.rows import scoped_through
from criteria.models.sets import Criterion


class KeepingPlan(models.Model):
    """What a commune sets out to do in a year to keep and raise its criteria, in words and in items."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="keeping_plans", verbose_name="xã")
    year = models.PositiveSmallIntegerField("năm")
    document = models.CharField("số, ký hiệu văn bản", max_length=160, blank=True)
    text = models.TextField("nội dung", max_length=4000)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = scoped_through("commune").as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử kế hoạch duy trì", verbose_name_plural="lịch sử kế hoạch duy trì"
    )

    class Meta:
        verbose_name = "kế hoạch duy trì, nâng cao"
        verbose_name_plural = "kế hoạch duy trì, nâng cao"
        ordering = ["commune", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "year"],
                name="keeping_plan_once_per_year",
                violation_error_message="Xã đã có kế hoạch duy trì, nâng cao của năm này.",
            )
        ]

    def __str__(self):
        return f"{self.commune}, {self.year}"


class KeepingItem(models.Model):
    """One measure of a plan: for which criterion, by whom, until when. Given up, it says why and stays."""

    plan = models.ForeignKey(KeepingPlan, models.PROTECT, related_name="items", verbose_name="kế hoạch")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tiêu chí"
    )
    measure = models.CharField("việc phải làm", max_length=500)
    unit = models.CharField("đơn vị thực hiện", max_length=160)
    due_on = models.DateField("thời hạn")
    done_on = models.DateField("xong ngày", null=True, blank=True)
    dropped_on = models.DateField("thôi thực hiện từ ngày", null=True, blank=True)
    reason = models.CharField("lý do thôi thực hiện", max_length=300, blank=True)

    objects = scoped_through("plan__commune").as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử việc duy trì", verbose_name_plural="lịch sử việc duy trì"
    )

    class Meta:
        verbose_name = "việc duy trì, nâng cao"
        verbose_name_plural = "việc duy trì, nâng cao"
        ordering = ["plan", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True, reason="")
                | (Q(dropped_on__isnull=False) & ~Q(reason="")),
                name="keeping_item_dropped_with_reason",
                violation_error_message="Thôi thực hiện phải ghi cả ngày và lý do.",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="keeping_item_done_or_dropped",
                violation_error_message="Việc đã xong thì không ghi thôi thực hiện.",
            ),
        ]

    def __str__(self):
        return self.measure[:80]

    def standing_on(self, on) -> str:
        """How it stands on a day: done, given up, overdue or in term."""
        if self.done_on and self.done_on <= on:
            return "xong" if self.done_on <= self.due_on else "xong, quá hạn"
        if self.dropped_on and self.dropped_on <= on:
            return "thôi thực hiện"
        return "quá hạn" if self.due_on < on else "trong hạn"
