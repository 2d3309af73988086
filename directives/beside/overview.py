"""On a province's overview: what is in the way, what is late, and the districts that answer for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import localdate

from communes.models import ScopeLevel
from criteria.beside import ALONE, BesideOverview, Block, Columns, Figure
from criteria.grid import CommuneRow, Summary
from criteria.reading import Reading
from directives.beside.elsewhere import elsewhere
from directives.beside.readers import OVERDUE, SOON, assignments, obstacles, reads
from directives.deadlines import Status
from directives.obstacle_register import OLD
from directives.orders import Orders, orders_of
from directives.solutions import in_scope, is_newest, unmet_cells

HEADINGS = [
    ("vuong_mac", "Vướng mắc mở"),
    ("qua_han", "Việc quá hạn"),
    ("chua_co_giai_phap", "Chưa có giải pháp"),
]
SAID = (
    "Việc quá hạn: việc giao UBND huyện và UBND xã; việc của sở, ngành không tính vào dòng nào. "
    "Chưa có giải pháp: ô chưa đạt mà không có vướng mắc đang xử lý hay việc được giao."
)


@dataclass(frozen=True)
class _Counted:
    """Everything the blocks and columns say. `alone` is None where the round is not the newest."""

    orders: Orders
    rows: Sequence[CommuneRow]
    unmet: int
    alone: list[tuple[int, int]] | None


def beside_overview(
    officer, reading: Reading, summary: Summary, criteria: Sequence[int]
) -> BesideOverview | None:
    """What an officer with a scope in the province sees beside its figures; None for anybody else."""
    if not reads(officer):
        return None
    rows = in_scope(officer, summary.rows)
    if not rows:
        return None
    if note := elsewhere(reading, reading.province):
        return BesideOverview([], Columns([], {}, []), notes=[note])
    orders = orders_of(officer, reading.province, localdate(), unfinished=True)
    unmet = unmet_cells(rows, criteria)
    alone = [cell for cell in unmet if cell not in orders.covered]
    newest = is_newest(reading.round, reading.rounds)
    counted = _Counted(orders, rows, len(unmet), alone if newest else None)
    return BesideOverview(
        _blocks(officer, reading, counted), _columns(officer, reading, counted), orders.illustrative
    )


def _blocks(officer, reading: Reading, counted: _Counted) -> list[Block]:
    orders = counted.orders
    overdue, soon = orders.of_status(Status.OVERDUE), orders.of_status(Status.DUE_SOON)
    days = settings.OBSTACLE_OLD_DAYS
    figures = [
        Figure(len(orders.open), obstacles(), "vướng mắc mở"),
        Figure(len(orders.old), obstacles(OLD), f"mở quá {days} ngày", bad=bool(orders.old)),
    ]
    if counted.alone is not None:
        board = f"/tinh/{reading.province.code}/bang-theo-doi/{reading.query}&loc={ALONE}"
        words = f"trên {counted.unmet} ô chưa đạt chưa có giải pháp"
        figures.append(Figure(len(counted.alone), board, words, bad=bool(counted.alone)))
    given = [
        Figure(len(overdue), assignments(OVERDUE), "việc quá hạn", bad=bool(overdue)),
        Figure(len(soon), assignments(SOON), "việc sắp đến hạn"),
    ]
    within = "" if _whole_province(officer) else " trong phạm vi của bạn"
    within += reading.beside_words
    return [Block(f"Cần xử lý{within}", figures), Block(f"Chỉ thị{within}", given)]


def _whole_province(officer) -> bool:
    return officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE)


def _columns(officer, reading: Reading, counted: _Counted) -> Columns:
    """The figures of each district the scope covers whole; a commune's officer covers none."""
    if officer.scope_level == ScopeLevel.COMMUNE:
        return Columns([], {}, [])
    orders = counted.orders
    open_, overdue = orders.by_district(orders.open), orders.by_district(orders.of_status(Status.OVERDUE))
    district_of = {row.commune_id: row.district_id for row in counted.rows}
    alone = None
    if counted.alone is not None:
        alone = Counter(district_of[commune] for commune, _ in counted.alone)
    of, sums = {}, [0, 0, 0]
    for district, code in {(row.district_id, row.district_code) for row in counted.rows}:
        counts = (open_[district], overdue[district], None if alone is None else alone[district])
        of[code] = _figures(reading, district, code, counts)
        sums = [total + (count or 0) for total, count in zip(sums, counts, strict=True)]
    if alone is None:
        sums[2] = None
    # Not in the headings: a date there leaves the columns too narrow to press their figures.
    said = f"Ba cột sau cùng{reading.beside_words}. {SAID}" if reading.beside_words else SAID
    return Columns(HEADINGS, of, [Figure(count) for count in sums], said)


def _figures(reading: Reading, district: int | None, code: str, counts) -> list[Figure]:
    """A district's three figures; communes without a district are on no list of their own."""
    urls = ["", "", ""]
    if district:
        board = f"/huyen/{code}/{reading.query}&loc={ALONE}"
        urls = [obstacles(huyen=district), assignments(OVERDUE, don_vi=f"hx-{district}"), board]
    return [
        Figure(count, url if count else "", bad=at > 0 and bool(count))
        for at, (count, url) in enumerate(zip(counts, urls, strict=True))
    ]
