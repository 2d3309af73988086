"""Rows of the entry grids as the template writes them: inputs, words, messages, nothing left to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from criteria.dossiers import lacks_evidence
from criteria.entering import OUTCOMES, Severity, answers_of, as_typed, asks_number, fields_of
from criteria.figure_grid import Grid, GridRow
from criteria.figure_lines import figure_of, figure_text
from criteria.figure_saving import Attempt
from criteria.models import Answer, IndicatorResult
from criteria.outcomes import Outcome
from criteria.typed_numbers import Remark

LABELS = {"numerator": "tử số", "denominator": "mẫu số", "value": "giá trị", "part": "trong đó"}
STATES = {
    "saved": "đã lưu",
    "warning": "đã lưu, có cảnh báo",
    "error": "chưa lưu",
    "conflict": "có người vừa sửa",
}
SHORT_ANSWERS = {Answer.NONE: "Không có đối tượng"}


@dataclass(frozen=True)
class Control:
    """One input of a row. `choices` makes it a list; `saved` is what the server holds."""

    name: str
    field: str
    label: str
    spoken: str
    text: str
    saved: str
    choices: Sequence[tuple[str, str]] = ()
    wrong: bool = False


@dataclass(frozen=True)
class Clash:
    """What two officers want of one row, in words."""

    by: str
    at: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class EntryRow:
    """One row of the page. Without `note` nothing of it may be changed; `shown` is its figure in words."""

    row: GridRow
    name: str
    version: int
    controls: list[Control] = field(default_factory=list)
    outcome: Control | None = None
    note: Control | None = None
    shown: str = ""
    result: str = ""
    letter: str = ""
    state: str = ""
    remarks: Sequence[Remark] = ()
    clash: Clash | None = None

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def lacks_evidence(self) -> bool:
        return lacks_evidence(self.row)

    @property
    def state_words(self) -> str:
        return STATES.get(self.state, "")

    @property
    def severity(self) -> str:
        """The worst of the remarks, which colours them all."""
        found = {remark.severity for remark in self.remarks}
        return next((name for name in Severity.values if name in found), "info")

    @property
    def message(self) -> str:
        return " ".join(remark.message for remark in self.remarks)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the input, message) for the list at the top of the page."""
        return [
            (f"c-{self.key}-{remark.field}", f"{self.name}: {remark.message}")
            for remark in self.remarks
            if remark.severity == Severity.ERROR and remark.field
        ]


def entry_row(row: GridRow, *, by_commune: bool, tried: Attempt | None = None) -> EntryRow:
    """A row as stored, or as an officer typed it when that could not be saved."""
    name = row.standing.commune.full_name if by_commune else row.measure.code
    stored, known = row.stored, bool(row.stored and row.stored.known)
    common = {
        "row": row,
        "name": name,
        "shown": figure_text(row.measure, row.figure),
        "result": tried.result if tried else row.result,
        "letter": tried.checked.outcome if tried else (stored.outcome if stored else ""),
        "remarks": tried.remarks if tried else row.remarks,
        "version": tried.version if tried else row.version,
    }
    if row.locked:
        lost = (
            [Remark(Severity.ERROR, "", f"Chưa lưu số bạn gõ: {in_words(row, tried.typed)}.")]
            if tried
            else []
        )
        return EntryRow(**{**common, "result": row.result, "remarks": lost or row.remarks})
    wrong = {remark.field for remark in common["remarks"] if remark.severity == Severity.ERROR}
    saved = row.typed
    typed = {**saved, **(tried.typed if tried else {})}
    controls = [_control(row, name, one, typed, saved, wrong) for one in _shown_fields(row)]
    theirs = tried.theirs if tried else None
    warned = known and any(remark.severity == Severity.WARNING for remark in row.remarks)
    return EntryRow(
        **common,
        controls=[one for one in controls if one.field not in ("outcome", "note")],
        outcome=next((one for one in controls if one.field == "outcome"), None),
        note=controls[-1],
        state=tried_state(tried) if tried else ("warning" if warned else "saved" if known else ""),
        clash=clash_of(row, tried, theirs) if theirs else None,
    )


