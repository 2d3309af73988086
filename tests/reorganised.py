"""What tests of reorganisations share: checksums of every table, the tree of before, small worlds."""

import datetime
import hashlib

from django.apps import apps

from communes.actions import prepare
from communes.models import Commune, District, Officer, Participation, Province, Reorganisation, Succession
from communes.reorganising import PlannedLine
from tests import builders
from tests.house_rules import MAY_IMPORT

DAY = datetime.date(2025, 7, 1)
BEFORE = DAY - datetime.timedelta(days=1)


def is_log(model) -> bool:
    """Tables that only grow: history, and what a reorganisation writes of itself."""
    return hasattr(model, "instance_type") or model._meta.model_name.startswith("reorganisation")


def tables(*, logs: bool) -> dict[str, list[tuple]]:
    """Every row of every table of ours, many-to-many ones too, by the table's name."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for app in MAY_IMPORT
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if is_log(model) == logs
    }


def checksums() -> dict[str, str]:
    """One checksum of each table that undoing has to restore row for row."""
    return {
        name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in tables(logs=False).items()
    }


def differing(before: dict[str, str]) -> set[str]:
    """The tables whose rows are not what they were."""
    now = checksums()
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def forget_new_tree() -> None:
    """Make the loaded places those of a portal that knows nothing of 01/07/2025 but the new province."""
    new = Commune.objects.filter(valid_from=DAY)
    Succession.objects.all().delete()
    Participation.objects.filter(commune__in=new).delete()
    new.delete()
    Participation.objects.filter(valid_to=BEFORE).update(valid_to=None)
    for model in (Commune, District, Province):
        model.objects.filter(valid_to=BEFORE).update(valid_to=None)


def nation_officer(name="quoc") -> Officer:
    return builders.officer(name, "nation", is_superuser=True)


def line(before: Commune | str, code: str, name="Đăk Mới", **fields) -> PlannedLine:
    """A line to a xã of the same province, without a district, as since 01/07/2025."""
    code_before = before if isinstance(before, str) else before.code
    told = {"successor_kind": "Xã", "successor_province_code": "62", **fields}
    return PlannedLine(code_before, code, name, **told)


def prepared(lines, by: Officer, *, on=DAY, name="Sắp xếp thử", **fields) -> Reorganisation:
    return prepare(name=name, decision="", effective_on=on, lines=lines, by=by, **fields)
