"""Definition files of programmes and sources into the database, again and again without harm."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from funding.models import CapitalSource, Programme

FOLDER = Path(__file__).parent / "definitions"
PROGRAMME_FIELDS = ("name", "short_name", "decision", "is_target", "position")
SOURCE_FIELDS = ("name", "short_name", "nature", "ends_on", "position", "parent_id")


@dataclass
class Loaded:
    """What a load did to one kind of row."""

    label: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self):
        return f"{self.label}: {self.created} mới, {self.changed} đổi, {self.unchanged} giữ nguyên"


def read_phases(folder: Path = FOLDER) -> list[dict]:
    """Every file as it stands, in order of phase. Raises ValueError for a parent that is not above it."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        phase = tomllib.loads(path.read_text(encoding="utf-8"))
        if phase["phase"] != path.stem:
            raise ValueError(f"{path.name}: tên tệp và giai đoạn “{phase['phase']}” phải giống nhau.")
        known = set()
        for source in phase["sources"]:
            if source.get("parent") not in {None, *known}:
                raise ValueError(f"{path.name}: nguồn {source['code']} đứng trước nguồn nó thuộc về.")
            known.add(source["code"])
        found.append(phase)
    return found


@transaction.atomic
def load_phases(phases: list[dict]) -> list[Loaded]:
    """Add what is missing and amend what differs; what files no longer name stays, money may hang on it."""
    programmes, sources = Loaded("Chương trình"), Loaded("Nguồn vốn")
    for phase in phases:
        known = {row.code: row for row in Programme.objects.filter(phase=phase["phase"])}
        for position, said in enumerate(phase["programmes"], start=1):
            row = known.get(said["code"]) or Programme(phase=phase["phase"], code=said["code"])
            _write(row, {**said, "position": position}, PROGRAMME_FIELDS, programmes)
        known = {row.code: row for row in CapitalSource.objects.filter(phase=phase["phase"])}
        for position, said in enumerate(phase["sources"], start=1):
            row = known.get(said["code"]) or CapitalSource(phase=phase["phase"], code=said["code"])
            parent = known[said["parent"]].pk if "parent" in said else None
            values = {"ends_on": None, **said, "position": position, "parent_id": parent}
            _write(row, values, SOURCE_FIELDS, sources)
            known[row.code] = row
    return [programmes, sources]


def _write(row, said: dict, fields: tuple[str, ...], loaded: Loaded) -> None:
    """Save the row when it is new or says something else."""
    is_new, before = row.pk is None, [getattr(row, name) for name in fields]
    for name in fields:
        setattr(row, name, said[name])
    if is_new or before != [said[name] for name in fields]:
        row.save()
        loaded.created += is_new
        loaded.changed += not is_new
    else:
        loaded.unchanged += 1
