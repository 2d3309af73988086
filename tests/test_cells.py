"""Since when a cell is met, and which communes miss a criterion."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.actions import Judged, record_results
from criteria.cells import CellInRound, met_days, met_since, unmet_communes
from criteria.models import ChangeSource, LapseReason
from criteria.outcomes import Judgement
from tests import builders
from tests.directive_world import directive_world, next_round

DAY = [datetime.date(2023, 3, 31) + datetime.timedelta(90 * n) for n in range(4)]
MARCH = datetime.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("history", "since"),
    [
        ([], None),
        ([("M", None)], None),
        ([("M", 0)], 0),
        ([("N", None), ("M", 1)], 1),
        ([("M", 0), ("M", 1)], 0),
        ([("M", 0), ("M", None)], 0),
        ([("M", None), ("M", 1)], 1),
        ([("M", 0), ("N", None)], None),
        ([("M", 0), ("B", None), ("M", 2)], 2),
        ([("M", 0), (".", None)], 0),
        ([("M", 0), (".", None), ("M", None)], 0),
        ([("A", None)], None),
    ],
)
def test_met_since_begins_with_an_appraisal_and_ends_with_a_fall(history, since):
    rounds = [CellInRound(letter, None if at is None else DAY[at]) for letter, at in history]
    assert met_since(rounds) == (None if since is None else DAY[since])


@given(st.lists(st.tuples(st.sampled_from("MNBA."), st.booleans()), max_size=8))
def test_met_since_is_never_given_after_an_unconfirmed_or_lost_cell(history):
    rounds = [
        CellInRound(letter, datetime.date(2023, 1, n + 1) if appraised else None)
        for n, (letter, appraised) in enumerate(history)
    ]
    since = met_since(rounds)
    known = [moment for moment in rounds if moment.letter in "MNB"]
    if since is not None:
        assert known[-1].letter == "M"
        assert any(moment.appraised_on == since for moment in rounds)
    elif known and known[-1].letter == "M":
        assert known[-1].appraised_on is None


def cell(world, at=0, number=1):
    return world.communes[at].pk, world.criteria[number - 1].pk


@pytest.mark.django_db
def test_met_days_are_of_appraised_cells_alone():
    world = directive_world()
    cells = [cell(world), cell(world, 1, 2), cell(world, 2, 3)]
    assert met_days(cells) == {cells[1]: builders.DATA_ON, cells[2]: builders.DATA_ON}
    next_round(world, {world.commune: "MNN"}, MARCH)
    assert met_days(cells[:1]) == {cells[0]: datetime.date(2023, 12, 31)}  # appraised before its data's day
    assert met_days([cell(world, 0, 3)]) == {}


@pytest.mark.django_db
def test_met_days_need_the_appraisal_not_the_district(django_assert_max_num_queries):
    world = directive_world()
    next_round(world, {world.commune: "M.."}, MARCH, judgement=Judgement.VERIFIED)
    with django_assert_max_num_queries(3):
        assert met_days([cell(world)]) == {}


@pytest.mark.django_db
def test_met_days_leave_withdrawn_rounds_out():
    world = directive_world()
    later = next_round(world, {world.commune: "MMM"}, MARCH)
    type(later).objects.filter(pk=later.pk).update(withdrawn_at=builders.MOMENT)
    assert met_days([cell(world)]) == {}


@pytest.mark.django_db
def test_met_days_follow_a_recorded_lapse():
    world = directive_world()
    later = next_round(world, {world.commune: "MMM"}, MARCH)
    assert met_days([cell(world)])
    record_results(
        round=later,
        cells=[Judged(*cell(world), "N")],
        judgement=Judgement.APPRAISED,
        by=None,
        source=ChangeSource.TYPED,
        reason="Rà soát lại.",
        lapse_reason=LapseReason.RECHECKED,
    )
    assert met_days([cell(world)]) == {}


@pytest.mark.django_db
def test_unmet_communes_are_those_confirmed_as_such():
    world = directive_world()
    found = unmet_communes(world.criteria[0], world.province)
    assert [commune.name for commune in found.communes] == ["Đăk Pxi", "Đăk Ui"]
    assert (found.without_data, found.asked) == (1, 3)
    inside = unmet_communes(world.criteria[1], world.province, world.communes[2].district)
    assert [commune.name for commune in inside.communes] == ["Pô Kô"]
    assert unmet_communes(world.criteria[2], world.province).communes == []
    assert unmet_communes(world.criteria[0], builders.province("Gia Lai", "64")).round is None
