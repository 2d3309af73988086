"""Which places a place took over from by reorganisations: what its officers read, and what they go on with.

They read what became part of their place, wholly or not. They write only where their place took over all of
it: a commune that went in wholly, a district or province that ended and all of whose communes went in.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

# A place itself comes first, then what it took over from, then what those had taken over from.
_HELD = "WITH RECURSIVE held(id) AS (SELECT CAST(%s AS bigint) UNION {step}) SELECT id FROM held"
_COMMUNE = """
    SELECT joined.predecessor_id FROM held
    JOIN communes_succession joined ON joined.successor_id = held.id {wholly}
"""
_ABOVE = """
    SELECT old.{level}_id FROM held
    JOIN communes_commune new ON new.{level}_id = held.id
    JOIN communes_succession joined ON joined.successor_id = new.id
    JOIN communes_commune old ON old.id = joined.predecessor_id
    JOIN communes_{level} gone ON gone.id = old.{level}_id AND gone.valid_to IS NOT NULL {wholly}
"""
_NOTHING_ELSEWHERE = """
    AND NOT EXISTS (
        SELECT 1 FROM communes_succession other
        JOIN communes_commune parted ON parted.id = other.predecessor_id
        JOIN communes_commune became ON became.id = other.successor_id
        WHERE parted.{level}_id = old.{level}_id
        AND (became.{level}_id IS NULL OR became.{level}_id NOT IN (old.{level}_id, new.{level}_id))
    )
"""


def _sql(level: str, *, wholly: bool) -> str:
    if level == "commune":
        return _HELD.format(step=_COMMUNE.format(wholly="AND joined.whole" if wholly else ""))
    if level not in ("province", "district"):
        raise ValueError(level)
    step = _ABOVE.replace("{wholly}", _NOTHING_ELSEWHERE if wholly else "")
    return _HELD.format(step=step.format(level=level))


def read_with(level: str, place_id: int) -> RawSQL:
    """Keys of a place and of all that became part of it, for the right side of `__in`."""
    return RawSQL(_sql(level, wholly=False), [place_id])


def taken_over(level: str, place_id: int) -> frozenset[int]:
    """Keys of the places a place took over from wholly, and its own; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(level, wholly=True), [place_id])
        return frozenset(key for (key,) in cursor.fetchall())
