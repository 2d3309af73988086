"""Measuring and printing: ratios of medians taken in turn, each beside its goal."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

ROUNDS = 5
WIDTHS = "{:<47} {:>12}  {:>8}  {:<6}  {}"
HEAD = WIDTHS.format("", "measured", "goal", "", "").rstrip()


@dataclass(frozen=True)
class Line:
    """One thing measured. `reached` says whether the goal was, None where there is none."""

    what: str
    measured: str
    goal: str = ""
    reached: bool | None = None
    said: str = ""

    def __str__(self):
        verdict = {True: "ok", False: "missed", None: ""}[self.reached]
        return WIDTHS.format(self.what, self.measured, self.goal, verdict, self.said).rstrip()


def at_most(what: str, ratio: float, goal: float, said: str = "") -> Line:
    """A ratio that is better the smaller it is."""
    return Line(what, f"{ratio:.1f} ×", f"≤ {goal:g} ×", ratio <= goal, said)


def at_least(what: str, ratio: float, goal: float, said: str = "") -> Line:
    """A ratio that is better the larger it is."""
    return Line(what, f"{ratio:.1f} ×", f"≥ {goal:g} ×", ratio >= goal, said)


def in_turn(
    *acts: Callable[[], object],
    between: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """The median seconds of each act, taken in turn after a warm-up, so that a busy moment hits all.

    `between` undoes an act, uncounted.
    """
    taken: list[list[float]] = [[] for _ in acts]
    for number in range(ROUNDS + 1):
        for act, times in zip(acts, taken, strict=True):
            start = clock()
            act()
            if number:
                times.append(clock() - start)
            between()
    return [statistics.median(times) for times in taken]


def repeated(act: Callable[[], object], times: int) -> Callable[[], None]:
    """The act so many times over, for a clock too coarse for once."""

    def several() -> None:
        for _ in range(times):
            act()

    return several


def processor_seconds() -> float:
    """Seconds of processor used by this process and, where it can be seen, its database backend."""
    return time.process_time() + _backend_seconds()


def _backend_seconds() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    try:
        fields = Path(f"/proc/{_backend()}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # the server is on another machine
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _backend() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid
