"""A directive's tasks × units, each cell saying how the assignments in it stand. No HTTP."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from communes.models import Agency, District
from criteria.tables import Table
from directives.deadlines import Status, Tally
from directives.following import CSS, Followed, tally
from directives.models import Task

COMMUNES = ("communes", 0)
Column = tuple[str, int]


@dataclass(frozen=True)
class MatrixCell:
    """One task of one unit: the words of the cell, and the class that draws its glyph."""

    css: str
    text: str


@dataclass(frozen=True)
class MatrixLine:
    task: Task
    cells: list[MatrixCell | None]
    tally: Tally


@dataclass(frozen=True)
class Matrix:
    """`columns` are (key, short name) of the units that were given something, agencies first."""

    columns: list[tuple[Column, str]]
    lines: list[MatrixLine]
    foot: list[Tally]


def column_of(row) -> Column:
    """Where an assignment is shown: its agency, its district, a commune under the district it lies in."""
    if row.unit_agency_id:
        return "agency", row.unit_agency_id
    district = row.unit_district_id or row.unit_commune__district_id
    return ("district", district) if district else COMMUNES


def matrix_of(tasks: Iterable[Task], followed: Iterable[Followed], reported: set[int]) -> Matrix:
    """Fold the assignments of a directive; `reported` are those with a report. Two queries for the names."""
    cells, of_column, of_task = defaultdict(list), defaultdict(list), defaultdict(list)
    for item in followed:
        column = column_of(item.row)
        cells[item.row.task_id, column].append(item)
        of_column[column].append(item)
        of_task[item.row.task_id].append(item)
    columns = _named(of_column)
    lines = [
        MatrixLine(
            task,
            [_cell(cells[task.pk, column], reported) for column, _ in columns],
            tally(of_task[task.pk]),
        )
        for task in tasks
    ]
    return Matrix(columns, lines, [tally(of_column[column]) for column, _ in columns])


def _named(of_column) -> list[tuple[Column, str]]:
    agencies = Agency.objects.in_bulk([pk for kind, pk in of_column if kind == "agency"])
    districts = District.objects.in_bulk([pk for kind, pk in of_column if kind == "district"])
    ordered = sorted(agencies.values(), key=lambda agency: agency.short_name)
    named = [(("agency", agency.pk), agency.short_name) for agency in ordered]
    ordered = sorted(districts.values(), key=lambda district: district.sort_key)
    named += [(("district", district.pk), _district_name(district)) for district in ordered]
    return named + ([(COMMUNES, "Các xã")] if COMMUNES in of_column else [])


def _district_name(district: District) -> str:
    """ "H. Đăk Hà", "TP Kon Tum": as column heads of provinces' reports have it."""
    short = {"Huyện": "H.", "Thành phố": "TP", "Thị xã": "TX", "Quận": "Q."}
    return f"{short[district.kind]} {district.display_name}"


def _cell(items: list[Followed], reported: set[int]) -> MatrixCell | None:
    """The words of a cell: one assignment in full, several as counts; None where nothing was given."""
    if not items:
        return None
    worst = min((item.status for item in items), key=list(Status).index)
    if len(items) == 1:
        [item] = items
        return MatrixCell(CSS[worst], _words(item, item.row.id in reported))
    counted = tally(items)
    more = f", {counted.overdue} quá hạn" if counted.overdue else ""
    return MatrixCell(CSS[worst], f"{counted.done}/{counted.total} xong{more}")


def _words(item: Followed, is_reported: bool) -> str:
    if item.is_done:
        return "Xong" if item.status == Status.DONE_ON_TIME else "Xong, quá hạn"
    if item.status == Status.OVERDUE:
        return f"Quá hạn {item.late} ngày"
    doing = "Đang làm" if is_reported else "Chưa báo cáo"
    return f"{doing}, sắp đến hạn" if item.status == Status.DUE_SOON else doing


def matrix_table(matrix: Matrix) -> Table:
    """The matrix in words, for the files it can be taken away in."""
    keys = [f"{kind}_{pk}" for (kind, pk), _ in matrix.columns]
    names = [name for _, name in matrix.columns]
    return Table(
        key="nhiem_vu_don_vi",
        title="Nhiệm vụ và đơn vị",
        columns=[
            ("so", "Số TT"),
            ("nhiem_vu", "Nhiệm vụ"),
            ("da_giao", "Số việc đã giao"),
            ("xong", "Đã hoàn thành"),
            ("qua_han", "Quá hạn"),
            *zip(keys, names, strict=True),
        ],
        rows=[
            [
                line.task.position,
                line.task.name,
                line.tally.total,
                line.tally.done,
                line.tally.overdue,
                *(cell.text if cell else "" for cell in line.cells),
            ]
            for line in matrix.lines
        ],
    )
