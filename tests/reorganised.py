"""What tests of reorganisations share: checksums of every table, the tree of before, the plan of Kon Tum."""

import datetime
import hashlib

from django.apps import apps

from communes.actions import lines_from_seeds, prepare
from communes.models import Commune, District, Participation, Province, Reorganisation, Succession
from communes.reorganising import PlannedHeir
from tests.house_rules import MAY_IMPORT

DAY = datetime.date(2025, 7, 1)
BEFORE = DAY - datetime.timedelta(days=1)
PAST = [datetime.date(2021, 12, 31), datetime.date(2022, 11, 30), datetime.date(2023, 12, 31), BEFORE]


def is_log(model) -> bool:
    """Tables that only grow: history, and what a reorganisation writes of itself."""
    return hasattr(model, "instance_type") or model._meta.model_name.startswith("reorganisation")


def tables(*, logs: bool) -> dict[str, list[tuple]]:
    """Every row of every table of ours, many-to-many ones too, by the table's name."""
    found = {}
    for app in MAY_IMPORT:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if is_log(model) == logs:
                found[model._meta.label] = sorted(model._base_manager.values_list(), key=repr)
    return found


def checksums() -> dict[str, str]:
    """One checksum of each table that undoing has to restore row for row."""
    return {
        name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in tables(logs=False).items()
    }


def forget_new_tree() -> None:
    """Make the loaded places those of a portal that knows nothing of 01/07/2025 but its provinces."""
    new = Commune.objects.filter(valid_from=DAY)
    Succession.objects.all().delete()
    Participation.objects.filter(commune__in=new).delete()
    new.delete()
    Participation.objects.filter(valid_to=BEFORE).update(valid_to=None)
    for model in (Commune, District, Province):
        model.objects.filter(valid_to=BEFORE).exclude(code="51").update(valid_to=None)


def kon_tum_prepared(by, **fields) -> Reorganisation:
    """Kon Tum into Quảng Ngãi as the national files say, with an heir for each of the ten districts."""
    lines = lines_from_seeds("62")
    return prepare(
        name="Sắp xếp Kon Tum vào Quảng Ngãi",
        decision="1677/NQ-UBTVQH15",
        effective_on=DAY,
        lines=lines,
        heirs=heirs_of_districts(lines),
        by=by,
        **fields,
    )


def heirs_of_districts(lines) -> list[PlannedHeir]:
    """Each district's heir is the commune into which most of its communes went."""
    places = {place.code: place for place in Commune.objects.in_force(BEFORE).select_related("district")}
    into: dict[str, list[str]] = {}
    for line in lines:
        into.setdefault(places[line.predecessor_code].district.code, []).append(line.successor_code)
    return [
        PlannedHeir(district_code=code, heir_commune_code=max(sorted(codes), key=codes.count))
        for code, codes in sorted(into.items())
    ]
