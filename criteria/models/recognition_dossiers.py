"""The dossier by which a commune asks to be recognised, and what was done at each of its steps."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from communes.models import Commune, done_by
from criteria.models.recognition_rules import RecognitionStep
from criteria.models.recognitions import Recognition
from criteria.models.rounds import Round
from criteria.models.rows import scoped_through
from criteria.models.sets import CriteriaSet
from criteria.stages import Steps


class DossierState(models.TextChoices):
    OPEN = "open", "Đang lập, xét"
    RETURNED = "returned", "Bị trả lại"
    WITHDRAWN = "withdrawn", "Đã rút"
    DECIDED = "decided", "Đã có quyết định"


UNDER_WAY = (DossierState.OPEN, DossierState.RETURNED)


class RecognitionDossier(models.Model):
    """A commune asks to be recognised by a set for a year, on what the round says of it.

    Written by `criteria.actions.recognition` only. It is never deleted: a dossier opened by mistake is
    withdrawn, and says why. `satisfied` of `asked` households answered that they are content.
    """

    commune = models.ForeignKey(
        Commune, models.PROTECT, related_name="recognition_dossiers", verbose_name="xã"
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="+", verbose_name="bộ tiêu chí"
    )
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", verbose_name="kỳ báo cáo làm căn cứ")
    year = models.PositiveSmallIntegerField("năm đề nghị công nhận")
    procedure = models.CharField("trình tự", max_length=5, choices=Steps)
    opened_on = models.DateField("lập từ ngày")
    opened_by = done_by("người lập")
    state = models.CharField("trạng thái", max_length=9, choices=DossierState, default=DossierState.OPEN)
    reason = models.CharField("lý do", max_length=500, blank=True)
    satisfied = models.PositiveIntegerField("số hộ hài lòng", null=True, blank=True)
    asked = models.PositiveIntegerField("số hộ được hỏi", null=True, blank=True)
    asked_on = models.DateField("lấy ý kiến ngày", null=True, blank=True)
    is_secure = models.BooleanField("bảo đảm an ninh, trật tự", null=True, blank=True)
    security_document = models.CharField("văn bản về an ninh, trật tự", max_length=160, blank=True)
    recognition = models.OneToOneField(
        Recognition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dossier",
        verbose_name="quyết định công nhận",
    )
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = scoped_through("commune").as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử hồ sơ công nhận", verbose_name_plural="lịch sử hồ sơ công nhận"
    )

    class Meta:
        verbose_name = "hồ sơ xét công nhận"
        verbose_name_plural = "hồ sơ xét công nhận"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "criteria_set"],
                condition=Q(state__in=UNDER_WAY),
                name="dossier_one_under_way",
                violation_error_message="Xã đang có hồ sơ xét công nhận theo bộ tiêu chí này.",
            ),
            models.CheckConstraint(
                condition=Q(state=DossierState.DECIDED, recognition__isnull=False)
                | (~Q(state=DossierState.DECIDED) & Q(recognition__isnull=True)),
                name="dossier_decided_with_decision",
                violation_error_message="Hồ sơ kết thúc bằng quyết định công nhận, và chỉ khi có quyết định.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DossierState.RETURNED, DossierState.WITHDRAWN]) | ~Q(reason=""),
                name="dossier_sent_back_with_reason",
                violation_error_message="Trả lại hoặc rút hồ sơ phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(satisfied=None, asked=None, asked_on=None)
                | Q(
                    satisfied__isnull=False,
                    asked__isnull=False,
                    asked_on__isnull=False,
                    asked__gt=0,
                    satisfied__lte=F("asked"),
                ),
                name="dossier_satisfaction_of_those_asked",
                violation_error_message=(
                    "Ghi đủ số hộ được hỏi (lớn hơn 0), số hộ hài lòng (không quá số được hỏi) và ngày hỏi."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_secure__isnull=True, security_document="")
                | (Q(is_secure__isnull=False) & ~Q(security_document="")),
                name="dossier_security_with_document",
                violation_error_message="Ghi cả kết luận về an ninh, trật tự và văn bản xác nhận.",
            ),
        ]

    def __str__(self):
        return f"{self.commune}, {self.criteria_set}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("recognition-dossier", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


class StepRecord(models.Model):
    """What was done at one step. Never changed: a correction is a new record that replaces this one.

    `agreed` of `present` of `members` are the votes; `confirmed` is why an officer recorded it against a
    rule nobody verified.
    """

    dossier = models.ForeignKey(
        RecognitionDossier, models.PROTECT, related_name="records", verbose_name="hồ sơ xét công nhận"
    )
    step = models.ForeignKey(RecognitionStep, models.PROTECT, related_name="records", verbose_name="bước")
    done_on = models.DateField("ngày thực hiện")
    document = models.CharField("số, ký hiệu văn bản", max_length=160, blank=True)
    file = models.FileField("tệp văn bản", upload_to="recognitions/%Y/", blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    members = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True)
    present = models.PositiveSmallIntegerField("số người dự họp", null=True, blank=True)
    agreed = models.PositiveSmallIntegerField("số người nhất trí", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    confirmed = models.CharField("lý do xác nhận", max_length=500, blank=True)
    recorded_by = done_by("người ghi")
    recorded_at = models.DateTimeField("ghi lúc")
    replaced_at = models.DateTimeField("thay bằng lần ghi khác lúc", null=True, blank=True)

    objects = scoped_through("dossier__commune").as_manager()

    class Meta:
        verbose_name = "kết quả bước xét công nhận"
        verbose_name_plural = "kết quả bước xét công nhận"
        ordering = ["dossier", "step", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "step"],
                condition=Q(replaced_at__isnull=True),
                name="step_recorded_once",
                violation_error_message="Bước này đã được ghi; ghi lại để thay lần trước.",
            ),
            models.CheckConstraint(
                condition=Q(members=None, present=None, agreed=None)
                | Q(
                    members__isnull=False,
                    present__isnull=False,
                    agreed__isnull=False,
                    members__gt=0,
                    present__lte=F("members"),
                    agreed__lte=F("present"),
                ),
                name="step_votes_in_order",
                violation_error_message=(
                    "Số người nhất trí không quá số dự họp, số dự họp không quá tổng số thành viên."
                ),
            ),
            models.CheckConstraint(
                condition=Q(file="", file_name="") | (~Q(file="") & ~Q(file_name="")),
                name="step_file_with_name",
                violation_error_message="Tệp văn bản và tên tệp phải đi cùng nhau.",
            ),
        ]

    def __str__(self):
        return f"{self.dossier}: {self.step}"
