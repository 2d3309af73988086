"""What every fact of law says of itself: where it comes from, who entered it, who checked it, whose it is."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from communes.models import Officer, Province, ScopeLevel
from communes.periods import DatedQuerySet

BY_ANOTHER = "Người nhập hoặc sửa không tự kiểm chứng; nhờ người khác đối chiếu với văn bản."


class Source(models.TextChoices):
    """Where a text or figure comes from; neither kind is verified until a person checked the decision."""

    SEEN = "seen", "Đọc trong nguồn đã công bố"
    RECALLED = "recalled", "Ghi theo trí nhớ, chưa đọc văn bản"


class Sourced(models.Model):
    """A fact of law with its source; verified only when somebody compared it with the decision itself."""

    source = models.CharField("nguồn", max_length=8, choices=Source, default=Source.RECALLED)
    source_note = models.CharField("ghi chú nguồn", max_length=300, blank=True)
    verified_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kiểm chứng"
    )
    verified_on = models.DateField("ngày kiểm chứng", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        """Whether a person compared this text or figure with the decision."""
        return self.verified_on is not None

    def clean(self):
        """Refuse a verification dated after today."""
        if self.verified_on and self.verified_on > timezone.localdate():
            raise ValidationError({"verified_on": "Ngày kiểm chứng không được sau hôm nay."})


class SourcedByTwo(Sourced):
    """A fact of law that one person enters and another verifies; `entered_by` is None for a loaded file's."""

    entered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập, sửa",
        editable=False,
    )  # fmt: skip

    class Meta:
        abstract = True


def verified_together(name: str) -> models.CheckConstraint:
    """A constraint: who verified and when travel together."""
    return models.CheckConstraint(
        condition=Q(verified_by__isnull=True, verified_on__isnull=True)
        | Q(verified_by__isnull=False, verified_on__isnull=False),
        name=name,
        violation_error_message="Ghi cả người kiểm chứng và ngày kiểm chứng, hoặc để trống cả hai.",
    )


def verified_by_another(name: str) -> models.CheckConstraint:
    """A constraint: nobody verifies what they entered themselves."""
    return models.CheckConstraint(
        condition=Q(verified_by__isnull=True) | Q(entered_by__isnull=True) | ~Q(verified_by=F("entered_by")),
        name=name,
        violation_error_message=BY_ANOTHER,
    )


class LawQuerySet(DatedQuerySet):
    """Facts of law. The nation's are everybody's to read; a province's own are those of its officers."""

    def visible_to(self, officer):
        """The nation's rows, and those of the provinces in which the officer has a scope."""
        if not officer.is_active or not officer.scope_level:
            return self.none()
        if officer.scope_level == ScopeLevel.NATION:
            return self
        return self.of_provinces(Province.objects.visible_to(officer).order_by().values("pk"))

    def of_provinces(self, provinces):
        """The nation's rows and those the given provinces issued."""
        owned = [Q(**{f"{path}__isnull": True}) | Q(**{f"{path}__in": provinces}) for path in self.owners]
        return self.filter(*owned)

    @property
    def owners(self) -> list[str]:
        """The paths to the province that issued a row."""
        return {
            "criteriaset": ["issued_by"],
            "criterion": ["criteria_set__issued_by"],
            "indicator": ["criterion__criteria_set__issued_by"],
            "criterionlink": ["old__criteria_set__issued_by", "new__criteria_set__issued_by"],
            "threshold": ["province", "indicator__criterion__criteria_set__issued_by"],
        }[self.model._meta.model_name]
