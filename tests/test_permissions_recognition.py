"""Who may do what on recognition: the table `permissions_recognition.csv`, walked like `permissions.csv`.

Each row says a role, an act on the rows of Đăk Pxi ("own") or of a commune of another district ("other"),
through which door it is tried, whether it is allowed, and a fragment of what a refusal says.
"""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.evidence_builders import PDF
from tests.permission_recognition_acts import ACTS, PAGES, READS, Case, do, furnish
from tests.permission_walk import fingerprints, name_of, table, walk
from tests.recognition_world import recognition_world
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

TABLE = table("permissions_recognition.csv")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = recognition_world()
        furnish(built)
        built.before = fingerprints()
        yield built


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, settings, tmp_path, row):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("recognitions/quyet-dinh.pdf", ContentFile(PDF))
    case = Case(world, row["role"], row["unit"])

    def act() -> str:
        return do(case, row["action"]) if row["through"] == "action" else PAGES[row["action"]](case)

    walk(row, world.before, act, READS)


def test_table_is_complete():
    assert len({name_of(row) for row in TABLE}) == len(TABLE), "a row is there twice"
    doors = {(row["action"], row["through"]) for row in TABLE}
    assert doors == {(name, "view") for name in PAGES} | {(name, "action") for name in ACTS}
    assert not [name_of(row) for row in TABLE if row["allowed"] == "no" and not row["says"]]
