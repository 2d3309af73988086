"""What a reorganisation will do, before it is applied. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from communes.models import Commune, District, Officer, Province, Reorganisation
from communes.reorganising import Fault


@dataclass(frozen=True)
class Merger:
    """One successor and its parts: (predecessor, whole). `known` is its row, if there is one."""

    code: str
    full_name: str
    province: Province | None
    predecessors: Sequence[tuple[Commune, bool]]
    known: Commune | None = None


@dataclass(frozen=True)
class Heir:
    """A district or agency that ends, who takes over ("" when nobody does), and how many officers."""

    ends: object
    heir: str
    officers: int


@dataclass(frozen=True)
class Move:
    """An officer whose scope changes: from where, to where ("" when it lapses)."""

    officer: Officer
    before: str
    after: str


@dataclass(frozen=True)
class TouchedKind:
    """Rows of one kind that are touched: what happens to them (`label`), how many, the first in words."""

    label: str
    count: int
    samples: Sequence[str] = ()
    lapses: bool = False


@dataclass(frozen=True)
class Preview:
    """Everything the preview page says; `faults` is empty when it may be applied today."""

    mergers: Sequence[Merger]
    districts: Sequence[District]
    provinces: Sequence[Province]
    heirs: Sequence[Heir]
    moves: Sequence[Move]
    touched: Sequence[TouchedKind]
    lapses: Sequence[str]
    faults: Sequence[Fault]


def preview(reorganisation: Reorganisation, *, followers: Sequence = ()) -> Preview:
    """What applying would do today."""
    raise NotImplementedError
