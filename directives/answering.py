"""How requests for explanation stand: answered or not, in time or late, and their shares. No HTTP."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from criteria.tables import Table
from criteria.wording import day, decimal
from criteria.working_days import end_of_term
from directives.models import ExplanationRequest

WAITING, LATE, ANSWERED = "cho-tra-loi", "qua-han", "da-tra-loi"
FILTERS = {"": "Tất cả", WAITING: "Chờ trả lời", LATE: "Chờ trả lời, quá hạn", ANSWERED: "Đã trả lời"}


@dataclass(frozen=True)
class Asked:
    """A request on a day; `late` says that its answer came, or is still missing, after its term."""

    row: ExplanationRequest
    late: bool

    @property
    def answered(self) -> bool:
        return self.row.answered_at is not None

    @property
    def label(self) -> str:
        if self.answered:
            return "Đã trả lời, quá hạn" if self.late else "Đã trả lời đúng hạn"
        return "Chờ trả lời, quá hạn" if self.late else "Chờ trả lời"

    @property
    def about(self) -> str:
        """What it is about, in a few words."""
        row = self.row
        if row.assignment_id:
            return f"Việc được giao: {row.assignment.task.name}"
        if row.obstacle_id:
            return f"Vướng mắc: {row.obstacle.text}"
        return f"TC {row.criterion.number} {row.criterion.short_name}"


def asked_of(row: ExplanationRequest, today: datetime.date) -> Asked:
    answered_on = localdate(row.answered_at) if row.answered_at else today
    return Asked(row, answered_on > end_of_term(row.due_on))


@dataclass(frozen=True)
class Rate:
    """How many requests were answered, and in time, of how many."""

    total: int
    answered: int
    on_time: int
    overdue: int

    @property
    def words(self) -> str:
        """ "đã trả lời 7/9 (77,8 %), đúng hạn 6/9"."""
        if not self.total:
            return "chưa có yêu cầu nào"
        share = decimal(self.answered * 100 / self.total, 1)
        return (
            f"đã trả lời {self._of(self.answered)} ({share} %), đúng hạn {self._of(self.on_time)}, "
            f"quá hạn chưa trả lời {self._of(self.overdue)}"
        )

    def _of(self, part: int) -> str:
        return f"{decimal(part, 0)}/{decimal(self.total, 0)}"


def rate_of(asked: Iterable[Asked]) -> Rate:
    asked = list(asked)
    return Rate(
        total=len(asked),
        answered=sum(item.answered for item in asked),
        on_time=sum(item.answered and not item.late for item in asked),
        overdue=sum(item.late and not item.answered for item in asked),
    )


def matching(asked: Iterable[Asked], key: str) -> list[Asked]:
    """The requests of one filter, those that wait longest first, then the answered, newest first."""
    tests = {
        "": lambda item: True,
        WAITING: lambda item: not item.answered,
        LATE: lambda item: item.late and not item.answered,
        ANSWERED: lambda item: item.answered,
    }
    return sorted((item for item in asked if tests[key](item)), key=_waiting_first)


def _waiting_first(item: Asked):
    row = item.row
    return (1, -row.answered_at.timestamp(), row.pk) if item.answered else (0, row.due_on.toordinal(), row.pk)


def explanations_table(asked: Sequence[Asked]) -> Table:
    """One row per request for the page's files."""
    columns = [
        ("so", "Số"),
        ("xa", "Xã"),
        ("ve_viec", "Về việc"),
        ("noi_dung", "Nội dung yêu cầu"),
        ("nguoi_yeu_cau", "Người yêu cầu"),
        ("ngay_yeu_cau", "Ngày yêu cầu"),
        ("don_vi", "Đơn vị giải trình"),
        ("han", "Hạn trả lời"),
        ("trang_thai", "Trạng thái"),
        ("giai_trinh", "Nội dung giải trình"),
        ("ngay_tra_loi", "Ngày trả lời"),
        ("minh_hoa", "Minh họa"),
    ]
    return Table("giai_trinh", "Yêu cầu giải trình", columns, [_cells(item) for item in asked])


def _cells(item: Asked) -> list:
    row = item.row
    return [
        row.pk,
        row.commune.display_name if row.commune_id else "",
        item.about,
        row.question,
        str(row.asked_by or ""),
        day(localdate(row.asked_at)),
        row.unit_name,
        day(row.due_on),
        item.label,
        row.answer,
        day(localdate(row.answered_at)) if row.answered_at else "",
        "Có" if row.illustrative else "",
    ]
