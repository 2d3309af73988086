"""Which places a place took over from by reorganisations: what its officers read, and what they go on with.

They read what became part of their place, wholly or not. They write only where their place took over all of
it: a commune that went in wholly, a district or province that ended and all of whose communes went in.
"""

from collections.abc import Collection
from functools import cache

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

LEVELS = ("province", "district", "commune")

# A place itself comes first, then what it took over from, then what those had taken over from.
_HELD = "held(id) AS (SELECT CAST({place} AS bigint) UNION {step})"
_COMMUNE = """
    SELECT joined.predecessor_id FROM held
    JOIN communes_succession joined ON joined.successor_id = held.id {wholly}
"""
_ABOVE = """
    SELECT old.{level}_id FROM held
    JOIN communes_commune new ON new.{level}_id = held.id
    JOIN communes_succession joined ON joined.successor_id = new.id
    JOIN communes_commune old ON old.id = joined.predecessor_id
    JOIN communes_{level} gone ON gone.id = old.{level}_id AND gone.valid_to IS NOT NULL
"""
# The same, place by place and commune by commune: PostgreSQL takes a step to be of ten places, and would
# read every commune and succession of the country for it. OFFSET 0 keeps it from joining them all the same.
_ABOVE_EACH = """
    SELECT became.id FROM held CROSS JOIN LATERAL (
        SELECT DISTINCT old.{level}_id AS id FROM communes_commune new
        CROSS JOIN LATERAL (
            SELECT predecessor_id FROM communes_succession WHERE successor_id = new.id OFFSET 0
        ) joined
        JOIN communes_commune old ON old.id = joined.predecessor_id
        JOIN communes_{level} gone ON gone.id = old.{level}_id AND gone.valid_to IS NOT NULL
        WHERE new.{level}_id = held.id
    ) became
"""
# Into which places the communes of ended ones went.
_MOVED = """
    SELECT DISTINCT old.{level}_id, new.{level}_id FROM communes_commune old
    JOIN communes_succession joined ON joined.predecessor_id = old.id
    JOIN communes_commune new ON new.id = joined.successor_id
    JOIN communes_{level} gone ON gone.id = old.{level}_id AND gone.valid_to IS NOT NULL
    WHERE old.{level}_id IN ({places})
"""


def _held(level: str, place: str = "%s", *, wholly: bool = False) -> str:
    """The place and all that became part of it; `wholly` is for communes alone."""
    if level not in LEVELS:
        raise ValueError(level)
    above = _ABOVE_EACH if connection.vendor == "postgresql" else _ABOVE
    step = _COMMUNE if level == "commune" else above
    step = step.format(level=level, wholly="AND joined.whole" if wholly else "")
    return _HELD.format(place=place, step=step)


def read_with(level: str, place_id: int) -> RawSQL:
    """Keys of a place and of all that became part of it, for the right side of `__in`."""
    return RawSQL(f"WITH RECURSIVE {_held(level)} SELECT id FROM held", [place_id])


def held_by_scope() -> RawSQL:
    """Over officers: the keys `read_with` gives of each one's scope, as a text with commas; NULL without."""
    return RawSQL(_by_scope(), [], output_field=TextField())


@cache
def _by_scope() -> str:
    joined = "STRING_AGG(CAST(id AS text), ',')" if connection.vendor == "postgresql" else "GROUP_CONCAT(id)"
    cases = "".join(
        f"WHEN '{level}' THEN (WITH RECURSIVE {_held(level, f'communes_officer.scope_{level}_id')} "
        f"SELECT {joined} FROM held) "
        for level in LEVELS
    )
    return f"CASE communes_officer.scope_level {cases} END"


def places_read(officer) -> list[int]:
    """Keys of the officer's place and of all that became part of it, where they are known; else [].

    They are of whoever is signed in (`held_by_scope`): then no list of a page finds them again, and the
    database sees how few they are.
    """
    held = {int(key) for key in (getattr(officer, "held", None) or "").split(",") if key}
    return sorted(held) if officer.scope_id in held else []


def read_by(officer) -> list[int] | RawSQL:
    """Keys of the officer's place and of all that became part of it, for the right side of `__in`."""
    return places_read(officer) or read_with(officer.scope_level, officer.scope_id)


def taken_over(level: str, place_id: int, within: Collection[int] = ()) -> frozenset[int]:
    """Keys of the places a place took over from wholly, and its own.

    `within` are the keys of `read_with`, where they are known. One query for them where they are not, and one
    more where they are several.
    """
    within = within or _keys(f"WITH RECURSIVE {_held(level)} SELECT id FROM held", [place_id])
    if len(within) == 1:
        return frozenset(within)
    if level == "commune":
        whole = _held(level, wholly=True)
        return frozenset(_keys(f"WITH RECURSIVE {whole} SELECT id FROM held", [place_id]))
    went: dict[int, set[int | None]] = {}
    sql = _MOVED.format(level=level, places=", ".join(["%s"] * len(within)))
    for old, new in _rows(sql, within):
        went.setdefault(old, set()).add(new)
    taken, before = {place_id}, 0
    while len(taken) > before:
        before = len(taken)
        taken |= {old for old, into in went.items() if len(into - {old}) == 1 and into - {old} <= taken}
    return frozenset(taken)


def _keys(sql: str, given: Collection[int]) -> list[int]:
    return [key for (key,) in _rows(sql, given)]


def _rows(sql: str, given: Collection[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(given))
        return cursor.fetchall()
