"""Who may do what, where and when: the table `permissions.csv`, walked row by row through the real thing.

Each row says a role, an action on a unit's dossier (own: the commune Đăk Pxi; other: a commune of another
district; other-province) in a round at a stage, through which door it is tried, whether it is allowed,
and a fragment of what a refusal says. What is refused leaves every row of the database as it was.
"""

from collections import Counter

import pytest

from tests.permission_acts import ACTS, Case, do
from tests.permission_pages import PAGES, READS
from tests.permission_walk import fingerprints, name_of, table, walk
from tests.permission_world import permission_world, put_files
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

TABLE = table("permissions.csv")
UNITS, STAGES = {"own", "other", "other-province"}, {"draft", "submitted", "verified", "appraised"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = permission_world()
        built.before = fingerprints()
        yield built


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, row):
    case = Case(world, row["role"], row["unit"], row["stage"])
    put_files(world)
    case.client.cookies.pop("messages", None)  # what an earlier row was told

    def act() -> str:
        if row["through"] == "action":
            return do(case, row["action"])
        return PAGES[row["action"], row["through"]](case)

    walk(row, world.before, act, READS)


def test_table_is_complete():
    assert len(TABLE) >= 300
    assert len({name_of(row) for row in TABLE}) == len(TABLE), "a row is there twice"
    counts = {part: Counter(row[part] for row in TABLE) for part in TABLE[0]}
    assert set(counts["role"]) >= {"visitor", "no-scope", "inactive", "superuser"}
    assert set(counts["unit"]) == UNITS
    assert set(counts["stage"]) == STAGES | {"returned", "closed"}
    assert set(counts["allowed"]) == {"yes", "no"}
    doors = {(row["action"], row["through"]) for row in TABLE}
    assert doors == {*PAGES, *((action, "action") for action in ACTS)}, "an act without a row, or the reverse"


def test_table_says_why_everything_is_refused():
    assert not [name_of(row) for row in TABLE if row["allowed"] == "no" and not row["says"]]
