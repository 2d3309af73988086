"""The rules of recognition from their definition files into the database, again and again without harm."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from criteria.loading import KEPT_BY_HAND, KEPT_VERIFIED, LOAD_REASON
from criteria.models import RecognitionCondition, RecognitionStep

FOLDER = Path(__file__).parent / "definitions" / "recognition"
CONDITION_FIELDS = ("position", "text", "percent", "source", "source_note")
STEP_FIELDS = (
    "position", "actor", "who", "name", "days", "document", "has_vote", "after_decision",
    "attendance_percent", "agreement_percent", "source", "source_note",
)  # fmt: skip
EMPTY = {
    "percent": None,
    "days": None,
    "document": "",
    "has_vote": False,
    "after_decision": False,
    "attendance_percent": None,
    "agreement_percent": None,
}


@dataclass
class LoadedRules:
    """What a load did to one kind of rule; `kept` names the rows that differ from the file, and why."""

    label: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def __str__(self):
        return (
            f"{self.label}: {self.created} mới, {self.changed} đổi, {self.unchanged} giữ nguyên, "
            f"{len(self.kept)} khác tệp"
        )


def read_rules(folder: Path = FOLDER) -> list[dict]:
    """Every file as it stands. Raises ValueError where a text is marked neither as read nor as recalled."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
        for rule in (*rules["conditions"], *rules["steps"]):
            if rule.get("source") not in ("seen", "recalled") or not rule.get("source_note"):
                raise ValueError(f"{path.name}: mỗi quy định phải ghi nguồn; thiếu ở {rule}.")
        found.append(rules)
    return found


@transaction.atomic
def load_rules(files: list[dict]) -> list[LoadedRules]:
    """Add what is missing and amend what an earlier load wrote; verified and edited rows stay as they are."""
    conditions, steps = LoadedRules("Điều kiện công nhận"), LoadedRules("Bước xét công nhận")
    for rules in files:
        since = {"valid_from": rules["valid_from"]}
        for position, said in enumerate(rules["conditions"], start=1):
            row = _row(RecognitionCondition, kind=said["kind"], **since)
            _write(row, {**EMPTY, **said, "position": position}, CONDITION_FIELDS, conditions)
        for procedure in ("three", "two"):
            mine = [said for said in rules["steps"] if procedure in said["procedures"]]
            for position, said in enumerate(mine, start=1):
                row = _row(RecognitionStep, procedure=procedure, code=said["code"], **since)
                _write(row, {**EMPTY, **said, "position": position}, STEP_FIELDS, steps)
    return [conditions, steps]


def _row(model, **key):
    return model.objects.filter(**key).first() or model(**key)


def _write(row, said: dict, fields: tuple[str, ...], loaded: LoadedRules) -> None:
    """Save the row when it is new or says something else than the file, unless it is a person's."""
    is_new, before = row.pk is None, [getattr(row, name) for name in fields]
    if not is_new and before == [said[name] for name in fields]:
        loaded.unchanged += 1
        return
    if not is_new and (row.is_verified or row.history.latest().history_change_reason != LOAD_REASON):
        loaded.kept.append(f"{row}: {KEPT_VERIFIED if row.is_verified else KEPT_BY_HAND}.")
        return
    for name in fields:
        setattr(row, name, said[name])
    row._change_reason = LOAD_REASON
    row.save()
    loaded.created += is_new
    loaded.changed += not is_new
