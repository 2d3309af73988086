"""Reading the name of a work as a Vietnamese commune writes it. No database.

A name is read into what is built or given, of which place, which phase, branch and section.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from funding import work_words as words
from funding.work_phrases import EXACT, NUMBER_WORDS, Piece, phrase_at, pieces_of, spoken_key, syllable_key

DROPPED = ("", "")
COUNTED = ("thing", "part")
YEAR = re.compile(r"(19|20)\d\d")
# Where a section ends, and what joins its ends.
STOPS, DASHES = set(",;)"), set("-–—")
UNSAID_OF_ENDS = {syllable_key(word) for word in words.UNSAID_OF_ENDS.split("|")}


@dataclass(frozen=True)
class WorkName:
    """What a name says. Every set may be empty: the name is silent about it.

    `places` are proper names, spelling evened out; `villages` those of them a "thôn" stands before.
    """

    things: frozenset[str]
    parts: frozenset[str]
    manners: frozenset[str]
    places: frozenset[str]
    villages: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    ends: frozenset[str]


def read_name(text: str, commune: str = "") -> WorkName:
    """Read a name of a work of `commune`, whose own name in it says nothing and is left out."""
    pieces = pieces_of(text)
    start, stop = _section_span(pieces)
    reader = _Reader(_spoken(commune.split()), cased=_is_cased(pieces))
    reader.read(pieces[:start])
    reader.read(pieces[stop:])
    return reader.name(_ends(pieces[start:stop]))


def _spoken(written: Iterable[str]) -> str:
    return "".join(map(spoken_key, written))


def _is_cased(pieces: list[Piece]) -> bool:
    """Whether capitals tell proper names apart: not in a name all in capitals or all without."""
    written = [piece.text for piece in pieces if piece.text[0].isalpha()]
    capital = any(text[0].isupper() and not text.isupper() for text in written)
    return capital and any(text[0].islower() for text in written)


def _section_span(pieces: list[Piece]) -> tuple[int, int]:
    """From where to where a name says which section of a road: "đoạn từ … đến …", "(nhà ông A - suối B)"."""
    for at, piece in enumerate(pieces):
        if piece.text == "(":
            stop = _first(pieces, at, {")"})
            if any(_is_link(pieces, inside) for inside in range(at + 1, stop)):
                return at, stop
        elif _opens_section(pieces, at):
            return at, _first(pieces, at, STOPS)
    return len(pieces), len(pieces)


def _opens_section(pieces: list[Piece], at: int) -> bool:
    """Whether "đoạn", "Km 0" or somebody's house stands here."""
    by_phase = at > 0 and pieces[at - 1].bare == "giai"
    by_distance = pieces[at].bare == "km" and at + 1 < len(pieces)
    if by_phase:
        return False
    return pieces[at].key in ("đoan5", "doan") or by_distance or phrase_at(pieces, at)[0] == ("people", "")


def _first(pieces: list[Piece], at: int, marks: set[str]) -> int:
    return next((i for i in range(at + 1, len(pieces)) if pieces[i].text in marks), len(pieces))


def _is_link(pieces: list[Piece], at: int) -> bool:
    return pieces[at].text in DASHES or EXACT.get((pieces[at].key,)) == ("link", "")


def _ends(section: list[Piece]) -> frozenset[str]:
    """Between what and what a section lies; people without their house and title."""
    ends: list[list[str]] = [[]]
    for at, piece in enumerate(section):
        if _is_link(section, at):
            ends.append([])
        elif not piece.is_mark and piece.key not in UNSAID_OF_ENDS:
            ends[-1].append(piece.text)
    return frozenset(_spoken(end) for end in ends if end)


class _Reader:
    """Takes the pieces of a name one after another; `run` is the proper name being read."""

    def __init__(self, commune: str, *, cased: bool):
        self.commune, self.cased = commune, cased
        self.found = {"thing": set(), "part": set(), "manner": set()}
        self.places, self.villages, self.words, self.numbers = set(), set(), set(), set()
        self.run: list[str] = []
        self.before = ("", "")

    def read(self, pieces: list[Piece]) -> None:
        at = 0
        while at < len(pieces):
            at = self._take(pieces, at)
        self._close()

    def _take(self, pieces: list[Piece], at: int) -> int:
        """Take what stands at `at`; where to go on."""
        piece = pieces[at]
        if piece.is_mark:
            self._close()
        elif self._continues_name(piece):
            self.run.append(piece.text)
        elif piece.text[0].isdigit():
            self._number(piece, pieces, at)
        elif self._is_spelt_number(pieces, at):
            self._number(Piece(NUMBER_WORDS[piece.key], "", ""), pieces, at)
        else:
            in_name = bool(self.run) or self.before[0] == "village"
            known, stop = phrase_at(pieces, at, in_name=in_name)
            if known:
                self._known(*known)
                return stop
            self._unknown(piece, pieces[at + 1 : at + 2], first=at == 0)
        return at + 1

    def _continues_name(self, piece: Piece) -> bool:
        inside = self.run or self.before[0] == "village"
        return bool(self.cased and inside and piece.is_capital and piece.key not in NUMBER_WORDS)

    def _is_spelt_number(self, pieces: list[Piece], at: int) -> bool:
        if self.before[0] != "village" or self.run or pieces[at].key not in NUMBER_WORDS:
            return False
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        return after is None or after.is_mark or bool(phrase_at(pieces, at + 1)[0])

    def _number(self, piece: Piece, pieces: list[Piece], at: int) -> None:
        """A number ends a place's name, or says which; before what is counted it says nothing."""
        sort, which = self.before
        counted = at + 1 < len(pieces) and (phrase_at(pieces, at + 1)[0] or ("", ""))[0] in COUNTED
        if sort == "village" and not self.run:
            self.run.append(piece.text.lower())
        elif sort == "numbered":
            self.numbers.add((which, piece.text.lower()))
            self.before = DROPPED
        elif self.run and not counted:
            self.run.append(piece.text.lower())
        elif sort == "thing" and not counted and not YEAR.fullmatch(piece.text):
            self.numbers.add((which, piece.text.lower()))

    def _known(self, sort: str, which: str) -> None:
        if sort == "numbered" and which == "number" and self.before[0] in ("village", "numbered"):
            return
        self._close()
        if sort in self.found:
            self.found[sort].add(which)
        if which == "lane":
            self.found["thing"].add("road")
        if sort == "route":
            self.run.append(which)
        self.before = (sort, which)

    def _unknown(self, piece: Piece, after: list[Piece], *, first: bool) -> None:
        is_name = not self.cased or self.run or self.before[0] == "village"
        if not is_name and piece.is_capital:
            is_name = not first or bool(after and after[0].is_capital)
        if is_name:
            self.run.append(piece.text)
        else:
            self.words.add(piece.bare)
            self.before = DROPPED

    def _close(self) -> None:
        """End the proper name being read; the commune's own is left out unless a village bears it."""
        place, in_village = _spoken(self.run), self.before[0] == "village"
        if place and (in_village or place != self.commune):
            self.places.add(place)
            if in_village:
                self.villages.add(place)
        self.run, self.before = [], DROPPED

    def name(self, ends: frozenset[str]) -> WorkName:
        things = self.found["thing"]
        for less, more in words.UNDERSTOOD.items():
            if things & set(more.split("|")):
                things.discard(less)
        return WorkName(
            *(frozenset(self.found[sort]) for sort in ("thing", "part", "manner")),
            *map(frozenset, (self.places, self.villages, self.words, self.numbers)),
            ends,
        )
