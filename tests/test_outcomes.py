"""How one commune's judgements become one packed row."""

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from criteria.outcomes import (
    CONFIRMED,
    IN_FORCE,
    LABELS,
    NO_DATA,
    JudgedCriterion,
    Judgement,
    Outcome,
    pack,
)

NOON = datetime.datetime(2023, 12, 31, 12, tzinfo=datetime.UTC)

outcomes = st.sampled_from(["", *Outcome.values])
judged = st.builds(
    JudgedCriterion,
    number=st.integers(1, 19),
    outcomes=st.fixed_dictionaries(dict.fromkeys(Judgement.values, outcomes)),
    judged_at=st.none() | st.just(NOON),
    carried=st.booleans(),
    brought_over=st.frozensets(st.sampled_from(Judgement.values)),
)


def cell(own="", verified="", appraised="", **more) -> JudgedCriterion:
    return JudgedCriterion(1, {"self": own, "verified": verified, "appraised": appraised}, **more)


def test_labels_are_the_five_words():
    assert list(LABELS.values()) == ["Đạt", "Cơ bản đạt", "Chưa đạt", "Không áp dụng", "Chưa có số liệu"]


def test_letter_the_weightiest_judgement_is_in_force():
    assert cell("M", "B", "N").letter(IN_FORCE) == "N"
    assert cell("M", "B").letter(IN_FORCE) == "B"
    assert cell("M").letter(IN_FORCE) == "M"
    assert cell().letter(IN_FORCE) == NO_DATA


def test_letter_self_assessment_confirms_nothing():
    assert cell("M").letter(CONFIRMED) == NO_DATA
    assert cell("M", "N").letter(CONFIRMED) == "N"


def test_letter_of_this_round_outranks_one_brought_over():
    everything = frozenset(Judgement.values)
    assert cell("N", "M", "M", brought_over=everything).letter(IN_FORCE) == "M"
    fresh_self = cell("N", "M", "M", brought_over=everything - {"self"})
    assert fresh_self.letter(IN_FORCE) == "N"
    assert fresh_self.letter(CONFIRMED) == "M"
    fresh_verified = cell("N", "B", "M", brought_over=everything - {"self", "verified"})
    assert (fresh_verified.letter(IN_FORCE), fresh_verified.letter(CONFIRMED)) == ("B", "B")


def test_pack_puts_letters_in_the_order_of_the_numbers():
    rows = [JudgedCriterion(3, {"self": "A"}), JudgedCriterion(1, {"appraised": "M"})]
    packed = pack(rows, [1, 2, 3])
    assert (packed.outcomes, packed.confirmed_outcomes) == ("M.A", "M..")
    assert (packed.met, packed.confirmed_met, packed.applicable) == (1, 1, 2)


def test_pack_counts_basically_met_as_not_met():
    assert pack([cell(appraised="B")], [1]).met == 0


def test_pack_knows_the_last_judgement_of_the_round_itself():
    late = NOON + datetime.timedelta(days=1)
    own = JudgedCriterion(1, {"self": "M"}, judged_at=NOON)
    carried = JudgedCriterion(2, {"self": "M"}, judged_at=late, carried=True)
    assert pack([own, carried], [1, 2]).updated_at == NOON
    assert pack([carried], [1, 2]).updated_at is None


@given(st.lists(judged, unique_by=lambda row: row.number), st.integers(1, 19))
def test_pack_loses_and_invents_nothing(rows, size):
    packed = pack(rows, list(range(1, size + 1)))
    assert len(packed.outcomes) == len(packed.confirmed_outcomes) == size
    assert packed.met == packed.outcomes.count("M")
    assert packed.confirmed_met == packed.confirmed_outcomes.count("M")
    assert packed.applicable == size - packed.outcomes.count("A")
    by_number = {row.number: row for row in rows}
    for at, (shown, sure) in enumerate(zip(packed.outcomes, packed.confirmed_outcomes, strict=True), start=1):
        known = by_number.get(at)
        assert (shown == NO_DATA) == (known is None or not any(known.outcomes.values()))
        assert sure == NO_DATA or shown != NO_DATA


def test_of_two_judgements_brought_over_the_later_holds():
    """A district that found less than an earlier appraisal is not overruled by opening the next round."""
    spring, summer = NOON, NOON + datetime.timedelta(days=90)
    older, newer = {"appraised": "M"}, {"verified": "N"}
    found = JudgedCriterion(
        number=1,
        outcomes={"self": "", **older, **newer},
        carried=True,
        brought_over=frozenset({"appraised", "verified"}),
        moments={"appraised": spring, "verified": summer},
    )
    assert found.letter(CONFIRMED) == "N"
    assert replace(found, moments={"appraised": summer, "verified": spring}).letter(CONFIRMED) == "M"
    assert replace(found, moments={"appraised": spring, "verified": spring}).letter(CONFIRMED) == "M"
    assert replace(found, brought_over=frozenset({"appraised"})).letter(CONFIRMED) == "N"
