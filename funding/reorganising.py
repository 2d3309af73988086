"""What a reorganisation finds of money. Nothing of it moves: money stays with the place that held it."""

from collections.abc import Sequence

from communes.journal import Journal
from communes.models import Officer
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
from funding.models import Arrears, WorkItem


def refusals(plan: Plan) -> list[str]:
    return []


def touched(plan: Plan) -> list[TouchedKind]:
    """Works of the communes that end, and debts not paid off yet."""
    debts = Arrears.objects.filter(work_item__commune__in=plan.predecessor_ids, settled_on__isnull=True)
    works = WorkItem.objects.filter(commune__in=plan.predecessor_ids)
    kinds = [
        TouchedKind(
            "công trình, nội dung của đơn vị cũ: giữ nguyên, đơn vị kế thừa đọc và ghi tiếp", works.count()
        ),
        TouchedKind("khoản nợ chưa trả của đơn vị cũ: giữ nguyên ở công trình của mình", debts.count()),
    ]
    return [kind for kind in kinds if kind.count]


def follow(plan: Plan, journal: Journal, *, by: Officer) -> Sequence[TouchedKind]:
    return []
