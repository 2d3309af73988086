"""The law: criteria sets, criteria, indicators and thresholds, loaded from `criteria/definitions/`."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.models import Province
from communes.periods import Dated, period_in_order
from criteria.models.sourced import LawQuerySet, SourcedByTwo, verified_by_another, verified_together


class Level(models.TextChoices):
    COMMUNE = "commune", "Xã"
    VILLAGE = "village", "Thôn (làng)"
    DISTRICT = "district", "Huyện"
    PROVINCE = "province", "Tỉnh"


class Tier(models.TextChoices):
    STANDARD = "standard", "Nông thôn mới"
    ADVANCED = "advanced", "Nông thôn mới nâng cao"
    MODEL = "model", "Nông thôn mới kiểu mẫu"

    @property
    def before(self) -> "Tier | None":
        """The tier a commune passes through before this one; None for the first."""
        tiers = list(Tier)
        at = tiers.index(self)
        return tiers[at - 1] if at else None


class ThresholdAxis(models.TextChoices):
    NONE = "", "Một mức chung"
    REGION = "region", "Theo bảy vùng"
    GROUP = "group", "Theo ba nhóm xã"


class CriteriaSet(Dated, SourcedByTwo):
    """A criteria set belongs to a decision and a period; several are in force at once."""

    code = models.SlugField("mã bộ tiêu chí", max_length=60, unique=True)
    name = models.CharField("tên đầy đủ", max_length=200)
    short_name = models.CharField("tên gọn", max_length=60)
    level = models.CharField("cấp", max_length=10, choices=Level, default=Level.COMMUNE)
    tier = models.CharField("mức", max_length=10, choices=Tier, default=Tier.STANDARD)
    phase = models.CharField("giai đoạn", max_length=9)
    decision = models.CharField("quyết định", max_length=120)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    threshold_axis = models.CharField(
        "mức đạt chuẩn quy định", max_length=8, choices=ThresholdAxis, blank=True, default=ThresholdAxis.NONE
    )
    hardship_profile = models.CharField(
        "vùng áp dụng cho xã ĐBKK, ATK thuộc huyện nghèo",
        max_length=12,
        blank=True,
        help_text="Ví dụ: TDMNPB. Để trống khi quyết định không có quy định riêng.",
    )
    bands = models.JSONField(
        "khoảng phân nhóm", default=list, help_text="Danh sách cặp [từ, đến] số tiêu chí đạt, cao trước."
    )
    issued_by = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tỉnh ban hành"
    )
    indicators_expected = models.PositiveSmallIntegerField(
        "số chỉ tiêu của quyết định",
        null=True,
        blank=True,
        help_text="Để cổng nói đã nạp được bao nhiêu; để trống khi chưa biết.",
    )

    objects = LawQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử bộ tiêu chí", verbose_name_plural="lịch sử bộ tiêu chí")

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["-valid_from", "code"]
        constraints = [
            period_in_order("criteria_set_period_in_order"),
            verified_together("criteria_set_verified_together"),
            verified_by_another("criteria_set_verified_by_another"),
        ]

    def __str__(self):
        return self.short_name

    @property
    def set_by(self) -> Province | None:
        """The province whose set it is; None for the nation's."""
        return self.issued_by

    @property
    def is_used(self) -> bool:
        """Whether results are packed in the order of its criteria: then none is added or renumbered."""
        return self.rounds.exists() or self.village_standings.exists()

    def clean(self):
        """Refuse another province while one reports by it, and another level once villages did."""
        super().clean()
        if self.level != Level.VILLAGE and self.pk and self.village_standings.exists():
            raise ValidationError({"level": "Đã có kết quả của thôn theo bộ này nên không đổi cấp."})
        if self.pk and self.issued_by_id and self.rounds.exclude(province=self.issued_by_id).exists():
            raise ValidationError(
                {"issued_by": "Tỉnh khác đã có kỳ báo cáo theo bộ này nên không ghi là của riêng một tỉnh."}
            )


class Criterion(SourcedByTwo):
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="criteria", verbose_name="bộ tiêu chí"
    )
    number = models.PositiveSmallIntegerField("số")
    name = models.CharField("tên tiêu chí", max_length=200)
    short_name = models.CharField("tên gọn", max_length=24)
    group = models.CharField("nhóm tiêu chí", max_length=80, blank=True)
    is_key = models.BooleanField(
        "tiêu chí xét thu hồi", default=False, help_text="Tiêu chí quyết định khi xét thu hồi công nhận."
    )

    objects = LawQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử tiêu chí", verbose_name_plural="lịch sử tiêu chí")

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["criteria_set", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "number"],
                name="criterion_number_once_per_set",
                violation_error_message="Bộ tiêu chí này đã có tiêu chí mang số ấy.",
            ),
            verified_together("criterion_verified_together"),
            verified_by_another("criterion_verified_by_another"),
        ]

    def __str__(self):
        return f"TC {self.number} {self.name}"

    @property
    def set_by(self) -> Province | None:
        """The province whose set it is in; None for the nation's."""
        return self.criteria_set.issued_by

    def clean(self):
        """Refuse a new or renumbered criterion where results are packed in the order of the numbers."""
        super().clean()
        stored = Criterion.objects.filter(pk=self.pk).values_list("criteria_set_id", "number").first()
        if stored == (self.criteria_set_id, self.number) or not self.criteria_set_id:
            return
        if self.criteria_set.is_used:
            raise ValidationError(
                "Bộ tiêu chí này đã có kỳ báo cáo hoặc kết quả của thôn: không thêm hoặc đổi số tiêu chí; "
                "hãy lập bộ mới."
            )


