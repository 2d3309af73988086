"""A portal as `make run` serves it: set up from nothing in a folder of its own, in processes of its own."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from tests.house_rules import ROOT

STARTS_WITHIN = 30  # seconds
QUIETLY = ["--no-control-socket", "--log-level", "warning"]
ADD_MIXED_ROUND = "from tests.world import open_mixed_round; open_mixed_round()"


def environment(folder: Path) -> dict[str, str]:
    """What a demonstration machine has in its `.env`, with the data in `folder`."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "NTM_ENV_FILE": "",
        "SECRET_KEY": "a-key-for-browser-tests-only",
        "DEBUG": "off",
        "DEMO": "on",
        "HTTPS": "off",
        "HOME_PROVINCE": "62",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
    }


def set_up(folder: Path) -> None:
    """The country's places, the law, the demonstration, and a round with every kind of cell."""
    for command in (["set_up"], ["shell", "--verbosity=0", "-c", ADD_MIXED_ROUND]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(folder),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Portal:
    """A portal set up in `folder`, on one address; its server may be stopped and started again."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.server = folder, free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"
        set_up(folder)

    def start(self) -> None:
        """Returns once the server answers."""
        bind = ["--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
        log = self.folder / "server.log"
        with log.open("a") as output:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "ntm_portal.wsgi:application", *bind, *QUIETLY],
                cwd=ROOT,
                env=environment(self.folder),
                stdout=output,
                stderr=output,
            )
        for _ in range(STARTS_WITHIN * 10):
            if answers(f"{self.url}/suc-khoe/"):
                return
            assert self.server.poll() is None, log.read_text()
            time.sleep(0.1)
        self.stop()
        raise AssertionError(f"no answer within {STARTS_WITHIN} s: {log.read_text()}")

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(timeout=10)

    def rows(self, query: str, *values) -> list[tuple]:
        """What a query finds in the portal's database, read beside its server."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            return database.execute(query, values).fetchall()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
