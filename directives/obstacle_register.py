"""The register of obstacles: which are listed, in which order, and what is said of them as a whole."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.utils.timezone import localdate

from communes.models import District, Officer
from communes.row_keys import filter_word, key_of
from criteria.models import Criterion
from criteria.tables import Table
from criteria.wording import day, decimal
from criteria.working_days import end_of_term
from directives.models import Cause, Obstacle, ObstacleState
from directives.unit_filter import asked_unit

OPEN, OLD, OVERDUE = "dang-mo", "mo-lau", "qua-han"
STATE_KEYS = {
    "moi": ObstacleState.RAISED,
    "dang-thao-go": ObstacleState.WORKING,
    "chuyen-cap-tren": ObstacleState.ESCALATED,
    "cho-xac-nhan": ObstacleState.SETTLED,
    "da-giai-quyet": ObstacleState.CONFIRMED,
}
CAUSE_KEYS = {
    "von": Cause.CAPITAL,
    "dat-dai": Cause.LAND,
    "quy-hoach": Cause.PLANNING,
    "co-che": Cause.MECHANISM,
    "nhan-luc": Cause.PEOPLE,
    "nhan-thuc": Cause.AWARENESS,
    "thien-tai": Cause.DISASTER,
    "khac": Cause.OTHER,
}
QUARTER, YEAR, EVER = "", "nam", "tat-ca"


@dataclass(frozen=True)
class Line:
    """An obstacle on a day: for how long it stands in the way, or took to settle, in days."""

    row: Obstacle
    days: int
    is_old: bool
    is_overdue: bool

    @property
    def unit_key(self) -> str:
        row = self.row
        if row.unit_agency_id:
            return f"cq-{row.unit_agency_id}"
        return f"h-{row.unit_district_id}" if row.unit_district_id else f"x-{row.unit_commune_id}"

    @property
    def level(self) -> str:
        """At which level the unit in charge stands."""
        if self.row.unit_agency_id:
            return "huyện" if self.row.unit_agency.district_id else "tỉnh"
        return "huyện" if self.row.unit_district_id else "xã"

    @property
    def settled_on(self) -> datetime.date | None:
        return self.row.settled_on


def line_of(row: Obstacle, today: datetime.date) -> Line:
    days = ((row.settled_on or today) - row.open_since).days
    late = row.is_open and row.due_on is not None and today > end_of_term(row.due_on)
    return Line(row, days, row.is_open and days > settings.OBSTACLE_OLD_DAYS, late)


@dataclass(frozen=True)
class Choice:
    """One list of the filter: its name in the address, its label, what can be chosen and what is."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str


def choices_of(
    lines: Iterable[Line], asked: Mapping[str, str], today: datetime.date, officer: Officer
) -> list[Choice]:
    """The filters, their options taken from the rows themselves.

    A district, criterion or unit of the officer's that no row has finds nothing; Http404 for what is none.
    """
    lines = list(lines)
    districts = {
        str(row.commune.district_id): row.commune.district
        for row in (line.row for line in lines)
        if row.commune.district_id
    }
    in_order = sorted(districts.items(), key=lambda item: item[1].sort_key)
    criteria = {line.row.criterion_id: line.row.criterion for line in lines}
    by_number = sorted(criteria.values(), key=lambda found: (found.criteria_set_id, found.number))
    units = {line.unit_key: line.row.unit_name for line in lines}
    several = len({criterion.criteria_set_id for criterion in by_number}) > 1
    lists = [
        ("huyen", "Huyện", "Mọi huyện", {key: place.full_name for key, place in in_order}),
        ("tc", "Tiêu chí", "Mọi tiêu chí", {str(row.pk): _named(row, several) for row in by_number}),
        ("nguyen-nhan", "Nguyên nhân", "Mọi nguyên nhân", {k: c.label for k, c in CAUSE_KEYS.items()}),
        ("trang-thai", "Trạng thái", "Mọi trạng thái", state_options()),
        ("don-vi", "Đơn vị xử lý", "Mọi đơn vị", dict(sorted(units.items(), key=lambda item: item[1]))),
    ]
    found = [_choice(officer, asked, *each) for each in lists]
    spans = {QUARTER: span_words(QUARTER, today), YEAR: span_words(YEAR, today), EVER: "từ trước đến nay"}
    span = filter_word(asked.get("thoi-gian", ""), spans, "khoảng thời gian")
    return [*found, Choice("thoi-gian", "Đã giải quyết trong", spans, span)]


def _choice(
    officer: Officer, asked: Mapping[str, str], name: str, label: str, every: str, options: dict
) -> Choice:
    wanted = asked.get(name, "")
    if wanted and wanted not in options:
        options = options | _without_rows(officer, name, wanted)
    return Choice(name, label, {"": every, **options}, filter_word(wanted, options, label.lower()))


def _without_rows(officer: Officer, name: str, key: str) -> dict[str, str]:
    """{key: name} of what a key names though no row has it; {} for what is not the officer's to choose."""
    if name == "don-vi" and not key.startswith("hx-"):
        unit = asked_unit(officer, key)
        return {key: unit.label} if unit else {}
    rows = {"huyen": District.objects.visible_to(officer), "tc": Criterion.objects.all()}.get(name)
    found = rows.filter(pk=key_of(key)).first() if rows is not None else None
    return {key: found.full_name if name == "huyen" else _named(found, False)} if found else {}


def state_options() -> dict[str, str]:
    old = f"Mở quá {settings.OBSTACLE_OLD_DAYS} ngày"
    states = {key: state.label for key, state in STATE_KEYS.items()}
    return {OPEN: "Đang mở", OLD: old, OVERDUE: "Quá hạn giải quyết", **states}


