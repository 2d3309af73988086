"""Assignments as rows and columns, for a screen's files. No HTTP."""

from collections.abc import Iterable

from criteria.tables import Table
from criteria.wording import day
from directives.deadlines import Tally
from directives.following import Followed


def assignments_table(followed: Iterable[Followed]) -> Table:
    """One row per assignment with the five clear things; `followed` are whole ones, with names."""
    return Table(
        key="phan_cong",
        title="Việc đã giao",
        columns=[
            ("van_ban", "Văn bản"),
            ("so", "Số TT nhiệm vụ"),
            ("nhiem_vu", "Nhiệm vụ"),
            ("don_vi", "Đơn vị"),
            ("nguoi_dung_dau", "Người đứng đầu"),
            ("vai_tro", "Vai trò"),
            ("tieu_chi", "Tiêu chí"),
            ("xa", "Xã"),
            ("ket_qua", "Kết quả phải có"),
            ("han_dau", "Hạn ban đầu"),
            ("gia_han", "Gia hạn đến"),
            ("trang_thai", "Trạng thái"),
            ("tre", "Số ngày làm việc quá hạn"),
            ("xong_ngay", "Hoàn thành ngày"),
        ],
        rows=[_row(item) for item in followed],
    )


def _row(item: Followed) -> list:
    row = item.row
    return [
        row.task.directive.number,
        row.task.position,
        row.task.name,
        row.unit_name,
        row.head,
        row.get_role_display(),
        f"TC {row.criterion.number} {row.criterion.short_name}" if row.criterion else "",
        row.commune.display_name if row.commune else "",
        row.result,
        day(row.due_on),
        day(row.extended_to) if row.extended_to else "",
        item.status.label,
        item.late or None,
        day(item.done_on) if item.done_on else "",
    ]


def tally_table(tally: Tally) -> Table:
    """How many stand how; the rows add up to all of them."""
    rows = [[status.label, count, share] for status, count, share in tally.lines]
    return Table(
        "tinh_hinh",
        "Tình hình thực hiện",
        [("trang_thai", "Trạng thái"), ("so_viec", "Số việc"), ("ty_le", "Tỷ lệ trên tổng số")],
        [*rows, ["Tổng số", tally.total, tally.share(tally.total)]],
    )
