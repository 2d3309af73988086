"""Whatever people do to an assignment, in whatever order: it stays on its diagram and forgets nothing.

Two assignments are worked on at once: one that an accepted report closes, and one that only its cell closes.
"""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from criteria.actions import ActionRefused, Judged, record_results
from criteria.models import ChangeSource, LapseReason
from criteria.outcomes import Judgement
from directives.actions import answer_extension, answer_report, ask_extension, assign, report, revoke
from directives.following import follow
from directives.models import Assignment, Extension, ProgressReport
from tests.directive_world import directive_world
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

OPEN, WAITING, DONE, REVOKED = "open", "waiting", "done", "revoked"
# Act → from where it may be done → where the assignment is afterwards. The cell moves its own by itself.
BY_REPORT = {
    "report": {OPEN: OPEN, WAITING: WAITING},
    "report done": {OPEN: WAITING},
    "accept": {WAITING: DONE},
    "return": {WAITING: OPEN},
    "ask": {OPEN: OPEN, WAITING: WAITING},
    "grant": {OPEN: OPEN, WAITING: WAITING},
    "refuse": {OPEN: OPEN, WAITING: WAITING},
    "revoke": {OPEN: REVOKED, WAITING: REVOKED, DONE: REVOKED},
    "judge": {state: state for state in (OPEN, WAITING, DONE, REVOKED)},
}
BY_CELL = {
    "report": {OPEN: OPEN},
    "ask": {OPEN: OPEN},
    "grant": {OPEN: OPEN},
    "refuse": {OPEN: OPEN},
    "revoke": {OPEN: REVOKED, DONE: REVOKED},
}
DIRECTS = {"accept", "return", "grant", "refuse", "revoke"}
PEOPLE = ["department", "director", "second_director", "district", "commune", "reader", "stranger"]
DUE = timezone.localdate() + datetime.timedelta(days=40)


def mostly(*names: str) -> st.SearchStrategy[str]:
    """Those whose work it is, now and then somebody else."""
    return st.sampled_from([*names] * 12 + PEOPLE)


which = st.sampled_from(["by_report", "by_report", "by_cell"])


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield directive_world()


