"""Requests for explanation (yêu cầu giải trình): a leader asks about one thing, the unit answers."""

from django.db import models
from django.db.models import Q

from communes.models import Commune, done_by, who_and_when
from criteria.models import Criterion
from directives.models.assignments import Assignment
from directives.models.obstacles import Obstacle
from directives.models.units import UnitRow, UnitRowsQuerySet, one_unit


class ExplanationQuerySet(UnitRowsQuerySet):
    def visible_to(self, officer):
        """Those of the scope, and what the officer asked: the answer is theirs wherever the unit went."""
        seen = super().visible_to(officer)
        if not getattr(officer, "scope_level", "") or not officer.is_active:
            return seen
        return seen | self.filter(asked_by=officer)

    def unanswered(self):
        return self.filter(answered_at__isnull=True)

    def with_names(self):
        """With everything a list names of them."""
        return self.select_related(
            "commune__district",
            "criterion__criteria_set",
            "assignment__task__directive",
            "obstacle__criterion",
            "obstacle__commune",
            "unit_agency",
            "unit_district",
            "unit_commune",
            "asked_by",
            "answered_by",
        )


class ExplanationRequest(UnitRow):
    """A question about a cell (commune and criterion), an assignment or an obstacle, due on a day."""

    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations_about",
        verbose_name="xã",
    )
    criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations",
        verbose_name="tiêu chí",
    )
    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations",
        verbose_name="phân công",
    )
    obstacle = models.ForeignKey(
        Obstacle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations",
        verbose_name="vướng mắc",
    )
    question = models.CharField("nội dung yêu cầu", max_length=500)
    due_on = models.DateField("hạn trả lời")
    asked_at = models.DateTimeField("yêu cầu lúc")
    asked_by = done_by("người yêu cầu")
    answer = models.TextField("nội dung giải trình", blank=True)
    answered_at = models.DateTimeField("giải trình lúc", null=True, blank=True)
    answered_by = done_by("người giải trình")
    illustrative = models.BooleanField("minh họa", default=False, editable=False)

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu giải trình"
        verbose_name_plural = "yêu cầu giải trình"
        ordering = ["due_on", "id"]
        permissions = [
            ("ask_explanation", "Yêu cầu giải trình"),
            ("answer_explanation", "Trả lời yêu cầu giải trình"),
        ]
        constraints = [
            one_unit("explanation_one_unit"),
            models.CheckConstraint(
                condition=Q(
                    commune__isnull=False,
                    criterion__isnull=False,
                    assignment__isnull=True,
                    obstacle__isnull=True,
                )
                | Q(criterion__isnull=True, assignment__isnull=False, obstacle__isnull=True)
                | Q(criterion__isnull=True, assignment__isnull=True, obstacle__isnull=False),
                name="explanation_about_one_thing",
                violation_error_message=(
                    "Yêu cầu giải trình về đúng một việc: một tiêu chí của một xã, một việc được giao "
                    "hoặc một vướng mắc."
                ),
            ),
            who_and_when(
                "explanation_answered_who_and_when",
                "answered_at",
                "answered_by",
                "Thời điểm giải trình và người giải trình phải đi cùng nhau.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="explanation_answered_with_text",
                violation_error_message="Giải trình phải có nội dung.",
            ),
        ]

    def __str__(self):
        return self.question
