"""Money by place, programme, source and year: planned, allocated, disbursed, and every change of it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from communes.models import Province, done_by, officer_rows
from criteria.models.rows import ChangeSource
from funding.models.places import HeldRow, HeldRowsQuerySet
from funding.models.programmes import CapitalSource, Programme

AMOUNTS = ("planned", "allocated", "disbursed")
DOCUMENTS = tuple(f"{amount}_document" for amount in AMOUNTS)
ALLOCATION_FIELDS = (*AMOUNTS, *DOCUMENTS)


def amount_field(label: str) -> models.BigIntegerField:
    """Whole đồng; empty is not known, zero is none."""
    return models.BigIntegerField(f"{label} (đồng)", null=True, blank=True)


def document_field(label: str) -> models.CharField:
    return models.CharField(f"văn bản {label}", max_length=160, blank=True)


def not_negative(model: str, *names: str) -> models.CheckConstraint:
    """A constraint: no amount is below zero."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
    return models.CheckConstraint(
        condition=condition,
        name=f"{model}_amounts_not_negative",
        violation_error_message="Số tiền không được âm.",
    )


class Allocation(HeldRow):
    """What one place holds of one source of one programme in one year.

    Money that a province passed on is a row of the district or commune that got it: each đồng is in one
    row, so that the sum over a province's rows is the province's money. Written by
    `funding.actions.record_allocations` only, with its log.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="allocations", verbose_name="chương trình"
    )
    capital_source = models.ForeignKey(
        CapitalSource, models.PROTECT, related_name="allocations", verbose_name="nguồn vốn"
    )
    year = models.PositiveSmallIntegerField("năm")
    planned = amount_field("kế hoạch")
    allocated = amount_field("đã bố trí")
    disbursed = amount_field("giải ngân")
    planned_document = document_field("giao kế hoạch")
    allocated_document = document_field("bố trí vốn")
    disbursed_document = document_field("xác nhận giải ngân")
    version = models.PositiveIntegerField("phiên bản", default=1)
    updated_at = models.DateTimeField("cập nhật lúc")
    updated_by = done_by("người cập nhật")
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = HeldRowsQuerySet.as_manager()

    class Meta:
        verbose_name = "vốn theo nguồn"
        verbose_name_plural = "vốn theo nguồn"
        ordering = ["-year", "programme", "capital_source"]
        constraints = [
            # SQLite knows no NULLS NOT DISTINCT; no row has the key 0.
            models.UniqueConstraint(
                F("province"),
                Coalesce("district", 0),
                Coalesce("commune", 0),
                F("programme"),
                F("capital_source"),
                F("year"),
                name="allocation_once_per_year",
                violation_error_message="Đơn vị này đã có dòng vốn của nguồn và năm ấy.",
            ),
            not_negative("allocation", *AMOUNTS),
        ]

    def __str__(self):
        return f"{self.place}, {self.capital_source.short_name}, {self.year}"


class FundingBatchQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Batches of the officer's province; below the province, the ones they applied themselves."""
        if getattr(officer, "scope_level", "") in ("district", "commune"):
            return self.filter(applied_by=officer) if officer.is_active else self.none()
        return officer_rows(self, officer, {"province": "province_id"})


class FundingBatch(models.Model):
    """One sheet of money applied at once; undoing keeps, and lists, what was changed since."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="funding_batches", verbose_name="tỉnh, thành phố"
    )
    number = models.PositiveIntegerField("số lô", unique=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    applied_at = models.DateTimeField("áp dụng lúc")
    applied_by = done_by("người áp dụng")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_by = done_by("người hoàn tác")

    objects = FundingBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lô nhập vốn"
        verbose_name_plural = "lô nhập vốn"
        ordering = ["-number"]

    def __str__(self):
        return f"Lô vốn số {self.number}"


class OfAllocationQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Changes of the rows the officer sees."""
        return officer_rows(
            self,
            officer,
            {
                "province": "allocation__province_id",
                "district": "allocation__district_id",
                "commune": "allocation__commune_id",
            },
        )


class AllocationChange(models.Model):
    """One change of one row, never edited; `before` and `after` hold ALLOCATION_FIELDS by name."""

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="changes", verbose_name="vốn theo nguồn"
    )
    before = models.JSONField("giá trị cũ", null=True, blank=True)
    after = models.JSONField("giá trị mới")
    version = models.PositiveIntegerField("phiên bản")
    at = models.DateTimeField("lúc")
    by = done_by("người sửa")
    reason = models.CharField("lý do", max_length=300, blank=True)
    source = models.CharField("nguồn", max_length=8, choices=ChangeSource)
    batch = models.ForeignKey(
        FundingBatch, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="lô nhập"
    )

    objects = OfAllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "thay đổi vốn"
        verbose_name_plural = "thay đổi vốn"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.allocation}, phiên bản {self.version}"
