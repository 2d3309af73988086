"""What residents say of a commune or a criterion: read by a moderator, answered in public."""

from django.db import models
from django.db.models import Q

from communes.models import Commune, Province, ScopeLevel, done_by, officer_rows, who_and_when
from criteria.models import Criterion
from directives.models.obstacles import Obstacle


class CommentState(models.TextChoices):
    WAITING = "waiting", "Chờ duyệt"
    PUBLISHED = "public", "Đã đăng"
    REFUSED = "refused", "Không đăng"
    WITHDRAWN = "gone", "Người gửi đã rút"


class CommentQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """A province's officers see its comments; below, those about their communes."""
        if getattr(officer, "scope_level", "") == ScopeLevel.PROVINCE:
            return officer_rows(self, officer, {"province": "province_id"})
        return officer_rows(self, officer, {"district": "commune__district_id", "commune": "commune_id"})

    def published(self):
        return self.filter(state=CommentState.PUBLISHED)


class Comment(models.Model):
    """A resident's comment on a public page. The e-mail is never shown and is erased on request.

    The resident keeps a code to have name and e-mail erased, or the whole comment; only its hash is
    stored. `erased_by` is empty where the resident did it.
    """

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="comments", verbose_name="tỉnh, thành phố"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name="xã"
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name="tiêu chí"
    )
    text = models.TextField("ý kiến", max_length=2000)
    name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    sent_at = models.DateTimeField("gửi lúc")
    sender_key = models.CharField("khóa người gửi", max_length=64, db_index=True)
    erase_key_hash = models.CharField("khóa xóa thông tin", max_length=64)
    erased_at = models.DateTimeField("xóa thông tin người gửi lúc", null=True, blank=True)
    erased_by = done_by("người xóa thông tin")
    state = models.CharField("trạng thái", max_length=8, choices=CommentState, default=CommentState.WAITING)
    moderated_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    moderated_by = done_by("người duyệt")
    refusal = models.CharField("lý do không đăng", max_length=300, blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = done_by("người trả lời")
    answered_as = models.CharField("đơn vị trả lời", max_length=160, blank=True)
    obstacle = models.ForeignKey(
        Obstacle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name="vướng mắc được lập",
    )
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "góp ý của người dân"
        verbose_name_plural = "góp ý của người dân"
        ordering = ["-sent_at"]
        permissions = [("moderate_comment", "Duyệt và trả lời góp ý của người dân")]
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=False) | Q(criterion__isnull=False),
                name="comment_about_something",
                violation_error_message="Góp ý phải về một xã hoặc một tiêu chí.",
            ),
            who_and_when(
                "comment_moderated_who_and_when",
                "moderated_at",
                "moderated_by",
                "Thời điểm duyệt và người duyệt phải đi cùng nhau.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", moderated_at__isnull=True)
                | Q(state__in=["public", "refused"], moderated_at__isnull=False)
                | Q(state="gone"),
                name="comment_state_was_moderated",
                violation_error_message="Góp ý chỉ đăng hoặc không đăng sau khi có người duyệt.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""),
                name="comment_refused_with_reason",
                violation_error_message="Không đăng góp ý phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="comment_answered_with_text",
                violation_error_message="Trả lời góp ý phải có nội dung, người trả lời và thời điểm.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(email="", sender_key=""),
                name="comment_erased_keeps_nothing",
                violation_error_message="Đã xóa thông tin thì không còn giữ thư điện tử của người gửi.",
            ),
            models.CheckConstraint(
                condition=~Q(state="gone") | Q(erased_at__isnull=False, text="", answer=""),
                name="comment_withdrawn_keeps_no_text",
                violation_error_message="Góp ý người gửi đã rút thì không còn giữ nội dung.",
            ),
        ]

    def __str__(self):
        return self.text[:80]
