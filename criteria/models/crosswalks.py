"""Which criterion of an older set informs which one of a newer set: a help to whoever enters, no rule."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from communes.models import Province
from criteria.models.sets import Criterion
from criteria.models.sourced import LawQuerySet, SourcedByTwo, verified_by_another, verified_together


class CriterionLink(SourcedByTwo):
    """An old criterion says something about a new one; what follows is a suggestion, never an outcome."""

    old = models.ForeignKey(
        Criterion, models.PROTECT, related_name="informs", verbose_name="tiêu chí của bộ cũ"
    )
    new = models.ForeignKey(
        Criterion, models.PROTECT, related_name="informed_by", verbose_name="tiêu chí của bộ mới"
    )

    objects = LawQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="lịch sử đối chiếu tiêu chí", verbose_name_plural="lịch sử đối chiếu tiêu chí"
    )

    class Meta:
        verbose_name = "đối chiếu hai bộ tiêu chí"
        verbose_name_plural = "đối chiếu hai bộ tiêu chí"
        ordering = ["new", "old"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new"],
                name="criterion_link_once",
                violation_error_message="Hai tiêu chí này đã được đối chiếu.",
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="criterion_link_between_two",
                violation_error_message="Tiêu chí cũ và tiêu chí mới phải khác nhau.",
            ),
            verified_together("criterion_link_verified_together"),
            verified_by_another("criterion_link_verified_by_another"),
        ]

    def __str__(self):
        return f"{self.old} → {self.new}"

    @property
    def set_by(self) -> Province | None:
        """The province whose set the new criterion is in; None for the nation's."""
        return self.new.criteria_set.issued_by

    def clean(self):
        """Refuse two criteria of one set, or of sets of two levels."""
        super().clean()
        if self.old_id and self.new_id and self.old_id != self.new_id:
            old, new = self.old.criteria_set, self.new.criteria_set
            if old == new or old.level != new.level:
                raise ValidationError({"new": "Chọn tiêu chí của hai bộ khác nhau, cùng một cấp."})
