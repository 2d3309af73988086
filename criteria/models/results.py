"""What was judged: results per criterion, every change of them, imported batches, recognitions."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from communes.models import Commune, Officer, officer_rows
from criteria.models.rounds import Round, Standing
from criteria.models.sets import CriteriaSet, Criterion
from criteria.outcomes import LABELS, NO_DATA, Judgement, Outcome


def scoped_through(prefix: str):
    """A queryset class whose rows are scoped through a commune or standing at `prefix`."""
    paths = {
        "province": f"{prefix}__province_id",
        "district": f"{prefix}__district_id",
        "commune": f"{prefix}_id" if prefix == "commune" else f"{prefix}__commune_id",
    }

    class ScopedQuerySet(models.QuerySet):
        def visible_to(self, officer):
            """Rows inside the officer's scope; no scope, no rows."""
            return officer_rows(self, officer, paths)

    return ScopedQuerySet


def outcome_field(label: str) -> models.CharField:
    return models.CharField(label, max_length=1, choices=Outcome, blank=True)


def judged_by_field(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


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
    self_by = judged_by_field("người tự đánh giá")
    self_at = models.DateTimeField("tự đánh giá lúc", null=True, blank=True)
    verified_outcome = outcome_field("huyện thẩm tra")
    verified_by = judged_by_field("người thẩm tra")
    verified_at = models.DateTimeField("thẩm tra lúc", null=True, blank=True)
    appraised_outcome = outcome_field("tỉnh thẩm định")
    appraised_by = judged_by_field("người thẩm định")
    appraised_at = models.DateTimeField("thẩm định lúc", null=True, blank=True)
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


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Batches of the officer's province; below the province, the ones they applied themselves."""
        if getattr(officer, "scope_level", "") in ("district", "commune"):
            return self.filter(applied_by=officer) if officer.is_active else self.none()
        return officer_rows(self, officer, {"province": "round__province_id"})


class ImportBatch(models.Model):
    """One sheet applied to one round: the number under which it can be found and undone."""

    number = models.PositiveIntegerField("số lô", unique=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="batches", verbose_name="kỳ báo cáo")
    judgement = models.CharField("loại đánh giá", max_length=10, choices=Judgement)
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    blank_means = models.CharField("ô trống nghĩa là", max_length=8)
    valid_rows_only = models.BooleanField("chỉ áp dụng dòng hợp lệ", default=False)
    rows = models.PositiveIntegerField("số dòng xã", default=0)
    opened_round = models.BooleanField("mở kỳ mới", default=False)
    applied_by = judged_by_field("người áp dụng")
    applied_at = models.DateTimeField("áp dụng lúc")
    undone_by = judged_by_field("người hoàn tác")
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
        later = ResultChange.objects.filter(
            result=OuterRef("result"), judgement=OuterRef("judgement"), id__gt=OuterRef("id")
        )
        if self.undone_at is None:
            written = later.exclude(source=ChangeSource.UNDO)
            standing = written.filter(Q(batch=None) | Q(batch__undone_at=None) | Q(before_carried=True))
            return self.changes.filter(Exists(standing)).order_by("id")
        put_back = later.filter(source=ChangeSource.UNDO, at=self.undone_at)
        return self.changes.exclude(Exists(put_back)).order_by("id")


class ChangeSource(models.TextChoices):
    TYPED = "typed", "Nhập tay"
    SHEET = "sheet", "Biểu Excel"
    REVIEW = "review", "Thẩm tra, thẩm định"
    UNDO = "undo", "Hoàn tác lô nhập"
    DEMO = "demo", "Dữ liệu minh họa"


class ResultChange(models.Model):
    """One change of one judgement, never edited: who, when, from what to what, why, from where."""

    result = models.ForeignKey(
        CriterionResult, models.PROTECT, related_name="changes", verbose_name="kết quả tiêu chí"
    )
    judgement = models.CharField("loại đánh giá", max_length=10, choices=Judgement)
    before = outcome_field("kết quả cũ")
    before_at = models.DateTimeField("kết quả cũ ghi lúc", null=True, blank=True)
    before_by = judged_by_field("người ghi kết quả cũ")
    before_carried = models.BooleanField("kết quả cũ chuyển từ kỳ trước", default=False)
    after = outcome_field("kết quả mới")
    at = models.DateTimeField("lúc")
    by = judged_by_field("người sửa")
    reason = models.CharField("lý do", max_length=300, blank=True)
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
