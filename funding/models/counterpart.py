"""Counterpart capital (vốn đối ứng): what must be set aside, by which document, and what was published."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Province, officer_rows
from communes.periods import Dated, DatedQuerySet, period_in_order
from criteria.models.sourced import Sourced, verified_together
from criteria.wording import decimal
from funding.models.programmes import CapitalSource, Programme


def below_province_too(queryset, officer):
    """Rows of the provinces in which the officer has a scope: what binds a province, all below may read."""
    paths = {
        "province": "province_id",
        "district": "province__districts",
        "commune": "province__communes",
    }
    return officer_rows(queryset, officer, paths)


class CounterpartRuleQuerySet(DatedQuerySet):
    def visible_to(self, officer):
        return below_province_too(self, officer)


class CounterpartRule(Dated, Sourced):
    """How much a province's places set aside: `ratio` per cent of the money of `base`, by which document.

    Base and counterpart are of the same programme, place and year. Until somebody verified the rule, what
    follows from it is shown as such and decides nothing.
    """

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="counterpart_rules", verbose_name="tỉnh, thành phố"
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="counterpart_rules", verbose_name="chương trình"
    )
    base = models.ForeignKey(
        CapitalSource, models.PROTECT, related_name="+", verbose_name="tính trên nguồn vốn"
    )
    ratio = models.DecimalField("tỷ lệ đối ứng (%)", max_digits=5, decimal_places=2)
    document = models.CharField("văn bản quy định", max_length=200)

    objects = CounterpartRuleQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử quy định vốn đối ứng", verbose_name_plural="lịch sử quy định vốn đối ứng"
    )

    class Meta:
        verbose_name = "quy định vốn đối ứng"
        verbose_name_plural = "quy định vốn đối ứng"
        ordering = ["province", "programme", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "programme", "base", "valid_from"],
                name="counterpart_once_per_start",
                violation_error_message="Chương trình này đã có quy định đối ứng từ cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(ratio__gt=0),
                name="counterpart_ratio_above_zero",
                violation_error_message="Tỷ lệ đối ứng phải lớn hơn 0.",
            ),
            period_in_order("counterpart_period_in_order"),
            verified_together("counterpart_verified_together"),
        ]

    def __str__(self):
        return f"{self.programme}: {self.ratio_words} % ({self.document})"

    @property
    def ratio_words(self) -> str:
        """ "12,5": with a decimal comma, without the zeros the column is padded with."""
        return decimal(self.ratio, 2).rstrip("0").rstrip(",")


class PublishedKind(models.TextChoices):
    """What a published figure says."""

    SOURCE = "source", "Vốn của một nguồn"
    TOTAL = "total", "Tổng nguồn vốn"
    REQUIRED = "required", "Vốn đối ứng phải bố trí"
    ARRANGED = "arranged", "Vốn đối ứng đã bố trí"


class PublishedFigureQuerySet(models.QuerySet):
    def visible_to(self, officer):
        return below_province_too(self, officer)


class PublishedFigure(models.Model):
    """An amount a province or ministry published over some years, beside which the portal's rows are read.

    No row is made from it: what it says beyond the rows is "chưa rõ nguồn". Without a programme it speaks
    of all target programmes together.
    """

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="published_capital", verbose_name="tỉnh, thành phố"
    )
    year_from = models.PositiveSmallIntegerField("từ năm")
    year_to = models.PositiveSmallIntegerField("đến năm")
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="published",
        verbose_name="chương trình",
    )
    kind = models.CharField("loại số liệu", max_length=8, choices=PublishedKind)
    capital_source = models.ForeignKey(
        CapitalSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="published",
        verbose_name="nguồn vốn",
    )
    amount = models.BigIntegerField("số tiền (đồng)")
    said_in = models.CharField("nơi công bố", max_length=300)
    published_on = models.DateField("công bố ngày", null=True, blank=True)

    objects = PublishedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "số vốn đã công bố"
        verbose_name_plural = "số vốn đã công bố"
        ordering = ["province", "-year_to", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="published_amount_not_negative",
                violation_error_message="Số tiền không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(year_to__gte=F("year_from")),
                name="published_years_in_order",
                violation_error_message="Năm cuối phải bằng hoặc sau năm đầu.",
            ),
            models.CheckConstraint(
                condition=Q(kind="source", capital_source__isnull=False)
                | (~Q(kind="source") & Q(capital_source__isnull=True)),
                name="published_source_named",
                violation_error_message="Số vốn của một nguồn phải ghi nguồn; số khác thì không.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.year_from}–{self.year_to}"
