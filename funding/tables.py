"""Capital as rows and columns for files: whole đồng as values, every total the one the screen shows."""

from collections.abc import Iterable, Sequence

from criteria.tables import Table
from funding.capital import Capital
from funding.capital_published import PublishedLine
from funding.capital_rows import Works
from funding.counterpart import Total
from funding.models import Allocation
from funding.sums import NOTHING, Money

MONEY = [
    ("ke_hoach", "Kế hoạch (đồng)"),
    ("da_bo_tri", "Đã bố trí (đồng)"),
    ("giai_ngan", "Giải ngân (đồng)"),
    ("ty_le", "Giải ngân/đã bố trí (%)"),
]
DUE = [
    ("doi_ung_phai", "Đối ứng phải bố trí (đồng)"),
    ("doi_ung_da", "Đối ứng đã bố trí (đồng)"),
    ("doi_ung_giai_ngan", "Đối ứng giải ngân (đồng)"),
]
LACK = [("con_thieu", "Đối ứng còn thiếu (đồng)"), ("vuot", "Đối ứng vượt (đồng)")]
AMOUNT_KEYS = frozenset(
    [key for key, _ in [*MONEY[:3], *DUE]]
    + ["con_thieu", "vuot", "chenh_lech", "so_tien", "cong_bo", "tren_cong", "chua_ro", "nhieu_hon"]
)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _money(money: Money) -> list:
    return [*money, rounded(money.rate)]


def _lack(owed: Total) -> list:
    return [owed.missing, owed.over]


def counterpart_table(capital: Capital) -> Table:
    """Counterpart per programme; the last row is of the programmes whose requirement is known."""
    whole = capital.counterpart
    rows = [
        [line.label, _rules(line), *line.owed.due, *_lack(line.owed), rounded(line.owed.due.rate)]
        for line in capital.owing
    ]
    rows.append([counted_words(capital), "", *whole.due, *_lack(whole), rounded(whole.due.rate)])
    columns = [
        ("chuong_trinh", "Chương trình"),
        ("quy_dinh", "Quy định"),
        *DUE,
        *LACK,
        ("ty_le", "Đã bố trí/phải bố trí (%)"),
    ]
    return Table("doi_ung", "Vốn đối ứng", columns, rows, AMOUNT_KEYS)


def counted_words(capital: Capital) -> str:
    """ "Cộng 2 chương trình có số phải bố trí": what the total of counterpart adds up."""
    known = "có số phải bố trí" if capital.counterpart.due.required is not None else "chưa có số phải bố trí"
    return f"Cộng {capital.counted} chương trình {known}"


def _rules(line) -> str:
    return "; ".join(rule_words(rule) for rule in line.rules)


def rule_words(rule) -> str:
    """ "10 % của NSTW theo 12/NQ-HĐND, chưa kiểm chứng"."""
    doubt = "" if rule.is_verified else ", chưa kiểm chứng"
    return f"{rule.ratio_words} % của {rule.base.short_name} theo {rule.document}{doubt}"


def places_table(capital: Capital) -> Table:
    """Every place inside, what the page's place holds itself, and all of it."""
    whole = capital.counterpart
    rows = [
        [
            line.place.code if line.place else "",
            line.label,
            line.head,
            *_money(line.money),
            *line.owed.due,
            *_lack(line.owed),
            line.owed.difference,
        ]
        for line in capital.places
    ]
    rows.append(["", "Cộng", "", *_money(capital.whole), *whole.due, *_lack(whole), whole.difference])
    columns = [
        ("ma", "Mã"),
        ("ten", "Địa bàn"),
        ("nguoi_dung_dau", "Người đứng đầu ghi gần nhất"),
        *MONEY,
        *DUE,
        *LACK,
        ("chenh_lech", "Chênh lệch đối ứng (đồng)"),
    ]
    return Table("dia_ban", "Vốn theo địa bàn", columns, rows, AMOUNT_KEYS)


