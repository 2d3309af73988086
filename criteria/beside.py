"""What other apps show on the screens of this one, as plain notes and figures. No database.

Nothing here knows of orders or obstacles. Whoever joins the apps (`ntm_portal/screens.py`) hands a screen a
function `beside`; it is given what the screen shows and answers with one of these, which the templates
print. A screen without it shows what is its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from criteria.markup import figure

# What `loc=` says to show only what nobody deals with.
ALONE = "chua-co-giai-phap"


@dataclass(frozen=True)
class Note:
    """A line: `label` in front, `text` with its link, what is `said` after; `bad` marks what is late."""

    text: str
    url: str = ""
    label: str = ""
    said: str = ""
    bad: bool = False

    def __str__(self):
        """The note without markup, for the files."""
        label = f"{self.label}: " if self.label else ""
        return f"{label}{self.text}" + (f" ({self.said})" if self.said else "")


@dataclass(frozen=True)
class Figure:
    """A number and the page that lists what it counts; None where the reader's scope does not reach it."""

    count: int | None
    url: str = ""
    words: str = ""
    bad: bool = False

    @property
    def markup(self) -> SafeString:
        return figure(self.count, self.url, self.bad)


@dataclass(frozen=True)
class Block:
    """One block of figures under a heading."""

    title: str
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Columns:
    """Columns beside a table of places: (key, heading) each, the figures of each place's code, the sums."""

    headings: Sequence[tuple[str, str]]
    of: dict[str, Sequence[Figure]]
    total: Sequence[Figure]
    said: str = ""

    def of_place(self, code: str) -> Sequence[Figure]:
        return self.of.get(code) or [Figure(None)] * len(self.headings)


@dataclass(frozen=True)
class Parts:
    """Pieces of a page: templates that print themselves from `context`."""

    templates: Sequence[str] = ()
    context: dict = field(default_factory=dict)


@dataclass(frozen=True)
class BesideOverview:
    """On a province's overview: blocks, columns of the table of districts, what of it is illustrative.

    `notes` stand by themselves below the bands.
    """

    blocks: Sequence[Block]
    columns: Columns
    illustrative: str = ""
    notes: Sequence[Note] = ()


@dataclass(frozen=True)
class BesideBoard:
    """On a board: a sentence of figures, and the (commune id, criterion id) nobody deals with.

    `alone` is None where that is not known: in an earlier round than the newest, and as of a past day.
    `counted` says of which day the figures are, where it is not the page's.
    """

    alone: frozenset[tuple[int, int]] | None = None
    said: str = ""
    figures: Sequence[Figure] = ()
    illustrative: str = ""
    notes: Sequence[Note] = ()
    counted: str = ""


@dataclass(frozen=True)
class BesideCriterion:
    """On a criterion's page: columns of notes by commune id, the communes nobody helps, what may be ticked.

    `page_of` gives the page of an agency, "" where the reader may not open it. `form` is the id of the form
    the ticks belong to, printed by the part `giving` below the table.
    """

    page_of: Callable = field(default=lambda agency: "")
    notes: Sequence[Note] = ()
    headings: Sequence[tuple[str, str]] = ()
    of: dict[int, Sequence[Sequence[Note]]] = field(default_factory=dict)
    links: dict[int, Sequence[Note]] = field(default_factory=dict)
    alone: frozenset[int] | None = None
    tick: frozenset[int] = frozenset()
    ticked: frozenset[int] = frozenset()
    form: str = ""
    giving: Parts = field(default_factory=Parts)
    illustrative: str = ""
    below: Parts = field(default_factory=Parts)


@dataclass(frozen=True)
class CellNotes:
    """What belongs to one criterion of one commune: notes, a badge, and links to act."""

    notes: Sequence[Note] = ()
    badge: str = ""
    links: Sequence[Note] = ()


@dataclass(frozen=True)
class BesideCommune:
    """On a commune's page: notes below the heading, and those of each criterion by its id.

    `heads` tells whether the reader is told who heads the units in charge.
    """

    page_of: Callable = field(default=lambda agency: "")
    heads: bool = False
    notes: Sequence[Note] = ()
    of: dict[int, CellNotes] = field(default_factory=dict)
    illustrative: str = ""
    below: Parts = field(default_factory=Parts)


def noted(beside) -> dict[str, str]:
    """What a file says of illustrative rows among what stands beside its figures."""
    return {"Ghi chú về việc, vướng mắc": beside.illustrative} if beside and beside.illustrative else {}
