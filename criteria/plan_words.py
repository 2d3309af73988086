"""A year's plan against result in words, lines and tables, for the screen and for its files. No database."""

from dataclasses import dataclass

from criteria.outcomes import NO_DATA
from criteria.plan_forecast import ROUNDS_FOR_FORECAST, Forecast
from criteria.plan_progress import MONTHS, Planned, Progress, State, Step, month_end
from criteria.plan_reading import PlannedCommune, YearPlan
from criteria.tables import Table
from criteria.wording import day, decimal

NO_ROUND = "chưa có số liệu"
STATES = [
    (State.MET, "đã đạt"),
    (State.LATE, "chậm"),
    (State.IN_TERM, "còn trong hạn"),
    (State.OVERDUE_UNTOLD, "quá hạn nhưng chưa có kỳ số liệu sau hạn"),
    (State.NO_DATA, "chưa có số liệu"),
    (State.NOT_APPLICABLE, "không áp dụng"),
    (State.ENDED, "kết thúc cùng xã"),
]


def percent(part: int | None, whole: int) -> str:
    """ "50 %", "33,3 %"; "–" where there is nothing to divide by or nothing known."""
    if part is None or not whole:
        return "–"
    return f"{decimal(100 * part / whole, 1).removesuffix(',0')} %"


def headline(plan: YearPlan) -> str:
    """The finding in one line."""
    year, registered = plan.choice.year, len(plan.registered)
    if not plan.communes:
        return f"chưa có kế hoạch năm {year} được duyệt"
    if plan.progress.as_of is None:
        return f"{registered} xã đăng ký đạt chuẩn năm {year}, chưa có số liệu trong năm"
    return f"{plan.progress.reached}/{registered} xã đăng ký năm {year} đã đạt đủ tiêu chí"


def sentence(plan: YearPlan) -> str:
    """Planned criteria by what is known of them: the parts add up to the whole."""
    progress = plan.progress
    parts = [f"{count} {words}" for state, words in STATES if (count := progress.count(state))]
    of = f"{len(plan.communes)} xã có kế hoạch"
    if plan.participating:
        of += f" trong {plan.participating} xã của kỳ"
    return f"{of}; {progress.planned} lượt tiêu chí kế hoạch: {', '.join(parts) or 'chưa ghi tiêu chí nào'}."


@dataclass(frozen=True)
class HeadLine:
    """A line of plan against result; `met` is None without a round in the year."""

    label: str
    planned: int
    met: int | None
    forecast: str

    @property
    def rate(self) -> str:
        return percent(self.met, self.planned)

    @property
    def left(self) -> int | None:
        return None if self.met is None else self.planned - self.met


def head_lines(plan: YearPlan) -> list[HeadLine]:
    """Communes that reach the level, those recognised for the year, planned criteria."""
    progress, known = plan.progress, plan.progress.as_of is not None
    registered = len(plan.registered)
    return [
        HeadLine("Xã đạt đủ tiêu chí", registered, progress.reached if known else None, _forecast_all(plan)),
        HeadLine(f"Xã được công nhận (năm đạt chuẩn {plan.choice.year})", registered, plan.recognised, "–"),
        HeadLine("Lượt tiêu chí trong kế hoạch", progress.planned, progress.met if known else None, "–"),
    ]


def is_over(plan: YearPlan) -> bool:
    """Whether the year has ended, or its last day has its figures: nothing is left to forecast."""
    as_of, last = plan.progress.as_of, month_end(plan.choice.year, MONTHS)
    return plan.progress.today > last or as_of == last


def _forecast_all(plan: YearPlan) -> str:
    """How many more registered communes would get there at their own pace; of how many nothing is known."""
    as_of = plan.progress.as_of
    if is_over(plan):
        if as_of == month_end(plan.choice.year, MONTHS):
            return "năm đã có số liệu cuối năm"
        return f"năm đã hết, số liệu mới đến {day(as_of)}" if as_of else "năm đã hết, chưa có số liệu"
    open_ = [one.forecast for one in plan.registered if not one.progress.meets_all]
    if not open_:
        return "–"
    words = [
        (sum(one.is_enough is True for one in open_), "xã nữa kịp nếu giữ nhịp của mình"),
        (sum(one.is_enough is False for one in open_), "xã không kịp"),
        (sum(one.is_enough is None for one in open_), "xã chưa đủ kỳ để dự báo"),
    ]
    return "; ".join(f"{count} {said}" for count, said in words if count)


def forecast_words(forecast: Forecast, year: int) -> str:
    """The forecast with what it rests on, or that there are too few rounds for one."""
    if forecast.expected is None:
        return f"chưa đủ kỳ để dự báo (có {forecast.rounds}, cần {ROUNDS_FOR_FORECAST})"
    pace = decimal(forecast.pace, signed=True)
    return (
        f"khoảng {decimal(forecast.expected, 1)}/{forecast.needed} TC ngày 31/12/{year}, nhịp {pace} "
        f"TC/tháng qua {forecast.rounds} kỳ từ {day(forecast.since)} đến {day(forecast.until)}"
    )


@dataclass(frozen=True)
class LeftLine:
    """One criterion left of a commune's plan: "2 (hạn 30/09/2023)", and the state where it is not plain."""

    number: int
    row: Planned

    @property
    def is_late(self) -> bool:
        return self.row.state is State.LATE

    @property
    def said(self) -> str:
        state = "" if self.row.state is State.IN_TERM else f", {self.row.state.value}"
        return f"{self.number} (hạn {day(self.row.due_on)}{state})"