def sources_table(capital: Capital) -> Table:
    """The tree of sources; the rows of level 1 add up to the last."""
    rows = [
        [line.depth + 1, line.source.name, line.source.phase, *_money(line.money)] for line in capital.sources
    ]
    rows.append(["", "Cộng", "", *_money(capital.whole)])
    columns = [("cap", "Cấp"), ("nguon", "Nguồn vốn"), ("giai_doan", "Giai đoạn"), *MONEY]
    return Table("nguon", "Vốn theo nguồn", columns, rows, AMOUNT_KEYS)


def programmes_table(capital: Capital) -> Table:
    rows = [[line.label, *_money(line.money)] for line in capital.programmes]
    rows.append(["Cộng", *_money(capital.whole)])
    columns = [("chuong_trinh", "Chương trình"), *MONEY]
    return Table("chuong_trinh", "Vốn theo chương trình", columns, rows, AMOUNT_KEYS)


def groups_table(works: Works) -> Table:
    """The money of work items by what it is for."""
    rows = [
        [line.label, line.items, line.amount, line.disbursed, rounded(line.share)]
        for line in (*works.lines, works.whole)
    ]
    columns = [
        ("nhom", "Nhóm"),
        ("so_cong_trinh", "Số công trình, nội dung"),
        ("so_tien", "Số tiền (đồng)"),
        ("giai_ngan", "Giải ngân (đồng)"),
        ("ty_trong", "Tỷ trọng (%)"),
    ]
    return Table("nhom", "Vốn theo nhóm công trình", columns, rows, AMOUNT_KEYS)


def calendar_table(capital: Capital) -> Table:
    rows = [[str(line.year), *_money(line.money), rounded(line.gone)] for line in capital.calendar]
    columns = [("nam", "Năm"), *MONEY, ("da_qua", "Thời gian đã qua (%)")]
    return Table("tien_do", "Giải ngân theo năm", columns, rows, AMOUNT_KEYS)


def published_table(lines: Iterable[PublishedLine]) -> Table:
    """Published figures beside the portal's, and what neither explains."""
    rows = [
        [str(line.years), line.programme, line.label, line.amount, line.ours, line.unexplained, line.beyond,
         line.said_in]
        for line in lines
    ]  # fmt: skip
    columns = [
        ("nam", "Năm"),
        ("chuong_trinh", "Chương trình"),
        ("noi_dung", "Nội dung"),
        ("cong_bo", "Số đã công bố (đồng)"),
        ("tren_cong", "Các dòng trên cổng (đồng)"),
        ("chua_ro", "Chưa rõ nguồn (đồng)"),
        ("nhieu_hon", "Cổng ghi nhiều hơn (đồng)"),
        ("noi_cong_bo", "Nơi công bố"),
    ]
    return Table("da_cong_bo", "Số đã công bố", columns, rows, AMOUNT_KEYS)


def rows_table(rows: Sequence[Allocation]) -> Table:
    """Every row by itself and their total, for whoever reconciles the page with a sheet."""
    lines = [
        [row.pk, row.place.code, row.place.full_name, row.programme.short_name, row.capital_source.name,
         str(row.year), row.planned, row.allocated, row.disbursed, row.planned_document,
         row.allocated_document, row.disbursed_document, "Có" if row.illustrative else "Không"]
        for row in rows
    ]  # fmt: skip
    summed = NOTHING
    for row in rows:
        summed = summed.plus(Money(row.planned, row.allocated, row.disbursed))
    lines.append(["", "", "Cộng", "", "", "", *summed, "", "", "", ""])
    columns = [
        ("dong", "Số dòng"),
        ("ma", "Mã đơn vị giữ vốn"),
        ("don_vi", "Đơn vị giữ vốn"),
        ("chuong_trinh", "Chương trình"),
        ("nguon", "Nguồn vốn"),
        ("nam", "Năm"),
        *MONEY[:3],
        ("van_ban_ke_hoach", "Văn bản giao kế hoạch"),
        ("van_ban_bo_tri", "Văn bản bố trí vốn"),
        ("van_ban_giai_ngan", "Văn bản xác nhận giải ngân"),
        ("minh_hoa", "Minh họa"),
    ]
    return Table("doi_chieu", "Đối chiếu từng dòng", columns, lines, AMOUNT_KEYS)
