"""What was measured: a commune's figure for each indicator, every change of it, and why one came back."""

from django.db import models
from django.db.models import F, Q

from communes.models import done_by
from criteria.models.batches import ImportBatch
from criteria.models.results import outcome_field
from criteria.models.rounds import Standing
from criteria.models.rows import ChangeSource, scoped_through
from criteria.models.sets import Indicator
from criteria.outcomes import Judgement


class Answer(models.TextChoices):
    """The answer to an indicator that asks; "none" says that the commune has nothing it applies to."""

    YES = "yes", "Có"
    NO = "no", "Không"
    NONE = "none", "Không có đối tượng áp dụng"


class OutcomeBasis(models.TextChoices):
    """What an indicator's outcome rests on. Only a verified level settles one by itself."""

    RULE = "rule", "Theo mức đã kiểm chứng"
    SUGGESTED = "suggest", "Cán bộ nhận kết quả gợi ý"
    OFFICER = "officer", "Cán bộ quyết định"


def figure_field(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True)


# What an officer enters; a log row keeps these, as text, before and after a change.
FIGURE_FIELDS = ("numerator", "denominator", "value", "part", "answer", "outcome", "basis", "note")


class IndicatorResult(models.Model):
    """One indicator of one commune in one round. Absent data is an absent row or empty fields, never zero.

    `value` is compared with the level, in the indicator's unit; where the indicator has a numerator and
    a denominator it is their ratio in percent. `part` is the value of the "trong đó". `version` counts
    the changes: who saves says which version they saw. Written by `criteria.actions` only.
    """

    # The unique constraint is the only index: a sheet writes tens of thousands of these rows.
    standing = models.ForeignKey(
        Standing,
        models.PROTECT,
        db_index=False,
        related_name="figures",
        verbose_name="kết quả của xã trong kỳ",
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, db_index=False, related_name="+", verbose_name="chỉ tiêu"
    )
    numerator = figure_field("tử số")
    denominator = figure_field("mẫu số")
    value = figure_field("giá trị")
    part = figure_field("giá trị phần “trong đó”")
    answer = models.CharField("trả lời", max_length=4, choices=Answer, blank=True)
    outcome = outcome_field("kết quả")
    basis = models.CharField("căn cứ kết quả", max_length=7, choices=OutcomeBasis, blank=True)
    note = models.CharField("ghi chú, giải trình", max_length=500, blank=True)
    version = models.PositiveIntegerField("lần sửa", default=1)
    updated_by = done_by("người nhập")
    updated_at = models.DateTimeField("nhập lúc")

    objects = scoped_through("standing").as_manager()

    class Meta:
        verbose_name = "số liệu chỉ tiêu"
        verbose_name_plural = "số liệu chỉ tiêu"
        ordering = ["standing", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["standing", "indicator"],
                name="figure_once_per_indicator",
                violation_error_message="Xã này đã có số liệu của chỉ tiêu trong kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", basis="") | (~Q(outcome="") & ~Q(basis="")),
                name="figure_outcome_with_basis",
                violation_error_message="Kết quả và căn cứ của kết quả phải đi cùng nhau.",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="figure_denominator_above_zero",
                violation_error_message="Mẫu số phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator")),
                name="figure_numerator_within_denominator",
                violation_error_message="Tử số không được lớn hơn mẫu số.",
            ),
        ]

    def __str__(self):
        return f"{self.standing.commune} – {self.indicator.code}"

    @property
    def known(self) -> bool:
        """Whether anything was entered that an outcome can rest on."""
        return self.value is not None or bool(self.answer)


class IndicatorChange(models.Model):
    """One change of a commune's figure, never edited. `before` and `after` hold FIGURE_FIELDS as text."""

    result = models.ForeignKey(
        IndicatorResult, models.PROTECT, related_name="changes", verbose_name="số liệu chỉ tiêu"
    )
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    version = models.PositiveIntegerField("lần sửa")
    at = models.DateTimeField("lúc")
    by = done_by("người sửa")
    reason = models.CharField("lý do", max_length=300, blank=True)
    source = models.CharField("nguồn", max_length=8, choices=ChangeSource)
    batch = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figure_changes",
        verbose_name="lô nhập",
    )

    objects = scoped_through("result__standing").as_manager()

    class Meta:
        verbose_name = "thay đổi số liệu chỉ tiêu"
        verbose_name_plural = "thay đổi số liệu chỉ tiêu"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.result}, lần {self.version}"


class ReturnedFigureQuerySet(scoped_through("standing")):
    def open_criteria(self, standing_ids) -> dict[int, set[int]]:
        """Standing id → criteria with an indicator sent back and not answered: open to the sender again."""
        found: dict[int, set[int]] = {}
        if standing_ids:
            rows = self.filter(standing_id__in=standing_ids, answered_at__isnull=True)
            for standing_id, criterion_id in rows.values_list("standing_id", "indicator__criterion_id"):
                found.setdefault(standing_id, set()).add(criterion_id)
        return found


class ReturnedFigure(models.Model):
    """An indicator sent back to the commune, why, and until when; answered when the commune sends again."""

    standing = models.ForeignKey(
        Standing, models.PROTECT, related_name="returned_figures", verbose_name="kết quả của xã trong kỳ"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    judgement = models.CharField("bước trả lại", max_length=10, choices=Judgement)
    reason = models.CharField("lý do trả lại", max_length=300)
    due_on = models.DateField("hạn bổ sung")
    returned_at = models.DateTimeField("trả lại lúc")
    returned_by = done_by("người trả lại")
    answered_at = models.DateTimeField("bổ sung lúc", null=True, blank=True)

    objects = ReturnedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu bị trả lại"
        verbose_name_plural = "chỉ tiêu bị trả lại"
        ordering = ["-returned_at", "indicator"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="returned_figure_has_reason",
                violation_error_message="Ghi lý do trả lại.",
            ),
            models.UniqueConstraint(
                fields=["standing", "indicator"],
                condition=Q(answered_at__isnull=True),
                name="returned_figure_open_once",
                violation_error_message="Chỉ tiêu này đang được trả lại.",
            ),
        ]

    def __str__(self):
        return f"{self.standing.commune} – {self.indicator.code}: {self.reason}"
