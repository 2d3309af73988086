"""The first line of an imported sheet against the headings a resource knows. No database."""

import difflib

import tablib
from django.core.exceptions import ValidationError

from communes.naming import fold, nfc

EMPTY = (None, "")


def tidy(dataset: tablib.Dataset, known: list[str], required: list[str]) -> tuple[list[int], dict[str, str]]:
    """Give the dataset the known headings and drop its empty lines and columns.

    Returns the file's line number of each row kept, and heading → letter of its column. Raises
    ValidationError with everything wrong with the file as a whole; the dataset is then empty.
    """
    headings, rows = dataset.headers or [], list(dataset)
    placed, problems = match_headings(headings, known, required)
    problems += _values_without_heading(headings, rows)
    lines, kept = [], []
    for line, row in enumerate(rows, start=getattr(dataset, "first_line", 1) + 1):
        values = [row[position] for position in placed]
        if any(value not in EMPTY for value in values):
            lines.append(line)
            kept.append(values)
    if not kept and not problems:
        problems.append("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.")
    dataset.wipe()
    if problems:
        raise ValidationError(problems)
    dataset.headers = list(placed.values())
    dataset.extend(kept)
    return lines, {heading: column_letters(position) for position, heading in placed.items()}


def match_headings(found: list, known: list[str], required: list[str]) -> tuple[dict[int, str], list[str]]:
    """Position → known heading for the columns of a file, and what is wrong with its first line.

    Case and composition do not matter, spelling does: a heading nobody knows is a fault and never
    skipped, or a whole column of work would vanish without a word.
    """
    by_spelling = {nfc(heading).casefold(): heading for heading in known}
    placed, problems = {}, []
    for position, cell in enumerate(found):
        text = nfc(str(cell)) if cell is not None else ""
        if not text:
            continue
        heading = by_spelling.get(text.casefold())
        if heading is None:
            problems.append(_unknown(text, known))
        elif heading in placed.values():
            problems.append(f"Cột “{heading}” có hai lần; giữ lại một.")
        else:
            placed[position] = heading
    missing = [heading for heading in required if heading not in placed.values()]
    problems += [f"Thiếu cột “{heading}”." for heading in missing]
    return placed, problems


def column_letters(position: int) -> str:
    """The name of a column: 0 → "A", 26 → "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _unknown(text: str, known: list[str]) -> str:
    by_fold = {fold(heading): heading for heading in known}
    near = difflib.get_close_matches(fold(text), by_fold, n=1, cutoff=0.6)
    if near:
        return f"Không có cột “{text}”; có phải “{by_fold[near[0]]}”?"
    return f"Không có cột “{text}”; các cột dùng được: {', '.join(known)}."


def _values_without_heading(headings: list, rows: list) -> list[str]:
    bare = [at for at, heading in enumerate(headings) if heading is None or not str(heading).strip()]
    filled = [at for at in bare if any(row[at] not in EMPTY for row in rows)]
    return [f"Cột {column_letters(at)} có số liệu nhưng không có tiêu đề ở dòng đầu." for at in filled]
