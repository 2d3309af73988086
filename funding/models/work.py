"""What money is spent on: work items (công trình, mô hình, hỗ trợ), who pays for them, arrears."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import officer_rows
from criteria.models import Criterion
from funding.models.allocations import amount_field, document_field, not_negative
from funding.models.places import HeldRow, HeldRowsQuerySet
from funding.models.programmes import CapitalSource, Programme


class WorkKind(models.TextChoices):
    WORKS = "works", "Công trình, dự án"
    MODEL = "model", "Mô hình sản xuất"
    SUPPORT = "support", "Hỗ trợ hộ, nhóm hộ"


class WorkGroup(models.TextChoices):
    """What the money is for; their shares answer "not only infrastructure"."""

    INFRASTRUCTURE = "infra", "Hạ tầng"
    PRODUCTION = "produce", "Sản xuất"
    ENVIRONMENT = "env", "Môi trường"
    LIVELIHOOD = "living", "Sinh kế"
    CULTURE = "culture", "Văn hóa"
    HEALTH_SCHOOL = "social", "Y tế, giáo dục"
    OTHER = "other", "Khác"


class WorkItem(HeldRow):
    """One thing a commune builds or does with the programmes' money, over one or more years."""

    name = models.CharField("tên công trình, nội dung", max_length=300)
    code = models.CharField("mã công trình", max_length=40, blank=True)
    kind = models.CharField("loại", max_length=8, choices=WorkKind, default=WorkKind.WORKS)
    group = models.CharField("nhóm", max_length=8, choices=WorkGroup)
    criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_items",
        verbose_name="phục vụ tiêu chí",
    )
    year_from = models.PositiveSmallIntegerField("từ năm")
    year_to = models.PositiveSmallIntegerField("đến năm")
    cost = amount_field("tổng mức đầu tư")
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = HeldRowsQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử công trình", verbose_name_plural="lịch sử công trình")

    class Meta:
        verbose_name = "công trình, nội dung đầu tư"
        verbose_name_plural = "công trình, nội dung đầu tư"
        ordering = ["commune", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=False),
                name="work_item_in_a_commune",
                violation_error_message="Chọn xã có công trình.",
            ),
            models.CheckConstraint(
                condition=Q(year_to__gte=F("year_from")),
                name="work_item_years_in_order",
                violation_error_message="Năm cuối phải bằng hoặc sau năm đầu.",
            ),
            not_negative("work_item", "cost"),
        ]

    def __str__(self):
        return self.name


def of_work_item(prefix: str = "work_item"):
    """A queryset class whose rows are scoped through their work item."""

    class OfWorkItemQuerySet(models.QuerySet):
        def visible_to(self, officer):
            """Rows of the work items inside the officer's scope."""
            paths = {level: f"{prefix}__{level}_id" for level in ("province", "district", "commune")}
            return officer_rows(self, officer, paths)

    return OfWorkItemQuerySet


class WorkFunding(models.Model):
    """One line of money for a work item: of which programme, source, content and year."""

    work_item = models.ForeignKey(
        WorkItem, models.PROTECT, related_name="funding", verbose_name="công trình, nội dung"
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="work_funding", verbose_name="chương trình"
    )
    capital_source = models.ForeignKey(
        CapitalSource, models.PROTECT, related_name="work_funding", verbose_name="nguồn vốn"
    )
    content = models.CharField("nội dung, tiểu dự án của chương trình", max_length=120, blank=True)
    year = models.PositiveSmallIntegerField("năm")
    amount = models.BigIntegerField("số tiền (đồng)")
    disbursed = amount_field("giải ngân")
    document = document_field("bố trí vốn")

    objects = of_work_item().as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử vốn công trình", verbose_name_plural="lịch sử vốn công trình"
    )

    class Meta:
        verbose_name = "vốn của công trình"
        verbose_name_plural = "vốn của công trình"
        ordering = ["work_item", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_item", "programme", "capital_source", "content", "year"],
                name="work_funding_once_per_year",
                violation_error_message="Công trình này đã có dòng vốn của nguồn, nội dung và năm ấy.",
            ),
            not_negative("work_funding", "amount", "disbursed"),
        ]

    def __str__(self):
        return f"{self.work_item}, {self.capital_source.short_name}, {self.year}"


