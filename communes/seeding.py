"""Bring the places of `communes/seeds/` into the database. Running it again changes nothing.

The files own the official name, kind and parents of a unit; a difference is put right and the history
says so. The region, local name, centre and last day are only filled in where empty, and everything
else (chairman, population, dates of participation, …) is the officers' own. Nothing is ever deleted.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from communes.models import Alias, Commune, CommuneKind, District, Participation, Province, Succession
from communes.periods import FIRST_DAY
from communes.seed_files import NEW_TREE_STARTS, SeedConflict, Seeds, day, first_day, number, rows

OLD_TREE_ENDS = datetime.date(2025, 6, 30)
REASON = "Nạp danh mục đơn vị hành chính"
BATCH = 1000

# An assumption administrators may correct row by row: every xã of a tree takes part in the phases of
# its time (phase, first day, last day). The 2026–2030 phase has no last day until a decision sets it.
PHASES = {
    FIRST_DAY: (
        ("2016-2020", FIRST_DAY, datetime.date(2020, 12, 31)),
        ("2021-2025", datetime.date(2021, 1, 1), OLD_TREE_ENDS),
    ),
    NEW_TREE_STARTS: (
        ("2021-2025", NEW_TREE_STARTS, datetime.date(2025, 12, 31)),
        ("2026-2030", datetime.date(2026, 1, 1), None),
    ),
}


@dataclass
class Tally:
    """What a load did to one kind of row."""

    label: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self):
        return f"{self.label}: {self.new} mới, {self.changed} đổi, {self.unchanged} giữ nguyên"


def load(old_province: str = "") -> list[Tally]:
    """Load everything, or one old province, in one transaction; return what happened, kind by kind.

    Raises SeedConflict (nothing is then written) when the province does not exist or a code is held
    by a unit that officers recorded under other dates.
    """
    seeds = Seeds.read(old_province)
    with transaction.atomic():
        provinces, province_tally = load_provinces(seeds)
        districts, district_tally = load_districts(seeds, provinces)
        communes, commune_tally = load_communes(seeds, provinces, districts)
        return [
            province_tally,
            district_tally,
            commune_tally,
            load_aliases(communes),
            load_participations(communes),
            load_successions(seeds, communes),
        ]


def load_provinces(seeds: Seeds) -> tuple[dict, Tally]:
    wanted = [
        {
            "code": row["code"],
            "valid_from": first_day(row),
            "name": row["name"],
            "kind": row["kind"],
            "region": row["region"],
            "valid_to": day(row["valid_to"]),
        }
        for row in seeds.provinces
    ]
    return load_places(Province, "Tỉnh", wanted, owned=["name", "kind"], filled=["region", "valid_to"])


def load_districts(seeds: Seeds, provinces: dict) -> tuple[dict, Tally]:
    local_names = kon_tum_names("district")
    wanted = [
        {
            "code": row["code"],
            "valid_from": first_day(row),
            "province_id": provinces[row["province_code"], first_day(row)].pk,
            "name": row["name"],
            "kind": row["kind"],
            "local_name": local_names.get(row["code"], ""),
            "valid_to": day(row["valid_to"]),
        }
        for row in seeds.districts
    ]
    owned, filled = ["name", "kind", "province_id"], ["local_name", "valid_to"]
    return load_places(District, "Huyện", wanted, owned=owned, filled=filled)


def load_communes(seeds: Seeds, provinces: dict, districts: dict) -> tuple[dict, Tally]:
    local_names = kon_tum_names("commune")
    wanted = [
        commune_values(row, FIRST_DAY, OLD_TREE_ENDS, provinces)
        | {
            "district_id": districts[row["district_code"], FIRST_DAY].pk,
            "local_name": local_names.get(row["code"], ""),
        }
        for row in seeds.old_communes
    ]
    wanted += [commune_values(row, NEW_TREE_STARTS, None, provinces) for row in seeds.new_communes]
    owned = ["name", "kind", "province_id", "district_id"]
    filled = ["local_name", "latitude", "longitude", "valid_to"]
    return load_places(Commune, "Xã", wanted, owned=owned, filled=filled)


def commune_values(row: dict, starts: datetime.date, ends: datetime.date | None, provinces: dict) -> dict:
    return {
        "code": row["code"],
        "valid_from": starts,
        "province_id": provinces[row["province_code"], starts].pk,
        "district_id": None,
        "name": row["name"],
        "local_name": "",
        "kind": row["kind"],
        "latitude": number(row["latitude"]),
        "longitude": number(row["longitude"]),
        "valid_to": ends,
    }


def kon_tum_names(level: str) -> dict[str, str]:
    """Kon Tum's own spelling by code, in the tree until 30/06/2025."""
    return {row["code"]: row["local_name"] for row in rows("kon-tum-names") if row["level"] == level}


