"""Who may do what, where and when: the table `permissions.csv`, walked row by row through the real thing.

Each row says a role, an action on a unit's dossier (own: the commune Đăk Pxi; other: a commune of another
district; other-province) in a round at a stage, through which door it is tried, whether it is allowed,
and a fragment of what a refusal says. What is refused leaves every row of the database as it was.
"""

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from criteria.models import PendingUpload
from tests.permission_acts import ACTS, Case, do
from tests.permission_pages import PAGES, READS
from tests.permission_world import permission_world, put_files
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

LINES = (Path(__file__).parent / "permissions.csv").read_text(encoding="utf-8").splitlines()
TABLE = list(csv.DictReader(LINES))
# Whose tables a refused act leaves as they were; an upload nobody applied says nothing yet.
WATCHED_APPS = ("criteria", "communes")
NOT_WATCHED = {PendingUpload}
READING_STATEMENT = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|PRAGMA|EXPLAIN)\b", re.IGNORECASE)
NAME = re.compile(r"\w+")
UNITS, STAGES = {"own", "other", "other-province"}, {"draft", "submitted", "verified", "appraised"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a row changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        built = permission_world()
        built.before = {model: fingerprint(model) for model in watched_models()}
        yield built


def watched_models() -> list[type]:
    models = [model for app in WATCHED_APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in models if model not in NOT_WATCHED]


def fingerprint(model: type) -> str:
    """Of a table: differs when any of its rows does."""
    return hashlib.sha256(repr(list(model.objects.order_by("pk").values_list())).encode()).hexdigest()


class Writes:
    """Notes the watched tables named by statements that may write: rows of the others cannot have changed."""

    def __init__(self):
        self.model_of = {model._meta.db_table: model for model in watched_models()}
        self.models: set[type] = set()

    def __call__(self, execute, sql, params, many, context):
        if not READING_STATEMENT.match(sql):
            self.models |= {self.model_of[name] for name in self.model_of.keys() & set(NAME.findall(sql))}
        return execute(sql, params, many, context)


def name_of(row: dict) -> str:
    return "-".join(row[part] for part in ("role", "action", "unit", "stage", "through"))


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_permission(world, row):
    case = Case(world, row["role"], row["unit"], row["stage"])
    put_files(world)
    case.client.cookies.pop("messages", None)  # what an earlier row was told

    with connection.execute_wrapper(writes := Writes()):
        answer = (
            do(case, row["action"])
            if row["through"] == "action"
            else PAGES[row["action"], row["through"]](case)
        )

    changed = any(fingerprint(model) != world.before[model] for model in writes.models)
    if row["allowed"] == "no":
        assert not changed, f"refused, and yet something was written: {answer[:300]}"
        assert row["says"] in answer
    elif row["action"] in READS:
        assert answer.startswith("200") and row["says"] in answer
    else:
        assert changed, f"nothing was written: {answer[:2000]}"


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
