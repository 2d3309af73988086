"""Work items as tables for files: the list, and every line of money of it. Amounts in whole đồng."""

from django.db.models import QuerySet

from criteria.tables import Table
from funding.models import WorkFunding, WorkItem

AMOUNTS = frozenset({"tong_muc_dau_tu", "bo_tri", "giai_ngan", "no_dong"})


def file_table(rows: QuerySet) -> Table:
    """The list for files: amounts in đồng, what nobody said left empty."""
    return Table(
        "cong_trinh",
        "Công trình, nội dung đầu tư",
        [
            ("so", "Số"),
            ("ten", "Tên công trình, nội dung"),
            ("ma", "Mã công trình"),
            ("xa", "Xã"),
            ("huyen", "Huyện"),
            ("loai", "Loại"),
            ("nhom", "Nhóm"),
            ("tieu_chi", "Phục vụ tiêu chí số"),
            ("tu_nam", "Từ năm"),
            ("den_nam", "Đến năm"),
            ("tong_muc_dau_tu", "Tổng mức đầu tư (đồng)"),
            ("bo_tri", "Vốn bố trí (đồng)"),
            ("giai_ngan", "Giải ngân (đồng)"),
            ("no_dong", "Nợ đọng (đồng)"),
            ("nghi_trung", "Câu hỏi nghi trùng chờ trả lời"),
            ("minh_hoa", "Minh họa"),
        ],
        [_cells(row) for row in rows],
        AMOUNTS,
    )


def _cells(row: WorkItem) -> list:
    return [
        row.pk,
        row.name,
        row.code,
        row.commune.full_name,
        row.commune.district.full_name if row.commune.district else "",
        row.get_kind_display(),
        row.get_group_display(),
        row.criterion.number if row.criterion else None,
        row.year_from,
        row.year_to,
        row.cost,
        row.funded,
        row.disbursed,
        row.owed,
        row.doubts,
        "Có" if row.illustrative else "Không",
    ]


def lines_table(rows: QuerySet) -> Table:
    """Every line of money of the chosen items, for files."""
    lines = (
        WorkFunding.objects.filter(work_item__in=rows.order_by().values("pk"))
        .select_related("work_item__commune", "programme", "capital_source")
        .order_by("work_item", "year", "pk")
    )
    return Table(
        "von_cong_trinh",
        "Vốn của công trình",
        [
            ("so", "Số"),
            ("ten", "Tên công trình, nội dung"),
            ("xa", "Xã"),
            ("chuong_trinh", "Chương trình"),
            ("nguon", "Nguồn vốn"),
            ("noi_dung", "Nội dung, tiểu dự án"),
            ("nam", "Năm"),
            ("bo_tri", "Vốn bố trí (đồng)"),
            ("giai_ngan", "Giải ngân (đồng)"),
            ("van_ban", "Văn bản bố trí vốn"),
        ],
        [
            [
                line.work_item_id,
                line.work_item.name,
                line.work_item.commune.full_name,
                line.programme.short_name,
                line.capital_source.short_name,
                line.content,
                line.year,
                line.amount,
                line.disbursed,
                line.document,
            ]
            for line in lines
        ],
        AMOUNTS,
    )
