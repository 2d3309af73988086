"""The tables of a page of capital as the template prints them: triệu đồng, exact to the đồng."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from criteria.wording import decimal
from funding.capital import Capital, YearLine, place_url
from funding.capital_published import PublishedLine
from funding.capital_rows import Works
from funding.capital_words import cell, per_cent, prose
from funding.counterpart import Total
from funding.drawing import rate_bar
from funding.sums import Money
from funding.tables import counted_words, rule_words

MONEY = ["Kế hoạch", "Đã bố trí", "Giải ngân", "Giải ngân/bố trí"]


@dataclass(frozen=True)
class Cell:
    """A cell under its heading; `css` says whether it is a number, and whether something is wrong."""

    heading: str
    text: str | SafeString
    css: str = "n"


@dataclass(frozen=True)
class Row:
    """A row: its name, where it leads, what is said of it below the name, and its cells."""

    label: str
    cells: Sequence[Cell]
    url: str = ""
    said: Sequence[str] = ()
    css: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: what it is, what its rows are called, and the row of the total."""

    caption: str
    first: str
    rows: Sequence[Row]
    total: Row | None = None

    @property
    def headings(self) -> Sequence[Cell]:
        return (self.rows or [self.total])[0].cells


def _amounts(headings: Sequence[str], amounts: Iterable[int | None]) -> list[Cell]:
    return [Cell(heading, cell(amount)) for heading, amount in zip(headings, amounts, strict=True)]


def _money(money: Money) -> list[Cell]:
    return [*_amounts(MONEY[:3], money), Cell(MONEY[3], per_cent(money.rate))]


def _lack(heading: str, amount: int | None, known: bool) -> Cell:
    """An amount that lacks; a warning only where what it is compared with is `known`."""
    return Cell(heading, cell(amount), "n bad" if amount and known else "n")


def counterpart_grid(capital: Capital) -> Grid:
    """Counterpart per programme, each with the rule that says how much."""
    whole = capital.counterpart
    return Grid(
        f"Vốn đối ứng {capital.years} theo chương trình",
        "Chương trình",
        [Row(line.label, _due(line.owed), said=_rules(line)) for line in capital.owing],
        Row(counted_words(capital), _due(whole)),
    )


def _rules(line) -> list[str]:
    said = [rule_words(rule) for rule in line.rules] or ["Chưa có quy định tỷ lệ đối ứng trên cổng"]
    unrecorded = line.owed.unrecorded
    if not unrecorded:
        return said
    part = "Chưa ghi" if line.owed.due.allocated is None else f"{prose(unrecorded)} ở nơi chưa ghi"
    return [*said, f"{part} số đã bố trí; số còn thiếu tính như chưa bố trí"]


def _due(owed: Total) -> list[Cell]:
    return [
        Cell("Phải bố trí", cell(owed.due.required)),
        Cell("Đã bố trí", cell(owed.due.allocated)),
        Cell("Bố trí/phải bố trí", per_cent(owed.due.rate)),
        Cell("Đã giải ngân", cell(owed.due.disbursed)),
        _lack("Còn thiếu", owed.missing, owed.is_short),
        Cell("Vượt", cell(owed.over)),
    ]


def places_grid(capital: Capital) -> Grid:
    """The places inside, those that lack most first, each with its head."""
    kind = {"nation": "Tỉnh, thành phố", "province": "Huyện, thành phố", "district": "Xã"}[
        capital.where.level
    ]
    rows = [
        Row(
            line.label,
            _place(line.money, line.owed),
            place_url(line.place) + capital.years.query if line.place else "",
            [f"{capital.head_words}: {line.head or 'chưa ghi'}"] if line.place and capital.calendar else [],
            "" if line.place else "own",
        )
        for line in capital.places
    ]
    total = Row("Cộng", _place(capital.whole, capital.counterpart))
    return Grid(f"Vốn {capital.years} theo địa bàn, thiếu đối ứng nhiều nhất xếp trước", kind, rows, total)


def _place(money: Money, owed: Total) -> list[Cell]:
    return [
        Cell("Đối ứng phải bố trí", cell(owed.due.required)),
        Cell("Đối ứng đã bố trí", cell(owed.due.allocated)),
        _lack("Đối ứng còn thiếu", owed.missing, owed.is_short),
        Cell("Đối ứng vượt", cell(owed.over)),
        *_amounts(["Mọi nguồn đã bố trí", "Mọi nguồn giải ngân"], money[1:]),
        Cell("Giải ngân/bố trí", per_cent(money.rate)),
    ]


def sources_grid(capital: Capital) -> Grid:
    phases = len({line.source.phase for line in capital.sources}) > 1
    rows = [
        Row(
            str(line.source) if phases else line.source.name,
            _money(line.money),
            css=f"depth-{min(line.depth, 2)}",
        )
        for line in capital.sources
    ]
    return Grid(f"Vốn {capital.years} theo nguồn", "Nguồn vốn", rows, Row("Cộng", _money(capital.whole)))


def programmes_grid(capital: Capital) -> Grid:
    rows = [Row(line.label, _money(line.money)) for line in capital.programmes]
    total = Row("Cộng", _money(capital.whole))
    return Grid(f"Vốn {capital.years} theo chương trình", "Chương trình", rows, total)


def groups_grid(capital: Capital, works: Works) -> Grid:
    *rows, total = [
        Row(
            line.label,
            [
                Cell("Số công trình, nội dung", str(line.items)),
                *_amounts(["Số tiền", "Giải ngân"], [line.amount, line.disbursed]),
                Cell("Tỷ trọng", per_cent(line.share)),
            ],
        )
        for line in (*works.lines, works.whole)
    ]
    return Grid(f"Vốn của công trình, nội dung {capital.years} theo nhóm", "Nhóm", rows, total)


def calendar_grid(capital: Capital) -> Grid:
    """Each year's disbursement beside how much of the year is over."""
    rows = [
        Row(
            str(line.year),
            [
                *_amounts(["Đã bố trí", "Giải ngân"], line.money[1:]),
                Cell("Giải ngân/bố trí", per_cent(line.money.rate), "n bad" if line.behind else "n"),
                Cell("Thời gian năm đã qua", per_cent(line.gone)),
                Cell("So sánh", _against_time(line), "bar-cell"),
            ],
        )
        for line in capital.calendar
    ]
    return Grid("Giải ngân so với thời gian của năm", "Năm", rows)


def _against_time(line: YearLine) -> SafeString:
    """A bar, and in words how far disbursement is behind the calendar or before it."""
    if line.money.rate is None:
        said = "Chưa có số"
    else:
        points = line.money.rate - line.gone
        way = "Chậm" if points < 0 else "Nhanh"
        said = "Đúng lịch" if abs(points) < 0.05 else f"{way} {decimal(abs(points), 1)} điểm %"
    return format_html("{} {}", rate_bar(line.money.rate, line.gone), said)


def published_grid(lines: Iterable[PublishedLine]) -> Grid:
    """Published figures, what the rows say of the same, and what that leaves unexplained."""
    rows = [
        Row(
            f"{line.years}: {line.label}",
            [
                *_amounts(["Đã công bố", "Các dòng trên cổng"], [line.amount, line.ours]),
                _lack("Chưa rõ nguồn", line.unexplained, line.ours is not None),
                Cell("Cổng ghi nhiều hơn", cell(line.beyond)),
                Cell("Nơi công bố", line.said_in, "said-in"),
            ],
            said=[line.programme],
            css="own" if line.is_sum else "",
        )
        for line in lines
    ]
    return Grid("Số đã công bố và các dòng trên cổng", "Nội dung", rows)
