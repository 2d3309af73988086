"""Who may do what with money: the table `permissions_funding.csv`, walked like `permissions.csv`.

Each row says a role, an act on what a place holds (the nation, the province, the district Đăk Hà, its
commune Đăk Pxi, a commune of another district, one of another province) in a state, through which door it
is tried, whether it is allowed, and a fragment of what a refusal, or a list, says.
"""

from collections import Counter

import pytest

from tests.permission_funding_acts import ACTS, Case, do
from tests.permission_funding_pages import PAGES, READS
from tests.permission_funding_world import funding_world
from tests.permission_walk import fingerprints, name_of, table, walk
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

TABLE = table("permissions_funding.csv")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = funding_world()
        built.before = fingerprints()
        yield built


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, row):
    case = Case(world, row["role"], row["unit"], row["stage"])
    case.client.cookies.pop("messages", None)  # what an earlier row was told

    def act() -> str:
        if row["through"] == "action":
            return do(case, row["action"])
        return PAGES[row["action"], row["through"]](case)

    walk(row, world.before, act, READS)


def test_table_is_complete():
    assert len({name_of(row) for row in TABLE}) == len(TABLE), "a row is there twice"
    counts = {part: Counter(row[part] for row in TABLE) for part in TABLE[0]}
    assert set(counts["role"]) >= {"visitor", "reader", "no-scope", "inactive", "superuser"}
    assert set(counts["unit"]) == {"nation", "province", "district", "own", "other", "other-province"}
    assert set(counts["allowed"]) == {"yes", "no"}
    doors = {(row["action"], row["through"]) for row in TABLE}
    assert doors == {*PAGES, *((action, "action") for action in ACTS)}, "an act without a row, or the reverse"


def test_table_says_why_everything_is_refused():
    assert not [name_of(row) for row in TABLE if row["allowed"] == "no" and not row["says"]]
