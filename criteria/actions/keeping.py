"""The plan by which a commune keeps and raises what it achieved: writing it, its items, giving one up."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.models import Criterion, KeepingItem, KeepingPlan

PLAN = "criteria.change_keepingplan"
FIRST_YEAR, YEARS_AHEAD = 2010, 5


@dataclass(frozen=True)
class Measure:
    """What an item says: the measure, its unit and deadline, the criterion it is for, when it was done."""

    measure: str
    unit: str
    due_on: datetime.date
    criterion: Criterion | None = None
    done_on: datetime.date | None = None


@transaction.atomic
def write_plan(
    *, commune: Commune, year: int, text: str, by: Officer | None, document: str = ""
) -> KeepingPlan:
    """Write a commune's plan of a year, or say it anew; what it said before stays in the history.

    Raises ActionRefused for whoever may not, a year out of reach, and a plan without words.
    """
    _refuse(commune, by)
    if not FIRST_YEAR <= year <= timezone.localdate().year + YEARS_AHEAD:
        raise ActionRefused(f"Ghi năm từ {FIRST_YEAR} đến {timezone.localdate().year + YEARS_AHEAD}.")
    if not nfc(text).strip():
        raise ActionRefused("Ghi nội dung kế hoạch.")
    # Two officers who write the first plan of a year at once wait for each other here.
    Commune.objects.select_for_update(of=["self"]).get(pk=commune.pk)
    plan = KeepingPlan.objects.filter(commune=commune, year=year).first()
    plan = plan or KeepingPlan(commune=commune, year=year)
    plan.text, plan.document = nfc(text).strip(), nfc(document).strip()
    return _saved(plan, by)


@transaction.atomic
def write_item(
    *, plan: KeepingPlan, given: Measure, by: Officer | None, item: KeepingItem | None = None
) -> KeepingItem:
    """Add an item to a plan, or change one that was not given up. Raises ActionRefused."""
    _refuse(plan.commune, by)
    row = _locked(item) if item else KeepingItem(plan=plan)
    if not nfc(given.measure).strip() or not nfc(given.unit).strip():
        raise ActionRefused("Ghi việc phải làm và đơn vị thực hiện.")
    if given.done_on and given.done_on > timezone.localdate():
        raise ActionRefused("Ngày xong chưa đến; ghi ngày không sau hôm nay.")
    row.measure, row.unit = nfc(given.measure).strip(), nfc(given.unit).strip()
    row.due_on, row.criterion, row.done_on = given.due_on, given.criterion, given.done_on
    return _saved(row, by)


@transaction.atomic
def drop_item(*, item: KeepingItem, reason: str, by: Officer | None) -> KeepingItem:
    """Give an item up, with the reason; it stays on the plan. Raises ActionRefused."""
    row = _locked(item)
    _refuse(row.plan.commune, by)
    if row.done_on:
        raise ActionRefused("Việc đã xong, không ghi thôi thực hiện.")
    row.reason, row.dropped_on = nfc(reason).strip(), timezone.localdate()
    if not row.reason:
        raise ActionRefused("Ghi lý do thôi thực hiện.")
    return _saved(row, by)


def _locked(item: KeepingItem) -> KeepingItem:
    rows = KeepingItem.objects.select_for_update(of=["self"]).select_related("plan__commune")
    row = rows.get(pk=item.pk)
    if row.dropped_on:
        raise ActionRefused("Việc này đã thôi thực hiện; thêm việc mới nếu làm lại.")
    return row


def _refuse(commune: Commune, by: Officer | None) -> None:
    refuse_without(by, PLAN, "lập kế hoạch duy trì, nâng cao")
    if by is not None and not covers_place(by, commune):
        raise ActionRefused("Xã này ở ngoài phạm vi phụ trách của bạn.")


def _saved(row, by: Officer | None):
    row._history_user = by
    row.save()
    return row