class Assignments(RuleBasedStateMachine):
    world = None
    seen: set[tuple[str, str]] = set()

    def __init__(self):
        super().__init__()
        self.block = rolled_back()
        self.block.__enter__()
        people, order = self.world.people, {"task": self.world.task, "due_on": DUE}
        cell = {"commune": self.world.commune, "criterion": self.world.criteria[0]}
        for name, fields in (("by_report", {}), ("by_cell", cell)):
            [given] = assign(units=[self.world.agency], by=people.director, **order, **fields)
            setattr(self, name, given.pk)

    def teardown(self):
        self.block.__exit__(None, None, None)

    def row(self, name: str) -> Assignment:
        return Assignment.objects.with_names().get(pk=getattr(self, name))

    def state(self, name: str) -> str:
        row = self.row(name)
        if row.revoked_at:
            return REVOKED
        [item] = follow([row], timezone.localdate())
        if item.is_done:
            return DONE
        return WAITING if any(report.is_waiting for report in row.reports.all()) else OPEN

    def written(self) -> list:
        return [
            list(model.objects.order_by("pk").values())
            for model in (Assignment, Assignment.history.model, ProgressReport, Extension)
        ]

    def act(self, act: str, name: str, person: str, function) -> None:
        """Do it; refused it changes nothing, done it follows the diagram and was the person's to do."""
        before, rows = self.state(name), self.written()
        try:
            with transaction.atomic():
                function(self.row(name), getattr(self.world.people, person))
        except ActionRefused as refusal:
            assert str(refusal)
            assert self.written() == rows, f"{act} was refused and wrote something"
            return
        diagram = BY_REPORT if name == "by_report" else BY_CELL
        allowed = {"director", "second_director"} if act in DIRECTS else {"department"}
        assert person in allowed, f"{person} may not {act}"
        assert diagram[act].get(before) == self.state(name), f"{act}: {before} → {self.state(name)}"
        self.seen.add((name, self.state(name)))

    @rule(name=which, person=mostly("department"), done=st.booleans())
    def report(self, name, person, done):
        self.act(
            "report done" if done else "report",
            name,
            person,
            lambda row, by: report(assignment=row, text="Đã làm.", percent=50, says_done=done, by=by),
        )

    @rule(name=which, person=mostly("director", "second_director"), accept=st.booleans())
    def answer(self, name, person, accept):
        said = ProgressReport.objects.filter(assignment=getattr(self, name)).order_by("says_done", "id")
        waiting = said.last()
        if waiting:
            self.act(
                "accept" if accept else "return",
                name,
                person,
                lambda row, by: answer_report(report=waiting, accept=accept, answer="Đã xem.", by=by),
            )

    @rule(name=which, person=mostly("department"), days=st.integers(-5, 60))
    def ask(self, name, person, days):
        until = DUE + datetime.timedelta(days=days)
        self.act(
            "ask",
            name,
            person,
            lambda row, by: ask_extension(assignment=row, until=until, reason="Mưa lũ.", by=by),
        )

    @rule(name=which, person=mostly("director"), grant=st.booleans())
    def answer_asked(self, name, person, grant):
        asked = Extension.objects.filter(assignment=getattr(self, name)).last()
        if asked:
            self.act(
                "grant" if grant else "refuse",
                name,
                person,
                lambda row, by: answer_extension(extension=asked, grant=grant, answer="Đã xem.", by=by),
            )

    @rule(name=which, person=st.sampled_from(["director", *["department"] * 6, "reader"]))
    def revoke(self, name, person):
        self.act("revoke", name, person, lambda row, by: revoke(assignment=row, reason="Giao nhầm.", by=by))

    @rule(outcome=st.sampled_from("MMN"))
    def judge(self, outcome):
        """The province appraises the cell; the assignment given for it closes and opens with it."""
        before = self.state("by_report")
        record_results(
            round=self.world.round,
            cells=[Judged(self.world.commune.pk, self.world.criteria[0].pk, outcome)],
            judgement=Judgement.APPRAISED,
            by=None,
            source=ChangeSource.TYPED,
            reason="Thẩm định.",
            lapse_reason=LapseReason.RECHECKED,
        )
        assert self.state("by_report") == before
        if self.state("by_cell") != REVOKED:
            assert self.state("by_cell") == (DONE if outcome == "M" else OPEN)
        self.seen.add(("by_cell", self.state("by_cell")))

    @invariant()
    def nothing_is_forgotten(self):
        for name in ("by_report", "by_cell"):
            row = self.row(name)
            assert row.due_on == DUE
            granted = [item for item in row.extensions.all() if item.granted]
            assert len(granted) <= 1
            assert row.extended_to == (granted[0].until if granted else None)
            accepted = [item for item in row.reports.all() if item.accepted_at]
            assert bool(accepted) == bool(row.done_on)
            assert row.history.latest().extended_to == row.extended_to


def test_assignments_stay_on_their_diagram_whatever_people_do(world):
    Assignments.world, Assignments.seen = world, set()
    run_state_machine_as_test(
        Assignments,
        settings=settings(
            max_examples=40, stateful_step_count=30, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
    # What chance reaches in every run; the walk below reaches the rest.
    assert Assignments.seen >= {("by_report", OPEN), ("by_report", WAITING), ("by_cell", DONE)}


def test_every_state_of_both_diagrams_is_reached(world):
    """The machine's own steps lead through all of them, so that its random walks can."""
    Assignments.world, Assignments.seen = world, set()
    machine = Assignments()
    try:
        machine.report("by_report", "department", False)
        machine.answer("by_report", "director", False)
        assert machine.state("by_report") == OPEN
        machine.report("by_report", "department", True)
        machine.answer("by_report", "director", True)
        for outcome in "MN":
            machine.judge(outcome)
        for name in ("by_report", "by_cell"):
            machine.revoke(name, "director")
        assert Assignments.seen == {
            ("by_report", OPEN), ("by_report", WAITING), ("by_report", DONE),
            ("by_cell", OPEN), ("by_cell", DONE), ("by_cell", REVOKED), ("by_report", REVOKED),
        }  # fmt: skip
    finally:
        machine.teardown()
