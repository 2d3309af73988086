"""Walking a table of permissions: what a refused act leaves as it was, and which tables an act wrote to."""

import csv
import hashlib
import re
from pathlib import Path

from django.apps import apps
from django.db import connection

from criteria.models import PendingUpload

# Whose tables a refused act leaves as they were; an upload nobody applied says nothing yet.
WATCHED_APPS = ("criteria", "communes", "directives", "funding")
NOT_WATCHED = {PendingUpload}
READING_STATEMENT = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|PRAGMA|EXPLAIN)\b", re.IGNORECASE)
NAME = re.compile(r"\w+")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this file."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines))


def name_of(row: dict) -> str:
    return "-".join(row[part] for part in ("role", "action", "unit", "stage", "through"))


def watched_models() -> list[type]:
    models = [model for app in WATCHED_APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in models if model not in NOT_WATCHED]


def fingerprints() -> dict[type, str]:
    """Of every watched table: differs when any of its rows does."""
    return {model: _fingerprint(model) for model in watched_models()}


def _fingerprint(model: type) -> str:
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


def walk(row: dict, before: dict[type, str], act, reads: set[str]) -> None:
    """Do one row by `act()` and compare with what it says: allowed or refused, why, and what was written."""
    with connection.execute_wrapper(writes := Writes()):
        answer = act()
    changed = any(_fingerprint(model) != before[model] for model in writes.models)
    if row["allowed"] == "no":
        assert not changed, f"refused, and yet something was written: {answer[:300]}"
        assert row["says"] in answer
    elif row["action"] in reads:
        assert answer.startswith("200") and row["says"] in answer
    else:
        assert changed, f"nothing was written: {answer[:2000]}"
