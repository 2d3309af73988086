"""Undoing a batch, cell by cell; and standings after any sequence of actions."""

import datetime
from io import StringIO
from itertools import permutations

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from criteria.actions import ActionRefused, foreseen_undo, open_round, undo_batch
from criteria.models import ChangeSource, CriteriaSet, CriterionResult, ImportBatch, ResultChange, Round
from criteria.outcomes import Judgement
from criteria.standings import rewrite_standings
from tests import builders
from tests.test_actions import EARLIER, LATER, apply, home, letters_of, opened, place, record

__all__ = ["home"]


def state(round: Round) -> list[tuple]:
    """Everything the round says, cell by cell."""
    fields = [f"{name}_{part}" for name in Judgement.values for part in ("outcome", "at", "by")]
    said = CriterionResult.objects.filter(standing__round=round).exclude(
        self_outcome="", verified_outcome="", appraised_outcome=""
    )
    return sorted(said.values_list("standing", "criterion", "carried", *fields), key=str)


def test_undo_puts_every_cell_back(home):
    record(opened(home, EARLIER), "MMN")
    round = opened(home)
    record(round, " N ", judgement=Judgement.SELF)
    before = state(round)
    batch = apply(round, "NM.")
    undone = undo_batch(batch=batch, by=None)
    assert (undone.restored, undone.kept) == (3, [])
    assert state(round) == before
    assert letters_of(round) == ("MNN", "MMN")


def test_undo_keeps_cells_changed_since_and_lists_them(home):
    round = opened(home)
    batch = apply(round, "MMM")
    record(round, " N ")
    undone = undo_batch(batch=batch, by=None)
    assert undone.restored == 2
    assert [change.result.criterion.number for change in undone.kept] == [2]
    assert letters_of(round) == (".N.", ".N.")


def test_undo_keeps_nothing_when_another_judgement_was_given_since(home):
    round = opened(home)
    batch = apply(round, "MMM", judgement=Judgement.SELF)
    record(round, "N  ", judgement=Judgement.VERIFIED)
    assert undo_batch(batch=batch, by=None).kept == []
    assert letters_of(round) == ("N..", "N..")


def test_undo_is_logged_and_names_its_batch(home):
    hoa = builders.officer("hoa", home, permissions=["appraise_standing"])
    batch = apply(opened(home), "M  ", by=hoa)
    undo_batch(batch=batch, by=hoa)
    change = ResultChange.objects.first()
    assert (change.source, change.reason, change.by) == (ChangeSource.UNDO, "Hoàn tác lô số 1", hoa)
    assert (change.before, change.after) == ("M", "")
    batch.refresh_from_db()
    assert (batch.undone_by, batch.undone_at) == (hoa, change.at)


def test_undo_twice_is_refused(home):
    batch = apply(opened(home), "MMM")
    undo_batch(batch=batch, by=None)
    with pytest.raises(ActionRefused, match="đã được hoàn tác lúc"):
        undo_batch(batch=batch, by=None)


def test_undo_in_a_closed_round_is_refused(home):
    round = opened(home)
    batch = apply(round, "MMM")
    Round.objects.update(closed_at=builders.MOMENT)
    with pytest.raises(ActionRefused, match="đã khóa"):
        undo_batch(batch=batch, by=None)
    assert letters_of(round) == ("MMM", "MMM")


def test_undo_is_for_who_may_write_the_cells_today(home):
    round, verify = opened(home), {"permissions": ["verify_standing"]}
    nam = builders.officer("nam", place().district, **verify)
    batch = apply(round, "MMM", by=nam, judgement=Judgement.VERIFIED)
    people = [builders.officer(f"ai {scope}", scope, **verify) for scope in (place("23428").district, None)]
    for stranger in [*people, builders.officer("mai", home)]:
        with pytest.raises(ActionRefused, match="ngoài phạm vi"):
            undo_batch(batch=batch, by=stranger)
    nam.scope_district = place("23428").district
    nam.save()
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        undo_batch(batch=batch, by=nam)
    assert letters_of(round) == ("MMM", "MMM")
    assert undo_batch(batch=batch, by=builders.officer("hoa", home, **verify)).restored == 3


