"""Open construction debts (nợ đọng xây dựng cơ bản) by commune: what keeps a commune from recognition."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum

from criteria.wording import day
from funding.allocation_amounts import million_text
from funding.models import Arrears


@dataclass(frozen=True)
class OpenArrears:
    """The open debts of one commune in đồng, on how many work items, by the newest day they were stated.

    `illustrative` counts the items among them that are made up.
    """

    amount: int
    items: int
    as_of: datetime.date
    illustrative: int = 0

    @property
    def words(self) -> str:
        """ "còn nợ đọng 1.250 triệu đồng ở 2 công trình (tính đến 31/12/2023), chưa đủ điều kiện …"."""
        return (
            f"còn nợ đọng {million_text(self.amount)} triệu đồng ở {self.items} công trình "
            f"(tính đến {day(self.as_of)}), chưa đủ điều kiện xét công nhận"
        )


def open_on(on: datetime.date, prefix: str = "") -> Q:
    """A condition: the debt was stated by that day and not paid off by it."""
    stated = Q(**{f"{prefix}as_of__lte": on})
    paid_later = Q(**{f"{prefix}settled_on__isnull": True}) | Q(**{f"{prefix}settled_on__gt": on})
    return stated & paid_later


def open_arrears(communes: Iterable | QuerySet, on: datetime.date) -> dict[int, OpenArrears]:
    """Commune key → its open debts on a day; a commune without any is left out. One query.

    `communes` are rows, keys or a queryset. A commune is recognised only without construction arrears: the
    conditions of recognition of QĐ 18/2022/QĐ-TTg name them beside the residents' satisfaction and public
    order (written from memory, to be compared with the text before anything is refused by it). Every row
    is a debt of its own until it is paid off: what is left of one is a row of its own.
    """
    debts = Arrears.objects.filter(open_on(on), work_item__commune__in=communes).order_by()
    found = debts.values("work_item__commune").annotate(
        owed=Sum("amount"),
        items=Count("work_item", distinct=True),
        newest=Max("as_of"),
        made_up=Count("work_item", distinct=True, filter=Q(work_item__illustrative=True)),
    )
    return {
        row["work_item__commune"]: OpenArrears(row["owed"], row["items"], row["newest"], row["made_up"])
        for row in found
    }
