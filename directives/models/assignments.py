"""Who has to do it, by when, and what they said of it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from communes.models import Commune, done_by, who_and_when
from criteria.models import Criterion, LeadRole
from directives.models.directives import Task
from directives.models.units import UNITS, UnitRow, UnitRowsQuerySet, one_unit


class AssignmentQuerySet(UnitRowsQuerySet):
    def standing(self):
        """Assignments that were not revoked."""
        return self.filter(revoked_at__isnull=True)

    def with_names(self):
        """With everything a list or a page names of them."""
        return self.select_related(
            "task__directive__province",
            "unit_agency",
            "unit_district",
            "unit_commune__district",
            "commune__district",
            "criterion__criteria_set",
        )


class Assignment(UnitRow):
    """A task given to one unit: who, what, by when, with which result. Its status is computed from dates.

    `commune` is the commune it is about, `criterion` the criterion it must bring about there. With both,
    and `closes_when_met`, it is done when that cell is appraised đạt and undone when the cell lapses;
    else it is done on `done_on`, the day of the report the issuer accepted. `due_on` is the first deadline
    for ever; an extension is `extended_to`.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments", verbose_name="nhiệm vụ")
    role = models.CharField("vai trò", max_length=7, choices=LeadRole, default=LeadRole.LEAD)
    criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="tiêu chí phải đạt",
    )
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments_about",
        verbose_name="xã phải đạt",
    )
    expected_result = models.CharField("kết quả phải có", max_length=300, blank=True)
    due_on = models.DateField("hạn ban đầu")
    extended_to = models.DateField("gia hạn đến", null=True, blank=True, editable=False)
    closes_when_met = models.BooleanField(
        "xong khi tiêu chí được thẩm định đạt",
        default=False,
        help_text="Chỉ chọn khi đã ghi tiêu chí và xã.",
    )
    done_on = models.DateField("hoàn thành ngày", null=True, blank=True, editable=False)
    given_at = models.DateTimeField("giao lúc")
    given_by = done_by("người giao")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True, editable=False)
    revoked_by = done_by("người thu hồi")
    revoked_reason = models.CharField("lý do thu hồi", max_length=300, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử phân công", verbose_name_plural="lịch sử phân công")

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["due_on", "id"]
        permissions = [
            ("direct_assignment", "Giao việc, duyệt báo cáo và gia hạn"),
            ("report_assignment", "Báo cáo việc được giao, xin gia hạn"),
        ]
        constraints = [
            one_unit("assignment_one_unit"),
            models.CheckConstraint(
                condition=Q(closes_when_met=False)
                | Q(criterion__isnull=False, commune__isnull=False, done_on__isnull=True),
                name="assignment_closes_by_its_cell",
                violation_error_message=(
                    "Việc tự xong khi tiêu chí đạt phải ghi cả tiêu chí lẫn xã, và không xong bằng báo cáo."
                ),
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | Q(extended_to__gt=F("due_on")),
                name="assignment_extension_is_later",
                violation_error_message="Hạn mới phải sau hạn ban đầu.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="assignment_revoked_with_reason",
                violation_error_message="Thu hồi việc đã giao phải ghi lý do.",
            ),
            # SQLite knows no NULLS NOT DISTINCT; no row has the key 0.
            models.UniqueConstraint(
                F("task"),
                *(Coalesce(name, 0) for name in (*UNITS, "criterion", "commune")),
                condition=Q(revoked_at__isnull=True),
                name="assignment_once_per_unit",
                violation_error_message="Đơn vị này đã được giao việc ấy trong cùng nhiệm vụ.",
            ),
        ]
        indexes = [models.Index(fields=["commune", "criterion"], name="assignment_of_cell")]

    def __str__(self):
        return f"{self.task.name}: {self.unit_name}"

    @property
    def deadline(self):
        """The deadline that holds: the extended one, else the first."""
        return self.extended_to or self.due_on

    @property
    def result(self) -> str:
        """What must come out: the assignment's own, the cell to be met, or the task's."""
        if self.expected_result:
            return self.expected_result
        if self.closes_when_met:
            return f"{self.commune.full_name} được thẩm định đạt tiêu chí {self.criterion.number}"
        return self.task.expected_result


class OfAssignmentQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Rows of the assignments the officer sees."""
        return self.filter(assignment__in=Assignment.objects.visible_to(officer))


class Extension(models.Model):
    """A unit's request for more time, granted at most once, with its reason; the first deadline stays."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="extensions", verbose_name="phân công"
    )
    until = models.DateField("xin gia hạn đến")
    reason = models.CharField("lý do xin gia hạn", max_length=500)
    asked_at = models.DateTimeField("xin lúc")
    asked_by = done_by("người xin")
    granted = models.BooleanField("đồng ý", null=True, blank=True)
    answer = models.CharField("ý kiến trả lời", max_length=500, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = done_by("người trả lời")

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(granted=True),
                name="extension_granted_once",
                violation_error_message="Việc này đã được gia hạn một lần, không gia hạn thêm.",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(granted__isnull=True),
                name="extension_asked_once",
                violation_error_message="Đang có đề nghị gia hạn chờ trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, answered_at__isnull=True)
                | Q(granted__isnull=False, answered_at__isnull=False),
                name="extension_answered_when",
                violation_error_message="Ý kiến trả lời và thời điểm trả lời phải đi cùng nhau.",
            ),
        ]

    def __str__(self):
        return f"{self.assignment}: xin đến {self.until:%d/%m/%Y}"


