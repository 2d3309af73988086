"""What a reorganisation will do, before it is applied. Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from communes.models import Agency, Commune, District, Officer, Province, Reorganisation
from communes.reorganising import Fault
from communes.reorganising_plan import Plan

NAMED = 5


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

    ends: District | Agency
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
    """Rows of one kind that are touched: what happens to them (`label`), how many, the first in words.

    `lapses` marks those for which nobody takes over.
    """

    label: str
    count: int
    samples: Sequence[str] = ()
    lapses: bool = False

    @classmethod
    def of(cls, label: str, found: Sequence, *, lapses: bool = False) -> "TouchedKind":
        """The kind of what was found, the first `NAMED` of them in the words they say themselves by."""
        return cls(label, len(found), [str(one) for one in found[:NAMED]], lapses=lapses)

    def __str__(self):
        first = "; ".join(self.samples)
        return f"{self.count} {self.label}" + (f": {first}" if first else "")


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
    """What applying would do today; of one that was applied, what it did (officers have moved by then)."""
    plan = Plan(reorganisation)
    faults = plan.faults()
    if any(fault.line is not None for fault in faults):
        # A line that leads nowhere by now: there is nothing to foretell until it is put right.
        return Preview(_mergers(plan), (), (), (), (), (), (), faults)
    moves, touched = _moves(plan), [kind for follower in followers for kind in follower.touched(plan)]
    lapses = [f"{move.officer}: không còn phạm vi ({move.before})" for move in moves if not move.after]
    lapses += [str(kind) for kind in touched if kind.lapses]
    faults += [Fault(text) for follower in followers for text in follower.refusals(plan)]
    return Preview(
        mergers=_mergers(plan),
        districts=list(plan.ground.ending_districts.values()),
        provinces=list(plan.ground.ending_provinces.values()),
        heirs=_heirs(plan),
        moves=moves,
        touched=[kind for kind in touched if not kind.lapses],
        lapses=lapses,
        faults=faults,
    )


def _mergers(plan: Plan) -> list[Merger]:
    """Every successor with its parts, in the order of their names."""
    mergers = []
    for code, place in plan.successors.items():
        place.set_keys()
        parts = [
            (plan.ground.predecessors[line.predecessor_code], line.whole)
            for line in plan.lines
            if line.successor_code == code and line.predecessor_code in plan.ground.predecessors
        ]
        known = place if place.pk else None
        mergers.append((place.sort_key, Merger(code, place.full_name, place.province, parts, known)))
    return [merger for _, merger in sorted(mergers, key=lambda pair: (pair[0], pair[1].code))]


def _heirs(plan: Plan) -> list[Heir]:
    districts = list(plan.ground.ending_districts.values())
    agencies = list(plan.touched_agencies())
    inside = Officer.objects.filter(scope_district__in=districts)
    officers = Counter(inside.values_list("scope_district", flat=True))
    working = Counter(Officer.objects.filter(agency__in=agencies).values_list("agency", flat=True))
    heirs = [Heir(one, _words(plan.heir_of_district(one.pk)), officers[one.pk]) for one in districts]
    return heirs + [Heir(one, _words(plan.heir_of_agency(one)), working[one.pk]) for one in agencies]


def _moves(plan: Plan) -> list[Move]:
    return [
        Move(
            officer,
            _words(officer.scope_commune or officer.scope_district or officer.scope_province),
            _words(plan.heir_of_officer(officer)),
        )
        for officer in plan.touched_officers()
    ]


def _words(heir: Commune | District | Province | Agency | None) -> str:
    if heir is None:
        return ""
    return heir.name if isinstance(heir, Agency) else heir.full_name
