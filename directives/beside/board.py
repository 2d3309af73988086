"""On a board: the cells nobody deals with; on a district's, what its head owes."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from communes.models import District
from criteria.beside import ALONE, BesideBoard, Figure
from criteria.grid import Summary
from criteria.reading import Reading
from directives.beside.elsewhere import elsewhere
from directives.beside.readers import OVERDUE, assignments, obstacles, reads
from directives.deadlines import Status
from directives.orders import Orders, orders_of
from directives.solutions import covered_cells, in_scope, is_newest, without_solution


def beside_board(
    officer, reading: Reading, summary: Summary, criteria: Sequence[int], district: District | None
) -> BesideBoard | None:
    """What an officer with a scope on the board sees beside it; None for anybody else."""
    rows = in_scope(officer, summary.rows) if reads(officer) else []
    if not rows:
        return None
    if note := elsewhere(reading, district or reading.province):
        return BesideBoard(notes=[note])
    # A commune's officer sees one commune of the district: its head's debts cannot be counted from that.
    if district and len(rows) == len(summary.rows):
        orders = orders_of(officer, reading.province, localdate(), district=district)
        covered = orders.covered
    else:
        orders, covered = None, covered_cells(officer, reading.province, district)
    alone = None
    if is_newest(reading.round, reading.rounds):
        alone = frozenset(without_solution(rows, criteria, covered))
    if orders is None:
        return BesideBoard(alone)
    owed = _owed(reading, district, orders, alone)
    said = f"UBND {district.prose_name}"
    return BesideBoard(alone, said, owed, orders.illustrative, counted=reading.beside_words)


def _owed(reading: Reading, district: District, orders: Orders, alone) -> list[Figure]:
    """ "5 việc được giao, 2 quá hạn, 7 vướng mắc mở, 12 ô chưa có giải pháp"."""
    own = [item for item in orders.assignments if item.row.unit_district_id == district.pk]
    late = sum(item.status == Status.OVERDUE for item in own)
    given = {"don_vi": f"h-{district.pk}"}
    figures = [
        Figure(len(own), assignments("tat-ca", **given), "việc được giao"),
        Figure(late, assignments(OVERDUE, **given), "quá hạn", bad=bool(late)),
        Figure(len(orders.open), obstacles(huyen=district.pk), "vướng mắc mở trên địa bàn"),
    ]
    if alone is not None:
        url = f"/huyen/{district.code}/{reading.query}&loc={ALONE}"
        figures.append(Figure(len(alone), url, "ô chưa có giải pháp", bad=bool(alone)))
    return figures
