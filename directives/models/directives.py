"""What was ordered: directives (chỉ thị and the like) and the tasks in their clauses."""

import re

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Province, officer_rows
from communes.naming import fold
from criteria.models import Criterion


class DirectiveKind(models.TextChoices):
    DIRECTIVE = "directive", "Chỉ thị"
    DECISION = "decision", "Quyết định"
    PLAN = "plan", "Kế hoạch"
    LETTER = "letter", "Công văn"
    CONCLUSION = "conclusion", "Kết luận"


def province_rows(queryset, officer, prefix: str = ""):
    """Rows of the provinces in which the officer has a scope: what is ordered, everybody below may read."""
    paths = {
        "province": f"{prefix}province_id",
        "district": f"{prefix}province__districts",
        "commune": f"{prefix}province__communes",
    }
    return officer_rows(queryset, officer, paths)


class DirectiveQuerySet(models.QuerySet):
    def visible_to(self, officer):
        return province_rows(self, officer)


class Directive(models.Model):
    """A signed document that tells units and localities what to do. `key` is its name in addresses."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="directives", verbose_name="tỉnh, thành phố"
    )
    kind = models.CharField("loại văn bản", max_length=10, choices=DirectiveKind, default="directive")
    number = models.CharField("số, ký hiệu", max_length=60, help_text="Ví dụ: 05/CT-UBND.")
    key = models.SlugField("khóa địa chỉ", max_length=80, editable=False)
    issuer = models.CharField("cơ quan ban hành", max_length=160)
    signed_on = models.DateField("ngày ban hành")
    signer = models.CharField("người ký", max_length=120, blank=True)
    title = models.CharField("trích yếu", max_length=500)
    summary = models.TextField("tóm tắt", blank=True)
    file = models.FileField("tệp văn bản", upload_to="directives/%Y/", blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True, editable=False)
    file_sha256 = models.CharField("dấu vân tay tệp", max_length=64, blank=True, editable=False)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name="thay thế văn bản",
    )
    illustrative_note = models.CharField(
        "ghi chú minh họa",
        max_length=300,
        blank=True,
        help_text="Có ghi chú này thì trang nào hiện văn bản cũng nói phần nào là minh họa.",
    )

    objects = DirectiveQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử văn bản", verbose_name_plural="lịch sử văn bản")

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        verbose_name_plural = "văn bản chỉ đạo"
        ordering = ["-signed_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "key"],
                name="directive_once_per_year",
                violation_error_message="Tỉnh này đã có văn bản cùng số, ký hiệu trong năm ấy.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="directive_supersedes_another",
                violation_error_message="Văn bản không thay thế chính nó.",
            ),
            models.CheckConstraint(
                condition=Q(file="", file_sha256="") | (~Q(file="") & ~Q(file_sha256="")),
                name="directive_file_with_fingerprint",
                violation_error_message="Tệp văn bản và dấu vân tay của tệp phải đi cùng nhau.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} số {self.number}"

    def save(self, *args, **kwargs):
        self.set_key()
        super().save(*args, **kwargs)

    @property
    def year(self) -> int:
        return self.signed_on.year

    def set_key(self):
        """Derive the key; bulk writers call this, `save` and `clean` do it by themselves."""
        words = re.sub(r"[^a-z0-9]+", "-", fold(self.number)).strip("-")
        self.key = f"{words}-{self.signed_on.year}" if self.signed_on else words

    def clean(self):
        self.set_key()


class TaskQuerySet(models.QuerySet):
    def visible_to(self, officer):
        return province_rows(self, officer, "directive__")


class Task(models.Model):
    """One clause of a directive as something to do, with its words as they were signed."""

    directive = models.ForeignKey(
        Directive, models.PROTECT, related_name="tasks", verbose_name="văn bản chỉ đạo"
    )
    position = models.PositiveSmallIntegerField("số thứ tự")
    name = models.CharField("nhiệm vụ", max_length=200)
    clause = models.CharField("mục của văn bản", max_length=60, blank=True, help_text="Ví dụ: mục 2 điểm b.")
    text = models.TextField("nội dung nguyên văn", blank=True)
    expected_result = models.CharField("kết quả phải có", max_length=300, blank=True)
    due_on = models.DateField("thời hạn hoàn thành", null=True, blank=True)
    criteria = models.ManyToManyField(
        Criterion, related_name="tasks", blank=True, verbose_name="tiêu chí liên quan"
    )

    objects = TaskQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử nhiệm vụ", verbose_name_plural="lịch sử nhiệm vụ", m2m_fields=[criteria]
    )

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["directive", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "position"],
                name="task_once_per_position",
                violation_error_message="Văn bản này đã có nhiệm vụ mang số thứ tự ấy.",
            )
        ]

    def __str__(self):
        return f"{self.position}. {self.name}"