def test_undo_keeps_what_a_commune_sent_since(home):
    round, hoa = opened(home), builders.officer("hoa", home)
    batch = apply(round, "MMM", judgement=Judgement.SELF)
    round.standings.filter(commune=place()).update(submitted_at=builders.MOMENT, submitted_by=hoa)
    rewrite_standings(round)
    assert [len(undo_batch(batch=batch, by=None).kept), letters_of(round)[0]] == [3, "MMM"]


def test_undo_of_the_batch_that_opened_the_round_withdraws_it(home):
    round = opened(home)
    undo_batch(batch=apply(round, "MMM", opened_round=True), by=None)
    round.refresh_from_db()
    assert round.withdrawn_at
    again = opened(home)
    assert (again.pk, again.withdrawn_at) == (round.pk, None)
    record(again, "MMN")
    assert letters_of(again) == ("MMN", "MMN")


@pytest.mark.parametrize("since", [" N ", " . "])
def test_undo_leaves_a_round_in_which_somebody_recorded_since(home, since):
    round = opened(home)
    batch = apply(round, "MMM", opened_round=True)
    record(round, since)
    assert len(undo_batch(batch=batch, by=None).kept) == 1
    round.refresh_from_db()
    assert round.withdrawn_at is None


def test_undo_leaves_a_round_opened_by_hand(home):
    round = opened(home)
    undo_batch(batch=apply(round, "MMM"), by=None)
    round.refresh_from_db()
    assert round.withdrawn_at is None


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("judgements", [["appraised"] * 3, ["self", "appraised", "self"]])
def test_undo_in_any_order_gives_the_first_state(home, judgements, order):
    record(opened(home, EARLIER), "MMN")
    round = opened(home)
    record(round, "  B", code="23428")
    before = state(round)
    written = zip(("NNM", "BM.", "M N"), judgements, strict=True)
    batches = [apply(round, letters, judgement=judgement) for letters, judgement in written]
    for at in order:
        batch = batches[at]
        expected = list(batch.changes_not_undoable())
        assert undo_batch(batch=batch, by=None).kept == expected
        batch.refresh_from_db()
        assert list(batch.changes_not_undoable()) == expected
    assert state(round) == before
    assert letters_of(round) == ("MMN", "MMN")
    assert round.standings.get(commune__code="23503").updated_at is None


def test_undo_goes_back_to_the_newest_batch_in_force(home):
    round = opened(home)
    first, second, third = [apply(round, letters) for letters in ("NNN", "MMM", "BBB")]
    undo_batch(batch=second, by=None)
    assert letters_of(round)[0] == "BBB"
    undo_batch(batch=third, by=None)
    assert letters_of(round)[0] == "NNN"
    over = apply(round, "A  ")
    undo_batch(batch=first, by=None)
    assert letters_of(round)[0] == "A.."
    undo_batch(batch=over, by=None)
    assert letters_of(round)[0] == "..."


def test_undo_goes_back_to_what_was_carried_when_the_round_was_reopened(home):
    earlier = opened(home, EARLIER)
    record(earlier, "MMM")
    undo_batch(batch=apply(opened(home), "NNN", opened_round=True), by=None)
    record(earlier, "B. ")
    again = opened(home)
    before = state(again)
    undo_batch(batch=apply(again, "NNN", opened_round=True), by=None)
    assert state(again) == before
    assert letters_of(again) == ("B.M", "B.M")


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_undo_of_the_last_batch_withdraws_the_round_whichever_it_is(home, order):
    round = opened(home)
    batches = [apply(round, "MM ", opened_round=True), apply(round, "NNN")]
    assert [undo_batch(batch=batches[at], by=None).withdrawn for at in order] == [False, True]
    round.refresh_from_db()
    assert round.withdrawn_at