def tried_state(tried: Attempt) -> str:
    """An attempt that came back on the page was not saved, whatever it was worth by itself."""
    return "conflict" if tried.theirs else "error"


def _shown_fields(row: GridRow) -> list[str]:
    """The row's fields: the officer decides the outcome only where no verified level does."""
    decided = [] if row.applied.verified else ["outcome"]
    return [*fields_of(row.measure), *decided, "note"]


def _control(row: GridRow, name: str, one: str, typed: Mapping, saved: Mapping, wrong: set[str]) -> Control:
    choices: list[tuple[str, str]] = []
    label = LABELS.get(one, "")
    if one == "answer":
        none_chosen = "Có đối tượng" if asks_number(row.measure) else "— chọn —"
        label = "đối tượng" if asks_number(row.measure) else "trả lời"
        answers = [(code, SHORT_ANSWERS.get(code, Answer(code).label)) for code in answers_of(row.measure)]
        choices = [("", none_chosen), *answers]
    elif one == "outcome":
        label = "kết quả"
        choices = [("", "— chọn —"), *((code, Outcome(code).label) for code in OUTCOMES)]
    elif one == "note":
        label = "ghi chú"
    return Control(
        name=f"{row.key}-{one}",
        field=one,
        label=label,
        spoken=f"{name}: {label}",
        text=typed[one],
        saved=saved[one],
        choices=choices,
        wrong=one in wrong,
    )


def clash_of(row: GridRow, tried: Attempt, theirs: IndicatorResult) -> Clash:
    """Both figures side by side, in words, with who saved theirs and when."""
    return Clash(
        by=person(theirs),
        at=moment(theirs),
        theirs=in_words(row, as_typed(figure_of(theirs), theirs.outcome, theirs.note)),
        mine=in_words(row, {**row.typed, **tried.typed}),
    )


def in_words(row: GridRow, typed: Mapping[str, str]) -> str:
    """The fields of a row in one line: "143/200 = 71,5; Chưa đạt; ghi chú: …", "trống" when all are blank."""
    said = []
    for one in _shown_fields(row):
        text = typed.get(one, "")
        if one in ("answer", "outcome") and text:
            text = dict([*Answer.choices, *Outcome.choices]).get(text, text)
        if text:
            said.append(
                f"{LABELS[one]} {text}" if one in LABELS and len(fields_of(row.measure)) > 1 else text
            )
    return "; ".join(said) or "trống"


def person(stored: IndicatorResult) -> str:
    return str(stored.updated_by) if stored.updated_by else "Quản trị máy chủ"


def moment(stored: IndicatorResult) -> str:
    """ "14:03 12/09/2023"; "" for a row that is gone."""
    return f"{timezone.localtime(stored.updated_at):%H:%M %d/%m/%Y}" if stored.updated_at else ""


FILTERS = {
    "": "Tất cả",
    "chua-nhap": "Chưa nhập",
    "can-xem": "Lỗi, cảnh báo",
    "bi-tra-lai": "Bị trả lại",
    "toi-phu-trach": "Tôi phụ trách",
}


def matching(grid: Grid, chosen: str, led: set[int]) -> list[GridRow]:
    """The rows a filter leaves; `led` are the criteria of the officer's own unit."""
    keep = {
        "": lambda row: True,
        "chua-nhap": lambda row: not (row.stored and row.stored.known),
        "can-xem": lambda row: any(remark.severity != Severity.INFO for remark in row.remarks),
        "bi-tra-lai": lambda row: bool(row.returned),
        "toi-phu-trach": lambda row: row.criterion.pk in led,
    }[chosen]
    return [row for row in grid.rows if keep(row)]
