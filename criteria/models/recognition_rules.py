"""The law of recognising a commune: the steps its dossier takes and the conditions it must meet.

Loaded from `criteria/definitions/recognition/`. A text read in a published source blocks; one written from
memory only warns, until a person compares it with the decision.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.periods import Dated, DatedQuerySet, period_in_order
from criteria.models.sourced import Source, Sourced, verified_together
from criteria.stages import Steps

# Both a validator and a constraint format their message.
PERCENT = "Ghi tỷ lệ từ 0 đến 100 %%."


def percent_field(label: str) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(Decimal(100), PERCENT)],
    )


def percents_in_range(name: str, *fields: str) -> models.CheckConstraint:
    """A constraint: the percentages are empty or lie from 0 to 100."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 100})
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=PERCENT)


class Rule(Dated, Sourced):
    """One rule of recognition with its source."""

    class Meta:
        abstract = True

    @property
    def blocks(self) -> bool:
        """Whether what it asks for stops a dossier by itself; a rule from memory only warns."""
        return self.is_verified or self.source == Source.SEEN

    @property
    def mark(self) -> str:
        """What must be said beside the rule; "" once a person compared it with the decision."""
        if self.is_verified:
            return ""
        return "đọc trong nguồn đã công bố" if self.source == Source.SEEN else "chưa kiểm chứng"


class Actor(models.TextChoices):
    COMMUNE = "commune", "Xã"
    DISTRICT = "district", "Huyện"
    PROVINCE = "province", "Tỉnh"


class RecognitionStep(Rule):
    """One step of a dossier: who does what, within how many days, with which document and vote.

    A step `after_decision` publishes what was decided; it is recorded on a dossier that has its decision.
    """

    procedure = models.CharField("trình tự", max_length=5, choices=Steps)
    code = models.SlugField("mã bước", max_length=30)
    position = models.PositiveSmallIntegerField("thứ tự")
    actor = models.CharField("cấp thực hiện", max_length=8, choices=Actor)
    who = models.CharField("đơn vị thực hiện", max_length=160)
    name = models.CharField("việc phải làm", max_length=300)
    days = models.PositiveSmallIntegerField(
        "thời hạn (ngày)", null=True, blank=True, help_text="Để trống khi chưa biết."
    )
    document = models.CharField("văn bản phải có", max_length=300, blank=True)
    has_vote = models.BooleanField("có bỏ phiếu", default=False)
    after_decision = models.BooleanField(
        "làm sau quyết định",
        default=False,
        help_text="Bước công bố: hồ sơ có quyết định rồi mới ghi; thiếu thì không chặn quyết định.",
    )
    attendance_percent = percent_field("tỷ lệ dự họp tối thiểu (%)")
    agreement_percent = percent_field("tỷ lệ nhất trí tối thiểu (%)")

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử bước xét công nhận", verbose_name_plural="lịch sử bước xét công nhận"
    )

    class Meta:
        verbose_name = "bước xét công nhận"
        verbose_name_plural = "bước xét công nhận"
        ordering = ["procedure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "code", "valid_from"],
                name="recognition_step_once_per_start",
                violation_error_message="Trình tự này đã có bước mang mã ấy từ cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(has_vote=True) | Q(attendance_percent=None, agreement_percent=None),
                name="recognition_step_percents_with_vote",
                violation_error_message="Tỷ lệ dự họp và nhất trí chỉ ghi cho bước có bỏ phiếu.",
            ),
            percents_in_range("recognition_step_percents", "attendance_percent", "agreement_percent"),
            period_in_order("recognition_step_period_in_order"),
            verified_together("recognition_step_verified_together"),
        ]

    def __str__(self):
        return f"{self.position}. {self.name[:80]}"


class ConditionKind(models.TextChoices):
    CRITERIA = "criteria", "Đạt đủ tiêu chí"
    ARREARS = "arrears", "Không nợ đọng xây dựng cơ bản"
    SATISFACTION = "satisfaction", "Tỷ lệ hài lòng của người dân"
    SECURITY = "security", "An ninh, trật tự"
    LOWER_TIER = "lower-tier", "Đã được công nhận ở mức trước"


class RecognitionCondition(Rule):
    """One condition of recognition; `percent` is the least the satisfaction must reach, where it is known.

    LOWER_TIER is asked of nâng cao and kiểu mẫu only.
    """

    kind = models.CharField("điều kiện", max_length=12, choices=ConditionKind)
    position = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("nội dung", max_length=300)
    percent = percent_field("tỷ lệ tối thiểu (%)")

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử điều kiện công nhận", verbose_name_plural="lịch sử điều kiện công nhận"
    )

    class Meta:
        verbose_name = "điều kiện công nhận"
        verbose_name_plural = "điều kiện công nhận"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="recognition_condition_once_per_start",
                violation_error_message="Đã có điều kiện ấy từ cùng ngày.",
            ),
            percents_in_range("recognition_condition_percent", "percent"),
            period_in_order("recognition_condition_period_in_order"),
            verified_together("recognition_condition_verified_together"),
        ]

    def __str__(self):
        return self.get_kind_display()
