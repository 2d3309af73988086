"""Who: agencies, and the officers who sign in with a scope."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from communes.inheriting import places_read, taken_over
from communes.models.places import Commune, District, Province
from communes.scoping import officer_rows


class AgencyKind(models.TextChoices):
    DEPARTMENT = "department", "Sở, ban, ngành"
    COORDINATION = "coordination", "Văn phòng Điều phối nông thôn mới"
    PEOPLES_COMMITTEE = "committee", "Ủy ban nhân dân"
    MASS_ORGANISATION = "organisation", "Mặt trận và đoàn thể"


class AgencyQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Agencies inside the officer's scope; a commune officer sees none."""
        return officer_rows(self, officer, {"province": "province_id", "district": "district_id"})


class Agency(models.Model):
    name = models.CharField("tên cơ quan, đơn vị", max_length=160)
    short_name = models.CharField("tên viết tắt", max_length=60)
    kind = models.CharField("loại", max_length=16, choices=AgencyKind, default=AgencyKind.DEPARTMENT)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="agencies", verbose_name="tỉnh, thành phố"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="huyện"
    )
    head = models.CharField("người đứng đầu", max_length=120, blank=True)

    objects = AgencyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử cơ quan", verbose_name_plural="lịch sử cơ quan")

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["province", "short_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "name"],
                name="agency_name_once_per_province",
                violation_error_message="Tỉnh này đã có cơ quan mang tên ấy.",
            )
        ]

    def __str__(self):
        return self.short_name


class ScopeLevel(models.TextChoices):
    NATION = "nation", "Cả nước"
    PROVINCE = "province", "Một tỉnh"
    DISTRICT = "district", "Một huyện"
    COMMUNE = "commune", "Một xã"


class OfficerQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Officers whose scope lies inside this officer's scope, and the officer's own row."""
        inside = officer_rows(
            self,
            officer,
            {"province": "scope_province_id", "district": "scope_district_id", "commune": "scope_commune_id"},
        )
        level = getattr(officer, "scope_level", "")
        if level == "province":
            inside = self.filter(
                Q(scope_province_id=officer.scope_id)
                | Q(scope_district__province_id=officer.scope_id)
                | Q(scope_commune__province_id=officer.scope_id)
            )
        elif level == "district":
            inside = self.filter(
                Q(scope_district_id=officer.scope_id) | Q(scope_commune__district_id=officer.scope_id)
            )
        return inside if officer.is_active else self.none()


class OfficerManager(UserManager.from_queryset(OfficerQuerySet)):
    def create_superuser(self, username, email=None, password=None, **fields):
        """A superuser sees the whole country unless told otherwise."""
        fields.setdefault("scope_level", ScopeLevel.NATION)
        return super().create_superuser(username, email, password, **fields)


def exactly_one_scope() -> models.CheckConstraint:
    """A constraint: the level names the one place that is filled in; no level, no place."""
    places = ("province", "district", "commune")
    condition = Q(scope_level__in=["", "nation"], **{f"scope_{place}__isnull": True for place in places})
    for level in places:
        condition |= Q(scope_level=level, **{f"scope_{place}__isnull": place != level for place in places})
    return models.CheckConstraint(
        condition=condition,
        name="officer_has_one_scope",
        violation_error_message="Chọn cấp phạm vi rồi chọn đúng một đơn vị của cấp ấy (cả nước: để trống).",
    )


class Officer(AbstractUser):
    """Who signs in. Groups say what the officer may do; the scope says on which rows. No scope, no rows."""

    title = models.CharField("chức vụ", max_length=120, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="cơ quan, đơn vị"
    )
    scope_level = models.CharField("phạm vi phụ trách", max_length=8, choices=ScopeLevel, blank=True)
    scope_province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officers",
        verbose_name="thuộc tỉnh",
    )
    scope_district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officers",
        verbose_name="thuộc huyện",
    )
    scope_commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="thuộc xã"
    )
    is_demo = models.BooleanField(
        "tài khoản dùng thử",
        default=False,
        help_text="Mật khẩu được in công khai; không đăng nhập được ở máy chủ thật.",
    )

    objects = OfficerManager()
    history = HistoricalRecords(
        verbose_name="lịch sử cán bộ",
        verbose_name_plural="lịch sử cán bộ",
        excluded_fields=["password", "last_login"],
    )

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        ordering = ["username"]
        constraints = [exactly_one_scope()]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_full_name(self):
        """Vietnamese order: family name first."""
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def scope_id(self) -> int | None:
        """Primary key of the place of the scope; None for the nation or without scope."""
        return {
            "province": self.scope_province_id,
            "district": self.scope_district_id,
            "commune": self.scope_commune_id,
        }.get(self.scope_level)

    def covers(self, *, province_id: int, district_id: int | None, commune_id: int | None) -> bool:
        """Whether the officer answers for a place: it lies inside the scope, or went into it wholly.

        Without a query for a place inside; for any other what was taken over is asked for once.
        """
        if not self.is_active or not self.scope_level:
            return False
        if self.scope_level == ScopeLevel.NATION:
            return True
        place = {"province": province_id, "district": district_id, "commune": commune_id}[self.scope_level]
        return place is not None and (place == self.scope_id or place in self._taken_over)

    @cached_property
    def _taken_over(self) -> frozenset[int]:
        return taken_over(self.scope_level, self.scope_id, places_read(self))
