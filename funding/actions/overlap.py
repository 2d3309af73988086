"""Asking whether money pays twice, and answering it: questions found, gone, come back, answered."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from communes.models import Commune, Officer, Province
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from funding.models import OverlapQuestion, QuestionState, WorkFunding, WorkItem
from funding.overlap import Line, Suspicion, Work, fingerprint, suspicions

ANSWER = "funding.answer_overlapquestion"
LONGEST_ANSWER = 500


@dataclass(frozen=True)
class Asked:
    """What looking for overlap changed: questions `new`, no longer suspected, suspected `again`."""

    works: int
    new: int
    gone: int
    again: int


@transaction.atomic
def find_overlap(*, province: Province, by: Officer | None = None) -> Asked:
    """Ask about every work item of the province anew; a second run changes nothing.

    A question whose items changed is gone, and asked anew with what they say now. Answers stay.
    """
    return _look(province.pk, WorkItem.objects.filter(province=province))


@transaction.atomic
def find_overlap_in(*, commune: Commune, by: Officer | None = None) -> Asked:
    """Ask about the work items of one commune, after one of them or a line of theirs was saved."""
    return _look(commune.province_id, WorkItem.objects.filter(commune=commune))


@transaction.atomic
def answer_question(
    *, question: OverlapQuestion, state: str, answer: str, by: Officer | None
) -> OverlapQuestion:
    """Answer "không trùng" or "đã điều chỉnh", with the reason.

    Raises ActionRefused without the permission or outside the scope, without a reason, and where
    somebody answered or the items changed since the officer read the question.
    """
    refuse_without(by, ANSWER, "trả lời câu hỏi nghi trùng")
    question = _locked(question)
    if by is not None and not covers_place(by, question.work_item.commune):
        raise ActionRefused("Câu hỏi này của xã ngoài phạm vi của bạn; nhờ cán bộ phụ trách xã trả lời.")
    answer = _checked(state, answer)
    _refuse_overtaken(question)
    question.state, question.answer = state, answer
    question.answered_at, question.answered_by = timezone.now(), by
    question.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    return question


def _locked(question: OverlapQuestion) -> OverlapQuestion:
    """The question as it is now; nobody answers it, nor changes its items, until the transaction ends."""
    rows = OverlapQuestion.objects.select_for_update(of=["self"])
    found = rows.select_related("work_item__commune__district", "answered_by").get(pk=question.pk)
    list(WorkItem.objects.select_for_update().filter(pk__in=_ids(found)).order_by("pk").values_list("pk"))
    return found


def _checked(state: str, answer: str) -> str:
    if state not in (QuestionState.NO_OVERLAP, QuestionState.ADJUSTED):
        raise ActionRefused("Chọn “Không trùng” hoặc “Đã điều chỉnh”.")
    answer = nfc(answer)
    if not answer:
        raise ActionRefused("Ghi lý do: vì sao không trùng, hoặc đã điều chỉnh thế nào.")
    if len(answer) > LONGEST_ANSWER:
        raise ActionRefused(f"Ghi lý do không quá {LONGEST_ANSWER} ký tự.")
    return answer


def _refuse_overtaken(question: OverlapQuestion) -> None:
    if question.state != QuestionState.OPEN:
        who = question.answered_by or "Người quản trị"
        raise ActionRefused(
            f"{who} đã trả lời câu hỏi này: {question.get_state_display().lower()}; tải lại trang để xem."
        )
    works = {work.id: work for work in _works(WorkItem.objects.filter(pk__in=_ids(question)))}
    second = works[question.second_id] if question.second_id else None
    if question.gone_at or question.fingerprint != fingerprint(
        works[question.work_item_id], second, question.kind
    ):
        raise ActionRefused(
            "Số liệu của công trình đã thay đổi sau khi câu hỏi được nêu; tải lại trang để xem câu hỏi mới, "
            "nếu còn nghi trùng."
        )


def _ids(question: OverlapQuestion) -> list[int]:
    return [pk for pk in (question.work_item_id, question.second_id) if pk]


def _look(province_id: int, items: QuerySet) -> Asked:
    """Bring the questions of some items in line with what is suspected of them now."""
    # Two runs at once would ask the same twice; inserting rows of the province goes on meanwhile.
    Province.objects.select_for_update(no_key=True).get(pk=province_id)
    works = _works(items)
    found = {(each.kind, each.first, each.fingerprint): each for each in suspicions(works)}
    asked = OverlapQuestion.objects.filter(work_item__in=items)
    known = {
        (kind, item, seal): (pk, gone)
        for pk, kind, item, seal, gone in asked.values_list(
            "pk", "kind", "work_item_id", "fingerprint", "gone_at"
        )
    }
    gone = [pk for key, (pk, since) in known.items() if key not in found and since is None]
    again = [pk for key, (pk, since) in known.items() if key in found and since is not None]
    now = timezone.now()
    _mark(gone, now)
    _mark(again, None)
    new = [_question(each, now) for key, each in found.items() if key not in known]
    OverlapQuestion.objects.bulk_create(new, batch_size=500)
    return Asked(len(works), len(new), len(gone), len(again))


def _mark(keys: list[int], gone_at) -> None:
    for start in range(0, len(keys), 500):
        OverlapQuestion.objects.filter(pk__in=keys[start : start + 500]).update(gone_at=gone_at)


def _question(found: Suspicion, now) -> OverlapQuestion:
    return OverlapQuestion(
        kind=found.kind,
        work_item_id=found.first,
        second_id=found.second,
        fingerprint=found.fingerprint,
        reason=found.reason,
        found_at=now,
    )


def _works(items: QuerySet) -> list[Work]:
    """Work items with their lines, as the questions need them."""
    lines = defaultdict(list)
    paying = WorkFunding.objects.filter(work_item__in=items).select_related("programme", "capital_source")
    for row in paying.order_by("pk"):
        lines[row.work_item_id].append(
            Line(
                programme=row.programme.code,
                programme_name=row.programme.short_name,
                source=row.capital_source.code,
                content=row.content,
                year=row.year,
                amount=row.amount,
            )
        )
    return [
        Work(
            id=item.pk,
            commune=item.commune_id,
            commune_name=item.commune.name,
            name=item.name,
            code=item.code,
            kind=item.kind,
            year_from=item.year_from,
            year_to=item.year_to,
            cost=item.cost,
            lines=tuple(lines[item.pk]),
        )
        for item in items.select_related("commune").order_by("pk")
    ]
