"""Writing figures and their log in bulk: COPY for a sheet on PostgreSQL, a few statements elsewhere.

Plain tuples and SQL, because a province's sheet is tens of thousands of rows and model instances alone
would take longer than the database does. What may be written is decided by the actions that call this.
"""

import datetime
import json
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from django.db import connection

from criteria.models import FIGURE_FIELDS, IndicatorChange, IndicatorResult

# SQLite takes 32,766 values in a statement.
ROWS_TOGETHER = 2000
# Of a long sheet, no more is made ready at once.
WRITTEN_TOGETHER = 5000
# From here on PostgreSQL is faster with COPY, in spite of the table it needs.
COPIED_FROM = 200
LOADING = "figures_loading"
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


def write_rows(writes: Iterable[FigureWrite]) -> dict[tuple[int, int], int]:
    """Insert or update figures by their key, and log them: (standing id, indicator id) → key of the row.

    Called inside the transaction of an action. A figure may be among the rows once.
    """
    ids, rest = {}, iter(writes)
    with connection.cursor() as cursor:
        while some := list(islice(rest, WRITTEN_TOGETHER)):
            ids.update(_write(cursor, some))
    return ids


def _write(cursor, writes: list[FigureWrite]) -> dict[tuple[int, int], int]:
    moments: dict = {}
    results = [
        (*write[:2], *write.values, write.version, write.updated_by_id, _moment(write.updated_at, moments))
        for write in writes
    ]
    copied = connection.vendor == "postgresql" and len(writes) >= COPIED_FROM
    upserted = (_upsert_copied if copied else _upsert)(cursor, results)
    ids = {(standing, indicator): pk for pk, standing, indicator in upserted}
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
    (_copy if copied else _insert)(cursor, IndicatorChange._meta.db_table, LOG_COLUMNS, logs)
    return ids


_encode = json.JSONEncoder().encode


def _json(said: dict[str, str]) -> str:
    return _encode(said) if said else "{}"


def _moment(at: datetime.datetime, known: dict):
    """The moment as the database takes it; a sheet has one for all its rows."""
    if at not in known:
        known[at] = connection.ops.adapt_datetimefield_value(at)
    return known[at]


def _on_conflict() -> str:
    """The end of an upsert by the key of a figure."""
    written = ", ".join(f"{name} = excluded.{name}" for name in RESULT_COLUMNS[2:])
    return (
        f"ON CONFLICT (standing_id, indicator_id) DO UPDATE SET {written} "
        "RETURNING id, standing_id, indicator_id"
    )


def _insert(cursor, table: str, columns: list[str], rows: list[tuple], end: str = "") -> list[tuple]:
    """Insert rows with few statements; what they return."""
    one, returned = f"({', '.join(['%s'] * len(columns))})", []
    for at in range(0, len(rows), ROWS_TOGETHER):
        some = rows[at : at + ROWS_TOGETHER]
        values = ", ".join([one] * len(some))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values} {end}",
            [value for row in some for value in row],
        )
        returned += cursor.fetchall() if end else []
    return returned


def _upsert(cursor, rows: list[tuple]) -> list[tuple]:
    return _insert(cursor, IndicatorResult._meta.db_table, RESULT_COLUMNS, rows, _on_conflict())


def _upsert_copied(cursor, rows: list[tuple]) -> list[tuple]:
    table, columns = IndicatorResult._meta.db_table, ", ".join(RESULT_COLUMNS)
    cursor.execute(f"CREATE TEMP TABLE {LOADING} AS SELECT {columns} FROM {table} WITH NO DATA")
    _copy(cursor, LOADING, RESULT_COLUMNS, rows)
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {LOADING} {_on_conflict()}")
    returned = cursor.fetchall()
    cursor.execute(f"DROP TABLE {LOADING}")
    return returned


def _copy(cursor, table: str, columns: list[str], rows: list[tuple]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
