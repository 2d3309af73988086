"""A database outside the test's transaction, and processes that work in it: to be killed, or to race.

The processes are forked from one that has set Django up already, so that a test may use dozens of them.
"""

import multiprocessing
import os
import shutil
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.db import connection, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if not apps.ready:
    django.setup()

ON_FILE = connection.vendor == "sqlite"
PATIENCE = 60  # seconds until a process that does not answer fails its test
_numbers = count(1)
_forked = multiprocessing.get_context("forkserver")
# Whatever a worker would import first, so that it starts with the work itself.
_forked.set_forkserver_preload(
    ["tests.own_database", "ntm_portal.urls", "criteria.actions", "pytest", "tests.dossier_world"]
)


class Worker:
    """A process that runs `function(*args)` in the database `name` when told to go."""

    def __init__(self, name: str, function: Callable, *args):
        self.channel, theirs = _forked.Pipe()
        self.process = _forked.Process(target=_work, args=(name, theirs, function, args), daemon=True)
        self.process.start()
        theirs.close()
        self._heard()  # it is connected

    def go(self) -> None:
        self.channel.send("go")

    def answer(self):
        """What the function returned; what it raised is raised here."""
        said = self._heard()
        self.process.join(PATIENCE)
        if isinstance(said, BaseException):
            raise said
        return said

    def kill(self) -> None:
        """End the process as losing power would: nothing in it is told."""
        self.process.kill()
        self.process.join(PATIENCE)
        self.channel.close()

    def _heard(self):
        if not self.channel.poll(PATIENCE):
            self.kill()
            raise TimeoutError(f"nothing heard for {PATIENCE} seconds")
        return self.channel.recv()


def run(name: str, function: Callable, *args):
    """What `function(*args)` returns in the database `name`, in a process of its own."""
    worker = Worker(name, function, *args)
    worker.go()
    return worker.answer()


def _work(name: str, channel, function: Callable, args: tuple) -> None:
    connection.settings_dict["NAME"] = name
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.ensure_connection()
    channel.send("ready")
    channel.recv()
    try:
        said = function(*args)
    except Exception as error:
        error.add_note(traceback.format_exc())
        said = error
    channel.send(said)
    connections.close_all()


@contextmanager
def copy_of_test_database(folder: Path) -> Iterator[str]:
    """The name of a copy of the migrated test database; it is gone afterwards.

    The test must be marked `django_db`, or there is no test database and this refuses.
    """
    tested = connection.is_in_memory_db() if ON_FILE else "test_" in connection.settings_dict["NAME"]
    if not tested:
        raise RuntimeError("no test database: mark the test django_db")
    name = _new_name(folder)
    if ON_FILE:
        connection.ensure_connection()
        with closing(sqlite3.connect(name)) as target:
            connection.connection.backup(target)
    else:
        connection.close()
        connection.close_pool()
        _create(name, connection.settings_dict["NAME"])
    with _dropped_after(name):
        yield name


@contextmanager
def copy_of(template: str, folder: Path) -> Iterator[str]:
    """The name of a copy of a database nobody is connected to; it is gone afterwards."""
    name = _new_name(folder)
    with _dropped_after(name):
        overwrite(name, template)
        yield name


def overwrite(name: str, template: str) -> None:
    """Make the database a copy of the template, whatever it held."""
    if ON_FILE:
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
        shutil.copyfile(template, name)
    else:
        _drop(name)
        _create(name, template)


def wait_until_left(name: str) -> None:
    """Wait until the server noticed that a killed process is gone and ended what it was doing."""
    if ON_FILE:
        return
    until = time.monotonic() + PATIENCE
    with _server() as server:
        while server.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]).fetchone():
            if time.monotonic() > until:
                raise TimeoutError(f"{name} is still in use")
            time.sleep(0.01)


def _new_name(folder: Path) -> str:
    number = next(_numbers)
    if ON_FILE:
        return str(folder / f"own-{number}.sqlite3")
    return f"{connection.settings_dict['NAME']}_own_{os.getpid()}_{number}"


@contextmanager
def _dropped_after(name: str) -> Iterator[None]:
    try:
        yield
    finally:
        if not ON_FILE:
            _drop(name)


def _server() -> psycopg.Connection:
    at = connection.settings_dict
    return psycopg.connect(
        dbname="postgres",
        host=at["HOST"] or None,
        port=at["PORT"] or None,
        user=at["USER"] or None,
        password=at["PASSWORD"] or None,
        autocommit=True,
    )


def _create(name: str, template: str) -> None:
    wait_until_left(template)
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
