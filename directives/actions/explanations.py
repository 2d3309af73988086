"""Requests for explanation: a leader asks about a cell, an assignment or an obstacle; the unit answers."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from communes.models import Agency, Commune, District, Officer
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from criteria.actions.telling import tell
from criteria.models import Criterion
from criteria.working_days import after_working_days
from directives.actions.obstacle_rights import units_for
from directives.actions.obstacles import lead_agency
from directives.actions.permissions import refuse_unless_of_unit
from directives.actions.telling import unit_officers
from directives.models import Assignment, ExplanationRequest, Obstacle, unit_columns

ASK, ANSWER = "directives.ask_explanation", "directives.answer_explanation"
# How many working days a unit has when whoever asks names no day.
TERM_DAYS = 5
LONGEST_QUESTION, LONGEST_ANSWER = 500, 4000


@dataclass(frozen=True)
class About:
    """The one thing a request is about: a cell (commune and criterion), an assignment or an obstacle."""

    commune: Commune | None = None
    criterion: Criterion | None = None
    assignment: Assignment | None = None
    obstacle: Obstacle | None = None

    @property
    def row(self) -> Assignment | Obstacle | None:
        return self.assignment or self.obstacle

    @property
    def columns(self) -> dict:
        """The columns of the request; an assignment's or obstacle's commune comes along, for its scope."""
        if self.row:
            return {
                "commune": self.row.commune,
                "assignment": self.assignment,
                "obstacle": self.obstacle,
            }
        return {"commune": self.commune, "criterion": self.criterion}

    @property
    def unit(self) -> Agency | District | Commune:
        """Who answers when nobody else is named: the unit of the row; of a cell the unit in charge of the
        criterion, else the commune."""
        if self.row:
            return self.row.unit
        return lead_agency(self.commune, self.criterion) or self.commune

    def __str__(self):
        if self.assignment:
            return f"việc được giao “{self.assignment.task.name}”"
        if self.obstacle:
            return f"vướng mắc “{self.obstacle.text}” của {self.obstacle.commune.prose_name}"
        return f"tiêu chí {self.criterion.number} của {self.commune.prose_name}"


def default_due_on() -> datetime.date:
    return after_working_days(timezone.localdate(), TERM_DAYS)


def may_ask(officer: Officer | None, about: About) -> bool:
    """Whether the officer may ask about it: the permission, and a scope that reaches it."""
    if officer is None:
        return True
    if not officer.has_perm(ASK):
        return False
    if about.row:
        return type(about.row).objects.visible_to(officer).filter(pk=about.row.pk).exists()
    return covers_place(officer, about.commune)


@transaction.atomic
def ask_explanation(
    *,
    about: About,
    question: str,
    by: Officer | None,
    unit: Agency | District | Commune | None = None,
    due_on: datetime.date | None = None,
) -> ExplanationRequest:
    """Ask a unit to explain; its officers are told at once.

    Raises ActionRefused for whoever may not ask or whose scope does not reach the thing, without a
    question, for a day gone by, a unit that has nothing to do with it, and the same question still open.
    """
    refuse_without(by, ASK, "yêu cầu giải trình")
    if not may_ask(by, about):
        raise ActionRefused("Việc này ở ngoài phạm vi phụ trách của bạn.")
    question = nfc(question)
    if not question:
        raise ActionRefused("Ghi nội dung cần giải trình.")
    if len(question) > LONGEST_QUESTION:
        raise ActionRefused(f"Ghi không quá {LONGEST_QUESTION} ký tự.")
    if due_on is not None and due_on < timezone.localdate():
        raise ActionRefused("Hạn trả lời phải từ hôm nay trở đi.")
    chosen = unit or about.unit
    if chosen != about.unit and (about.row or chosen not in units_for(about.commune)):
        raise ActionRefused("Chọn đơn vị giải trình trong danh sách.")
    columns = {**unit_columns(chosen), **about.columns}
    if ExplanationRequest.objects.unanswered().filter(question=question, **columns).exists():
        raise ActionRefused("Đã có yêu cầu giải trình với nội dung này đang chờ trả lời.")
    asked = ExplanationRequest.objects.create(
        question=question,
        due_on=due_on or default_due_on(),
        asked_at=timezone.now(),
        asked_by=by,
        **columns,
    )
    text = f"Yêu cầu giải trình về {about}, hạn {asked.due_on:%d/%m/%Y}. {question}"
    tell(unit_officers(asked, ANSWER), text, explanation_url(asked), but=by)
    return asked


@transaction.atomic
def answer_explanation(*, request: ExplanationRequest, answer: str, by: Officer) -> ExplanationRequest:
    """The unit's answer, once; whoever asked is told.

    Raises ActionRefused for an officer of another unit, without text, and when it was answered meanwhile.
    """
    found = ExplanationRequest.objects.select_for_update(of=["self"]).with_names().get(pk=request.pk)
    refuse_unless_of_unit(by, found, ANSWER, "trả lời yêu cầu giải trình")
    if found.answered_at:
        raise ActionRefused(
            f"Yêu cầu này đã được trả lời lúc {timezone.localtime(found.answered_at):%H:%M %d/%m/%Y}; "
            "tải lại trang để xem."
        )
    answer = "\n".join(nfc(line) for line in answer.splitlines()).strip()
    if not answer:
        raise ActionRefused("Ghi nội dung giải trình.")
    if len(answer) > LONGEST_ANSWER:
        raise ActionRefused(f"Ghi không quá {LONGEST_ANSWER} ký tự.")
    found.answer, found.answered_at, found.answered_by = answer, timezone.now(), by
    found.save()
    if found.asked_by:
        text = f"{found.unit_name} đã trả lời yêu cầu giải trình: {found.question}"
        tell([found.asked_by], text, explanation_url(found), but=by)
    return found


def explanation_url(request: ExplanationRequest) -> str:
    return reverse("explanation", args=[request.pk])
