"""What a commune is to the programme, from when to when: participation, classes, successors."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models.places import Commune, CommuneQuerySet
from communes.periods import Dated, DatedQuerySet, period_in_order
from communes.scoping import officer_rows

phase_format = RegexValidator(r"^\d{4}-\d{4}$", "Ghi giai đoạn theo dạng 2021-2025.")

COMMUNE_PATHS = {
    "province": "commune__province_id",
    "district": "commune__district_id",
    "commune": "commune_id",
}


class CommuneFactQuerySet(DatedQuerySet):
    def visible_to(self, officer):
        """Facts of the communes inside the officer's scope."""
        return officer_rows(self, officer, COMMUNE_PATHS)


class Participation(Dated):
    """A commune takes part in a phase of the programme; these rows are the denominator of every count."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="participations", verbose_name="xã")
    phase = models.CharField("giai đoạn", max_length=9, validators=[phase_format])

    objects = CommuneFactQuerySet.as_manager()

    class Meta:
        verbose_name = "xã tham gia chương trình"
        verbose_name_plural = "xã tham gia chương trình"
        ordering = ["commune", "phase", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "phase", "valid_from"],
                name="participation_once_per_start",
                violation_error_message="Xã này đã được ghi tham gia giai đoạn ấy từ cùng ngày.",
            ),
            period_in_order("participation_period_in_order"),
        ]

    def __str__(self):
        return f"{self.commune} – giai đoạn {self.phase}"


class ClassificationKind(models.TextChoices):
    AREA = "area", "Khu vực (I, II, III)"
    EXTREMELY_DISADVANTAGED = "dbkk", "Xã đặc biệt khó khăn"
    SAFE_ZONE = "atk", "Xã an toàn khu"
    BORDER = "border", "Xã biên giới"
    POOR_DISTRICT = "poor-district", "Thuộc huyện nghèo"
    GROUP = "group", "Nhóm xã (1, 2, 3)"


GROUPS = ("1", "2", "3")


class Classification(Dated):
    """A class the State gave a commune by a decision, for as long as it holds."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="classifications", verbose_name="xã")
    kind = models.CharField("phân loại", max_length=16, choices=ClassificationKind)
    value = models.CharField("giá trị", max_length=20)
    decision = models.CharField("văn bản", max_length=120, blank=True)

    objects = CommuneFactQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử phân loại xã", verbose_name_plural="lịch sử phân loại xã"
    )

    class Meta:
        verbose_name = "phân loại xã"
        verbose_name_plural = "phân loại xã"
        ordering = ["commune", "kind", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "kind", "valid_from"],
                name="classification_once_per_start",
                violation_error_message="Xã này đã có phân loại ấy từ cùng ngày.",
            ),
            period_in_order("classification_period_in_order"),
        ]

    def __str__(self):
        return f"{self.commune}: {self.get_kind_display()} {self.value}"

    @property
    def group_number(self) -> str:
        """The number of the group: "Nhóm 1" and "1" are one."""
        return "".join(letter for letter in self.value if letter.isdecimal())

    def clean(self):
        """Refuse a group that is none of the three, or that no decision gave."""
        super().clean()
        if self.kind != ClassificationKind.GROUP:
            return
        faults = {}
        if self.group_number not in GROUPS:
            faults["value"] = "Nhóm xã là 1, 2 hoặc 3."
        if not self.decision.strip():
            faults["decision"] = "Ghi văn bản phân nhóm xã."
        if faults:
            raise ValidationError(faults)


class SuccessionQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Successions whose predecessor or successor lies inside the officer's scope."""
        paths = CommuneQuerySet.scope_paths
        old = officer_rows(self, officer, {level: f"predecessor__{path}" for level, path in paths.items()})
        new = officer_rows(self, officer, {level: f"successor__{path}" for level, path in paths.items()})
        return old | new


class Succession(models.Model):
    """A commune became, wholly or in part, another one."""

    predecessor = models.ForeignKey(
        Commune, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ"
    )
    successor = models.ForeignKey(
        Commune, models.PROTECT, related_name="predecessions", verbose_name="đơn vị mới"
    )
    effective_on = models.DateField("có hiệu lực từ ngày")
    whole = models.BooleanField("nhập toàn bộ", default=True, help_text="Bỏ chọn khi chỉ nhập một phần.")
    decision = models.CharField("văn bản", max_length=160, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ kế thừa đơn vị"
        verbose_name_plural = "quan hệ kế thừa đơn vị"
        ordering = ["effective_on", "predecessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "effective_on"],
                name="succession_once",
                violation_error_message="Việc sắp xếp này đã được ghi.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_between_two_communes",
                violation_error_message="Đơn vị cũ và đơn vị mới phải khác nhau.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"
