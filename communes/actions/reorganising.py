"""Preparing a reorganisation, giving up what was prepared, and who may do which of it."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from communes.models import Officer, Province, Reorganisation, ReorganisationHeir, ReorganisationLine
from communes.naming import nfc
from communes.periods import FIRST_DAY
from communes.refusing import ActionRefused
from communes.reorganising import Fault, PlannedHeir, PlannedLine, ReorganisationRefused
from communes.reorganising_faults import faults_of
from communes.reorganising_ground import Ground
from communes.scope import covers_place
from communes.seed_files import Seeds

PREPARE, APPLY = "communes.add_reorganisation", "communes.apply_reorganisation"


@transaction.atomic
def prepare(
    *,
    name: str,
    decision: str,
    effective_on: datetime.date,
    lines: Sequence[PlannedLine],
    heirs: Sequence[PlannedHeir] = (),
    note: str = "",
    by: Officer,
) -> Reorganisation:
    """Store a reorganisation to be looked at; nothing else is touched.

    Raises ReorganisationRefused with all that is wrong, ActionRefused for whoever may not prepare one.
    """
    if not by.has_perm(PREPARE):
        raise ActionRefused("Tài khoản của bạn không được giao việc chuẩn bị sắp xếp đơn vị hành chính.")
    faults = faults_of(name=name, effective_on=effective_on, lines=lines, heirs=heirs)
    if effective_on > FIRST_DAY:
        ground = Ground(lines, effective_on)
        places = {place.province for place in ground.predecessors.values()}
        faults = _outside(places, by) + faults
    if faults:
        raise ReorganisationRefused(faults)
    reorganisation = Reorganisation(
        name=nfc(name),
        decision=nfc(decision),
        effective_on=effective_on,
        note=nfc(note),
        prepared_at=timezone.now(),
        prepared_by=by,
    )
    reorganisation._history_user = by
    reorganisation.save()
    ReorganisationLine.objects.bulk_create(_line(line, ground, reorganisation) for line in lines)
    ReorganisationHeir.objects.bulk_create(_heir(heir, ground, reorganisation) for heir in heirs)
    return reorganisation


def _outside(places: set[Province], by: Officer) -> list[Fault]:
    """A fault for every province an officer would change beyond their scope."""
    beyond = [place for place in places if not covers_place(by, place)]
    return [
        Fault(f"{place.full_name} ở ngoài phạm vi phụ trách của bạn.")
        for place in sorted(beyond, key=lambda place: place.sort_key)
    ]


def _line(line: PlannedLine, ground: Ground, reorganisation: Reorganisation) -> ReorganisationLine:
    predecessor = ground.predecessors[line.predecessor_code]
    return ReorganisationLine(
        reorganisation=reorganisation,
        predecessor=predecessor,
        predecessor_code=predecessor.code,
        predecessor_name=predecessor.full_name,
        successor_code=line.successor_code,
        successor_name=nfc(line.successor_name),
        successor_kind=line.successor_kind,
        successor_province_code=line.successor_province_code,
        successor_district_code=line.successor_district_code,
        whole=line.whole,
    )


def _heir(heir: PlannedHeir, ground: Ground, reorganisation: Reorganisation) -> ReorganisationHeir:
    return ReorganisationHeir(
        reorganisation=reorganisation,
        district=ground.ending_districts.get(heir.district_code),
        agency=heir.agency,
        officer=heir.officer,
        heir_commune_code=heir.heir_commune_code,
        heir_province_code=heir.heir_province_code,
        heir_agency=heir.heir_agency,
    )


def lines_from_seeds(province_code: str) -> list[PlannedLine]:
    """What became of every commune of a province of before 01/07/2025, by the national files.

    Raises SeedConflict when there was no such province.
    """
    seeds = Seeds.read(province_code)
    new = {row["code"]: row for row in seeds.new_communes}
    return [
        PlannedLine(
            predecessor_code=row["predecessor_code"],
            successor_code=row["successor_code"],
            successor_name=new[row["successor_code"]]["name"],
            successor_kind=new[row["successor_code"]]["kind"],
            successor_province_code=new[row["successor_code"]]["province_code"],
            whole=row["whole"] == "yes",
        )
        for row in seeds.successions
    ]


def refuse_applying(ground: Ground, by: Officer) -> None:
    """Raise unless the officer may apply or undo it: the right, and a scope over both sides' provinces."""
    if not by.has_perm(APPLY):
        raise ActionRefused(
            "Tài khoản của bạn không được giao việc áp dụng, hoàn tác sắp xếp đơn vị hành chính."
        )
    places = {place.province for place in ground.predecessors.values()}
    places |= {
        ground.provinces[line.successor_province_code]
        for line in ground.lines
        if line.successor_province_code in ground.provinces
    }
    if outside := _outside(places, by):
        raise ReorganisationRefused(outside)


@transaction.atomic
def withdraw(reorganisation: Reorganisation, *, by: Officer) -> None:
    """Give up one that was prepared and not applied."""
    if not by.has_perm(PREPARE):
        raise ActionRefused("Tài khoản của bạn không được giao việc chuẩn bị sắp xếp đơn vị hành chính.")
    held = locked(reorganisation)
    if held.applied_at or held.undone_at:
        raise ActionRefused(f"{held.name}: {held.state.label.lower()}, không còn là bản chuẩn bị.")
    places = {line.predecessor.province for line in held.lines.all() if line.predecessor}
    if outside := _outside(places, by):
        raise ReorganisationRefused(outside)
    mark(held, reorganisation, "undone", by)


def locked(reorganisation: Reorganisation) -> Reorganisation:
    """The row, held until the transaction ends: two officers applying or undoing at once take turns."""
    return Reorganisation.objects.select_for_update(of=["self"]).get(pk=reorganisation.pk)


def mark(held: Reorganisation, shown: Reorganisation, step: str, by: Officer) -> None:
    """Write down who took a step and when, also on the object the caller holds."""
    now = timezone.now()
    for row in (held, shown):
        setattr(row, f"{step}_at", now)
        setattr(row, f"{step}_by", by)
    held._history_user = by
    held.save()