class Arrears(models.Model):
    """Construction debt (nợ đọng xây dựng cơ bản) of a work item on a day; open ones block recognition."""

    work_item = models.ForeignKey(
        WorkItem, models.PROTECT, related_name="arrears", verbose_name="công trình, nội dung"
    )
    amount = models.BigIntegerField("số nợ (đồng)")
    as_of = models.DateField("tính đến ngày")
    document = models.CharField("văn bản xác nhận", max_length=160, blank=True)
    settled_on = models.DateField("trả xong ngày", null=True, blank=True)

    objects = of_work_item().as_manager()
    history = HistoricalRecords(verbose_name="lịch sử nợ đọng", verbose_name_plural="lịch sử nợ đọng")

    class Meta:
        verbose_name = "nợ đọng xây dựng cơ bản"
        verbose_name_plural = "nợ đọng xây dựng cơ bản"
        ordering = ["-as_of", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="arrears_above_zero",
                violation_error_message="Số nợ phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("as_of")),
                name="arrears_settled_after",
                violation_error_message="Ngày trả xong phải bằng hoặc sau ngày tính nợ.",
            ),
        ]

    def __str__(self):
        return f"{self.work_item}: {self.amount}"


class QuestionKind(models.TextChoices):
    """Why two lines, or one, are asked about."""

    SAME_CODE = "code", "Cùng mã công trình, hai chương trình"
    LIKE_NAME = "name", "Tên giống nhau, hai chương trình"
    OVERPAID = "paid", "Vốn vượt tổng mức đầu tư"
    TWO_CONTENTS = "content", "Một hỗ trợ ở hai nội dung của cùng chương trình"


class QuestionState(models.TextChoices):
    OPEN = "open", "Chờ trả lời"
    NO_OVERLAP = "none", "Không trùng"
    ADJUSTED = "done", "Đã điều chỉnh"


class OverlapQuestion(models.Model):
    """A question whether money pays twice, never a verdict. Comes back only when its lines change.

    `fingerprint` is of what both lines said when the question arose; `second` is empty where one line is
    asked about by itself.
    """

    kind = models.CharField("lý do nghi trùng", max_length=8, choices=QuestionKind)
    work_item = models.ForeignKey(
        WorkItem, models.PROTECT, related_name="questions", verbose_name="công trình thứ nhất"
    )
    second = models.ForeignKey(
        WorkItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="second_questions",
        verbose_name="công trình thứ hai",
    )
    fingerprint = models.CharField("dấu vân tay hai dòng", max_length=64)
    reason = models.CharField("vì sao nghi trùng", max_length=300)
    found_at = models.DateTimeField("phát hiện lúc")
    gone_at = models.DateTimeField("không còn nghi từ lúc", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=8, choices=QuestionState, default=QuestionState.OPEN)
    answer = models.CharField("ý kiến trả lời", max_length=500, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        "communes.Officer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người trả lời",
    )

    objects = of_work_item().as_manager()

    class Meta:
        verbose_name = "câu hỏi nghi trùng"
        verbose_name_plural = "câu hỏi nghi trùng"
        ordering = ["state", "-found_at", "id"]
        permissions = [("answer_overlapquestion", "Trả lời câu hỏi nghi trùng")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "work_item", "fingerprint"],
                name="question_once_per_fingerprint",
                violation_error_message="Câu hỏi này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (Q(state__in=["none", "done"], answered_at__isnull=False) & ~Q(answer="")),
                name="question_answered_with_reason",
                violation_error_message="Trả lời nghi trùng phải ghi lý do và thời điểm.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.work_item}"
