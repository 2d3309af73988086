"""Yearly targets: which communes are registered for a level in a year, and which criteria they plan when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from communes.models import Commune, Province, done_by, officer_rows, step_taken
from criteria.models.rows import scoped_through
from criteria.models.sets import CriteriaSet, Criterion

QUARTERS = [(1, "Quý I"), (2, "Quý II"), (3, "Quý III"), (4, "Quý IV")]
FIRST_YEAR, LAST_YEAR = 2011, 2050
IN_FORCE = Q(approved_at__isnull=False, replaced_by__isnull=True, withdrawn_at__isnull=True)
WAITING = Q(approved_at__isnull=True, replaced_by__isnull=True, withdrawn_at__isnull=True)


class TargetSheetQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Sheets of the officer's province; below the province, the ones they applied themselves."""
        if getattr(officer, "scope_level", "") in ("district", "commune"):
            return self.filter(applied_by=officer) if officer.is_active else self.none()
        return officer_rows(self, officer, {"province": "province_id"})


class TargetSheet(models.Model):
    """A sheet of targets that was applied: the number under which it is found and undone."""

    number = models.PositiveIntegerField("số biểu", unique=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="target_sheets", verbose_name="tỉnh, thành phố"
    )
    year = models.PositiveSmallIntegerField("năm")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    applied_by = done_by("người áp dụng", blank=False, indexed=True)
    applied_at = models.DateTimeField("áp dụng lúc")
    undone_by = done_by("người hoàn tác", indexed=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    objects = TargetSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu kế hoạch năm đã nhập"
        verbose_name_plural = "biểu kế hoạch năm đã nhập"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="target_sheet_undone_who_and_when",
                violation_error_message="Thời điểm hoàn tác và người hoàn tác phải đi cùng nhau.",
            )
        ]

    def __str__(self):
        return f"Biểu số {self.number}"


class TargetQuerySet(scoped_through("commune")):
    def in_force(self):
        """The approved versions nothing has replaced: what everybody may read, one for a commune and year."""
        return self.filter(IN_FORCE)

    def waiting(self):
        """Proposals nobody has approved yet."""
        return self.filter(WAITING)

    def of_year(self, province: Province, criteria_set: CriteriaSet, year: int):
        return self.filter(commune__province=province, criteria_set=criteria_set, year=year)


class Target(models.Model):
    """One version of a commune's plan for a year; a change is a new version, what was said before stays.

    `registered` says the commune is to reach the level of the set (its tier) in that year; without it
    the plan only names criteria. `replaced_by` is the version that took its place; `carried_from` the
    target of an earlier year that was missed and goes on in this one.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="targets", verbose_name="xã")
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="targets", verbose_name="bộ tiêu chí"
    )
    year = models.PositiveSmallIntegerField("năm")
    version = models.PositiveSmallIntegerField("lần lập", default=1)
    registered = models.BooleanField("đăng ký đạt chuẩn trong năm", default=False)
    document = models.CharField("văn bản giao hoặc đăng ký", max_length=200, blank=True)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="điều chỉnh kế hoạch"
    )
    reason = models.CharField("lý do điều chỉnh", max_length=300, blank=True)
    carried_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name="chuyển tiếp từ kế hoạch",
    )
    carry_reason = models.CharField("lý do chưa hoàn thành năm trước", max_length=300, blank=True)
    proposed_by = done_by("người lập", blank=False, indexed=True)
    proposed_at = models.DateTimeField("lập lúc", default=timezone.now)
    approved_by = done_by("người duyệt", indexed=True)
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="thay bằng"
    )
    withdrawn_by = done_by("người rút", indexed=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdrawal_reason = models.CharField("lý do rút", max_length=300, blank=True)
    sheet = models.ForeignKey(
        TargetSheet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="nhập từ biểu",
    )
    illustrative = models.BooleanField("minh họa", default=False)

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử chỉ tiêu kế hoạch năm", verbose_name_plural="lịch sử chỉ tiêu kế hoạch năm"
    )

    class Meta:
        verbose_name = "chỉ tiêu kế hoạch năm"
        verbose_name_plural = "chỉ tiêu kế hoạch năm"
        ordering = ["-year", "commune", "-version"]
        permissions = [("approve_target", "Duyệt kế hoạch năm của các xã")]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "criteria_set", "year", "version"],
                name="target_version_once",
                violation_error_message="Kế hoạch năm này của xã đã có lần lập ấy.",
            ),
            models.UniqueConstraint(
                fields=["commune", "criteria_set", "year"],
                condition=IN_FORCE,
                name="target_one_in_force",
                violation_error_message="Xã đã có kế hoạch năm này được duyệt; lập bản điều chỉnh.",
            ),
            models.UniqueConstraint(
                fields=["commune", "criteria_set", "year"],
                condition=WAITING,
                name="target_one_waiting",
                violation_error_message="Xã đã có bản kế hoạch năm này đang chờ duyệt.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="target_year_in_reach",
                violation_error_message=f"Năm kế hoạch từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
            step_taken("target", "approved", "Thời điểm duyệt và người duyệt phải đi cùng nhau."),
            step_taken("target", "withdrawn", "Thời điểm rút và người rút phải đi cùng nhau."),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | ~Q(document=""),
                name="target_approved_by_document",
                violation_error_message="Ghi văn bản giao kế hoạch trước khi duyệt.",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(approved_at__gte=F("proposed_at")),
                name="target_approved_after_proposed",
                violation_error_message="Thời điểm duyệt không được trước thời điểm lập.",
            ),
            models.CheckConstraint(
                condition=Q(revises__isnull=True, reason="") | (Q(revises__isnull=False) & ~Q(reason="")),
                name="target_revision_with_reason",
                violation_error_message="Điều chỉnh kế hoạch đã duyệt phải ghi lý do; lập lần đầu thì không.",
            ),
            models.CheckConstraint(
                condition=Q(carried_from__isnull=True, carry_reason="")
                | (Q(carried_from__isnull=False) & ~Q(carry_reason="")),
                name="target_carried_with_reason",
                violation_error_message="Chuyển tiếp kế hoạch năm trước phải ghi lý do chưa hoàn thành.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="target_withdrawn_with_reason",
                violation_error_message="Rút kế hoạch phải ghi lý do.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} – kế hoạch năm {self.year}, lần {self.version}"

    @property
    def state(self) -> str:
        """Where this version stands, in words."""
        if self.withdrawn_at:
            return "đã rút"
        if self.replaced_by_id:
            return "đã thay bằng bản sau"
        return "đã duyệt" if self.approved_at else "chờ duyệt"

    @property
    def quarters(self) -> dict[int, int]:
        """Criterion id → the quarter it is planned for; ask for it with `planned` prefetched."""
        return {row.criterion_id: row.quarter for row in self.planned.all()}


class TargetCriterion(models.Model):
    """One criterion a commune plans to meet by the end of a quarter; written with its target, never after."""

    target = models.ForeignKey(
        Target, models.PROTECT, related_name="planned", verbose_name="chỉ tiêu kế hoạch năm"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    quarter = models.PositiveSmallIntegerField("đạt trong quý", choices=QUARTERS)

    objects = scoped_through("target__commune").as_manager()

    class Meta:
        verbose_name = "tiêu chí kế hoạch"
        verbose_name_plural = "tiêu chí kế hoạch"
        ordering = ["target", "criterion__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "criterion"],
                name="target_criterion_once",
                violation_error_message="Tiêu chí này đã có trong kế hoạch của xã.",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4),
                name="target_criterion_quarter",
                violation_error_message="Chọn quý từ I đến IV.",
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.get_quarter_display()}"
