"""Assignments as they stand: by an accepted report, by their cell, and 21,914 of them that add up."""

import datetime

import pytest

from communes.models import Officer
from directives.deadlines import Status
from directives.following import follow, light_rows, tally, worst_first
from directives.models import Assignment, unit_columns
from tests import builders
from tests import directive_builders as build
from tests.directive_world import directive_world, next_round

TODAY = datetime.date(2024, 10, 1)
MARCH, JUNE = datetime.date(2024, 3, 31), datetime.date(2024, 6, 30)


@pytest.fixture
def world(db):
    return directive_world()


def of_cell(world, **fields) -> Assignment:
    return build.assignment(
        world.task,
        world.commune,
        commune=world.commune,
        criterion=world.criteria[0],
        closes_when_met=True,
        **fields,
    )


def status(assignment: Assignment) -> Status:
    [item] = follow([Assignment.objects.get(pk=assignment.pk)], TODAY)
    return item.status


def test_assignment_closes_with_its_cell_and_opens_again_when_it_lapses(world):
    given = of_cell(world)
    assert status(given) == Status.OVERDUE
    next_round(world, {world.commune: "MNM"}, MARCH)
    assert status(given) == Status.DONE_ON_TIME
    next_round(world, {world.commune: "NNM"}, JUNE)
    assert status(given) == Status.OVERDUE


def test_assignment_is_not_done_before_it_was_given(world):
    given_at = datetime.datetime(2024, 9, 2, 8, tzinfo=datetime.UTC)
    given = of_cell(world, due_on=datetime.date(2024, 12, 31), given_at=given_at)
    next_round(world, {world.commune: "MNM"}, MARCH)
    [item] = follow([Assignment.objects.get(pk=given.pk)], TODAY)
    assert (item.status, item.done_on) == (Status.DONE_ON_TIME, given_at.date())


def test_assignment_follows_its_own_cell_alone(world):
    given = of_cell(world)
    next_round(world, {world.communes[1]: "MMM", world.commune: "NMM"}, MARCH)
    assert status(given) == Status.OVERDUE


@pytest.mark.parametrize(
    ("extended_to", "expected", "label"),
    [
        (None, Status.OVERDUE, "Quá hạn 65 ngày làm việc"),
        (datetime.date(2024, 9, 30), Status.OVERDUE, "Quá hạn 1 ngày làm việc"),
        (datetime.date(2024, 12, 31), Status.IN_TERM, "Trong hạn"),
    ],
)
def test_extension_moves_the_deadline_that_counts(world, extended_to, expected, label):
    given = build.assignment(world.task, world.agency, extended_to=extended_to)
    [item] = follow([given], TODAY)
    assert (item.status, item.label) == (expected, label)


def test_light_rows_are_followed_as_whole_ones(world, django_assert_num_queries):
    of_cell(world)
    build.assignment(world.task, world.agency, done_on=JUNE)
    with django_assert_num_queries(4):
        light = follow(light_rows(Assignment.objects.all()), TODAY)
    whole = follow(Assignment.objects.all(), TODAY)
    assert {(item.row.id, item.status) for item in light} == {(item.row.id, item.status) for item in whole}
    assert [item.status for item in worst_first(light)] == [Status.OVERDUE, Status.DONE_LATE]


ORACLE = {"on time": 14068, "late": 1983, "in term": 5640, "overdue": 223}


def test_oracle_of_21914_assignments_adds_up(world):
    """The report of a province: 21,914 = 16,051 done (14,068 + 1,983) + 5,863 not done (5,640 + 223)."""
    later = datetime.date(2024, 12, 31)
    kinds = {
        "on time": {"due_on": JUNE, "done_on": datetime.date(2024, 6, 3)},
        "late": {"due_on": JUNE, "done_on": datetime.date(2024, 8, 1)},
        "in term": {"due_on": later},
        "overdue": {"due_on": JUNE},
    }
    agencies = [world.agency, world.people.director.agency]
    tasks = [build.task(world.directive, position) for position in range(2, 2 + 21914 // 2)]
    wanted = [kind for kind, count in ORACLE.items() for _ in range(count)]
    places = ((task, agency) for task in tasks for agency in agencies)
    Assignment.objects.bulk_create(
        Assignment(task=task, given_at=builders.MOMENT, **unit_columns(agency), **kinds[kind])
        for (task, agency), kind in zip(places, wanted, strict=True)
    )
    counted = tally(follow(light_rows(Assignment.objects.visible_to(_director(world))), TODAY))
    assert counted.total == 21914
    assert (counted.done, counted.on_time, counted.done_late) == (16051, 14068, 1983)
    assert (counted.not_done, counted.in_term, counted.overdue) == (5863, 5640, 223)
    assert counted.done_share == "73,2 % (16.051/21.914)"
    assert counted.on_time_share == "64,2 % (14.068/21.914)"
    assert counted.overdue_share == "1,0 % (223/21.914)"


def _director(world) -> Officer:
    return Officer.objects.get(pk=world.people.director.pk)
