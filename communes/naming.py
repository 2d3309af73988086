"""Vietnamese names: one spelling to store, one key to search by, one key to sort by. No database.

The statistics office writes Đắk, the province Đăk, the press Đak or Đắc; keyboards give the same
letter composed (NFC) or decomposed (NFD). Neither database compares these as people do.
"""

import re
import unicodedata

# Vietnamese alphabetical order; f, j, w and z stand where dictionaries put them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
LETTER_MARKS = "\u0302\u0306\u031b"

UNIT_WORDS = (
    "thành phố",
    "thị trấn",
    "thị xã",
    "đặc khu",
    "phường",
    "huyện",
    "tỉnh",
    "quận",
    "xã",
    "tp",
    "tx",
    "tt",
)
_UNIT = re.compile(rf"^(?:{'|'.join(UNIT_WORDS)})[.\s]\s*(?=\S)")
_LETTER_RANK = {letter: index for index, letter in enumerate(ALPHABET, start=12)}


def nfc(text: str) -> str:
    """Return `text` composed (NFC, as TCVN 6909 asks) with runs of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return lower-case words without marks: "Xã Đăk Pxi" → "xa dak pxi", "Ia H'Drai" → "ia h drai"."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", bare.replace("đ", "d")))


_BARE_UNIT = re.compile(rf"^(?:{'|'.join(fold(word) for word in UNIT_WORDS)}) (?=\S)")


def name_key(name: str) -> str:
    """Return the key of a bare name: "Đắk Hà" → "dakha". dac/dak and ngoc/ngok are one, y is i."""
    key = fold(name).replace(" ", "")
    return key.replace("dac", "dak").replace("ngoc", "ngok").replace("y", "i")


def search_key(text: str) -> str:
    """Return the key of a name that may carry its unit word: "Xã ĐẮC HÀ", "dak ha", "dakha" → "dakha".

    "Quan Hóa" keeps its "Quan" (the unit is "Quận"): an unmarked unit word is dropped only from a
    text typed wholly without marks, such as "xa dak ha".
    """
    if text.isascii():
        return name_key(_BARE_UNIT.sub("", fold(text)))
    return name_key(_UNIT.sub("", nfc(text).casefold()))


def sort_key(text: str) -> str:
    """Return digits that sort as a Vietnamese dictionary does, whatever the database's collation.

    Letters come first (A Ă Â … D Đ E …), tones decide only between equal letters. Two digits per
    character; "00" ends the letters and is lower than the space "01".
    """
    letters, tones = [], []
    for char in nfc(text).lower():
        decomposed = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize(
            "NFC", decomposed[0] + "".join(mark for mark in decomposed[1:] if mark in LETTER_MARKS)
        )
        if base in _LETTER_RANK:
            letters.append(_LETTER_RANK[base])
            tones.append(next((TONES[mark] for mark in decomposed[1:] if mark in TONES), 0))
        elif base.isascii() and base.isdigit():
            letters.append(2 + int(base))
        elif base == " ":
            letters.append(1)
    return "".join(f"{rank:02}" for rank in letters) + "00" + "".join(map(str, tones))
