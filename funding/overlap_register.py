"""The register of overlap questions: which are listed and in which order, both sides of one, its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from communes.models import District, Officer
from communes.row_keys import filter_row, filter_word
from criteria.tables import Table
from criteria.wording import day, decimal
from funding.models import OverlapQuestion, QuestionKind, QuestionState, WorkFunding, WorkItem
from funding.overlap import million

WAITING, GONE = "cho-tra-loi", "khong-con-nghi"
OPEN = Q(state=QuestionState.OPEN)
STATES = {
    WAITING: ("Chờ trả lời", OPEN & Q(gone_at=None)),
    "khong-trung": ("Không trùng", Q(state=QuestionState.NO_OVERLAP)),
    "da-dieu-chinh": ("Đã điều chỉnh", Q(state=QuestionState.ADJUSTED)),
    GONE: ("Không còn nghi", OPEN & Q(gone_at__isnull=False)),
}
KINDS = {
    "cung-ma": QuestionKind.SAME_CODE,
    "ten-giong": QuestionKind.LIKE_NAME,
    "vuot-von": QuestionKind.OVERPAID,
    "hai-noi-dung": QuestionKind.TWO_CONTENTS,
}


@dataclass(frozen=True)
class Choice:
    """One list of the filter: its name in the address, its label, what can be chosen and what is."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str


@dataclass(frozen=True)
class Counts:
    """How many questions of a choice of place and kind stand where; `total` is all that were asked."""

    total: int
    waiting: int
    no_overlap: int
    adjusted: int
    gone: int

    @property
    def headline(self) -> str:
        return f"{decimal(self.waiting, 0)} câu hỏi chờ trả lời trên {decimal(self.total, 0)} câu đã nêu"


@dataclass(frozen=True)
class Side:
    """A work item as it stands on one side of a question, with what pays for it."""

    item: WorkItem
    lines: Sequence[WorkFunding]

    @property
    def years(self) -> str:
        item = self.item
        return f"{item.year_from}" if item.year_from == item.year_to else f"{item.year_from}–{item.year_to}"

    @property
    def cost(self) -> str:
        return "chưa ghi" if self.item.cost is None else f"{million(self.item.cost)} triệu đồng"

    @property
    def total(self) -> str:
        return million(sum(line.amount for line in self.lines))

    @property
    def rows(self) -> list[tuple[WorkFunding, str]]:
        """Every line with its amount in triệu đồng."""
        return [(line, million(line.amount)) for line in self.lines]


def choices_of(questions: QuerySet, asked: Mapping[str, str], officer: Officer) -> list[Choice]:
    """The filters. A district of the officer's without a question finds nothing; Http404 for what is none."""
    districts = District.objects.filter(workitem_rows__questions__in=questions).distinct()
    by_name = {str(row.pk): row.full_name for row in sorted(districts, key=lambda row: row.sort_key)}
    wanted = asked.get("huyen", "")
    if wanted not in by_name and (other := filter_row(District.objects.visible_to(officer), "huyện", wanted)):
        by_name[wanted] = other.full_name
    lists = [
        ("trang-thai", "Trạng thái", "Mọi trạng thái", {key: label for key, (label, _) in STATES.items()}),
        ("huyen", "Huyện", "Mọi huyện", by_name),
        ("ly-do", "Lý do nghi trùng", "Mọi lý do", {key: kind.label for key, kind in KINDS.items()}),
    ]
    return [_choice(name, label, {"": every, **options}, asked) for name, label, every, options in lists]


def _choice(name: str, label: str, options: Mapping[str, str], asked: Mapping[str, str]) -> Choice:
    return Choice(name, label, options, filter_word(asked.get(name, ""), options, label.lower()))


def matching(questions: QuerySet, chosen: Mapping[str, str]) -> QuerySet:
    """The questions of the district, commune and kind chosen, whatever their state."""
    if chosen.get("huyen"):
        questions = questions.filter(work_item__district_id=int(chosen["huyen"]))
    if chosen.get("xa"):
        questions = questions.filter(work_item__commune_id=int(chosen["xa"]))
    if chosen.get("ly-do"):
        questions = questions.filter(kind=KINDS[chosen["ly-do"]])
    return questions


