"""Whatever people do, in whatever order: an obstacle stays on its diagram and its steps explain its state."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from criteria.actions import ActionRefused
from directives.actions import raise_again_due
from directives.models import Obstacle, ObstacleAction, ObstacleState, ObstacleStep
from directives.obstacle_diagram import DIAGRAM, replay
from tests.obstacle_world import LATER, act, obstacle_world
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

PEOPLE = ["thai", "nam", "kien", "hoa", "lan", "neighbour", "foreign", "reader", "stranger"]
# Raising begins it, and only a reorganisation moves it.
STEPS = [action for action in ObstacleAction if action not in (ObstacleAction.RAISE, ObstacleAction.MOVE)]
WALKS = [
    ["take_up", "settle", "confirm", "again"],
    ["escalate", "escalate", "settle", "again"],
    ["settle", "reject", "escalate", "take_up", "escalate"],
]
WORDS = st.sampled_from(["", "Đã rõ", "Đã rõ"])


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield obstacle_world()


class Going(RuleBasedStateMachine):
    """One obstacle of the cell, and those raised beside it."""

    world = None
    seen: set[tuple[str, str]] = set()

    def __init__(self):
        super().__init__()
        self.block = rolled_back()
        self.block.__enter__()
        self.first = self.world.raised(unit=self.world.commune)

    def teardown(self):
        self.block.__exit__(None, None, None)

    def rows(self) -> list:
        return [list(model.objects.order_by("pk").values()) for model in (Obstacle, ObstacleStep)]

    def attempt(self, action: str, function) -> None:
        """Do it; refused it changes nothing, done it follows an arrow and adds one step."""
        written, before = self.rows(), Obstacle.objects.get(pk=self.first.pk)
        try:
            with transaction.atomic():
                function(before)
        except ActionRefused as refusal:
            assert str(refusal)
            assert self.rows() == written, f"{action} was refused and wrote something"
            return
        after = Obstacle.objects.get(pk=self.first.pk)
        assert after.state == DIAGRAM[before.state, action], f"{action}: {before.state} → {after.state}"
        assert len(self.rows()[1]) == len(written[1]) + 1
        self.seen.add((before.state, action))

    @rule(who=st.sampled_from([*PEOPLE, None]), action=st.sampled_from(STEPS), words=WORDS)
    def anybody_does_anything(self, who, action, words):
        spoken = {"escalate": "reason", "settle": "result", "reject": "reason", "again": "reason"}
        fields = {spoken[action]: words} if action in spoken else {}
        self.attempt(action, lambda found: act(action, found, self.world, who, **fields))

    @rule(action=st.sampled_from(STEPS))
    def whoever_may_does(self, action):
        """Lan stands above every unit; the commune speaks for itself."""
        who = "thai" if action in ("confirm", "reject") else "lan"
        self.attempt(action, lambda found: act(action, found, self.world, who))

    @rule(
        to=st.sampled_from(["district", "lead", "other", "commune"]),
        who=st.sampled_from(["lan", "nam", None]),
    )
    def escalated_somewhere(self, to, who):
        unit = getattr(self.world, to)
        self.attempt("escalate", lambda found: act("escalate", found, self.world, who, to=unit))

    @rule(
        who=st.sampled_from(PEOPLE), text=st.sampled_from(["Thiếu vốn đối ứng làm đường thôn 3", "Khác", ""])
    )
    def raised_beside(self, who, text):
        before = Obstacle.objects.get(pk=self.first.pk)
        try:
            with transaction.atomic():
                self.world.raised(by=who, text=text)
        except ActionRefused as refusal:
            assert str(refusal)
        assert Obstacle.objects.get(pk=self.first.pk).state == before.state

    @rule(days=st.sampled_from([0, 59, 60, 400]))
    def looked_at(self, days):
        today = timezone.localdate() + datetime.timedelta(days=days)
        waiting = Obstacle.objects.filter(settled_on__lte=today - datetime.timedelta(days=60))
        due = set(waiting.values_list("pk", flat=True))
        assert {found.pk for found in raise_again_due(today).raised} == due
        assert not raise_again_due(today).raised

    @invariant()
    def steps_explain_the_state(self):
        for row in Obstacle.objects.prefetch_related("steps"):
            steps = [step.action for step in row.steps.all()]
            assert replay(steps) == row.state
            assert row.times_raised == 1 + steps.count(ObstacleAction.RAISE_AGAIN)
            assert row.steps.last().unit_name == row.unit_name

    @invariant()
    def settled_ones_say_how(self):
        for row in Obstacle.objects.all():
            said = bool(row.result and row.effect and row.settled_on)
            assert said is (row.state in (ObstacleState.SETTLED, ObstacleState.CONFIRMED))
            assert row.due_on < LATER


def test_obstacle_stays_on_its_diagram_whatever_people_do(world):
    Going.world = world
    effort = settings(max_examples=30, stateful_step_count=20, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Going, settings=effort)


def test_walk_reaches_every_arrow(world):
    Going.world, Going.seen = world, set()
    walk = Going()
    try:
        for actions in WALKS:
            for action in actions:
                walk.whoever_may_does(action)
    finally:
        walk.teardown()
    assert Going.seen == {arrow for arrow in DIAGRAM if arrow[0]}