class ProgressReport(models.Model):
    """What a unit says of its assignment; one that says it is done waits for the issuer's answer."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reports", verbose_name="phân công"
    )
    text = models.TextField("nội dung báo cáo")
    percent = models.PositiveSmallIntegerField("tiến độ (%)")
    says_done = models.BooleanField("báo cáo đã hoàn thành", default=False)
    file = models.FileField("tệp kèm theo", upload_to="reports/%Y/%m/", blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    file_type = models.CharField("loại tệp", max_length=100, blank=True)
    file_sha256 = models.CharField("dấu vân tay tệp", max_length=64, blank=True)
    at = models.DateTimeField("báo cáo lúc")
    by = done_by("người báo cáo")
    accepted_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    accepted_by = done_by("người xác nhận")
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True)
    returned_by = done_by("người trả lại")
    answer = models.CharField("ý kiến của đơn vị giao", max_length=500, blank=True)

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="report_percent_at_most_100",
                violation_error_message="Tiến độ từ 0 đến 100 %%.",
            ),
            models.CheckConstraint(
                condition=Q(says_done=False) | Q(percent=100),
                name="report_done_is_100",
                violation_error_message="Báo cáo đã hoàn thành thì tiến độ là 100 %%.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(returned_at__isnull=True),
                name="report_accepted_or_returned",
                violation_error_message="Báo cáo hoặc được xác nhận, hoặc bị trả lại.",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(answer=""),
                name="report_returned_with_reason",
                violation_error_message="Trả lại báo cáo phải ghi lý do.",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(says_done=True, accepted_at__isnull=True, returned_at__isnull=True),
                name="report_done_waits_once",
                violation_error_message="Đang có báo cáo hoàn thành chờ xác nhận.",
            ),
            who_and_when(
                "report_accepted_who_and_when",
                "accepted_at",
                "accepted_by",
                "Thời điểm xác nhận và người xác nhận phải đi cùng nhau.",
            ),
            who_and_when(
                "report_returned_who_and_when",
                "returned_at",
                "returned_by",
                "Thời điểm trả lại và người trả lại phải đi cùng nhau.",
            ),
        ]

    def __str__(self):
        return f"{self.assignment}: {self.percent} %"

    @property
    def is_waiting(self) -> bool:
        """Whether it says done and nobody answered yet."""
        return self.says_done and self.accepted_at is None and self.returned_at is None
