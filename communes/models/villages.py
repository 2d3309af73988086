"""Villages: the units below a commune, by which sets for villages are judged."""

import re

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.models.places import Commune, PlaceQuerySet
from communes.models.programme import COMMUNE_PATHS
from communes.naming import name_key, nfc, sort_key
from communes.periods import Dated, period_in_order

NUMBER = re.compile(r"\d+")


class VillageKind(models.TextChoices):
    HAMLET = "Thôn", "Thôn"
    VILLAGE = "Làng", "Làng"
    QUARTER = "Tổ dân phố", "Tổ dân phố"


class VillageQuerySet(PlaceQuerySet):
    scope_paths = COMMUNE_PATHS


class Village(Dated):
    """A village of a commune. It has no code of its own: commune, kind and name name it.

    It stays with the commune it was written under: where a commune merges whole, its villages end with it
    and begin as new rows in the successor.
    """

    commune = models.ForeignKey(
        Commune, models.PROTECT, related_name="villages", verbose_name="xã, phường, thị trấn"
    )
    kind = models.CharField("loại", max_length=10, choices=VillageKind, default=VillageKind.HAMLET)
    name = models.CharField("tên", max_length=80, help_text="Không kèm từ “thôn”, “làng”, “tổ dân phố”.")
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)
    is_minority = models.BooleanField(
        "đồng bào dân tộc thiểu số", null=True, blank=True, help_text="Để trống khi chưa có số liệu."
    )
    search_key = models.CharField("khóa tìm kiếm", max_length=120, editable=False, default="")
    sort_key = models.CharField("khóa sắp xếp", max_length=320, editable=False, default="", db_index=True)

    objects = VillageQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử thôn", verbose_name_plural="lịch sử thôn")

    class Meta:
        verbose_name = "thôn, làng, tổ dân phố"
        verbose_name_plural = "thôn, làng, tổ dân phố"
        ordering = ["commune", "sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "kind", "name", "valid_from"],
                name="village_once_per_start",
                violation_error_message="Xã này đã có thôn mang tên ấy từ cùng ngày.",
            ),
            models.UniqueConstraint(
                fields=["commune", "kind", "name"],
                condition=Q(valid_to__isnull=True),
                name="village_name_held_once",
                violation_error_message="Xã đang có thôn mang tên ấy; ghi ngày hết hiệu lực của thôn cũ đã.",
            ),
            period_in_order("village_period_in_order"),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with its unit word: "Thôn Kon Pao"."""
        return f"{self.kind} {self.name}"

    def set_keys(self):
        """Normalise the name and derive both keys; "Thôn 2" comes before "Thôn 10"."""
        self.name = nfc(self.name)
        self.search_key = name_key(self.name)
        self.sort_key = sort_key(NUMBER.sub(lambda found: found.group().zfill(4), self.name))

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)
