"""Who took a step of something, and when: fields and constraints that rows of every app share."""

from django.db import models
from django.db.models import Q

from communes.models.people import Officer


def done_by(label: str, *, blank: bool = True, indexed: bool = False) -> models.ForeignKey:
    """The officer who took a step. Nobody lists rows by them, and every index is paid for by every row of a
    sheet; the tables that have one keep it."""
    return models.ForeignKey(
        Officer,
        models.PROTECT,
        null=blank,
        blank=blank,
        db_index=indexed,
        related_name="+",
        verbose_name=label,
    )


def who_and_when(name: str, moment: str, person: str, message: str) -> models.CheckConstraint:
    """A constraint: the moment of a step and who took it travel together."""
    return models.CheckConstraint(
        condition=Q(**{f"{moment}__isnull": True, f"{person}__isnull": True})
        | Q(**{f"{moment}__isnull": False, f"{person}__isnull": False}),
        name=name,
        violation_error_message=message,
    )


def step_taken(table: str, step: str, message: str) -> models.CheckConstraint:
    """The same for a step kept in `<step>_at` and `<step>_by`."""
    return who_and_when(f"{table}_{step}_who_and_when", f"{step}_at", f"{step}_by", message)
