"""Statuses from dates: working days, deadlines on days off, counts that add up."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.working_days import after_working_days, end_of_term, is_working_day, working_days_between
from directives.deadlines import Status, Tally, days_late, status_of

DAYS = st.dates(datetime.date(2022, 1, 1), datetime.date(2027, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2024-04-26", True),
        ("2024-04-27", False),  # a Saturday
        ("2024-04-29", False),  # off, worked on 4 May instead
        ("2024-05-04", True),
        ("2024-02-12", False),  # Tết
        ("2024-04-18", False),  # Giỗ Tổ Hùng Vương, by the moon
        ("2024-09-02", False),
        ("2024-09-03", False),
    ],
)
def test_working_day_knows_weekends_and_vietnamese_holidays(text, works):
    assert is_working_day(day(text)) == works


@pytest.mark.parametrize(
    ("deadline", "done_on", "today", "status"),
    [
        ("2024-06-28", None, "2024-06-01", Status.IN_TERM),
        ("2024-06-28", None, "2024-06-21", Status.DUE_SOON),
        ("2024-06-28", None, "2024-06-20", Status.IN_TERM),
        ("2024-06-28", None, "2024-06-28", Status.DUE_SOON),
        ("2024-06-28", None, "2024-06-29", Status.OVERDUE),
        ("2024-06-30", None, "2024-07-01", Status.DUE_SOON),  # a Sunday: the term ends on Monday
        ("2024-06-30", None, "2024-07-02", Status.OVERDUE),
        ("2024-02-10", "2024-02-15", "2024-03-01", Status.DONE_ON_TIME),  # due during Tết
        ("2024-02-10", "2024-02-16", "2024-03-01", Status.DONE_LATE),
        ("2024-06-28", "2024-06-28", "2024-12-31", Status.DONE_ON_TIME),
        ("2024-06-28", "2024-07-01", "2024-07-01", Status.DONE_LATE),
    ],
)
def test_status_follows_from_dates(deadline, done_on, today, status):
    assert status_of(day(deadline), done_on and day(done_on), day(today), soon=5) == status


def test_days_late_are_working_days():
    assert days_late(day("2024-04-26"), None, day("2024-05-02")) == 1
    assert days_late(day("2024-04-26"), day("2024-05-06"), day("2024-12-31")) == 4  # 2, 3, 4 and 6 May
    assert days_late(day("2024-06-28"), None, day("2024-06-28")) == 0


@given(DAYS, DAYS)
def test_overdue_is_late_by_at_least_a_day(deadline, today):
    status = status_of(deadline, None, today, soon=5)
    if status == Status.OVERDUE and is_working_day(today):
        assert days_late(deadline, None, today) >= 1
    if status != Status.OVERDUE:
        assert days_late(deadline, None, today) == 0


@given(DAYS, st.integers(1, 60))
def test_working_days_count_back_what_was_added(start, days):
    end = after_working_days(start, days)
    assert is_working_day(end)
    assert working_days_between(start, end) == days
    assert end_of_term(end) == end


@given(st.lists(st.sampled_from(list(Status)), max_size=60))
def test_tally_adds_up(statuses):
    counted = Tally.of(statuses)
    assert counted.total == len(statuses)
    assert counted.on_time + counted.done_late + counted.in_term + counted.overdue == counted.total
    assert counted.done + counted.not_done == counted.total
    assert sum(count for _, count, _ in counted.lines) == counted.total


def test_tally_prints_shares_with_their_denominator():
    counted = Tally.of(
        [Status.DONE_ON_TIME] * 14068
        + [Status.DONE_LATE] * 1983
        + [Status.IN_TERM] * 5640
        + [Status.OVERDUE] * 223
    )
    assert counted.done_share == "73,2 % (16.051/21.914)"
    assert counted.overdue_share == "1,0 % (223/21.914)"
    assert Tally.of([]).done_share == "–"


@given(st.dates(datetime.date(2015, 1, 1), datetime.date(2031, 12, 31)), st.integers(-40, 900))
def test_working_days_are_those_counted_one_by_one(start, days):
    end = start + datetime.timedelta(days=days)
    each = [start + datetime.timedelta(days=n + 1) for n in range(max(days, 0))]
    assert working_days_between(start, end) == sum(map(is_working_day, each))
