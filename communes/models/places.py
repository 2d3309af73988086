"""Where: provinces, districts and communes, each for as long as it exists.

Codes are reused (23500 was thị trấn Đắk Hà and is now xã Đăk Hà), so a place is its code and the
day from which it carries it. Nothing is ever deleted: an abolished place ends.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from communes.models.kinds import CommuneKind, DistrictKind, ProvinceKind, Region
from communes.naming import name_key, nfc, search_key, sort_key
from communes.periods import Dated, DatedQuerySet, period_in_order, refuse_overlaps
from communes.scoping import officer_rows


class PlaceQuerySet(DatedQuerySet):
    """Places in their official order, found without marks, limited to an officer's scope."""

    # How a scope of each level reaches rows of this model; a level left out reaches none.
    scope_paths: dict[str, str] = {}

    def visible_to(self, officer):
        """Rows inside the officer's scope; no scope, no rows."""
        return officer_rows(self, officer, self.scope_paths)

    def matching(self, text: str):
        """Rows whose name contains `text`, without marks and across known spellings."""
        key = search_key(text)
        return self.filter(search_key__contains=key) if key else self.none()


class Place(Dated):
    """What every administrative unit has. `name` goes without the unit word: "Đăk Hà", not "Huyện Đăk Hà"."""

    code = models.CharField("mã", max_length=8, help_text="Mã đơn vị hành chính của Tổng cục Thống kê.")
    name = models.CharField("tên", max_length=80, help_text="Không kèm từ “xã”, “huyện”, “tỉnh”.")
    search_key = models.CharField("khóa tìm kiếm", max_length=120, editable=False, default="")
    sort_key = models.CharField("khóa sắp xếp", max_length=320, editable=False, default="", db_index=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "code"]

    def __str__(self):
        return self.full_name

    @property
    def display_name(self) -> str:
        """The name as the province writes it."""
        return getattr(self, "local_name", "") or self.name

    @property
    def full_name(self) -> str:
        """The name with its unit word: "Xã Đăk Pxi"."""
        return f"{self.kind} {self.display_name}"

    @property
    def prose_name(self) -> str:
        """The same inside a sentence: "xã Đăk Pxi"."""
        return f"{self.kind.lower()} {self.display_name}"

    @property
    def dated_url(self) -> str:
        """The page of this very place: codes are reused, so one that ends is asked for by its last day."""
        return f"{self.get_absolute_url()}{self.holder_query.replace('&', '?')}"

    @property
    def holder_query(self) -> str:
        """ "&ngay=2025-06-30": which holder of its code a place that ends is; "" for any other."""
        return f"&ngay={self.valid_to.isoformat()}" if self.valid_to else ""

    def set_keys(self):
        """Normalise the names and derive both keys; bulk writers call this, `save` does it by itself."""
        self.name = nfc(self.name)
        if hasattr(self, "local_name"):
            self.local_name = nfc(self.local_name)
        self.search_key = name_key(self.name)
        local_key = name_key(self.display_name)
        if local_key != self.search_key:
            self.search_key = f"{self.search_key} {local_key}"
        self.sort_key = sort_key(self.display_name)

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse a period that overlaps another of the same code (Django cannot say it to SQLite)."""
        refuse_overlaps([self])


def place_constraints(model: str) -> list:
    """Identity of a place: code and first day; at most one holder of a code without a last day."""
    return [
        models.UniqueConstraint(
            fields=["code", "valid_from"],
            name=f"{model}_code_once_per_start",
            violation_error_message="Đã có đơn vị mang mã này từ cùng ngày hiệu lực.",
        ),
        models.UniqueConstraint(
            fields=["code"],
            condition=Q(valid_to__isnull=True),
            name=f"{model}_code_held_once",
            violation_error_message="Mã này đang thuộc một đơn vị còn hiệu lực.",
        ),
        period_in_order(f"{model}_period_in_order"),
    ]


class ProvinceQuerySet(PlaceQuerySet):
    scope_paths = {"province": "id", "district": "districts", "commune": "communes"}


class Province(Place):
    kind = models.CharField("loại", max_length=10, choices=ProvinceKind, default=ProvinceKind.PROVINCE)
    region = models.CharField(
        "vùng", max_length=8, choices=Region, blank=True, help_text="Vùng quy định mức đạt chuẩn 2021–2025."
    )

    objects = ProvinceQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử tỉnh", verbose_name_plural="lịch sử tỉnh")

    class Meta(Place.Meta):
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        constraints = place_constraints("province")

    def get_absolute_url(self):
        return f"/tinh/{self.code}/"


class DistrictQuerySet(PlaceQuerySet):
    scope_paths = {"province": "province_id", "district": "id", "commune": "communes"}


class District(Place):
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="districts", verbose_name="tỉnh, thành phố"
    )
    local_name = models.CharField("tên địa phương dùng", max_length=80, blank=True)
    kind = models.CharField("loại", max_length=10, choices=DistrictKind, default=DistrictKind.RURAL)
    head = models.CharField("người đứng đầu", max_length=120, blank=True)

    objects = DistrictQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử huyện", verbose_name_plural="lịch sử huyện")

    class Meta(Place.Meta):
        verbose_name = "huyện, thành phố"
        verbose_name_plural = "huyện, thành phố"
        constraints = place_constraints("district")

    def get_absolute_url(self):
        return f"/huyen/{self.code}/"


class CommuneQuerySet(PlaceQuerySet):
    scope_paths = {"province": "province_id", "district": "district_id", "commune": "id"}

    def matching(self, text: str):
        """Communes whose name, local spelling or alias contains `text`, without marks."""
        key = search_key(text)
        if not key:
            return self.none()
        by_alias = Alias.objects.filter(search_key__contains=key).values("commune_id")
        return self.filter(Q(search_key__contains=key) | Q(id__in=by_alias))

    def participating(self, on):
        """Communes in the programme on the day `on`, whatever its phase: the denominator of that day.

        Not the phase of a criteria set: figures of 31/12/2021 were still judged by the set of 2016–2020.
        """
        return (
            self.in_force(on)
            .filter(
                Q(participations__valid_to__isnull=True) | Q(participations__valid_to__gte=on),
                participations__valid_from__lte=on,
            )
            .distinct()
        )


class Commune(Place):
    """A commune-level unit. `district` is empty for the two-level tree in force since 01/07/2025."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="communes", verbose_name="tỉnh, thành phố"
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="communes",
        verbose_name="huyện, thành phố",
        help_text="Để trống từ ngày 01/07/2025 (không còn cấp huyện).",
    )
    local_name = models.CharField("tên địa phương dùng", max_length=80, blank=True)
    kind = models.CharField("loại", max_length=10, choices=CommuneKind, default=CommuneKind.COMMUNE)
    chairman = models.CharField("chủ tịch UBND", max_length=120, blank=True)
    population = models.PositiveIntegerField("dân số (người)", null=True, blank=True)
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)
    latitude = models.FloatField("vĩ độ", null=True, blank=True)
    longitude = models.FloatField("kinh độ", null=True, blank=True)

    objects = CommuneQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử xã", verbose_name_plural="lịch sử xã")

    class Meta(Place.Meta):
        verbose_name = "xã, phường, thị trấn"
        verbose_name_plural = "xã, phường, thị trấn"
        constraints = place_constraints("commune")

    def get_absolute_url(self):
        return f"/xa/{self.code}/"

    @property
    def with_district(self) -> str:
        """ "Xã Đăk Long (Huyện Đăk Glei)": two communes of a province may bear one name."""
        return f"{self.full_name} ({self.district.full_name})" if self.district else self.full_name

    def clean(self):
        super().clean()
        self.check_district()

    def check_district(self):
        """Raise ValidationError for a district of another province."""
        if self.district_id and self.district.province_id != self.province_id:
            raise ValidationError({"district": "Huyện này không thuộc tỉnh đã chọn."})


class AliasQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Aliases of the communes inside the officer's scope."""
        return officer_rows(
            self,
            officer,
            {
                "province": "commune__province_id",
                "district": "commune__district_id",
                "commune": "commune_id",
            },
        )


class Alias(models.Model):
    """Another spelling under which sheets and people name a commune ("Đăk Psi" for Đăk Pxi)."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="aliases", verbose_name="xã")
    name = models.CharField("tên gọi khác", max_length=80)
    source = models.CharField("nguồn", max_length=120, blank=True)
    search_key = models.CharField("khóa tìm kiếm", max_length=120, editable=False, default="")

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = "tên gọi khác"
        verbose_name_plural = "tên gọi khác"
        ordering = ["commune", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name"],
                name="alias_once_per_commune",
                violation_error_message="Xã này đã có tên gọi khác ấy.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self):
        """Normalise the name and derive its key; bulk writers call this."""
        self.name = nfc(self.name)
        self.search_key = name_key(self.name)
