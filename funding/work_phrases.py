"""The words of a work's name: cut into pieces, looked up with or without marks, and as they are spoken."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from communes.naming import TONES, fold, nfc
from funding import work_words as words

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_PIECES = re.compile(r"\d+[.,]\d+|\d+[^\W\d_](?![^\W_])|\d+|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[-–—,;:()/.&+]")
_MARKS = set("-–—,;:()/.&+")
# Marks a phrase may be written across: "ngõ, xóm", "TH&THCS".
SKIPPED = set(",&")


@dataclass(frozen=True)
class Piece:
    """A word, number or mark of a name: as written, its key with marks, and without.

    `unmarked` is whether the whole name was typed without marks, so that one word without is known too.
    """

    text: str
    key: str
    bare: str
    unmarked: bool = False

    @property
    def is_mark(self) -> bool:
        return self.text in _MARKS

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() and not (len(self.text) > 1 and self.text.isupper())


@lru_cache(maxsize=20_000)
def syllable_key(word: str) -> str:
    """A lower-case word with its tone at its end: "hoà" and "hòa" are both "hoa2"."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in TONES:
            tone = str(TONES[char])
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


@lru_cache(maxsize=20_000)
def spoken_key(word: str) -> str:
    """How a word of a place's name sounds: Đắc/Đăk, Ngọc/Ngọk, Loong/Long, Kơ/K', Y/I, Dốp/Zốp are one."""
    bare = re.sub(r"k['’ʼ]", "k", word.casefold())
    key = re.sub(r"[^a-z0-9]", "", fold(bare).replace(" ", ""))
    key = key.replace("y", "i").replace("z", "d")
    key = re.sub(r"c(?!h)", "k", key)
    key = re.sub(r"^ko(?=[bcdfghjklmpqrstvx]|$)", "k", key)
    return re.sub(r"([a-z])\1+", r"\1", key)


def pieces_of(text: str) -> list[Piece]:
    """The words, numbers and marks of a name; Roman numerals and "03" as plain numbers."""
    written = _PIECES.findall(nfc(text))
    unmarked, found = text.isascii(), []
    for at, piece in enumerate(written):
        if found and piece in _ROMAN and not found[-1].is_mark and _ends_a_name(written, at):
            piece = str(_ROMAN[piece])
        elif piece[0].isdigit():
            piece = piece.replace(",", ".").lstrip("0") or "0"
        found.append(Piece(piece, syllable_key(piece), fold(piece).replace(" ", ""), unmarked))
    return found


def _ends_a_name(written: list[str], at: int) -> bool:
    """Whether a Roman numeral is one: in "THÔN VI KLÂNG" the name goes on."""
    after = written[at + 1] if at + 1 < len(written) else ""
    return not (after.isalpha() and after[0].isupper())


def _lexicon() -> tuple[dict[tuple[str, ...], tuple[str, str]], ...]:
    """Phrase → (what sort of word, which one): by key with marks, and without."""
    sorts = [("thing", words.THINGS), ("part", words.PARTS), ("manner", words.MANNERS)]
    listed = [("filling", "", words.FILLING), ("numbered", "number", words.NUMBERED["number"])]
    listed += [(sort, name, phrases) for sort, table in sorts for name, phrases in table.items()]
    listed += [("numbered", name, phrases) for name, phrases in words.NUMBERED.items()]
    listed += [("village", "", words.VILLAGE), ("commune", "", words.COMMUNE), ("link", "", words.LINKS)]
    listed += [("from", "", words.FROM), ("people", "", words.PEOPLE)]
    listed += [("route", name, phrases) for name, phrases in words.ROUTES.items()]
    exact, bare = {}, {}
    for sort, name, phrases in listed:
        for phrase in phrases.split("|"):
            pieces = [piece for piece in pieces_of(phrase) if not piece.is_mark]
            exact[tuple(piece.key for piece in pieces)] = (sort, name)
            bare.setdefault(tuple(piece.bare for piece in pieces), (sort, name))
    return exact, bare


EXACT, BARE = _lexicon()
FIRST_WORDS = {}
for _phrase in (*EXACT, *BARE):
    FIRST_WORDS[_phrase[0]] = max(len(_phrase), FIRST_WORDS.get(_phrase[0], 0))
NUMBER_WORDS = {
    key: str(at)
    for at, word in enumerate(words.NUMBER_WORDS.split("|"), start=1)
    for key in (syllable_key(word), fold(word))
}


def phrase_at(pieces: list[Piece], at: int, *, in_name=False) -> tuple[tuple[str, str] | None, int]:
    """The longest listed phrase that starts at `at` (None when there is none), and where it stops.

    One word without marks is taken for a listed one only in a name without any, and not where it may go
    on with a village's name: "thon Peng Lang".
    """
    longest = max(FIRST_WORDS.get(pieces[at].key, 0), FIRST_WORDS.get(pieces[at].bare, 0))
    found, stop, exact, bare = None, at + 1, (), ()
    for next_at in range(at, len(pieces)):
        piece = pieces[next_at]
        if piece.is_mark and piece.text in SKIPPED:
            continue
        if piece.is_mark or len(exact) == longest:
            break
        exact, bare = (*exact, piece.key), (*bare, piece.bare)
        known = EXACT.get(exact)
        if known is None and (len(bare) > 1 or _told_bare(piece, in_name)):
            known = BARE.get(bare)
        if known:
            found, stop = known, next_at + 1
    return found, stop


def _told_bare(piece: Piece, in_name: bool) -> bool:
    return piece.unmarked and (not in_name or BARE.get((piece.bare,), ("",))[0] in ("commune", "link"))
