"""Definition files into the database, again and again without harm.

A load adds what is missing and amends what an earlier load wrote. It never deletes, and never touches a
row that a person verified, added or edited: such a row is kept and named in the tally.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from criteria.definition_shapes import (
    CriterionDefinition,
    IndicatorDefinition,
    SetDefinition,
    ThresholdDefinition,
)
from criteria.models import CriteriaSet, Criterion, Indicator, Round, Threshold
from criteria.standings import rewrite_standings

# The mark a load leaves in the history; a row whose last entry lacks it was last touched by a person.
LOAD_REASON = "Nạp từ tệp định nghĩa"

KEPT_VERIFIED = "giữ nguyên vì đã kiểm chứng"
KEPT_BY_HAND = "giữ nguyên vì đã nhập hoặc sửa bằng tay"
LEFT_BEHIND = "không còn trong tệp; không tự xóa, hãy kết thúc hiệu lực trong trang quản trị"

Key = tuple[Any, ...]
Values = dict[str, Any]

SET_KEY = ("code",)
CRITERION_KEY = ("criteria_set_id", "number")
INDICATOR_KEY = ("criterion_id", "code", "valid_from")
THRESHOLD_KEY = ("indicator_id", "profile", "province_id", "valid_from")


@dataclass
class Tally:
    """What a load did to one kind of row; `kept` names the rows that differ from the file, and why."""

    label: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    outside: int = 0
    kept: list[str] = field(default_factory=list)

    def __str__(self):
        outside = f", {self.outside} nhập ngoài tệp" if self.outside else ""
        return (
            f"{self.label}: {self.created} mới, {self.changed} đổi, {self.unchanged} giữ nguyên, "
            f"{len(self.kept)} khác tệp{outside}"
        )

    def keep(self, row: models.Model, reason: str):
        """Note a row left as it is although the file says otherwise."""
        indicator = getattr(row, "indicator", row)
        criterion = getattr(indicator, "criterion", indicator)
        criteria_set = getattr(criterion, "criteria_set", criterion)
        place = "" if row is criteria_set else f"{criteria_set}, "
        self.kept.append(f"{place}{self.label.lower()} “{row}”: {reason}.")


@transaction.atomic
def load_definitions(definitions: Iterable[SetDefinition]) -> list[Tally]:
    """Bring the database in line with `definitions`; returns a tally for each kind of row.

    A second run with the same definitions writes nothing.
    """
    tallies = [Tally("Bộ tiêu chí"), Tally("Tiêu chí"), Tally("Chỉ tiêu"), Tally("Mức đạt chuẩn")]
    wanted = {(row.code,): (row, _set_values(row)) for row in definitions}
    rows = CriteriaSet.objects.filter(code__in=[row.code for row, _ in wanted.values()])
    sets = _bring_in_line(tallies[0], rows, SET_KEY, wanted)

    wanted = {(pk, row.number): (row, _criterion_values(row)) for pk, above in sets for row in above.criteria}
    rows = Criterion.objects.filter(criteria_set__in=[pk for pk, _ in sets])
    criteria = _bring_in_line(tallies[1], rows, CRITERION_KEY, wanted)
    if tallies[1].created:
        # Packed results have a letter for every criterion, also for one nobody has judged yet.
        for round in Round.objects.filter(criteria_set__in=[pk for pk, _ in sets]):
            rewrite_standings(round)

    wanted = {
        (pk, row.code, row.valid_from): (row, _indicator_values(row))
        for pk, above in criteria
        for row in above.indicators
    }
    rows = Indicator.objects.filter(criterion__in=[pk for pk, _ in criteria])
    indicators = _bring_in_line(tallies[2], rows, INDICATOR_KEY, wanted)

    wanted = {
        (pk, row.profile, None, row.valid_from): (row, _threshold_values(row))
        for pk, above in indicators
        for row in above.thresholds
    }
    rows = Threshold.objects.filter(indicator__in=[pk for pk, _ in indicators])
    _bring_in_line(tallies[3], rows, THRESHOLD_KEY, wanted)
    return tallies


def _set_values(row: SetDefinition) -> Values:
    names = "name short_name level tier phase decision issued_on valid_from valid_to source"
    names += " threshold_axis hardship_profile"
    bands = [list(band) for band in row.bands]
    expected = {"indicators_expected": row.indicators_in_decision}
    return _values(row, names) | expected | {"bands": bands, "source_note": row.note}


def _criterion_values(row: CriterionDefinition) -> Values:
    return _values(row, "name short_name group is_key source") | {"source_note": row.note}


def _indicator_values(row: IndicatorDefinition) -> Values:
    names = "text kind unit comparator has_ratio if_any set_by_province of_which valid_to source"
    return _values(row, names) | {"source_note": row.note, "position": _position(row.code)}


def _threshold_values(row: ThresholdDefinition) -> Values:
    return _values(row, "comparator value text of_which_value valid_to source") | {"source_note": row.note}


def _values(row, names: str) -> Values:
    return {name: getattr(row, name) for name in names.split()}


def _position(code: str) -> int:
    """The place of "17.10" (10) or "1.b" (2) inside its criterion."""
    last = code.rpartition(".")[2]
    return int(last) if last.isdecimal() else ord(last) - ord("a") + 1


def _bring_in_line(
    tally: Tally, rows: models.QuerySet, key: tuple[str, ...], wanted: dict[Key, tuple[Any, Values]]
) -> list[tuple[int, Any]]:
    """Create and amend rows until each of `wanted` is there; returns (primary key, definition) pairs.

    `wanted` maps the values of the fields named in `key` to a definition and its other values.
    """
    by_key = {tuple(getattr(row, name) for name in key): row for row in rows}
    loaded = _last_written_by_load(rows)
    matched = _match(by_key, list(wanted.items()), key, loaded)
    if key == INDICATOR_KEY:
        matched = _renamed(rows, by_key, wanted) | matched
    new, changed, kept = [], [], {}
    for place, (_, values) in wanted.items():
        values = dict(zip(key, place, strict=True)) | values
        row = matched.get(place)
        if row is None:
            matched[place] = rows.model(**values)
            new.append(matched[place])
        elif all(getattr(row, name) == value for name, value in values.items()):
            tally.unchanged += 1
        elif row.is_verified or row.pk not in loaded:
            kept[row.pk] = row
        else:
            for name, value in values.items():
                setattr(row, name, value)
            changed.append((row, values))
    for row in kept.values():
        tally.keep(row, KEPT_VERIFIED if row.is_verified else KEPT_BY_HAND)
    _count_rest(tally, by_key.values(), matched.values(), loaded)
    _write(tally, rows.model, new, changed)
    return [(matched[place].pk, definition) for place, (definition, _) in wanted.items()]


def _last_written_by_load(rows: models.QuerySet) -> set[int]:
    """Primary keys of the rows that nobody touched since a load wrote them."""
    entries = rows.model.history.filter(id__in=rows.values("pk")).order_by("history_id")
    reasons = dict(entries.values_list("id", "history_change_reason"))
    return {pk for pk, reason in reasons.items() if reason == LOAD_REASON}


def _match(by_key: dict, wanted: list, key: tuple[str, ...], loaded: set[int]) -> dict[Key, models.Model]:
    """Which row each wanted key meets: the same key, else, for dated rows, the same row from another day.

    A row of a former load moves to the new day; a person's row that holds in the same period stands in
    for the wanted one, so that two levels never hold at once.
    """
    matched = {place: by_key[place] for place, _ in wanted if place in by_key}
    if key[-1] != "valid_from":
        return matched
    spare = [(place, row) for place, row in by_key.items() if place not in matched]
    for place, (_, values) in wanted:
        if place in matched:
            continue
        same = [(at, row) for at, row in by_key.items() if at[:-1] == place[:-1]]
        persons = [
            row for _, row in same if row.pk not in loaded and _meet(row, place[-1], values["valid_to"])
        ]
        movable = [pair for pair in spare if pair in same and pair[1].pk in loaded]
        if persons:
            matched[place] = persons[0]
        elif movable:
            spare.remove(movable[0])
            matched[place] = movable[0][1]
    return matched


def _renamed(rows: models.QuerySet, by_key: dict, wanted: dict) -> dict[Key, models.Model]:
    """The wanted indicators whose code a person has changed: they are there under another one."""
    entries = rows.model.history.filter(id__in=rows.values("pk")).values_list("criterion_id", "code", "id")
    former = {(criterion, code): pk for criterion, code, pk in entries}
    row_of = {row.pk: row for row in by_key.values()}
    now = {place[:2] for place in by_key}
    gone = [place for place in wanted if place[:2] not in now and place[:2] in former]
    return {place: row_of[former[place[:2]]] for place in gone}


def _meet(row, first: datetime.date, last: datetime.date | None) -> bool:
    """Whether `row` holds on some day from `first` to `last`."""
    return row.valid_from <= (last or datetime.date.max) and first <= (row.valid_to or datetime.date.max)


def _count_rest(tally: Tally, rows: Iterable, matched: Iterable, loaded: set[int]):
    met = {row.pk for row in matched}
    for row in rows:
        if row.pk in met:
            continue
        if row.pk in loaded:
            tally.keep(row, LEFT_BEHIND)
        else:
            tally.outside += 1


def _write(tally: Tally, model: type[models.Model], new: list, changed: list[tuple[models.Model, Values]]):
    tally.created, tally.changed = len(new), len(changed)
    if new:
        bulk_create_with_history(new, model, default_change_reason=LOAD_REASON)
    if changed:
        rows, values = zip(*changed, strict=True)
        bulk_update_with_history(rows, model, list(values[0]), default_change_reason=LOAD_REASON)
