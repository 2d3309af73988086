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
    """A word, number or mark of a name: as written, its key with marks, and without."""

    text: str
    key: str
    bare: str

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
    found = []
    for text_piece in _PIECES.findall(nfc(text)):
        if found and text_piece in _ROMAN and not found[-1].is_mark:
            text_piece = str(_ROMAN[text_piece])
        elif text_piece[0].isdigit():
            text_piece = text_piece.replace(",", ".").lstrip("0") or "0"
        found.append(Piece(text_piece, syllable_key(text_piece), fold(text_piece).replace(" ", "")))
    return found


def _lexicon() -> dict[tuple[str, ...], tuple[str, str]]:
    """Phrase → (what sort of word, which one), by key with marks and, two words or more, without."""
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
            if len(pieces) > 1 or len(phrase) > 3:
                bare.setdefault(tuple(piece.bare for piece in pieces), (sort, name))
    return {**bare, **exact}


LEXICON = _lexicon()
FIRST_WORDS = {}
for _phrase in LEXICON:
    FIRST_WORDS[_phrase[0]] = max(len(_phrase), FIRST_WORDS.get(_phrase[0], 0))
NUMBER_WORDS = {
    key: str(at)
    for at, word in enumerate(words.NUMBER_WORDS.split("|"), start=1)
    for key in (syllable_key(word), fold(word))
}


def phrase_at(pieces: list[Piece], at: int) -> tuple[tuple[str, str] | None, int]:
    """The longest listed phrase that starts at `at` (None when there is none), and where it stops."""
    longest = max(FIRST_WORDS.get(pieces[at].key, 0), FIRST_WORDS.get(pieces[at].bare, 0))
    found, stop, exact, bare = None, at + 1, (), ()
    for next_at in range(at, len(pieces)):
        piece = pieces[next_at]
        if piece.is_mark and piece.text in SKIPPED:
            continue
        if piece.is_mark or len(exact) == longest:
            break
        exact, bare = (*exact, piece.key), (*bare, piece.bare)
        if known := LEXICON.get(exact) or LEXICON.get(bare):
            found, stop = known, next_at + 1
    return found, stop
