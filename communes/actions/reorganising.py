"""Preparing, applying and undoing a reorganisation."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from communes.models import Officer, Reorganisation
from communes.reorganising import PlannedHeir, PlannedLine


@dataclass(frozen=True)
class Applied:
    """What applying did: (what it is, how many) of each kind, and sentences on what lapsed."""

    counts: Sequence[tuple[str, int]]
    lapsed: Sequence[str]


@dataclass(frozen=True)
class Undone:
    """What undoing did: changes put back, and sentences on what was kept, used or changed since."""

    restored: int
    kept: Sequence[str]


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
    """Store a reorganisation to be looked at; nothing else is touched. Raises ReorganisationRefused."""
    raise NotImplementedError


def lines_from_seeds(province_code: str) -> list[PlannedLine]:
    """What became of every commune of a province of before 01/07/2025, by the national files."""
    raise NotImplementedError


def withdraw(reorganisation: Reorganisation, *, by: Officer) -> None:
    """Give up one that was prepared and not applied."""
    raise NotImplementedError


def apply(reorganisation: Reorganisation, *, by: Officer, followers: Sequence = ()) -> Applied:
    """Bring it about in one transaction. ReorganisationRefused with all faults; then nothing is changed."""
    raise NotImplementedError


def undo(reorganisation: Reorganisation, *, by: Officer) -> Undone:
    """Put back what applying changed, as far as nothing followed from it."""
    raise NotImplementedError
