"""Whatever people do, in whatever order: a dossier stays on the diagram of its steps and nothing is lost."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from criteria.actions import (
    ActionRefused,
    Judged,
    close_round,
    reopen_round,
    return_figures,
    review,
    submit,
    take_up,
    withdraw,
)
from criteria.actions.figures import as_text
from criteria.models import CriterionResult, IndicatorChange, IndicatorResult, LapseReason, ResultChange
from criteria.outcomes import CONFIRMED, Judgement
from criteria.stages import awaited_judgement
from criteria.standings import differences
from tests import builders
from tests.dossier_world import ENTERS, allowed, dossier_world
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

# Act → from where it may be done → where the dossier may be afterwards.
DIAGRAM = {
    "enter": {"draft": {"draft"}, "returned": {"returned"}},
    # Of a dossier sent again only what came back is looked at again: nothing, where its data went.
    "submit": {"draft": {"submitted"}, "returned": {"submitted", "verified", "appraised"}},
    "withdraw": {"submitted": {"draft", "returned"}, "verified": {"returned"}},
    "take up": {"submitted": {"submitted"}, "verified": {"verified"}},
    "verify": {"submitted": {"submitted", "verified"}, "verified": {"verified", "submitted"}},
    "appraise": {"verified": {"verified", "appraised"}, "appraised": {"appraised", "verified"}},
    "return": {"submitted": {"returned"}, "verified": {"returned"}},
    "close": {stage: {stage} for stage in ("draft", "submitted", "verified", "appraised", "returned")},
    "reopen": {stage: {stage} for stage in ("draft", "submitted", "verified", "appraised", "returned")},
}
PEOPLE = ["enterer", "verifier", "second_verifier", "appraiser", "stranger", "everything"]
REASONS = {"reason": "Đã kiểm tra thực địa.", "lapse_reason": LapseReason.RECHECKED}


def mostly(person: str) -> st.SearchStrategy[str]:
    """The one whose work it is, now and then somebody else."""
    return st.sampled_from([person] * 5 + PEOPLE)


outcomes = st.sampled_from(["M", "M", "N"])


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        built = dossier_world()
        can = [*ENTERS, "verify_standing", "appraise_standing", "close_round"]
        built.people.everything = allowed(builders.officer("tat-ca", built.province), *can)
        yield built


class Dossier(RuleBasedStateMachine):
    """One commune's dossier; `figures` is what was entered, kept beside the database."""

    world = None
    seen: set[str] = set()

    def __init__(self):
        super().__init__()
        self.block = rolled_back()
        self.block.__enter__()
        self.figures: dict[int, tuple[str, str]] = {}
        self.closed = False

    def teardown(self):
        self.block.__exit__(None, None, None)

    def person(self, name: str):
        return getattr(self.world.people, name)

    def act(self, name: str, function) -> bool:
        """Do it; refused it changes nothing, done it follows the diagram."""
        before, written = self.world.standing, self.state()
        try:
            with transaction.atomic():
                function(before)
        except ActionRefused as refusal:
            assert str(refusal)
            assert self.state() == written, f"{name} was refused and wrote something"
            return False
        assert not self.closed or name == "reopen", f"{name} in a closed round"
        after = self.world.standing.stage
        assert after in DIAGRAM[name].get(before.stage, set()), f"{name}: {before.stage} → {after}"
        self.seen.add(after)
        return True

    def state(self) -> list:
        """Every row of the dossier."""
        standing = self.world.standing
        rows = [standing.figures, standing.results, standing.returned_figures]
        return [[*standing.__class__.objects.filter(pk=standing.pk).values()]] + [
            list(related.order_by("pk").values()) for related in rows
        ]

    @rule(who=mostly("enterer"), at=st.integers(0, 3), outcome=st.sampled_from(["M", "N"]))
    def enter(self, who, at, outcome):
        letters = ["", "", "", ""]
        letters[at] = outcome
        if self.act("enter", lambda _: self.world.enter(*letters, by=self.person(who))):
            answer = "yes" if outcome == "M" else "no"
            self.figures[self.world.indicators[at].pk] = (answer, outcome)

    @rule(who=mostly("enterer"), letters=st.lists(outcomes, min_size=4, max_size=4))
    def enter_all(self, who, letters):
        if self.act("enter", lambda _: self.world.enter(*letters, by=self.person(who))):
            for indicator, outcome in zip(self.world.indicators, letters, strict=True):
                self.figures[indicator.pk] = ("yes" if outcome == "M" else "no", outcome)

    @rule(who=mostly("enterer"), incomplete=st.booleans(), explains=st.booleans())
    def send(self, who, incomplete, explains):
        reasons = {row.pk: LapseReason.FIGURES for row in self.world.criteria} if explains else {}
        self.act(
            "submit",
            lambda standing: submit(
                standing=standing, by=self.person(who), lapse_reasons=reasons, incomplete=incomplete
            ),
        )

    @rule(who=mostly("enterer"))
    def take_back(self, who):
        self.act("withdraw", lambda standing: withdraw(standing=standing, by=self.person(who)))

    @rule(who=mostly("verifier"))
    def open_it(self, who):
        self.act("take up", lambda standing: take_up(standing=standing, by=self.person(who)))

    @rule(who=mostly("verifier"), letters=st.text("MN -", min_size=2, max_size=2), explains=st.booleans())
    def verify(self, who, letters, explains):
        self.judge("verify", Judgement.VERIFIED, who, letters, explains)

    @rule(who=mostly("appraiser"), letters=st.text("MN -", min_size=2, max_size=2), explains=st.booleans())
    def appraise(self, who, letters, explains):
        self.judge("appraise", Judgement.APPRAISED, who, letters, explains)

    def judge(self, name, judgement, who, letters, explains):
        """A letter for each criterion; " " passes one over, "-" takes back what was said of it."""
        verdicts = [
            Judged(self.world.commune.pk, row.pk, letter.strip("-"), **(REASONS if explains else {}))
            for row, letter in zip(self.world.criteria, letters, strict=True)
            if letter != " "
        ]
        round, by = self.world.round, self.person(who)
        self.act(name, lambda _: review(round=round, verdicts=verdicts, judgement=judgement, by=by))

    @rule(back=st.sampled_from([None, None, 0, 3]))
    def go_on(self, back):
        """What the dossier waits for is done by those whose work it is; or an indicator is sent back."""
        standing = self.world.standing
        awaited = awaited_judgement(standing.stage, standing.steps)
        who = {Judgement.VERIFIED: "verifier", Judgement.APPRAISED: "appraiser"}.get(awaited)
        if not awaited:
            self.enter_all("enterer", ["M", "M", "M", "N"])
            self.send("enterer", True, True)
        elif back is not None:
            self.send_back(who, {back})
        else:
            said = {result.criterion_id: result.self_outcome for result in standing.results.all()}
            letters = "".join(said.get(row.pk) or " " for row in self.world.criteria)
            self.judge({"verifier": "verify", "appraiser": "appraise"}[who], awaited, who, letters, True)

    @rule(who=mostly("verifier"), chosen=st.sets(st.integers(0, 3), max_size=2))
    def send_back(self, who, chosen):
        reasons = {self.world.indicators[at].pk: "Thiếu minh chứng." for at in chosen}
        self.act(
            "return",
            lambda standing: return_figures(
                standing=standing, reasons=reasons, due_on=timezone.localdate(), by=self.person(who)
            ),
        )

    @rule(who=mostly("appraiser"), reason=st.sampled_from(["", "Bổ sung số liệu"]))
    def close_and_reopen(self, who, reason):
        if self.act("close", lambda _: close_round(round=self.world.round, by=self.person(who))):
            self.closed = True
            self.enter("enterer", 0, "N")
            self.send("enterer", True, True)
            self.reopen(who, reason)

    @rule(who=mostly("appraiser"), reason=st.sampled_from(["", "Bổ sung số liệu"]))
    def reopen(self, who, reason):
        by = self.person(who)
        if self.act("reopen", lambda _: reopen_round(round=self.world.round, by=by, reason=reason)):
            self.closed = False

    @invariant()
    def standings_are_what_their_results_say(self):
        assert list(differences(self.world.round)) == []

    @invariant()
    def figures_are_kept_and_replay_from_their_history(self):
        rows = IndicatorResult.objects.filter(standing__commune=self.world.commune)
        rows = list(rows.prefetch_related(Prefetch("changes", IndicatorChange.objects.order_by("id"))))
        assert {row.indicator_id: (row.answer, row.outcome) for row in rows} == self.figures
        for row in rows:
            said, changes = {}, row.changes.all()
            for version, change in enumerate(changes, start=1):
                assert (change.before, change.version) == (said, version)
                said = change.after
            assert said == as_text(row)
            assert row.version == len(changes)

    @invariant()
    def outcomes_replay_from_their_history(self):
        said = defaultdict(str)
        for change in ResultChange.objects.order_by("id"):
            key = change.result_id, change.judgement
            assert change.before == said[key]
            said[key] = change.after
        for row in CriterionResult.objects.all():
            for judgement in Judgement.values:
                assert getattr(row, f"{judgement}_outcome") == said[row.pk, judgement]

    @invariant()
    def nobody_judges_what_they_entered(self):
        entered = list(
            IndicatorResult.objects.values_list("indicator__criterion", "updated_by", "updated_at")
        )
        for row in CriterionResult.objects.all():
            for name in CONFIRMED:
                given_at, person = getattr(row, f"{name}_at"), getattr(row, f"{name}_by_id")
                own = [at for criterion, by, at in entered if (criterion, by) == (row.criterion_id, person)]
                assert not person or all(at > given_at for at in own)


def test_dossier_stays_on_the_diagram_and_loses_nothing(world):
    Dossier.world = world
    effort = settings(max_examples=25, stateful_step_count=20, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Dossier, settings=effort)


def test_dossier_goes_through_every_stage(world):
    Dossier.world, Dossier.seen = world, set()
    walk = Dossier()
    for back in (None, 0, None, None, None):
        walk.go_on(back)
        walk.figures_are_kept_and_replay_from_their_history()
    walk.teardown()
    assert Dossier.seen == {"draft", "submitted", "returned", "verified", "appraised"}
