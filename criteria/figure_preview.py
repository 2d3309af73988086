"""What an entry sheet of figures would change: every error, warning and conflict at once. No database."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.formats import localize

from communes.models import Officer
from criteria.actions.figures import Entry
from criteria.figure_ground import Dossier, Saved
from criteria.judging import Measure
from criteria.level_words import number_text
from criteria.models import Answer, Round
from criteria.outcomes import LABELS
from criteria.sheet_rows import Finding
from criteria.uploads import sha256_of

OUTSIDE_ROW = "Xã ở ngoài phạm vi phụ trách của bạn; bỏ dòng này."


@dataclass(frozen=True)
class FigureOrder:
    """What an officer asks for: which file, for which round (its set and province joined)."""

    content: bytes
    file_name: str
    round: Round
    officer: Officer | None = None
    max_bytes: int = 5 * 1024 * 1024


class RowRemark(NamedTuple):
    """A sentence about one row: its Excel number, the cell, whose figure it is, where that is known."""

    row: int
    cell: str
    commune: str
    code: str
    message: str


class Planned(NamedTuple):
    """One figure a sheet would change from `saved` to `wanted` (FIGURE_FIELDS, as `Entry` takes them).

    A conflict is a figure somebody saved after the row was filled, and otherwise than the row says.
    """

    row: int
    cell: str
    dossier: Dossier
    measure: Measure
    saved: Saved
    wanted: tuple
    conflict: bool

    @property
    def key(self) -> str:
        """The name of the row in a form: commune and indicator."""
        return f"{self.dossier.commune.pk}-{self.measure.id}"

    @property
    def before_words(self) -> str:
        return words_of(self.saved)

    @property
    def after_words(self) -> str:
        return words_of(Saved(*self.wanted))

    def entry(self) -> Entry:
        """The figure as an action records it, against the version of this moment."""
        return Entry(self.dossier.commune.pk, self.measure.id, *self.wanted, self.saved.version)


@dataclass
class FigurePreview:
    """What applying a sheet would do. `fatal` stops it whole, `errors` their rows, `warnings` nothing.

    `rows` counts the rows about an indicator of the sheet named; `outside` are cells of the rows of communes
    that are not the officer's, errors too. `stamp` differs once the figures it was read against do.
    """

    order: FigureOrder
    sheet: str = ""
    rows: int = 0
    unchanged: int = 0
    outside: list[str] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    fatal: list[Finding] = field(default_factory=list)
    errors: list[RowRemark] = field(default_factory=list)
    warnings: list[RowRemark] = field(default_factory=list)
    stamp: str = ""

    @property
    def changed(self) -> list[Planned]:
        """Figures that change unless the officer says otherwise."""
        return [plan for plan in self.planned if not plan.conflict]

    @property
    def conflicts(self) -> list[Planned]:
        """Figures that change only where the officer says so."""
        return [plan for plan in self.planned if plan.conflict]

    @property
    def faulty_rows(self) -> list[RowRemark]:
        """Everything wrong with a row; of one outside the officer's scope its cell alone is told."""
        return self.errors + [RowRemark(0, cell, "", "", OUTSIDE_ROW) for cell in self.outside]

    @property
    def error_count(self) -> int:
        """Rows that cannot be applied, and faults of the whole file."""
        return len({remark.row for remark in self.errors}) + len(self.outside) + len(self.fatal)

    @property
    def fingerprint(self) -> str:
        """Differs when the file, or the figures it is compared with, are no longer those that were shown."""
        return hashlib.sha256(f"{sha256_of(self.order.content)}{self.stamp}".encode()).hexdigest()

    def may_apply(self, *, valid_only: bool) -> bool:
        """Whether applying is allowed: no error, or valid rows asked for."""
        return not self.fatal and (valid_only or not self.error_count)

    def as_json(self) -> dict:
        """The form in which the command answers."""
        faults = [{"row": 0, "cell": fault.cell, "message": fault.message} for fault in self.fatal]
        if self.outside:
            faults.append({"row": 0, "cell": "", "message": outside_words(len(self.outside))})
        return {
            "rows": self.rows,
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "warnings": len(self.warnings),
            "conflicts": len(self.conflicts),
            "errors": faults + [remark._asdict() for remark in self.errors],
        }


def outside_words(count: int) -> str:
    """ "12 dòng ở ngoài phạm vi phụ trách của bạn"."""
    return f"{localize(count)} dòng ở ngoài phạm vi phụ trách của bạn; bỏ các dòng ấy."


def words_of(saved: Saved) -> str:
    """A figure in one line: "71,5 (143/200), Đạt"; "chưa có" when nothing is known."""
    terms = "/".join(number_text(term) for term in (saved.numerator, saved.denominator) if term is not None)
    whole = "" if saved.value is None else number_text(saved.value)
    parts = [
        Answer(saved.answer).label if saved.answer else f"{whole} ({terms})" if terms else whole,
        "" if saved.part is None else f"trong đó {number_text(saved.part)}",
        LABELS[saved.outcome] if saved.outcome else "",
    ]
    return ", ".join(filter(None, parts)) or "chưa có số liệu"
