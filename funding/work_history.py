"""What a work item, its lines and its debts said before: one list of who changed what, newest first."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from funding.capital_words import cell
from funding.models import Arrears, WorkFunding, WorkItem

SHOWN = 30
UNKNOWN = "Quản trị hệ thống"
BREATH = datetime.timedelta(seconds=5)
ITEM = {
    "commune": "Xã", "name": "Tên", "code": "Mã", "kind": "Loại", "group": "Nhóm", "criterion": "Tiêu chí",
    "year_from": "Từ năm", "year_to": "Đến năm", "cost": "Tổng mức đầu tư",
}  # fmt: skip
LINE = {
    "programme": "chương trình", "capital_source": "nguồn", "content": "nội dung", "year": "năm",
    "amount": "bố trí", "disbursed": "giải ngân", "document": "văn bản",
}  # fmt: skip
DEBT = {"amount": "số nợ", "as_of": "tính đến", "document": "văn bản", "settled_on": "trả xong"}
MONEY = {"cost", "amount", "disbursed"}


@dataclass(frozen=True)
class Version:
    """One time the item or a row of it was saved: when, by whom, and what changed."""

    at: datetime.datetime
    by: str
    lines: list[str]


def versions_of(item: WorkItem) -> list[Version]:
    """Changes since the item was written, one version per saving. Three queries; the newest SHOWN."""
    told = [
        *_told(WorkItem.history.filter(id=item.pk).select_related("commune", "criterion"), ITEM, _item_name),
        *_told(
            WorkFunding.history.filter(work_item=item.pk).select_related("programme", "capital_source"),
            LINE,
            _line_name,
        ),
        *_told(Arrears.history.filter(work_item=item.pk), DEBT, _debt_name),
    ]
    told.sort(key=lambda one: one[0], reverse=True)
    found: list[Version] = []
    for at, by, line in told:
        # One saving writes several rows, a breath apart.
        if found and found[-1].by == by and found[-1].at - at < BREATH:
            found[-1].lines.append(line)
        else:
            found.append(Version(at, by, [line]))
    return found[:SHOWN]


def _told(history, labels: dict[str, str], name) -> list[tuple[datetime.datetime, str, str]]:
    """(when, who, what) of every change of some rows."""
    by_row = defaultdict(list)
    for row in history.select_related("history_user").order_by("history_date", "history_id"):
        by_row[row.id].append(row)
    return [
        (row.history_date, str(row.history_user or UNKNOWN), said)
        for rows in by_row.values()
        for before, row in zip([None, *rows], rows, strict=False)
        if (said := _said(before, row, labels, name))
    ]


def _said(before, row, labels: dict[str, str], name) -> str:
    if row.history_type == "-":
        return f"bỏ {name(row)}"
    if before is None:
        return f"ghi {name(row)}"
    changed = [
        f"{label} {_text(before, field)} → {_text(row, field)}"
        for field, label in labels.items()
        if _text(before, field) != _text(row, field)
    ]
    return f"{name(row)}: {'; '.join(changed)}" if changed else ""


def _text(row, field: str) -> str:
    """A column in words; amounts in triệu đồng."""
    if field in MONEY:
        return cell(getattr(row, field))
    if field in ("kind", "group"):
        return getattr(row, f"get_{field}_display")()
    value = getattr(row, field)
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return "–" if value in (None, "") else str(value)


def _item_name(row) -> str:
    return "công trình"


def _line_name(row) -> str:
    return f"vốn {row.programme.short_name}, {row.capital_source.short_name}, {row.year} ({cell(row.amount)})"


def _debt_name(row) -> str:
    return f"nợ {cell(row.amount)} tính đến {row.as_of:%d/%m/%Y}"
