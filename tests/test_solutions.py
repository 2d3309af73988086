"""Unmet cells nobody deals with: by obstacles, by assignments, and what ends either."""

import pytest
from django.utils import timezone

from criteria.grid import CommuneRow
from directives.models import ObstacleState
from directives.solutions import covered_cells, in_scope, is_newest, unmet_at, unmet_cells, without_solution
from tests import builders
from tests import directive_builders as build
from tests.directive_world import directive_world


@pytest.fixture
def world(db):
    """Đăk Pxi NNM, Đăk Ui BMM, Pô Kô .NM: four unmet cells."""
    return directive_world()


def row(commune_id: int, letters: str, **fields) -> CommuneRow:
    places = {"province_id": 1, "district_id": 1, "district_code": "615", "district_name": "Đăk Hà"}
    named = {"code": "1", "name": "Xã", "sort_key": "", "district_sort": ""}
    return CommuneRow(
        commune_id=commune_id, letters=letters, **{"confirmed": letters, **places, **named, **fields}
    )


def covered(world, by=None) -> set:
    """The cells covered, as (commune's name, criterion's number)."""
    names = {place.pk: place.name for place in world.communes}
    numbers = {criterion.pk: criterion.number for criterion in world.criteria}
    found = covered_cells(by or world.people.director, world.province)
    return {(names[commune], numbers[criterion]) for commune, criterion in found}


def test_unmet_cells_are_the_confirmed_ones_not_met_or_nearly():
    rows = [row(1, "NBMA."), row(2, "MMMMM", confirmed="MMNMM")]
    assert unmet_cells(rows, [11, 12, 13, 14, 15]) == [(1, 11), (1, 12), (2, 13)]
    assert unmet_at(rows, 2) == {2}
    assert without_solution(rows, [11, 12, 13, 14, 15], {(1, 12), (2, 15)}) == [(1, 11), (2, 13)]


@pytest.mark.parametrize("state", ObstacleState)
def test_obstacle_covers_its_cell_until_it_is_confirmed(world, state):
    settled = {"settled_on": builders.DATA_ON, "result": "Xong", "effect": "closer"}
    build.obstacle(
        world.commune,
        world.criteria[0],
        state=state,
        **(settled if state in ("settled", "confirmed") else {}),
    )
    assert covered(world) == (set() if state == "confirmed" else {("Đăk Pxi", 1)})


@pytest.mark.parametrize(
    "fields,covers",
    [
        ({}, True),
        ({"closes_when_met": True}, True),
        ({"done_on": builders.DATA_ON}, False),
        ({"revoked_at": timezone.now(), "revoked_reason": "Giao nhầm"}, False),
        ({"commune": None}, False),
        ({"criterion": None}, False),
    ],
)
def test_assignment_covers_its_cell_until_it_is_done_or_revoked(world, fields, covers):
    cell = {"commune": world.commune, "criterion": world.criteria[0]}
    build.assignment(world.task, world.agency, **{**cell, **fields})
    assert covered(world) == ({("Đăk Pxi", 1)} if covers else set())


def test_covered_cells_take_two_queries_and_keep_to_the_scope(world, django_assert_num_queries):
    for place in world.communes:
        build.obstacle(place, world.criteria[0])
        build.assignment(world.task, place, commune=place, criterion=world.criteria[1])
    with django_assert_num_queries(2):
        assert len(covered_cells(world.people.director, world.province)) == 6
    assert {name for name, _ in covered(world, world.people.district)} == {"Đăk Pxi", "Đăk Ui"}
    assert {name for name, _ in covered(world, world.people.commune)} == {"Đăk Pxi"}
    assert covered(world, world.people.stranger) == set()
    assert len(covered_cells(world.people.director, world.province, criterion=world.criteria[0])) == 3


def test_rows_in_scope_are_those_of_the_officer(world):
    rows = [row(place.pk, "NNN", district_id=place.district_id) for place in world.communes]
    rows = [CommuneRow(**{**found.__dict__, "province_id": world.province.pk}) for found in rows]
    assert len(in_scope(world.people.director, rows)) == 3
    assert len(in_scope(world.people.district, rows)) == 2
    assert in_scope(world.people.stranger, rows) == []


def test_newest_round_is_told_by_set(world):
    older = builders.round_with(
        {world.commune: "NNN"}, of=world.round.criteria_set, data_on=builders.DATA_ON.replace(year=2022)
    )
    assert is_newest(world.round, [world.round, older])
    assert not is_newest(older, [world.round, older])
    assert not is_newest(None, [])
