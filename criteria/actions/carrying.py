"""Carrying a missed target into the next year, with the reason why it was missed."""

import datetime

from django.db import transaction

from communes.models import Officer, Province
from criteria.actions.permissions import ActionRefused
from criteria.actions.targets import TargetEntry, TargetOrder, heads, record_targets
from criteria.models import Target
from criteria.plan_progress import State
from criteria.plan_reading import PlanChoice, PlannedCommune, last_year, year_plan
from criteria.wording import day

LAST_QUARTER = 4


def missed(target: Target) -> PlannedCommune | None:
    """What of a target in force the newest round of its year does not confirm; None where all is met."""
    place = target.commune
    choice = PlanChoice(place.province, target.year, target.criteria_set, [], [])
    found = next(iter(year_plan(choice, commune=place).communes), None)
    if found is None:
        return None
    reached = found.progress.meets_all or not target.registered
    return None if reached and not found.progress.left else found


@transaction.atomic
def carry_over(
    *,
    target: Target,
    reason: str,
    by: Officer,
    document: str = "",
    quarter: int = LAST_QUARTER,
    illustrative: bool = False,
) -> Target:
    """Plan what a target missed for the year after it; the old target stays as it is, linked to.

    What the commune already plans for that year is kept; what was missed is added for `quarter`. Raises
    ActionRefused without a reason, for a target not in force, for one that missed nothing, and where the
    set or the commune ends before the next year.
    """
    # The same lock as `record_targets`, taken before anything is compared.
    Province.objects.select_for_update(of=["self"], no_key=True).get(pk=target.commune.province_id)
    target.refresh_from_db()
    found = _checked(target, reason)
    order = TargetOrder(
        province=target.commune.province,
        criteria_set=target.criteria_set,
        year=target.year + 1,
        document=document,
        reason=f"Chuyển tiếp kế hoạch năm {target.year}",
    )
    in_force, waiting = heads(order, [target.commune_id])
    head = waiting.get(target.commune_id) or in_force.get(target.commune_id)
    if head and head.carried_from_id == target.pk:
        raise ActionRefused(f"Kế hoạch này đã được chuyển tiếp sang năm {order.year}.")
    entry = TargetEntry(
        commune=target.commune,
        registered=target.registered or bool(head and head.registered),
        quarters=_with_missed(found, head, quarter),
        seen=head.pk if head else None,
        carried_from=target,
        carry_reason=reason.strip(),
    )
    return record_targets(order=order, entries=[entry], by=by, illustrative=illustrative)[0]


def _checked(target: Target, reason: str) -> PlannedCommune:
    """What the target missed; ActionRefused where it may not be carried over."""
    if not reason.strip():
        raise ActionRefused("Ghi lý do chưa hoàn thành để chuyển tiếp sang năm sau.")
    if target.approved_at is None or target.replaced_by_id or target.withdrawn_at:
        raise ActionRefused("Chỉ chuyển tiếp kế hoạch đã duyệt và đang có hiệu lực.")
    found = missed(target)
    if found is None:
        raise ActionRefused("Xã đã hoàn thành kế hoạch này; không có gì để chuyển tiếp.")
    ends, year = target.criteria_set.valid_to, target.year + 1
    if year > last_year(target.commune):
        raise ActionRefused(
            f"{target.commune.full_name} là đơn vị cũ, có đến hết ngày {day(target.commune.valid_to)}; "
            "xã mới lập kế hoạch của mình."
        )
    if ends and ends < datetime.date(year, 1, 1):
        raise ActionRefused(
            f"{target.criteria_set.short_name} hết hiệu lực trước năm {year}; lập kế hoạch theo bộ mới."
        )
    return found


def _with_missed(found: PlannedCommune, head: Target | None, quarter: int) -> dict[int, int]:
    """Criterion id → quarter: what the next year plans already, and what this one missed."""
    order = found.target.criteria_set.criteria.order_by("number")
    keys = list(order.values_list("pk", flat=True))
    wanted = {keys[row.at]: quarter for row in found.progress.left if row.state is not State.NO_DATA}
    if found.target.registered:
        wanted |= {keys[at]: quarter for at in found.progress.left_of_all}
    return {**wanted, **(head.quarters if head else {})}