def _named(criterion, with_set: bool) -> str:
    name = f"TC {criterion.number} {criterion.short_name}"
    return f"{name} ({criterion.criteria_set.short_name})" if with_set else name


def span_words(span: str, today: datetime.date) -> str:
    """ "quý 4/2026", "năm 2026"."""
    if span == EVER:
        return "từ trước đến nay"
    return f"năm {today.year}" if span == YEAR else f"quý {(today.month + 2) // 3}/{today.year}"


def span_start(span: str, today: datetime.date) -> datetime.date:
    """The first day of the quarter or the year of a day; the first day there is for all time."""
    if span == EVER:
        return datetime.date.min
    return today.replace(month=1 if span == YEAR else 3 * ((today.month - 1) // 3) + 1, day=1)


def matching(lines: Iterable[Line], chosen: Mapping[str, str]) -> list[Line]:
    """The lines of the place, criterion, cause and unit chosen, whatever their state."""
    return [line for line in lines if _matches(line, chosen)]


def _matches(line: Line, chosen: Mapping[str, str]) -> bool:
    row = line.row
    given = {
        "huyen": str(row.commune.district_id or ""),
        "tc": str(row.criterion_id),
        "nguyen-nhan": next(key for key, cause in CAUSE_KEYS.items() if cause == row.cause),
        "don-vi": line.unit_key,
        "xa": str(row.commune_id),
    }
    return all(chosen.get(name, "") in ("", value) for name, value in given.items())


def in_state(lines: Iterable[Line], key: str) -> list[Line]:
    """The lines in the state chosen, those longest open first, then those settled, newest first."""
    tests = {
        "": lambda line: True,
        OPEN: lambda line: line.row.is_open,
        OLD: lambda line: line.is_old,
        OVERDUE: lambda line: line.is_overdue,
        **{name: lambda line, state=state: line.row.state == state for name, state in STATE_KEYS.items()},
    }
    return sorted((line for line in lines if tests[key](line)), key=_worst_first)


def _worst_first(line: Line):
    row, order = line.row, list(ObstacleState)
    if row.is_open:
        return 0, -line.days, row.pk
    return order.index(ObstacleState(row.state)), -row.settled_on.toordinal(), row.pk


@dataclass(frozen=True)
class Counts:
    """What the register says of its rows: each number with what it is taken from."""

    total: int
    open: int
    old: int
    overdue: int
    waiting: int
    settled: int
    median_days: float | None
    span: str

    @property
    def headline(self) -> str:
        """ "Mở 37 trên 60 · quá 30 ngày 12 · đã giải quyết trong quý 1/2024: 15 · …"."""
        took = "chưa có" if self.median_days is None else f"{_days(self.median_days)} ngày"
        return (
            f"Mở {_whole(self.open)} trên {_whole(self.total)} · quá {settings.OBSTACLE_OLD_DAYS} ngày "
            f"{_whole(self.old)} · đã giải quyết trong {self.span}: {_whole(self.settled)} · thời gian xử lý "
            f"trung vị {took}"
        )


def count(lines: Iterable[Line], span: str, today: datetime.date) -> Counts:
    lines, since = list(lines), span_start(span, today)
    settled = [line for line in lines if line.settled_on and line.settled_on >= since]
    return Counts(
        total=len(lines),
        open=sum(line.row.is_open for line in lines),
        old=sum(line.is_old for line in lines),
        overdue=sum(line.is_overdue for line in lines),
        waiting=sum(line.row.state == ObstacleState.SETTLED for line in lines),
        settled=len(settled),
        median_days=median(line.days for line in settled) if settled else None,
        span=span_words(span, today),
    )


def _whole(number: int) -> str:
    return decimal(number, 0)


def _days(number: float) -> str:
    return decimal(number, 0 if number == int(number) else 1)


def register_table(lines: Sequence[Line]) -> Table:
    """The register's rows for its files."""
    columns = [
        ("so", "Số"),
        ("ma_xa", "Mã xã"),
        ("xa", "Xã"),
        ("huyen", "Huyện"),
        ("tieu_chi", "Tiêu chí"),
        ("vuong_mac", "Vướng mắc"),
        ("nguyen_nhan", "Nguyên nhân"),
        ("phat_hien", "Phát hiện ngày"),
        ("nguoi_phat_hien", "Người phát hiện"),
        ("so_lan", "Số lần nêu"),
        ("don_vi", "Đơn vị xử lý"),
        ("cap", "Cấp"),
        ("han", "Hạn giải quyết"),
        ("ton_dong", "Số ngày tồn đọng hoặc xử lý"),
        ("trang_thai", "Trạng thái"),
        ("ket_qua", "Kết quả giải quyết"),
        ("tac_dong", "Tác động đến tiêu chí"),
        ("minh_hoa", "Minh họa"),
    ]
    return Table("vuong_mac", "Sổ theo dõi vướng mắc", columns, [_cells(line) for line in lines])


def _cells(line: Line) -> list:
    row = line.row
    return [
        row.pk,
        row.commune.code,
        row.commune.display_name,
        row.commune.district.display_name if row.commune.district_id else "",
        f"TC {row.criterion.number} {row.criterion.short_name}",
        row.text,
        row.get_cause_display(),
        day(localdate(row.raised_at)),
        str(row.raised_by or ""),
        row.times_raised,
        row.unit_name,
        line.level,
        day(row.due_on) if row.due_on else "",
        line.days,
        row.get_state_display(),
        row.result,
        row.get_effect_display() if row.effect else "",
        "Có" if row.illustrative else "",
    ]