def load_places(model, label: str, wanted: list[dict], *, owned: list, filled: list) -> tuple[dict, Tally]:
    """Create or correct places of `model`; return them by (code, first day) and the count.

    `owned` fields follow the file; `filled` ones only where the database has nothing.
    """
    known = {(place.code, place.valid_from): place for place in model.objects.all()}
    new = [values for values in wanted if (values["code"], values["valid_from"]) not in known]
    refuse_held_codes(new, known, label)
    created = [model(**values) for values in new]
    for place in created:
        place.set_keys()
    changed = []
    for values in wanted:
        place = known.get((values["code"], values["valid_from"]))
        if place and apply(place, values, owned, filled):
            changed.append(place)
    bulk_create_with_history(created, model, batch_size=BATCH, default_change_reason=REASON)
    fields = [*owned, *filled, "search_key", "sort_key"]
    bulk_update_with_history(changed, model, fields, batch_size=BATCH, default_change_reason=REASON)
    known |= {(place.code, place.valid_from): place for place in created}
    places = {key: known[key] for key in ((values["code"], values["valid_from"]) for values in wanted)}
    return places, Tally(label, len(created), len(changed), len(wanted) - len(created) - len(changed))


def apply(place, values: dict, owned: list, filled: list) -> bool:
    """Put the file's `values` on `place`; return whether anything differs, keys included."""
    watched = [*owned, *filled, "search_key", "sort_key"]
    before = [getattr(place, name) for name in watched]
    for name in owned:
        setattr(place, name, values[name])
    for name in filled:
        if getattr(place, name) in (None, ""):
            setattr(place, name, values[name])
    place.set_keys()
    return before != [getattr(place, name) for name in watched]


def refuse_held_codes(new: list[dict], known: dict, label: str):
    """Raise SeedConflict when a code to be created is in use, under another first day, at the same time."""
    periods = {}
    for (code, starts), place in known.items():
        periods.setdefault(code, []).append((starts, place))
    problems = []
    for values in new:
        starts, ends = values["valid_from"], values["valid_to"] or datetime.date.max
        for other_starts, place in periods.get(values["code"], []):
            if other_starts <= ends and starts <= (place.valid_to or datetime.date.max):
                problems.append(
                    f"{label}: mã {values['code']} từ {starts:%d/%m/%Y} trùng thời gian với {place} "
                    f"(hiệu lực từ {other_starts:%d/%m/%Y}); hãy sửa ngày hiệu lực rồi nạp lại."
                )
    if problems:
        raise SeedConflict("\n".join(problems))


def load_aliases(communes: dict) -> Tally:
    known = set(Alias.objects.values_list("commune_id", "name"))
    wanted = [
        Alias(commune=communes[row["commune_code"], first_day(row)], name=row["name"], source=row["source"])
        for row in rows("aliases")
        if (row["commune_code"], first_day(row)) in communes
    ]
    for alias in wanted:
        alias.set_keys()
    new = [alias for alias in wanted if (alias.commune_id, alias.name) not in known]
    return add("Tên gọi khác", Alias, new, len(wanted))


def load_participations(communes: dict) -> Tally:
    """Add the phases a xã lacks altogether; a phase already recorded keeps the dates officers gave it.

    That every xã takes part is an assumption: the programme is for xã, and an administrator ends or
    adds a participation where a decision says otherwise.
    """
    known = set(Participation.objects.values_list("commune_id", "phase"))
    wanted = [
        Participation(commune=commune, phase=phase, valid_from=starts, valid_to=ends)
        for (_, first), commune in communes.items()
        if commune.kind == CommuneKind.COMMUNE
        for phase, starts, ends in PHASES[first]
    ]
    new = [row for row in wanted if (row.commune_id, row.phase) not in known]
    return add("Tham gia chương trình", Participation, new, len(wanted))


def load_successions(seeds: Seeds, communes: dict) -> Tally:
    """Add the mergers of 01/07/2025. The decision stays empty: the resolutions have not been read."""
    known = set(Succession.objects.values_list("predecessor_id", "successor_id"))
    wanted = [
        Succession(
            predecessor=communes[row["predecessor_code"], FIRST_DAY],
            successor=communes[row["successor_code"], NEW_TREE_STARTS],
            effective_on=NEW_TREE_STARTS,
            whole=row["whole"] == "yes",
        )
        for row in seeds.successions
    ]
    new = [row for row in wanted if (row.predecessor_id, row.successor_id) not in known]
    return add("Sắp xếp đơn vị hành chính", Succession, new, len(wanted))


def add(label: str, model, new: list, wanted: int) -> Tally:
    model.objects.bulk_create(new, batch_size=BATCH)
    return Tally(label, len(new), 0, wanted - len(new))
