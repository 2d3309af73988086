"""Writing figures and their log in bulk: one statement for each on PostgreSQL, few on SQLite.

Plain tuples and SQL, because a province's sheet is tens of thousands of rows and model instances alone
would take longer than the database does. What may be written is decided by the actions that call this.
"""

import datetime
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from criteria.models import FIGURE_FIELDS, IndicatorChange, IndicatorResult

# SQLite takes 32,766 values in a statement.
ROWS_TOGETHER = 2000
RESULT_TYPES = ["bigint", "bigint", *["numeric"] * 4, *["text"] * 4, "int", "bigint", "timestamptz"]
LOG_TYPES = ["bigint", "jsonb", "jsonb", "int", "timestamptz", "bigint", "text", "text", "bigint"]
RESULT_COLUMNS = [
    "standing_id", "indicator_id", *FIGURE_FIELDS, "version", "updated_by_id", "updated_at"
]  # fmt: skip
LOG_COLUMNS = ["result_id", "before", "after", "version", "at", "by_id", "reason", "source", "batch_id"]


class FigureWrite(NamedTuple):
    """A figure as it is to be, and the log row of the change; `values` are FIGURE_FIELDS."""

    standing_id: int
    indicator_id: int
    values: tuple
    version: int
    updated_by_id: int | None
    updated_at: datetime.datetime
    before: dict[str, str]
    after: dict[str, str]
    at: datetime.datetime
    by_id: int | None
    reason: str
    source: str
    batch_id: int | None


def write_figures(changes: list[IndicatorChange]) -> list[IndicatorResult]:
    """Write changed results and the log rows that point at them; the results, with their keys."""
    results = [change.result for change in changes]
    ids = write_rows([_write_of(change) for change in changes])
    for result in results:
        result.pk = ids[result.standing_id, result.indicator_id]
        result._state.adding, result._state.db = False, connection.alias
    return results


def _write_of(change: IndicatorChange) -> FigureWrite:
    result = change.result
    return FigureWrite(
        standing_id=result.standing_id,
        indicator_id=result.indicator_id,
        values=tuple(getattr(result, name) for name in FIGURE_FIELDS),
        version=result.version,
        updated_by_id=result.updated_by_id,
        updated_at=result.updated_at,
        before=change.before,
        after=change.after,
        at=change.at,
        by_id=change.by_id,
        reason=change.reason,
        source=change.source,
        batch_id=change.batch_id,
    )


def write_rows(writes: Sequence[FigureWrite]) -> dict[tuple[int, int], int]:
    """Insert or update figures by their key, and log them: (standing id, indicator id) → key of the row.

    Called inside the transaction of an action. A figure may be among the rows once.
    """
    if not writes:
        return {}
    moments: dict = {}
    results = [
        (*write[:2], *write.values, write.version, write.updated_by_id, _moment(write.updated_at, moments))
        for write in writes
    ]
    bulk = _upsert_arrays if connection.vendor == "postgresql" else _upsert_values
    with connection.cursor() as cursor:
        ids = {(standing, indicator): pk for pk, standing, indicator in bulk(cursor, results)}
        logs = [
            (
                ids[write[:2]],
                _json(write.before),
                _json(write.after),
                write.version,
                _moment(write.at, moments),
                write.by_id,
                write.reason,
                str(write.source),
                write.batch_id,
            )
            for write in writes
        ]
        _insert_logs(cursor, logs)
    return ids


_encode = json.JSONEncoder().encode


def _json(said: dict[str, str]) -> str:
    return _encode(said) if said else "{}"


def _moment(at: datetime.datetime, known: dict):
    """The moment as the database takes it; a sheet has one for all its rows."""
    if at not in known:
        known[at] = connection.ops.adapt_datetimefield_value(at)
    return known[at]


def _upsert() -> tuple[str, str]:
    """The beginning and the end of the upsert, between which the rows stand."""
    table = IndicatorResult._meta.db_table
    written = ", ".join(f"{name} = excluded.{name}" for name in RESULT_COLUMNS[2:])
    return (
        f"INSERT INTO {table} ({', '.join(RESULT_COLUMNS)})",
        f"ON CONFLICT (standing_id, indicator_id) DO UPDATE SET {written} "
        "RETURNING id, standing_id, indicator_id",
    )


def _upsert_values(cursor, rows: list[tuple]) -> Iterator[tuple[int, int, int]]:
    start, end = _upsert()
    one = f"({', '.join(['%s'] * len(RESULT_COLUMNS))})"
    for at in range(0, len(rows), ROWS_TOGETHER):
        some = rows[at : at + ROWS_TOGETHER]
        cursor.execute(
            f"{start} VALUES {', '.join([one] * len(some))} {end}", [value for row in some for value in row]
        )
        yield from cursor.fetchall()


def _upsert_arrays(cursor, rows: list[tuple]) -> list[tuple[int, int, int]]:
    start, end = _upsert()
    cursor.execute(f"{start} SELECT * FROM {_unnest(RESULT_TYPES)} {end}", _columns(rows))
    return cursor.fetchall()


def _insert_logs(cursor, rows: list[tuple]) -> None:
    start = f"INSERT INTO {IndicatorChange._meta.db_table} ({', '.join(LOG_COLUMNS)})"
    if connection.vendor == "postgresql":
        cursor.execute(f"{start} SELECT * FROM {_unnest(LOG_TYPES)}", _columns(rows))
    else:
        cursor.executemany(f"{start} VALUES ({', '.join(['%s'] * len(LOG_COLUMNS))})", rows)


def _unnest(types: list[str]) -> str:
    """A table of one array for each column: a statement of fixed length for any number of rows."""
    return f"unnest({', '.join(f'%s::{name}[]' for name in types)})"


def _columns(rows: list[tuple]) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)]
