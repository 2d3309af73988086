"""A reorganisation of communes: prepared, applied in one go, undone as far as nothing followed from it."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from communes.models.kinds import CommuneKind
from communes.models.people import Agency, Officer, ScopeLevel
from communes.models.places import Commune, District, Province
from communes.models.steps import done_by, step_taken
from communes.scoping import officer_rows


class ReorganisationState(models.TextChoices):
    PREPARED = "prepared", "Đã chuẩn bị, chưa áp dụng"
    WITHDRAWN = "withdrawn", "Đã hủy bản chuẩn bị"
    APPLIED = "applied", "Đã áp dụng"
    UNDONE = "undone", "Đã hoàn tác"


class ReorganisationQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Reorganisations that touch a place of the officer's scope, as it was or as it becomes."""
        level = getattr(officer, "scope_level", "")
        if level in ("", ScopeLevel.NATION) or not officer.is_active:
            return officer_rows(self, officer, {})
        before = Commune.objects.visible_to(officer)
        touched = Q(
            Exists(ReorganisationLine.objects.filter(reorganisation=OuterRef("pk"), predecessor__in=before))
        )
        return self.filter(touched | Q(_becomes(officer, level)))

    def with_counts(self):
        """With `units` and `successors`: how many communes end, and how many take over."""
        units = Count("lines__predecessor_code", distinct=True)
        return self.annotate(units=units, successors=Count("lines__successor_code", distinct=True))

    def under_way(self):
        """Those prepared and neither applied nor given up."""
        return self.filter(applied_at__isnull=True, undone_at__isnull=True)

    def in_force(self):
        """Those applied and not undone."""
        return self.filter(applied_at__isnull=False, undone_at__isnull=True)


def _becomes(officer: Officer, level: str) -> Exists:
    """Whether a line leads to the officer's commune or province as it is since the day."""
    lines = ReorganisationLine.objects.filter(reorganisation=OuterRef("pk"))
    if level == ScopeLevel.PROVINCE:
        place, code = Province, "successor_province_code"
    elif level == ScopeLevel.DISTRICT:
        place, code = District, "successor_district_code"
    else:
        place, code = Commune, "successor_code"
    own = place.objects.in_force(OuterRef("reorganisation__effective_on"))
    return Exists(lines.filter(Exists(own.filter(pk=officer.scope_id, code=OuterRef(code)))))


class Reorganisation(models.Model):
    """A decision by which communes merge, divide or change their names from one day on.

    Prepared it touches nothing. Applied, what it changed stands in its journal (`changes`), from which it
    is undone. Nothing of it is ever deleted.
    """

    name = models.CharField("tên đợt sắp xếp", max_length=160)
    decision = models.CharField(
        "văn bản", max_length=160, blank=True, help_text="Số, ngày của nghị quyết; để trống khi chưa đọc."
    )
    effective_on = models.DateField("có hiệu lực từ ngày")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    prepared_at = models.DateTimeField("chuẩn bị lúc")
    prepared_by = done_by("người chuẩn bị", blank=False, indexed=True)
    applied_at = models.DateTimeField("áp dụng lúc", null=True, blank=True, editable=False)
    applied_by = done_by("người áp dụng", indexed=True)
    # Table → the greatest key it held then: what has a greater one was written since.
    newest_rows = models.JSONField(
        "khóa lớn nhất của từng bảng khi áp dụng", default=dict, blank=True, editable=False
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True, editable=False)
    undone_by = done_by("người hoàn tác", indexed=True)

    objects = ReorganisationQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử đợt sắp xếp", verbose_name_plural="lịch sử đợt sắp xếp")

    class Meta:
        verbose_name = "đợt sắp xếp đơn vị hành chính"
        verbose_name_plural = "đợt sắp xếp đơn vị hành chính"
        ordering = ["-effective_on", "-id"]
        permissions = [("apply_reorganisation", "Áp dụng, hoàn tác đợt sắp xếp đơn vị hành chính")]
        constraints = [
            step_taken("reorganisation", "applied", "Thời điểm áp dụng và người áp dụng phải đi cùng nhau."),
            step_taken("reorganisation", "undone", "Thời điểm hoàn tác và người hoàn tác phải đi cùng nhau."),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/sap-xep/{self.pk}/"

    @property
    def state(self) -> ReorganisationState:
        if self.applied_at:
            return ReorganisationState.UNDONE if self.undone_at else ReorganisationState.APPLIED
        return ReorganisationState.WITHDRAWN if self.undone_at else ReorganisationState.PREPARED


class OfReorganisationQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Rows of the reorganisations the officer sees."""
        return self.filter(reorganisation__in=Reorganisation.objects.visible_to(officer))


class OfReorganisationAboveQuerySet(OfReorganisationQuerySet):
    def visible_to(self, officer):
        """The same, for officers of a province or the nation alone: these rows name people's accounts."""
        if getattr(officer, "scope_level", "") not in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
            return self.none()
        return super().visible_to(officer)


class ReorganisationLine(models.Model):
    """A commune that ends and what it becomes, wholly or in part.

    The successor is named by what it will be: the portal may not know it before the day. The predecessor is
    named by its code, too: a unit that an earlier reorganisation made is gone when that one is undone.
    """

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="lines", verbose_name="đợt sắp xếp"
    )
    predecessor = models.ForeignKey(
        Commune,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="reorganisation_lines",
        verbose_name="đơn vị cũ",
    )
    predecessor_code = models.CharField("mã đơn vị cũ", max_length=8)
    predecessor_name = models.CharField("tên đơn vị cũ", max_length=100)
    successor_code = models.CharField("mã đơn vị mới", max_length=8)
    successor_name = models.CharField(
        "tên đơn vị mới", max_length=80, help_text="Không kèm từ “xã”, “phường”."
    )
    successor_kind = models.CharField("loại đơn vị mới", max_length=10, choices=CommuneKind)
    successor_province_code = models.CharField("mã tỉnh của đơn vị mới", max_length=8)
    successor_district_code = models.CharField(
        "mã huyện của đơn vị mới", max_length=8, blank=True, help_text="Để trống từ ngày 01/07/2025."
    )
    whole = models.BooleanField("nhập toàn bộ", default=True, help_text="Bỏ chọn khi chỉ nhập một phần.")

    objects = OfReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng sắp xếp"
        verbose_name_plural = "dòng sắp xếp"
        ordering = ["reorganisation", "successor_code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "predecessor_code", "successor_code"],
                name="reorganisation_line_once",
                violation_error_message="Đơn vị cũ này đã có dòng về đơn vị mới ấy.",
            ),
            models.UniqueConstraint(
                fields=["reorganisation", "predecessor_code"],
                condition=Q(whole=True),
                name="reorganisation_line_whole_once",
                violation_error_message="Đơn vị cũ này đã nhập toàn bộ vào một đơn vị mới.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor_name} → {self.successor_full_name}"

    @property
    def successor_full_name(self) -> str:
        return f"{self.successor_kind} {self.successor_name}"


WHOM = ("district", "agency", "officer")


def exactly_one_ends() -> models.CheckConstraint:
    """A constraint: an heir is named for one district, one agency or one officer."""
    condition = Q()
    for chosen in WHOM:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in WHOM})
    return models.CheckConstraint(
        condition=condition,
        name="reorganisation_heir_of_one",
        violation_error_message="Chọn đúng một: huyện, cơ quan hoặc cán bộ.",
    )


