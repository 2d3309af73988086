"""Mobilisation (tuyên truyền, vận động): what was done with the people, and what came of it."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Commune, done_by
from criteria.models import Criterion
from directives.models.units import UnitRow, UnitRowsQuerySet, one_unit


class ActivityKind(models.TextChoices):
    MEETING = "meeting", "Họp thôn, họp dân"
    TALK = "talk", "Tuyên truyền, nói chuyện"
    HOME_VISIT = "visit", "Đến từng hộ"
    TRAINING = "training", "Tập huấn, dạy nghề"
    LABOUR_DAY = "labour", "Ra quân, ngày công"
    LAND = "land", "Vận động hiến đất"
    MODEL = "model", "Mô hình sinh kế"
    CONTEST = "contest", "Hội thi, văn nghệ"
    OTHER = "other", "Khác"


class ModelOutcome(models.TextChoices):
    """What came of a livelihood model."""

    STARTED = "started", "Mới bắt đầu"
    KEPT = "kept", "Đang duy trì"
    SPREAD = "spread", "Được nhân rộng"
    STOPPED = "stopped", "Đã dừng"


def people_field(label: str) -> models.PositiveIntegerField:
    """A count that may be unknown: empty is not zero."""
    return models.PositiveIntegerField(label, null=True, blank=True)


def part_of_people(part: str, message: str) -> models.CheckConstraint:
    """A constraint: a part of the people reached is not more than all of them."""
    return models.CheckConstraint(
        condition=Q(**{f"{part}__isnull": True}) | Q(people__isnull=False, **{f"{part}__lte": F("people")}),
        name=f"activity_{part}_within_people",
        violation_error_message=message,
    )


class ActivityQuerySet(UnitRowsQuerySet):
    def with_names(self):
        """With everything a list names of them."""
        return self.select_related(
            "commune__district", "unit_agency", "unit_district", "unit_commune", "entered_by"
        )


class Activity(UnitRow):
    """One activity in a commune, by the unit that held it. Counts nobody took stay empty."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="activities_about", verbose_name="xã")
    village = models.CharField("thôn (làng)", max_length=120, blank=True)
    kind = models.CharField("hình thức", max_length=8, choices=ActivityKind)
    held_on = models.DateField("ngày tổ chức")
    name = models.CharField("nội dung", max_length=300)
    people = people_field("số người tham gia")
    women = people_field("trong đó nữ")
    minority = people_field("trong đó đồng bào dân tộc thiểu số")
    households = people_field("số hộ thay đổi nếp nghĩ, cách làm")
    practice = models.CharField("thay đổi gì", max_length=300, blank=True)
    labour_days = people_field("ngày công đóng góp")
    land_m2 = people_field("đất hiến (m²)")
    model_name = models.CharField("mô hình sinh kế", max_length=200, blank=True)
    model_outcome = models.CharField("kết quả mô hình", max_length=8, choices=ModelOutcome, blank=True)
    criteria = models.ManyToManyField(
        Criterion, related_name="activities", blank=True, verbose_name="tiêu chí liên quan"
    )
    entered_at = models.DateTimeField("ghi lúc")
    entered_by = done_by("người ghi")
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = ActivityQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử hoạt động", verbose_name_plural="lịch sử hoạt động", m2m_fields=[criteria]
    )

    class Meta:
        verbose_name = "hoạt động tuyên truyền, vận động"
        verbose_name_plural = "hoạt động tuyên truyền, vận động"
        ordering = ["-held_on", "-id"]
        constraints = [
            one_unit("activity_one_unit"),
            part_of_people("women", "Số nữ không được lớn hơn số người tham gia."),
            part_of_people("minority", "Số đồng bào dân tộc thiểu số không được lớn hơn số người tham gia."),
            models.CheckConstraint(
                condition=Q(model_name="", model_outcome="") | (~Q(model_name="") & ~Q(model_outcome="")),
                name="activity_model_with_outcome",
                violation_error_message="Mô hình sinh kế phải ghi cả tên và kết quả.",
            ),
        ]

    def __str__(self):
        return self.name


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Photos of the activities the officer sees."""
        return self.filter(activity__in=Activity.objects.visible_to(officer))


class ActivityPhoto(models.Model):
    """A photo of an activity, made smaller and without where it was taken. Taken away, it is marked."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos", verbose_name="hoạt động")
    file = models.FileField("tệp", upload_to="activities/%Y/%m/")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    sha256 = models.CharField("dấu vân tay tệp", max_length=64)
    added_at = models.DateTimeField("thêm lúc")
    added_by = done_by("người thêm")
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    removed_by = done_by("người gỡ")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh hoạt động"
        verbose_name_plural = "ảnh hoạt động"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="activity_photo_once",
                violation_error_message="Hoạt động này đã có ảnh ấy.",
            )
        ]

    def __str__(self):
        return self.name
