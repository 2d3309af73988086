"""What a commune says of its own villages by a set for villages. Nothing of it is counted for the commune."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from communes.models import Officer, Village
from criteria.models.rows import scoped_through
from criteria.models.sets import CriteriaSet, Level
from criteria.outcomes import LABELS

letters_only = RegexValidator(
    rf"^[{''.join(LABELS)}]+$", "Mỗi tiêu chí ghi một chữ M, B, N, A hoặc dấu chấm."
)


class VillageStanding(models.Model):
    """One village on one day by one set: a letter for each criterion, in the order of their numbers."""

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="standings", verbose_name="thôn, làng, tổ dân phố"
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="village_standings", verbose_name="bộ tiêu chí"
    )
    data_on = models.DateField("số liệu đến ngày")
    outcomes = models.CharField("kết quả các tiêu chí", max_length=99, blank=True, validators=[letters_only])
    note = models.CharField("ghi chú", max_length=300, blank=True)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi",
        help_text="Để trống khi hệ thống ghi.",
    )  # fmt: skip
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = scoped_through("village__commune").as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử kết quả của thôn", verbose_name_plural="lịch sử kết quả của thôn"
    )

    class Meta:
        verbose_name = "kết quả của thôn"
        verbose_name_plural = "kết quả của thôn"
        ordering = ["village", "-data_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "criteria_set", "data_on"],
                name="village_standing_once_per_day",
                violation_error_message="Thôn này đã có kết quả theo bộ tiêu chí ấy với cùng ngày số liệu.",
            ),
            models.CheckConstraint(
                condition=~Q(outcomes=""),
                name="village_standing_says_something",
                violation_error_message="Ghi kết quả của từng tiêu chí.",
            ),
        ]

    def __str__(self):
        return f"{self.village} – {self.data_on:%d/%m/%Y}"

    def clean(self):
        """Refuse a day to come, and a set that does not judge villages."""
        faults = {}
        if self.data_on and self.data_on > timezone.localdate():
            faults["data_on"] = "Ngày số liệu không được sau hôm nay."
        if self.criteria_set_id and self.criteria_set.level != Level.VILLAGE:
            faults["criteria_set"] = "Chọn bộ tiêu chí của cấp thôn (làng)."
        if faults:
            raise ValidationError(faults)
