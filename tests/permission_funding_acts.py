"""The acts of the table of permissions of money, done directly: each says what the action answered."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl

from communes.models import Officer
from criteria.actions import ActionRefused
from criteria.models import ChangeSource
from funding import actions
from funding.actions.overlap import answer_question
from funding.actions.work import change_work_item, record_work_item
from funding.allocation_columns import HEADINGS
from funding.allocation_ground import ground_of
from funding.allocation_template import FIRST_ROW, allocation_template
from funding.models import QuestionState
from funding.work_entries import Facts
from tests.permission_funding_world import MILLION, YEAR, FundingWorld

REASON = "Hai đoạn đường khác nhau."


@dataclass
class Case:
    """A row of the table and what it names."""

    world: FundingWorld
    role: str
    unit: str
    stage: str

    @property
    def officer(self) -> Officer:
        return Officer.objects.get(username=self.role)

    @property
    def client(self):
        return self.world.clients[self.role]

    @property
    def place(self):
        return self.world.places[self.unit]

    @property
    def province(self):
        return self.world.province(self.unit)

    @property
    def item(self):
        """The item of the question that is open."""
        return self.world.item(self.unit, "open")

    @property
    def question(self):
        return self.world.question(self.unit, self.stage)

    @property
    def batch(self):
        return self.world.batch(self.unit, self.stage)

    @property
    def sheet(self) -> bytes:
        """The sheet of the place, filled in once: every row of the table starts from the same world."""
        if self.unit not in self.world.sheets:
            self.world.sheets[self.unit] = sheet(self)
        return self.world.sheets[self.unit]


def do(case: Case, action: str) -> str:
    """What the action says when it refuses, "" when it does not."""
    try:
        ACTS[action](case)
    except ActionRefused as refusal:
        return str(refusal)
    return ""


def entry(case: Case) -> actions.Entry:
    """Five triệu đồng of a source nobody entered anything of."""
    world = case.world
    return actions.Entry(case.place, world.programme, world.people, YEAR, allocated=5 * MILLION, version=0)


def sheet(case: Case) -> bytes:
    """The form of the place, filled in by somebody who may, with the same five triệu đồng."""
    ground = ground_of(case.place, YEAR, case.world.clerk)
    book = openpyxl.load_workbook(io.BytesIO(allocation_template(ground)))
    columns = {name: at + 1 for at, name in enumerate(HEADINGS)}
    wanted = (case.place.full_name, case.world.programme.short_name, case.world.people.short_name)
    for row in range(FIRST_ROW + 1, book.active.max_row + 1):
        said = (book.active.cell(row, columns[name]).value for name in ("place", "programme", "source"))
        if tuple(said) == wanted:
            book.active.cell(row, columns["allocated"], 5 * MILLION)
    book.save(out := io.BytesIO())
    return out.getvalue()


def _enter(case: Case):
    return actions.record_allocations(entries=[entry(case)], by=case.officer, source=ChangeSource.TYPED)


def _apply_sheet(case: Case):
    return actions.apply_funding_batch(
        province=case.province, entries=[entry(case)], by=case.officer, file_name="von.xlsx", sha256="1" * 64
    )


def _facts(case: Case) -> Facts:
    return Facts(case.place, "Nhà văn hóa thôn 2", "culture", YEAR, YEAR)


def _change_work(case: Case):
    return change_work_item(
        item=case.item, facts=_facts(case), lines=[], debts=[], by=case.officer
    )  # fmt: skip


def _answer(state: str, answer: str = REASON) -> Callable[[Case], object]:
    return lambda case: answer_question(question=case.question, state=state, answer=answer, by=case.officer)


ACTS: dict[str, Callable[[Case], object]] = {
    "enter": _enter,
    "apply-sheet": _apply_sheet,
    "undo": lambda case: actions.undo_funding_batch(batch=case.batch, by=case.officer),
    "add-work": lambda case: record_work_item(facts=_facts(case), by=case.officer),
    "change-work": _change_work,
    "answer": _answer(QuestionState.NO_OVERLAP),
    "answer-adjusted": _answer(QuestionState.ADJUSTED),
    "answer-silently": _answer(QuestionState.NO_OVERLAP, " "),
}