class IndicatorKind(models.TextChoices):
    YES_NO = "bool", "Có hoặc không"
    PERCENT = "percent", "Tỷ lệ phần trăm"
    NUMBER = "number", "Số"
    TEXT = "text", "Nội dung"


class Comparator(models.TextChoices):
    AT_LEAST = ">=", "từ mức này trở lên"
    AT_MOST = "<=", "không quá mức này"
    EQUALS = "=", "đúng như yêu cầu"


class Indicator(Dated, SourcedByTwo):
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="indicators", verbose_name="tiêu chí"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    code = models.CharField("mã chỉ tiêu", max_length=12)
    text = models.TextField("nội dung chỉ tiêu")
    kind = models.CharField("kiểu số liệu", max_length=8, choices=IndicatorKind, blank=True)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    comparator = models.CharField("cách so sánh", max_length=2, choices=Comparator, blank=True)
    has_ratio = models.BooleanField("có tử số và mẫu số", default=False)
    if_any = models.BooleanField("chỉ áp dụng nếu có", default=False)
    set_by_province = models.BooleanField("mức do UBND cấp tỉnh quy định", default=False)
    of_which = models.CharField("phần “trong đó”", max_length=200, blank=True)

    objects = LawQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử chỉ tiêu", verbose_name_plural="lịch sử chỉ tiêu")

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["criterion", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "code", "valid_from"],
                name="indicator_code_once_per_start",
                violation_error_message="Tiêu chí này đã có chỉ tiêu mang mã ấy từ cùng ngày.",
            ),
            period_in_order("indicator_period_in_order"),
            verified_together("indicator_verified_together"),
            verified_by_another("indicator_verified_by_another"),
        ]

    def __str__(self):
        return f"{self.code} {self.text[:60]}"

    @property
    def set_by(self) -> Province | None:
        """The province whose set it is in; None for the nation's."""
        return self.criterion.criteria_set.issued_by


class Threshold(Dated, SourcedByTwo):
    """The level an indicator must reach for one profile (a region or a commune group; empty = all)."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="thresholds", verbose_name="chỉ tiêu"
    )
    profile = models.CharField("vùng hoặc nhóm xã", max_length=12, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tỉnh quy định"
    )
    comparator = models.CharField("cách so sánh", max_length=2, choices=Comparator)
    value = models.DecimalField("mức (số)", max_digits=14, decimal_places=4, null=True, blank=True)
    text = models.CharField("mức (chữ)", max_length=200, blank=True)
    of_which_value = models.DecimalField(
        "mức của phần “trong đó”", max_digits=14, decimal_places=4, null=True, blank=True
    )

    objects = LawQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử mức đạt chuẩn", verbose_name_plural="lịch sử mức đạt chuẩn"
    )

    class Meta:
        verbose_name = "mức đạt chuẩn"
        verbose_name_plural = "mức đạt chuẩn"
        ordering = ["indicator", "profile", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "profile", "valid_from"],
                condition=Q(province__isnull=True),
                name="threshold_once_per_profile_and_start",
                violation_error_message="Chỉ tiêu này đã có mức cho vùng hoặc nhóm ấy từ cùng ngày.",
            ),
            models.UniqueConstraint(
                fields=["indicator", "profile", "province", "valid_from"],
                condition=Q(province__isnull=False),
                name="threshold_once_per_province_and_start",
                violation_error_message="Tỉnh này đã có mức cho chỉ tiêu ấy từ cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, text="") | (Q(value__isnull=True) & ~Q(text="")),
                name="threshold_is_number_or_text",
                violation_error_message="Ghi mức bằng số hoặc bằng chữ, không ghi cả hai.",
            ),
            period_in_order("threshold_period_in_order"),
            verified_together("threshold_verified_together"),
            verified_by_another("threshold_verified_by_another"),
        ]

    def __str__(self):
        level = self.text if self.value is None else f"{self.value.normalize():f}".replace(".", ",")
        return f"{self.indicator.code} {self.profile}: {self.comparator} {level}"

    @property
    def set_by(self) -> Province | None:
        """The province whose rule this is: its own, or that of its own set; None for the nation's."""
        return self.province or self.indicator.criterion.criteria_set.issued_by

    def clean(self):
        """Refuse levels that nothing can be measured against, all of them at once."""
        faults = {}
        try:
            super().clean()
        except ValidationError as error:
            faults = error.update_error_dict(faults)
        percent = self.indicator_id and self.indicator.kind == IndicatorKind.PERCENT
        for name in ("value", "of_which_value"):
            level = getattr(self, name)
            if level is not None and percent and not 0 <= level <= 100:
                faults[name] = ["Chỉ tiêu này là tỷ lệ phần trăm; ghi mức từ 0 đến 100."]
            elif level is not None and level < 0:
                faults[name] = ["Mức không được là số âm."]
        if self.indicator_id and self.province_id:
            owner = self.indicator.criterion.criteria_set.issued_by_id
            if owner not in (None, self.province_id):
                faults["province"] = ["Chỉ tiêu này thuộc bộ của tỉnh khác; để trống hoặc chọn tỉnh ấy."]
        if faults:
            raise ValidationError(faults)
