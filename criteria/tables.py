"""Rows and columns as plain data, for a screen's table and for the files it can be taken away in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from criteria.beside import Columns
from criteria.grid import CommuneRow, CriterionCount, Summary
from criteria.outcomes import LABELS
from criteria.wording import all_of


@dataclass(frozen=True)
class Table:
    """A table without markup. `key` names it in JSON; `columns` are (key, Vietnamese heading).

    `amounts` are the keys of columns of large whole numbers, which a sheet shows in groups of three digits.
    """

    key: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence]
    amounts: frozenset[str] = field(default_factory=frozenset)


def places_table(
    groups: Sequence[tuple[str, str, Summary]], heading: str, beside: Columns | None = None
) -> Table:
    """One row per place: (code, name, summary), with the columns another app adds."""
    first = groups[0][2] if groups else None
    full = all_of(first) if first else "đủ"
    return Table(
        key="dia_ban",
        title=f"Kết quả theo {heading.lower()}",
        columns=[
            ("ma", "Mã"),
            ("ten", heading),
            ("so_xa", "Số xã"),
            ("dat_du", f"Xã đạt {full}"),
            ("cong_nhan", "Xã đã công nhận"),
            ("binh_quan", "Bình quân tiêu chí/xã"),
            ("moi_dat", "Tiêu chí mới đạt"),
            ("bi_tut", "Tiêu chí bị tụt"),
            ("chua_dat", "Tiêu chí chưa đạt"),
            ("chua_co_so_lieu", "Tiêu chí chưa có số liệu"),
            ("cap_nhat", "Xã đã cập nhật"),
            *(beside.headings if beside else ()),
        ],
        rows=[
            [
                code,
                name,
                summary.count,
                summary.meeting_all,
                summary.recognised,
                *_of_the_criteria(summary),
                summary.updated,
                *(figure.count for figure in (beside.of_place(code) if beside else ())),
            ]
            for code, name, summary in groups
        ],
    )


def _of_the_criteria(summary: Summary) -> list:
    """Their average on a commune, what moved, what is not met and what nothing is known of."""
    if summary.average is None:
        return [None, summary.gained, summary.lapsed, None, summary.missing]
    return [round(summary.average, 2), summary.gained, summary.lapsed, summary.not_met, summary.missing]


def bands_table(summary: Summary) -> Table:
    """Communes per band; the rows add up to the number of communes."""
    rows = [[band.label, band.count] for band in summary.bands]
    if summary.without_data:
        rows.append(["Chưa có số liệu", summary.without_data])
    return Table("phan_bo", "Phân bố số xã", [("khoang", "Số tiêu chí đạt"), ("so_xa", "Số xã")], rows)


def criteria_table(counts: Sequence[CriterionCount]) -> Table:
    """Communes by what is known of them, for every criterion; a row adds up to the communes."""
    return Table(
        key="tieu_chi",
        title="Kết quả theo tiêu chí",
        columns=[
            ("so", "Tiêu chí số"),
            ("ten", "Tên tiêu chí"),
            ("dat", "Số xã đạt"),
            ("chua_dat", "Số xã chưa đạt"),
            ("khong_ap_dung", "Số xã không áp dụng"),
            ("chua_co_so_lieu", "Số xã chưa có số liệu"),
        ],
        rows=[
            [count.number, count.name, count.met, count.not_met, count.not_applicable, count.no_data]
            for count in counts
        ],
    )


# What is counted of a commune's criteria in every file that lists communes.
COUNTED = (("dat", "Số tiêu chí đạt"), ("chua_dat", "Chưa đạt"), ("chua_co_so_lieu", "Chưa có số liệu"))


def counted(row: CommuneRow) -> tuple[int | None, int | None, int]:
    """The values of `COUNTED`; no number met or not met (never 0) where nothing is known."""
    known = (row.met, len(row.not_met)) if row.has_data else (None, None)
    return *known, len(row.missing)


def cell_words(row: CommuneRow, at: int) -> str:
    """The outcome at position `at` in words."""
    label = LABELS[row.letters[at]]
    return f"{label}, chờ xác nhận" if at in row.unconfirmed else label


def matrix_table(rows: Sequence[CommuneRow], criteria: Sequence[tuple[int, str]]) -> Table:
    """Communes × criteria, in words; an outcome nobody above the commune confirmed says so."""
    return Table(
        key="bang_theo_doi",
        title="Kết quả từng tiêu chí",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            *COUNTED,
            ("cong_nhan", "Đã công nhận"),
            *((f"tc{number}", f"TC {number} {name}") for number, name in criteria),
        ],
        rows=[
            [
                row.code,
                row.name,
                row.district_name,
                *counted(row),
                "Có" if row.recognised else "Chưa",
                *(cell_words(row, at) for at in range(len(row.letters))),
            ]
            for row in rows
        ],
    )


def moves_table(moves: Sequence[tuple[CommuneRow, int, str, str, str, str]]) -> Table:
    """Cells that changed between two rounds.

    `moves` are (commune, criterion number and name, before, after, why it lapsed).
    """
    return Table(
        key="thay_doi",
        title="Thay đổi so với kỳ trước",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            ("so", "Tiêu chí số"),
            ("tieu_chi", "Tên tiêu chí"),
            ("truoc", "Kỳ trước"),
            ("nay", "Kỳ này"),
            ("ly_do", "Lý do bị tụt"),
        ],
        rows=[[row.code, row.name, row.district_name, *rest] for row, *rest in moves],
    )