@dataclass(frozen=True)
class CommuneLine:
    """One commune of the page; outside the plan, numbers not met and numbers nothing is known of."""

    one: PlannedCommune
    left: list[LeftLine]
    unplanned: list[int]
    unknown: list[int]
    size: int
    forecast: str

    @property
    def is_known(self) -> bool:
        """Whether the newest day of the year tells anything of the commune."""
        return self.one.progress.letters.strip(NO_DATA) != ""

    @property
    def met(self) -> str:
        """Criteria met of all, on the newest day of the year."""
        return f"{self.one.progress.letters.count('M')}/{self.size}" if self.is_known else NO_ROUND

    @property
    def state(self) -> str:
        """What the line comes to, in a word."""
        if self.one.progress.late:
            return "Chậm"
        if self.one.progress.meets_all:
            return "Đạt đủ tiêu chí"
        if not self.left and not (self.one.target.registered and (self.unplanned or self.unknown)):
            return "Đạt hết phần kế hoạch"
        return "Chưa xong"

    @property
    def said(self) -> str:
        """ "còn 4 TC: 2 (hạn 30/09/2023), 10, …" of the plan."""
        if not self.left:
            return "không còn tiêu chí kế hoạch"
        return f"còn {len(self.left)} TC: {', '.join(line.said for line in self.left)}"


def commune_lines(plan: YearPlan) -> list[CommuneLine]:
    """Late communes first, then those with most left, each in the order of the page."""
    lines = []
    for one in plan.communes:
        left = [LeftLine(plan.numbers[row.at], row) for row in one.progress.left]
        planned = set(one.progress.plan.quarters)
        outside = [at for at in one.progress.left_of_all if at not in planned]
        known = [at for at in outside if one.progress.letters[at] != NO_DATA]
        unplanned = [plan.numbers[at] for at in known]
        unknown = [plan.numbers[at] for at in outside if at not in known]
        forecast = "" if is_over(plan) else forecast_words(one.forecast, plan.choice.year)
        lines.append(CommuneLine(one, left, unplanned, unknown, len(plan.numbers), forecast))
    return sorted(lines, key=lambda line: (-len(line.one.progress.late), -len(line.left)))


def communes_table(plan: YearPlan, lines: list[CommuneLine]) -> Table:
    """One row per commune with a plan."""
    return Table(
        key="xa",
        title="Kế hoạch và kết quả từng xã",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            ("dang_ky", "Đăng ký đạt chuẩn"),
            ("dat", "Tiêu chí đạt/tổng số"),
            ("ke_hoach", "Tiêu chí kế hoạch"),
            ("ke_hoach_dat", "Đã đạt trong kế hoạch"),
            ("con", "Còn trong kế hoạch"),
            ("ngoai_ke_hoach", "Chưa đạt ngoài kế hoạch"),
            ("ngoai_ke_hoach_chua_co_so_lieu", "Chưa có số liệu, ngoài kế hoạch"),
            ("tinh_trang", "Tình trạng"),
            ("du_bao", "Dự báo"),
            ("van_ban", "Văn bản"),
            ("ly_do_chuyen_tiep", "Lý do chuyển tiếp từ năm trước"),
        ],
        rows=[_commune_row(line) for line in lines],
    )


def _commune_row(line: CommuneLine) -> list:
    commune, target, progress = line.one.commune, line.one.target, line.one.progress
    return [
        commune.code,
        commune.display_name,
        commune.district.display_name if commune.district else "",
        "Có" if target.registered else "Không",
        line.met,
        len(progress.planned),
        progress.met if progress.letters else None,
        line.said,
        ", ".join(map(str, line.unplanned)),
        ", ".join(map(str, line.unknown)),
        line.state,
        line.forecast,
        target.document,
        target.carry_reason,
    ]


def steps_table(progress: Progress) -> Table:
    """Month by month, cumulative; a month without a round has no result."""
    return Table(
        key="thang",
        title="Lũy kế theo tháng",
        columns=[
            ("thang", "Tháng"),
            ("den_ngay", "Đến ngày"),
            ("ke_hoach", "Kế hoạch (lượt tiêu chí)"),
            ("thuc_hien", "Thực hiện (lượt tiêu chí)"),
            ("ke_hoach_xa", "Kế hoạch (xã đạt)"),
            ("thuc_hien_xa", "Thực hiện (xã đạt)"),
            ("so_lieu", "Số liệu ngày"),
        ],
        rows=[_step_row(step) for step in progress.by_month],
    )


def _step_row(step: Step) -> list:
    data_on = day(step.data_on) if step.data_on else NO_ROUND
    counts = [step.planned, step.met, step.communes_planned, step.communes_met]
    return [step.number, day(step.on), *counts, data_on]


def districts_table(plan: YearPlan) -> Table:
    """One row per district; the rows add up to the province."""
    return Table(
        key="huyen",
        title="Kế hoạch và kết quả theo huyện",
        columns=[
            ("ma", "Mã"),
            ("ten", "Huyện, thành phố"),
            ("dang_ky", "Xã đăng ký"),
            ("dat", "Xã đạt đủ"),
            ("ke_hoach", "Lượt tiêu chí kế hoạch"),
            ("thuc_hien", "Đã đạt"),
            ("cham", "Chậm"),
        ],
        rows=[
            [
                code,
                name,
                len(part.registered),
                *((part.reached, part.planned, part.met) if part.as_of else (None, part.planned, None)),
                part.count(State.LATE),
            ]
            for code, name, part in plan.by_district()
        ],
    )