def count(questions: QuerySet) -> Counts:
    each = [Count("pk", filter=condition) for _, condition in STATES.values()]
    names = ("waiting", "no_overlap", "adjusted", "gone")
    return Counts(**questions.aggregate(total=Count("pk"), **dict(zip(names, each, strict=True))))


def in_state(questions: QuerySet, key: str) -> QuerySet:
    """The questions in the state chosen, those that wait first, newest first, with both their sides."""
    if key:
        questions = questions.filter(STATES[key][1])
    rank = [When(condition, then=Value(at)) for at, (_, condition) in enumerate(STATES.values())]
    lines = WorkFunding.objects.select_related("programme", "capital_source").order_by("year", "pk")
    return (
        questions.annotate(rank=Case(*rank, output_field=IntegerField()))
        .order_by("rank", "-found_at", "-pk")
        .select_related("work_item__commune__district", "second", "answered_by")
        .prefetch_related(
            Prefetch("work_item__funding", lines),
            Prefetch("second__funding", lines),
        )
    )


def sides_of(question: OverlapQuestion) -> list[Side]:
    items = [question.work_item, question.second] if question.second else [question.work_item]
    return [Side(item, item.funding.all()) for item in items]


def state_words(question: OverlapQuestion) -> str:
    if question.gone_at and question.state == QuestionState.OPEN:
        return STATES[GONE][0]
    return question.get_state_display()


def is_illustrative(question: OverlapQuestion) -> bool:
    return any(side.item.illustrative for side in sides_of(question))


def register_table(questions: Sequence[OverlapQuestion]) -> Table:
    """A row for each line of money of each side of each question, in whole đồng."""
    columns = [
        ("cau_hoi", "Câu hỏi số"),
        ("ly_do", "Lý do nghi trùng"),
        ("vi_sao", "Vì sao nghi trùng"),
        ("ma_xa", "Mã xã"),
        ("xa", "Xã"),
        ("huyen", "Huyện"),
        ("ben", "Bên"),
        ("ten", "Tên công trình, nội dung"),
        ("ma", "Mã công trình"),
        ("tu_nam", "Từ năm"),
        ("den_nam", "Đến năm"),
        ("tong_muc", "Tổng mức đầu tư (đồng)"),
        ("chuong_trinh", "Chương trình"),
        ("nguon", "Nguồn vốn"),
        ("noi_dung", "Nội dung, tiểu dự án"),
        ("nam", "Năm"),
        ("so_tien", "Số tiền (đồng)"),
        ("phat_hien", "Phát hiện ngày"),
        ("trang_thai", "Trạng thái"),
        ("tra_loi", "Ý kiến trả lời"),
        ("nguoi_tra_loi", "Người trả lời"),
        ("ngay_tra_loi", "Trả lời ngày"),
        ("minh_hoa", "Minh họa"),
    ]
    rows = [row for question in questions for row in _rows(question)]
    return Table("nghi_trung", "Câu hỏi nghi trùng vốn", columns, rows)


def _rows(question: OverlapQuestion) -> list[list]:
    commune = question.work_item.commune
    district = commune.district.display_name if commune.district_id else ""
    about = [question.pk, question.get_kind_display(), question.reason]
    about += [commune.code, commune.display_name, district]
    answered = day(localdate(question.answered_at)) if question.answered_at else ""
    said = [day(localdate(question.found_at)), state_words(question), question.answer]
    said += [str(question.answered_by or ""), answered, "Có" if is_illustrative(question) else ""]
    return [
        [*about, at, *_item_cells(side.item), *_line_cells(line), *said]
        for at, side in enumerate(sides_of(question), start=1)
        for line in side.lines or [None]
    ]


def _item_cells(item: WorkItem) -> list:
    return [item.name, item.code, item.year_from, item.year_to, item.cost]


def _line_cells(line: WorkFunding | None) -> list:
    """A line of money; blanks for an item that has none left."""
    if line is None:
        return ["", "", "", None, None]
    return [line.programme.short_name, line.capital_source.short_name, line.content, line.year, line.amount]
