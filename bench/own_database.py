"""A database made for one run and gone after it; nothing of the developer's own is read or written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg


@contextmanager
def own_database() -> Iterator[str]:
    """Set DATABASE_URL to a new empty database; its kind in words.

    On the PostgreSQL server that DATABASE_URL names, or else SQLite in a temporary folder. Django must
    not be set up yet; the processes started meanwhile find the same database.
    """
    given = os.environ.get("DATABASE_URL", "")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    own = _on_server(given) if given.startswith("postgres") else _in_folder()
    with own as (url, kind):
        os.environ["DATABASE_URL"] = url
        yield kind


@contextmanager
def _in_folder() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="ntm-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}", "SQLite"


@contextmanager
def _on_server(url: str) -> Iterator[tuple[str, str]]:
    name = f"ntm_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        version = server.info.server_version // 10_000
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl(), f"PostgreSQL {version}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