def test_undo_leaves_a_round_reopened_by_hand(home):
    round = opened(home)
    undo_batch(batch=apply(round, "MMM", opened_round=True), by=None)
    again = opened(home)
    assert not undo_batch(batch=apply(again, "MMM"), by=None).withdrawn


def test_foreseen_undo_tells_and_writes_nothing(home):
    round = opened(home)
    batch = apply(round, "MMM", opened_round=True)
    before = state(round)
    foreseen = foreseen_undo(batch=batch, by=None)
    assert (foreseen.restored, foreseen.communes, foreseen.withdrawn) == (3, 1, True)
    assert state(round) == before
    assert not ResultChange.objects.filter(source=ChangeSource.UNDO).exists()
    assert undo_batch(batch=batch, by=None) == foreseen


def test_reopened_round_carries_over_what_the_earlier_round_says_now(home):
    earlier = opened(home, EARLIER)
    record(earlier, "MMM")
    round = opened(home)
    undo_batch(batch=apply(round, "NNN", opened_round=True), by=None)
    record(earlier, "N. ")
    record(earlier, "MMM", "23428")
    again = opened(home)
    assert letters_of(again) == ("N.M", "N.M")
    assert letters_of(again, "23428") == ("MMM", "MMM")
    assert again.standings.filter(updated_at=None).count() == 2


def test_reopened_round_keeps_what_it_says_itself(home):
    record(opened(home, EARLIER), "MMM")
    round = opened(home)
    record(round, "N  ")
    Round.objects.filter(pk=round.pk).update(withdrawn_at=builders.MOMENT)
    assert letters_of(opened(home)) == ("NMM", "NMM")


JUDGED = st.tuples(
    st.just("record"),
    st.sampled_from(["23503", "23428"]),
    st.sampled_from(Judgement.values),
    st.text("MBNA. ", min_size=3, max_size=3),
)
STEPS = st.lists(
    st.one_of(
        JUDGED,
        JUDGED.map(lambda step: ("apply", *step[1:])),
        st.tuples(st.just("undo"), st.integers(0, 5)),
        st.tuples(st.just("open"), st.sampled_from([EARLIER, LATER])),
    ),
    max_size=8,
)


class AnySequence(TestCase):
    """Hypothesis rolls the database back between examples only inside a test case of its own."""

    def setUp(self):
        place_of_work = builders.province()
        builders.commune(builders.district(place_of_work), code="23503")
        builders.commune(builders.district(place_of_work, "Đăk Tô", "612"), "Đăk Rơ Nga", code="23428")
        builders.criteria_set(3)
        self.home = place_of_work

    @effort(max_examples=25)
    @given(STEPS)
    def test_any_sequence_of_actions_leaves_standings_true(self, steps):
        for name, *asked in steps:
            getattr(self, name)(*asked)
        call_command("check_standings", stdout=StringIO())
        # Last in, first out: undoing everything is possible, and leaves standings true as well.
        for batch in ImportBatch.objects.filter(undone_at=None).order_by("-number"):
            undo_batch(batch=batch, by=None)
        call_command("check_standings", stdout=StringIO())

    def open(self, day: datetime.date = LATER) -> Round:
        of = CriteriaSet.objects.get()
        return open_round(criteria_set=of, province=self.home, data_on=day, by=None)

    def record(self, code, judgement, letters):
        record(self.open(), letters, code, judgement)

    def apply(self, code, judgement, letters):
        apply(self.open(), letters, code, judgement=judgement, opened_round=bool(letters.strip("M")))

    def undo(self, at):
        waiting = list(ImportBatch.objects.filter(undone_at=None))
        if waiting:
            undo_batch(batch=waiting[at % len(waiting)], by=None)
