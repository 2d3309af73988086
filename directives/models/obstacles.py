"""What stands in the way: obstacles (vướng mắc) of a criterion in a commune, and every step taken."""

from django.db import models
from django.db.models import Q

from communes.models import Commune, done_by
from criteria.models import Criterion
from directives.models.units import UnitRow, UnitRowsQuerySet, one_unit


class Cause(models.TextChoices):
    CAPITAL = "capital", "Vốn"
    LAND = "land", "Đất đai"
    PLANNING = "planning", "Quy hoạch"
    MECHANISM = "mechanism", "Cơ chế, chính sách"
    PEOPLE = "people", "Nhân lực"
    AWARENESS = "awareness", "Nhận thức, nếp nghĩ cách làm"
    DISASTER = "disaster", "Thiên tai"
    OTHER = "other", "Khác"


class ObstacleState(models.TextChoices):
    """The diagram of `docs/decisions.md`; one that was settled or confirmed may be raised again."""

    RAISED = "raised", "Mới phát hiện"
    WORKING = "working", "Đang tháo gỡ"
    ESCALATED = "escalated", "Chuyển cấp trên"
    SETTLED = "settled", "Đã giải quyết, chờ xã xác nhận"
    CONFIRMED = "confirmed", "Đã giải quyết dứt điểm"


OPEN_STATES = (ObstacleState.RAISED, ObstacleState.WORKING, ObstacleState.ESCALATED)


class Effect(models.TextChoices):
    """What settling an obstacle did to the criterion."""

    MET = "met", "Tiêu chí đạt"
    CLOSER = "closer", "Tiến gần mức đạt"
    NONE = "none", "Chưa thay đổi"


class ObstacleQuerySet(UnitRowsQuerySet):
    def still_open(self):
        return self.filter(state__in=OPEN_STATES)

    def with_names(self):
        """With everything a list names of them."""
        return self.select_related(
            "commune__district", "criterion__criteria_set", "unit_agency", "unit_district", "unit_commune"
        )


class Obstacle(UnitRow):
    """One thing in the way of one criterion of one commune, and the unit that has to clear it.

    `raised_at` is the first time; `open_since` the last time it was raised again, from which days are
    counted.
    """

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="obstacles_about", verbose_name="xã")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="obstacles", verbose_name="tiêu chí"
    )
    text = models.CharField("vướng mắc", max_length=500)
    cause = models.CharField("nguyên nhân", max_length=10, choices=Cause)
    due_on = models.DateField("hạn giải quyết", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=ObstacleState, default=ObstacleState.RAISED)
    raised_at = models.DateTimeField("phát hiện lúc")
    raised_by = done_by("người phát hiện")
    open_since = models.DateField("tồn đọng từ ngày")
    result = models.CharField("kết quả giải quyết", max_length=500, blank=True)
    effect = models.CharField("tác động đến tiêu chí", max_length=6, choices=Effect, blank=True)
    settled_on = models.DateField("giải quyết ngày", null=True, blank=True)
    times_raised = models.PositiveSmallIntegerField("số lần nêu", default=1)
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = "vướng mắc"
        verbose_name_plural = "vướng mắc"
        ordering = ["open_since", "id"]
        permissions = [
            ("handle_obstacle", "Tháo gỡ, chuyển cấp, giải quyết vướng mắc"),
            ("confirm_obstacle", "Xác nhận vướng mắc đã giải quyết"),
        ]
        constraints = [
            one_unit("obstacle_one_unit"),
            models.CheckConstraint(
                condition=Q(state__in=["settled", "confirmed"], settled_on__isnull=False)
                & ~Q(result="")
                & ~Q(effect="")
                | Q(state__in=["raised", "working", "escalated"], settled_on__isnull=True),
                name="obstacle_settled_with_result",
                violation_error_message="Giải quyết vướng mắc phải ghi kết quả và tác động đến tiêu chí.",
            ),
        ]
        indexes = [models.Index(fields=["commune", "criterion"], name="obstacle_of_cell")]

    def __str__(self):
        return f"{self.commune.full_name}, tiêu chí {self.criterion.number}: {self.text}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class ObstacleAction(models.TextChoices):
    RAISE = "raise", "Nêu vướng mắc"
    TAKE_UP = "take_up", "Nhận tháo gỡ"
    ESCALATE = "escalate", "Chuyển cấp trên"
    SETTLE = "settle", "Báo đã giải quyết"
    CONFIRM = "confirm", "Xã xác nhận"
    REJECT = "reject", "Xã chưa đồng ý"
    RAISE_AGAIN = "again", "Nêu lại"
    # No step of the diagram: the state stays, the unit and the commune are what they became.
    MOVE = "move", "Chuyển theo sắp xếp đơn vị hành chính"


class OfObstacleQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Steps of the obstacles the officer sees."""
        return self.filter(obstacle__in=Obstacle.objects.visible_to(officer))


class ObstacleStep(models.Model):
    """One step of an obstacle, never edited. `by` is empty where the portal raised it again by itself."""

    obstacle = models.ForeignKey(Obstacle, models.PROTECT, related_name="steps", verbose_name="vướng mắc")
    action = models.CharField("bước", max_length=8, choices=ObstacleAction)
    text = models.CharField("nội dung", max_length=500, blank=True)
    unit_name = models.CharField("đơn vị xử lý khi ấy", max_length=160, blank=True)
    at = models.DateTimeField("lúc")
    by = done_by("người thực hiện")

    objects = OfObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = "bước xử lý vướng mắc"
        verbose_name_plural = "bước xử lý vướng mắc"
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_action_display()} ({self.at:%d/%m/%Y})"
