"""Who may do what with villages: the table `permissions_villages.csv`, walked like `permissions.csv`.

Each row says a role, an act on a village of a commune, judged on the day or not, through which door it is
tried, whether it is allowed, and a fragment of what the answer says.
"""

from collections import Counter

import pytest

from tests.permission_villages import DOORS, READS, Case, do, villages_world
from tests.permission_walk import fingerprints, name_of, table, walk
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

TABLE = table("permissions_villages.csv")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = villages_world()
        built.before = fingerprints()
        yield built


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, settings, tmp_path, row):
    settings.MEDIA_ROOT = tmp_path
    case = Case(world, row["role"], row["unit"], row["stage"])
    case.client.cookies.pop("messages", None)  # what an earlier row was told
    walk(row, world.before, lambda: do(case, row["action"], row["through"]), READS)


def test_table_is_complete(world):
    assert len({name_of(row) for row in TABLE}) == len(TABLE), "a row is there twice"
    counts = {part: Counter(row[part] for row in TABLE) for part in TABLE[0]}
    assert set(counts["role"]) == set(world.clients)
    assert set(counts["unit"]) == set(world.communes) and set(counts["stage"]) == {"judged", "unjudged"}
    assert {(row["action"], row["through"]) for row in TABLE} == set(DOORS)
    assert set(counts["allowed"]) == {"yes", "no"}
    assert not [name_of(row) for row in TABLE if row["allowed"] == "no" and not row["says"]]
