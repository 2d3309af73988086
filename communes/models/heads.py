"""Who headed a place or an agency, and from when to when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from simple_history.models import HistoricalRecords

from communes.models.people import Agency
from communes.models.places import Commune, CommuneQuerySet, District, DistrictQuerySet
from communes.periods import Dated, DatedQuerySet, period_in_order
from communes.scoping import officer_rows

UNITS = ("agency", "district", "commune")


class HeadshipQuerySet(DatedQuerySet):
    def visible_to(self, officer):
        """Heads of the agencies, districts and communes inside the officer's scope."""
        agencies = {"province": "agency__province_id", "district": "agency__district_id"}
        found = officer_rows(self, officer, agencies)
        for name, queryset in (("district", DistrictQuerySet), ("commune", CommuneQuerySet)):
            paths = {
                level: name if path == "id" else f"{name}__{path}"
                for level, path in queryset.scope_paths.items()
            }
            found = found | officer_rows(self, officer, paths)
        return found.distinct()


def one_unit() -> models.CheckConstraint:
    """A constraint: exactly one agency, district or commune is headed."""
    condition = Q()
    for chosen in UNITS:
        condition |= Q(**{f"{unit}__isnull": unit != chosen for unit in UNITS})
    return models.CheckConstraint(
        condition=condition,
        name="headship_of_one_unit",
        violation_error_message="Chọn đúng một đơn vị: cơ quan, huyện hoặc xã.",
    )


def held_once(unit: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=[unit],
        condition=Q(valid_to__isnull=True),
        name=f"headship_of_{unit}_held_once",
        violation_error_message="Đơn vị này đang có người đứng đầu; ghi ngày thôi của người trước đã.",
    )


def unit_field(model, label: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="headships", verbose_name=label
    )


class Headship(Dated):
    """A person heads a unit for some time; the one without a last day is its head today.

    The unit's own `head` or `chairman` repeats who that is, for pages that are about today
    (`communes.actions.record_head` keeps it).
    """

    agency = unit_field(Agency, "cơ quan, đơn vị")
    district = unit_field(District, "huyện, thành phố")
    commune = unit_field(Commune, "xã, phường, thị trấn")
    name = models.CharField("họ tên", max_length=120)
    title = models.CharField("chức vụ", max_length=120, blank=True)
    decision = models.CharField("văn bản", max_length=160, blank=True)
    valid_from = models.DateField("giữ chức từ ngày")
    valid_to = models.DateField("giữ chức đến hết ngày", null=True, blank=True)

    objects = HeadshipQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử người đứng đầu", verbose_name_plural="lịch sử người đứng đầu"
    )

    class Meta:
        verbose_name = "người đứng đầu"
        verbose_name_plural = "người đứng đầu"
        ordering = ["-valid_from", "id"]
        constraints = [
            one_unit(),
            *(held_once(unit) for unit in UNITS),
            period_in_order("headship_period_in_order"),
        ]

    def __str__(self):
        return f"{self.name} – {self.unit}"

    @property
    def unit(self) -> Agency | District | Commune | None:
        return self.agency or self.district or self.commune

    def clean(self):
        """Refuse a day to come, and two heads of one unit at a time (Django cannot say it to SQLite)."""
        faults = {}
        for name in ("valid_from", "valid_to"):
            if (day := getattr(self, name)) and day > localdate():
                faults[name] = ["Ghi khi đã đến ngày; ngày này chưa tới."]
        if self.valid_from and self._others().exists():
            faults["valid_from"] = ["Đơn vị này đã ghi người khác đứng đầu trong thời gian ấy; sửa lại ngày."]
        if faults:
            raise ValidationError(faults)

    def _others(self):
        """Other heads of the unit whose time overlaps; one without a last day is `held_once`'s to refuse."""
        chosen = next((unit for unit in UNITS if getattr(self, f"{unit}_id")), None)
        if chosen is None:
            return Headship.objects.none()
        same = {f"{chosen}_id": getattr(self, f"{chosen}_id")}
        found = Headship.objects.filter(**same, valid_to__gte=self.valid_from).exclude(pk=self.pk)
        return found.filter(valid_from__lte=self.valid_to) if self.valid_to else found
