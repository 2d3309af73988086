"""Where money comes from: programmes of a phase, and the tree of capital sources. Loaded from files."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

phase_format = RegexValidator(r"^\d{4}-\d{4}$", "Ghi giai đoạn theo dạng 2021-2025.")


def phase_field() -> models.CharField:
    return models.CharField("giai đoạn", max_length=9, validators=[phase_format])


class Programme(models.Model):
    """A national target programme, or another that pays for like things, in one phase."""

    # The nation's, as its sources are: no province writes them.
    set_by = None

    code = models.SlugField("mã", max_length=40)
    phase = phase_field()
    name = models.CharField("tên chương trình", max_length=200)
    short_name = models.CharField("tên viết tắt", max_length=60)
    decision = models.CharField("căn cứ", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_target = models.BooleanField(
        "chương trình mục tiêu quốc gia",
        default=True,
        help_text="Các chương trình khác tính là vốn lồng ghép.",
    )

    class Meta:
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        ordering = ["phase", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "phase"],
                name="programme_once_per_phase",
                violation_error_message="Giai đoạn này đã có chương trình mang mã ấy.",
            )
        ]

    def __str__(self):
        return f"{self.short_name} {self.phase.replace('-', '–')}"


class SourceNature(models.TextChoices):
    """What money of a source is, for the questions the province asks of it."""

    CENTRAL = "central", "Ngân sách trung ương"
    LOCAL = "local", "Ngân sách địa phương (đối ứng)"
    INTEGRATED = "integrated", "Lồng ghép"
    CREDIT = "credit", "Tín dụng"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    PEOPLE = "people", "Nhân dân đóng góp"
    CARRIED = "carried", "Năm trước chuyển sang"
    UNKNOWN = "unknown", "Chưa rõ nguồn"


class CapitalSource(models.Model):
    """A node of the tree of sources of a phase: amounts hang on leaves, a node is the sum of its leaves."""

    set_by = None

    phase = phase_field()
    code = models.SlugField("mã", max_length=40)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="thuộc nguồn",
    )
    name = models.CharField("tên nguồn vốn", max_length=120)
    short_name = models.CharField("tên viết tắt", max_length=60)
    nature = models.CharField("tính chất", max_length=10, choices=SourceNature)
    position = models.PositiveSmallIntegerField("thứ tự")
    ends_on = models.DateField(
        "có đến hết ngày", null=True, blank=True, help_text="Ngân sách huyện có đến hết 30/06/2025."
    )

    class Meta:
        verbose_name = "nguồn vốn"
        verbose_name_plural = "nguồn vốn"
        ordering = ["phase", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "code"],
                name="source_once_per_phase",
                violation_error_message="Giai đoạn này đã có nguồn vốn mang mã ấy.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="source_not_its_own_parent",
                violation_error_message="Nguồn vốn không thuộc chính nó.",
            ),
        ]

    def __str__(self):
        return f"{self.short_name} ({self.phase.replace('-', '–')})"
