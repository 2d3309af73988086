"""When and how far: reporting rounds and one standing per commune and round."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Commune, District, Province, done_by, officer_rows, step_taken
from criteria.models.sets import CriteriaSet, Level
from criteria.stages import Stage, Steps, steps_of

ANOTHER_PROVINCES = "Bộ tiêu chí này của tỉnh khác ban hành; chọn bộ chung hoặc bộ của chính tỉnh báo cáo."


NOT_OF_COMMUNES = "Kỳ báo cáo lập theo xã; bộ của thôn, huyện hoặc tỉnh chưa lập kỳ trên cổng được."


class RoundQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Rounds of the provinces in which the officer has a scope."""
        paths = {
            "province": "province_id",
            "district": "province__districts",
            "commune": "province__communes",
        }
        return officer_rows(self, officer, paths)

    def readable(self, *, province):
        """The province's rounds, newest first, with their sets; withdrawn ones left out."""
        return (
            self.filter(province=province, withdrawn_at__isnull=True)
            .select_related("criteria_set")
            .order_by("-data_on", "-criteria_set__valid_from", "-id")
        )


class Round(models.Model):
    """A reporting round of a province: figures of one criteria set up to one day."""

    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="rounds", verbose_name="bộ tiêu chí"
    )
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="rounds", verbose_name="tỉnh, thành phố"
    )
    name = models.CharField("tên kỳ", max_length=80, help_text="Ví dụ: 9 tháng 2023.")
    data_on = models.DateField("số liệu đến ngày")
    opens_on = models.DateField("mở từ ngày", null=True, blank=True)
    due_on = models.DateField("hạn báo cáo", null=True, blank=True)
    steps = models.CharField("các bước", max_length=5, choices=Steps, default=Steps.THREE)
    closed_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        "hủy lúc", null=True, blank=True, help_text="Kỳ mở nhầm được hủy, không xóa."
    )
    illustrative = models.BooleanField(
        "số liệu minh họa",
        default=False,
        help_text="Trang nào hiện số liệu của kỳ này cũng ghi rõ là minh họa.",
    )
    illustrative_note = models.CharField("ghi chú minh họa", max_length=300, blank=True)
    carries_illustrative = models.BooleanField(
        "có kết quả minh họa chuyển từ kỳ trước", default=False, editable=False
    )

    objects = RoundQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử kỳ", verbose_name_plural="lịch sử kỳ")

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-data_on"]
        permissions = [("close_round", "Khóa, mở lại kỳ báo cáo")]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "province", "data_on"],
                name="round_once_per_day",
                violation_error_message="Tỉnh này đã có kỳ của bộ tiêu chí ấy với cùng ngày số liệu.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(opens_on__isnull=True) | Q(due_on__gte=F("opens_on")),
                name="round_due_after_opening",
                violation_error_message="Hạn báo cáo phải bằng hoặc sau ngày mở kỳ.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.criteria_set.short_name})"

    def clean(self):
        """Refuse a set that another province issued for itself, and one that does not judge communes."""
        super().clean()
        if self.criteria_set_id and self.criteria_set.level != Level.COMMUNE:
            raise ValidationError({"criteria_set": NOT_OF_COMMUNES})
        owner = self.criteria_set.issued_by_id if self.criteria_set_id else None
        if owner is not None and owner != self.province_id:
            raise ValidationError({"criteria_set": ANOTHER_PROVINCES})

    @property
    def key(self) -> str:
        """The round's name in URLs (`ky`): its day of data."""
        return self.data_on.isoformat()


class StandingQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Standings inside the officer's scope, with everything in them; no scope, no rows."""
        return officer_rows(
            self, officer, {"province": "province_id", "district": "district_id", "commune": "commune_id"}
        )


class Standing(models.Model):
    """Where a commune stands in a round: one letter per criterion. The only thing dashboards read.

    Written only together with the results it packs (`criteria.actions`); `manage.py check_standings`
    recomputes every row. Place columns repeat the commune's own so that no page joins them. The stage
    follows from who sent or returned the dossier and from the judgements given (`criteria.stages`).
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="standings", verbose_name="kỳ báo cáo")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="standings", verbose_name="xã")
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name="tỉnh")
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="huyện"
    )
    outcomes = models.CharField("kết quả hiện hành", max_length=80)
    confirmed_outcomes = models.CharField("kết quả đã xác nhận", max_length=80)
    met = models.PositiveSmallIntegerField("số tiêu chí đạt", default=0)
    confirmed_met = models.PositiveSmallIntegerField("số tiêu chí đạt đã xác nhận", default=0)
    applicable = models.PositiveSmallIntegerField("số tiêu chí áp dụng", default=0)
    updated_at = models.DateTimeField("cập nhật trong kỳ lúc", null=True, blank=True)
    stage = models.CharField("bước", max_length=9, choices=Stage, default=Stage.DRAFT)
    entered = models.PositiveSmallIntegerField("số chỉ tiêu đã nhập", default=0)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    submitted_by = done_by("người gửi", indexed=True)
    opened_at = models.DateTimeField("tiếp nhận lúc", null=True, blank=True)
    opened_by = done_by("người tiếp nhận", indexed=True)
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True)
    returned_by = done_by("người trả lại", indexed=True)
    return_due_on = models.DateField("hạn bổ sung", null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả của xã trong kỳ"
        verbose_name_plural = "kết quả của xã trong kỳ"
        ordering = ["round", "commune"]
        permissions = [
            ("submit_standing", "Gửi kết quả tự đánh giá"),
            ("verify_standing", "Thẩm tra kết quả của xã"),
            ("appraise_standing", "Thẩm định kết quả của xã"),
        ]
        constraints = [
            step_taken("standing", "submitted", "Thời điểm gửi và người gửi phải đi cùng nhau."),
            step_taken("standing", "opened", "Thời điểm tiếp nhận và người tiếp nhận phải đi cùng nhau."),
            step_taken("standing", "returned", "Thời điểm trả lại và người trả lại phải đi cùng nhau."),
            models.UniqueConstraint(
                fields=["round", "commune"],
                name="standing_once_per_round",
                violation_error_message="Xã này đã có kết quả trong kỳ.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} – {self.round}"

    @property
    def steps(self) -> str:
        """The steps this dossier goes through: without a district there is none to verify."""
        return steps_of(self.round.steps, has_district=self.district_id is not None)

    @property
    def is_under_review(self) -> bool:
        """Whether the dossier is with the reviewers, locked for whoever sent it."""
        return self.submitted_at is not None and self.returned_at is None

    @property
    def why_locked(self) -> str:
        """Why its figures may not be entered and what to do, as said of the commune; "" when they may.

        A province's sheet may appraise a dossier nobody sent: its figures are settled all the same.
        """
        if self.stage == Stage.APPRAISED:
            return (
                "đã được thẩm định nên số liệu bị khóa; muốn sửa, đề nghị đơn vị thẩm định hoàn tác lô nhập "
                "hoặc bỏ kết quả thẩm định của tiêu chí cần sửa"
            )
        if self.is_under_review:
            return "đã gửi kết quả, đang được xem xét nên số liệu bị khóa; rút lại hoặc đợi trả lại rồi sửa"
        return ""
