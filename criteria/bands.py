"""The bands of a criteria set as people write them: "19-19; 15-18; 10-14". No database."""

import re

EXAMPLE = "19-19; 15-18; 10-14; 5-9; 0-4"
_BAND = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})")


def bands_text(bands: list) -> str:
    """[[19, 19], [15, 18]] → "19-19; 15-18"."""
    return "; ".join(f"{low}-{high}" for low, high in bands)


def parse_bands(text: str) -> list[list[int]]:
    """Read the bands, highest first, without gap or overlap down to 0.

    Raises ValueError with a Vietnamese sentence. An empty text means no bands.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    found = [_BAND.fullmatch(part) for part in parts]
    if not all(found):
        raise ValueError(f"Ghi các khoảng số tiêu chí đạt, cao trước, ví dụ {EXAMPLE}.")
    bands = [[int(match[1]), int(match[2])] for match in found]
    if any(low > high for low, high in bands):
        raise ValueError("Mỗi khoảng ghi số nhỏ trước, ví dụ 15-18.")
    below = [low for low, _ in bands]
    if bands and (below[-1] != 0 or below[:-1] != [high + 1 for _, high in bands[1:]]):
        raise ValueError(f"Các khoảng phải nối liền nhau từ cao xuống 0, ví dụ {EXAMPLE}.")
    return bands