def at_most_one_heir() -> models.CheckConstraint:
    """A constraint: one heir, or none at all (then the role lapses)."""
    commune, province, agency = Q(heir_commune_code=""), Q(heir_province_code=""), Q(heir_agency__isnull=True)
    return models.CheckConstraint(
        condition=(commune & province) | (commune & agency) | (province & agency),
        name="reorganisation_heir_at_most_one",
        violation_error_message="Chọn một nơi kế thừa: xã, tỉnh hoặc cơ quan; để trống cả ba khi không có.",
    )


def one_heir_of(name: str, message: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["reorganisation", name],
        condition=Q(**{f"{name}__isnull": False}),
        name=f"reorganisation_heir_once_per_{name}",
        violation_error_message=message,
    )


class ReorganisationHeir(models.Model):
    """Who takes over from a district, an agency or an officer: a commune, a province, an agency or nobody."""

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="heirs", verbose_name="đợt sắp xếp"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="huyện"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan"
    )
    officer = done_by("cán bộ", indexed=True)
    heir_commune_code = models.CharField("mã xã kế thừa", max_length=8, blank=True)
    heir_province_code = models.CharField("mã tỉnh kế thừa", max_length=8, blank=True)
    heir_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan kế thừa"
    )

    objects = OfReorganisationAboveQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi kế thừa"
        verbose_name_plural = "nơi kế thừa"
        ordering = ["reorganisation", "id"]
        constraints = [
            exactly_one_ends(),
            at_most_one_heir(),
            models.CheckConstraint(
                condition=Q(heir_agency__isnull=True) | Q(agency__isnull=True) | ~Q(agency=F("heir_agency")),
                name="reorganisation_heir_is_another",
                violation_error_message="Cơ quan kế thừa phải khác cơ quan được kế thừa.",
            ),
            one_heir_of("district", "Huyện này đã có nơi kế thừa."),
            one_heir_of("agency", "Cơ quan này đã có nơi kế thừa."),
            one_heir_of("officer", "Cán bộ này đã có nơi kế thừa."),
        ]

    def __str__(self):
        heir = self.heir_agency or self.heir_commune_code or self.heir_province_code or "không có nơi kế thừa"
        return f"{self.district or self.agency or self.officer} → {heir}"


class ReorganisationChange(models.Model):
    """One row made (`field` is empty) or one field set by applying: from what undoing works backwards."""

    reorganisation = models.ForeignKey(
        Reorganisation, models.PROTECT, related_name="changes", verbose_name="đợt sắp xếp"
    )
    position = models.PositiveIntegerField("thứ tự")
    table = models.CharField("bảng", max_length=60)
    row = models.BigIntegerField("dòng")
    field = models.CharField("trường", max_length=60, blank=True)
    before = models.JSONField("trước", null=True)
    after = models.JSONField("sau", null=True)

    objects = OfReorganisationAboveQuerySet.as_manager()

    class Meta:
        verbose_name = "thay đổi khi sắp xếp"
        verbose_name_plural = "thay đổi khi sắp xếp"
        ordering = ["reorganisation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "position"],
                name="reorganisation_change_once_per_position",
                violation_error_message="Thứ tự này đã có thay đổi.",
            )
        ]

    def __str__(self):
        return f"{self.table} {self.row}: {self.field or 'dòng mới'}"
