"""Who may do what with a reorganisation: `permissions_reorganisations.csv`, walked like `permissions.csv`.

Each row says a role, an act, where the reorganisation happens, the state it is in, whether it is allowed, and
a fragment of what a refusal says.
"""

from collections import Counter

import pytest

from tests.permission_reorganisation import ACTS, READS, STAGES, UNITS, Case, reorganisation_world
from tests.permission_walk import fingerprints, name_of, table, walk
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

TABLE = table("permissions_reorganisations.csv")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = reorganisation_world()
        built.before = fingerprints()
        yield built


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, row):
    case = Case(world, row["role"], row["unit"], row["stage"])
    case.client.cookies.pop("messages", None)  # what an earlier row was told
    walk(row, world.before, lambda: ACTS[row["action"]](case), READS)


def test_table_is_complete():
    assert len({name_of(row) for row in TABLE}) == len(TABLE), "a row is there twice"
    counts = {part: Counter(row[part] for row in TABLE) for part in TABLE[0]}
    assert set(counts["action"]) == set(ACTS)
    assert set(counts["unit"]) == set(UNITS)
    assert set(counts["stage"]) == set(STAGES)
    assert set(counts["allowed"]) == {"yes", "no"}
    assert not [name_of(row) for row in TABLE if row["allowed"] == "no" and not row["says"]]


def test_world_names_every_role(world):
    assert {row["role"] for row in TABLE} == set(world.clients)
