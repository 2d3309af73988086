"""What was judged: results per criterion, and every change of them."""

from django.db import models
from django.db.models import Q

from communes.models import done_by
from criteria.models.batches import ImportBatch
from criteria.models.rounds import Standing
from criteria.models.rows import ChangeSource, LapseReason, scoped_through
from criteria.models.sets import Criterion
from criteria.outcomes import LABELS, NO_DATA, Judgement, Outcome


def outcome_field(label: str) -> models.CharField:
    return models.CharField(label, max_length=1, choices=Outcome, blank=True)


def outcome_with_its_moment(judgement: str) -> models.CheckConstraint:
    """A constraint: an outcome and the moment it was given travel together."""
    given, moment = f"{judgement}_outcome", f"{judgement}_at"
    return models.CheckConstraint(
        condition=Q(**{given: "", f"{moment}__isnull": True})
        | (~Q(**{given: ""}) & Q(**{f"{moment}__isnull": False})),
        name=f"result_{judgement}_outcome_with_moment",
        violation_error_message="Kết quả và thời điểm đánh giá phải đi cùng nhau.",
    )


class CriterionResult(models.Model):
    """One criterion of one commune in one round, with the three judgements side by side.

    Judgements are written by `criteria.actions.record_results` only; an empty outcome is absence of
    data. `carried` marks a result brought over from the round before and not yet looked at; judgements
    given up to `carried_at` are those brought over, and one given in the round itself outranks them.
    """

    standing = models.ForeignKey(
        Standing, models.PROTECT, related_name="results", verbose_name="kết quả của xã trong kỳ"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    self_outcome = outcome_field("xã tự đánh giá")
    self_by = done_by("người tự đánh giá")
    self_at = models.DateTimeField("tự đánh giá lúc", null=True, blank=True)
    verified_outcome = outcome_field("huyện thẩm tra")
    verified_by = done_by("người thẩm tra")
    verified_at = models.DateTimeField("thẩm tra lúc", null=True, blank=True)
    appraised_outcome = outcome_field("tỉnh thẩm định")
    appraised_by = done_by("người thẩm định")
    appraised_at = models.DateTimeField("thẩm định lúc", null=True, blank=True)
    lapse_reason = models.CharField("lý do bị tụt", max_length=8, choices=LapseReason, blank=True)
    carried = models.BooleanField("chưa cập nhật (chuyển từ kỳ trước)", default=False)
    carried_at = models.DateTimeField("chuyển từ kỳ trước lúc", null=True, blank=True, editable=False)

    objects = scoped_through("standing").as_manager()

    class Meta:
        verbose_name = "kết quả tiêu chí"
        verbose_name_plural = "kết quả tiêu chí"
        ordering = ["standing", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["standing", "criterion"],
                name="result_once_per_criterion",
                violation_error_message="Xã này đã có kết quả của tiêu chí trong kỳ.",
            ),
            *(outcome_with_its_moment(judgement) for judgement in Judgement.values),
        ]

    def __str__(self):
        return f"{self.standing.commune} – {self.criterion}"

    def is_brought_over(self, judgement: str) -> bool:
        """Whether the judgement was given in an earlier round and not repeated in this one."""
        given_at = getattr(self, f"{judgement}_at")
        return bool(self.carried_at and given_at and given_at <= self.carried_at)


class ResultChange(models.Model):
    """One change of one judgement, never edited: who, when, from what to what, why, from where."""

    result = models.ForeignKey(
        CriterionResult, models.PROTECT, related_name="changes", verbose_name="kết quả tiêu chí"
    )
    judgement = models.CharField("loại đánh giá", max_length=10, choices=Judgement)
    before = outcome_field("kết quả cũ")
    before_at = models.DateTimeField("kết quả cũ ghi lúc", null=True, blank=True)
    before_by = done_by("người ghi kết quả cũ")
    before_carried = models.BooleanField("kết quả cũ chuyển từ kỳ trước", default=False)
    after = outcome_field("kết quả mới")
    at = models.DateTimeField("lúc")
    by = done_by("người sửa")
    reason = models.CharField("lý do", max_length=300, blank=True)
    lapse_reason = models.CharField("lý do bị tụt", max_length=8, choices=LapseReason, blank=True)
    source = models.CharField("nguồn", max_length=8, choices=ChangeSource)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="lô nhập"
    )

    objects = scoped_through("result__standing").as_manager()

    class Meta:
        verbose_name = "thay đổi kết quả"
        verbose_name_plural = "thay đổi kết quả"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.result}: {LABELS[self.before or NO_DATA]} → {LABELS[self.after or NO_DATA]}"
