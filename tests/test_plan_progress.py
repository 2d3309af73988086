"""Plan against result: what is due, late, untold; sums that add up; a forecast that says what it rests on."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.plan_forecast import forecast_of
from criteria.plan_progress import (
    Plan,
    Progress,
    Results,
    State,
    month_end,
    progress_of,
    quarter_end,
)

YEAR, TODAY = 2023, datetime.date(2024, 6, 1)
JUNE, DECEMBER = datetime.date(2023, 6, 30), datetime.date(2023, 12, 31)


def state(letters: str, quarter: int, on: datetime.date | None, today=TODAY) -> State:
    results = [Results(on, {1: letters})] if on else []
    return progress_of(Plan(1, True, {0: quarter}), results, YEAR, today=today).planned[0].state


@pytest.mark.parametrize(
    ("letters", "quarter", "on", "expected"),
    [
        ("M", 4, JUNE, State.MET),
        ("N", 2, JUNE, State.LATE),
        ("B", 2, JUNE, State.LATE),
        ("N", 1, datetime.date(2023, 3, 30), State.OVERDUE_UNTOLD),
        ("N", 1, datetime.date(2023, 3, 31), State.LATE),
        ("N", 3, JUNE, State.OVERDUE_UNTOLD),
        (".", 2, JUNE, State.NO_DATA),
        ("", 2, JUNE, State.NO_DATA),
        ("A", 2, JUNE, State.NOT_APPLICABLE),
        ("", 2, None, State.OVERDUE_UNTOLD),
    ],
)
def test_state_follows_from_the_newest_round_and_the_quarters_end(letters, quarter, on, expected):
    assert state(letters, quarter, on) is expected


def test_nothing_is_due_after_the_last_day_of_a_commune():
    plan = Plan(1, True, {0: 1, 1: 4}, ends_on=JUNE)
    july = datetime.date(2023, 7, 1)
    first, last = progress_of(plan, [], YEAR, today=july).planned
    assert (first.due_on, first.state) == (datetime.date(2023, 3, 31), State.OVERDUE_UNTOLD)
    assert (last.due_on, last.state) == (JUNE, State.ENDED)
    assert progress_of(plan, [], YEAR, today=JUNE).planned[1].state is State.IN_TERM
    for letters, told in (("NN", State.LATE), ("NM", State.MET), ("", State.ENDED)):
        results = [Results(JUNE, {1: letters})]
        assert progress_of(plan, results, YEAR, today=TODAY).planned[1].state is told


def test_state_before_the_deadline_is_in_term_even_without_any_round():
    assert state("N", 3, JUNE, today=datetime.date(2023, 7, 1)) is State.IN_TERM
    assert state("", 1, None, today=datetime.date(2023, 3, 31)) is State.IN_TERM


def test_quarters_and_months_end_on_their_last_day():
    assert [quarter_end(2023, at).isoformat()[5:] for at in (1, 2, 3, 4)] == [
        "03-31",
        "06-30",
        "09-30",
        "12-31",
    ]
    assert month_end(2024, 2) == datetime.date(2024, 2, 29)


def test_months_without_a_round_have_no_result():
    plans = [Plan(1, True, {0: 1, 1: 2}), Plan(2, False, {0: 4})]
    progress = Progress(
        YEAR, plans, [Results(JUNE, {1: "MN", 2: "MM"}), Results(DECEMBER, {1: "MM", 2: "NM"})], TODAY
    )
    steps = progress.by_month
    assert [step.planned for step in steps] == [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3]
    assert {step.number: step.met for step in steps if step.met is not None} == {6: 2, 12: 2}
    assert [step.communes_planned for step in steps] == [0] * 5 + [1] * 7
    assert (steps[5].communes_met, steps[11].communes_met) == (0, 1)
    assert [(step.planned, step.met) for step in progress.by_quarter] == [
        (1, None),
        (2, 2),
        (2, None),
        (3, 2),
    ]


HISTORY = [
    (datetime.date(2022, 12, 31), "MNNNN"),
    (datetime.date(2023, 3, 31), "MMNNN"),
    (datetime.date(2023, 6, 30), "MMMNA"),
]


def test_forecast_says_pace_rounds_and_span():
    found = forecast_of(HISTORY, YEAR)
    assert (found.rounds, found.since, found.until) == (3, HISTORY[0][0], HISTORY[-1][0])
    assert found.pace == pytest.approx(2 / (181 / (365.25 / 12)))
    assert found.needed == 4 and found.expected == 4 and found.is_enough


def test_forecast_without_enough_rounds_says_nothing():
    for history in ([], HISTORY[:2], [*HISTORY[:2], (HISTORY[2][0], ".....")]):
        found = forecast_of(history, YEAR)
        assert (found.expected, found.pace, found.is_enough) == (None, None, None)
        assert found.rounds == min(len(history), 2)


def test_forecast_of_a_commune_that_falls_goes_down():
    falling = [(day, letters) for (day, _), letters in zip(HISTORY, ["MMMMM", "MMMMN", "MMMNN"], strict=True)]
    found = forecast_of(falling, YEAR)
    assert found.pace < 0 and found.expected < 3 and found.is_enough is False


planned_ = st.dictionaries(st.integers(0, 4), st.integers(1, 4), max_size=5)
plans_ = st.lists(st.tuples(st.booleans(), planned_, st.text("MBNA.", min_size=5, max_size=5)), max_size=8)


@given(plans_, st.integers(0, 8), st.dates(datetime.date(2023, 1, 1), DECEMBER), st.dates(JUNE, TODAY))
def test_parts_add_up_to_the_whole(found, cut, on, today):
    plans = [Plan(at, registered, planned) for at, (registered, planned, _) in enumerate(found)]
    results = [Results(on, {at: letters for at, (*_, letters) in enumerate(found)})]
    whole, *parts = (Progress(YEAR, some, results, today) for some in (plans, plans[:cut], plans[cut:]))
    assert whole.planned == sum(whole.count(one) for one in State)
    for value in (
        lambda one: (one.planned, one.met, one.late_criteria, len(one.registered), one.reached),
        lambda one: tuple(step.planned for step in one.by_month),
        lambda one: tuple(step.met or 0 for step in one.by_month),
        lambda one: tuple(step.communes_planned for step in one.by_quarter),
    ):
        assert value(whole) == tuple(map(sum, zip(*map(value, parts), strict=True)))
    assert whole.by_month[-1].planned == whole.planned
    assert whole.by_month[-1].communes_planned == len(whole.registered)
    assert [step.planned for step in whole.by_month] == sorted(step.planned for step in whole.by_month)
