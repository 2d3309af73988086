"""Importing sheets of figures: against stock django-import-export, and a long one in time and memory."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import stock
from bench.figures import filled_form, order_of, province_with, take_away
from bench.measuring import Line, at_least, in_turn
from criteria.figure_import import apply_figures, preview_figures

COMMUNES, ROWS = 250, 14_250
LONG_COMMUNES, LONG_ROWS = 1755, 100_035
SAMPLE, PATIENCE = 1000, 60
MOST_SECONDS, MOST_MEGABYTES = 10, 300


def province_sheet(*, whole: bool) -> list[Line]:
    """A province's sheet, all the way, through the portal and through stock django-import-export.

    The stock import takes a sample of the rows where all of them would take too long (unless `whole`);
    its time grows with the rows.
    """
    round, officer = province_with(COMMUNES, "98")
    content = filled_form(round, officer)
    preview = preview_figures(order_of(round, content, officer))
    sample = stock.workbook_of(preview, SAMPLE)

    def portal() -> None:
        found = preview_figures(order_of(round, content, officer))
        apply_figures(found, by=officer)
        expect(ROWS, len(found.planned))

    def sampled() -> None:
        expect(SAMPLE, stock.import_workbook(sample))

    def clean() -> None:
        take_away(round)

    ours, theirs = in_turn(portal, sampled, between=clean)
    estimated, rows = theirs * ROWS / SAMPLE, f"{ROWS / SAMPLE:g} × {SAMPLE:,} rows"
    if whole or estimated < PATIENCE:
        start = time.perf_counter()
        expect(ROWS, stock.import_workbook(stock.workbook_of(preview, ROWS)))
        estimated, rows = time.perf_counter() - start, f"{ROWS:,} rows"
        clean()
    said = f"{ours:.2f} s against {estimated:.0f} s ({rows})"
    return [at_least("14,250 figures, against stock import-export", estimated / ours, 50, said)]


def long_sheet() -> list[Line]:
    """A sheet of 100,000 figures, in a process of its own."""
    round, officer = province_with(LONG_COMMUNES, "97")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.xlsx"
        file.write_bytes(filled_form(round, officer))
        command = [sys.executable, "-m", "bench.long_sheet", round.province.code, str(file)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    expect(LONG_ROWS, found["rows"])
    take_away(round)
    seconds, megabytes = found["seconds"], found["megabytes"]
    in_time, in_memory = seconds <= MOST_SECONDS, megabytes <= MOST_MEGABYTES
    read, started = f"previewed in {found['previewed']:.1f} s", f"{found['at_start']:.0f} MB before the sheet"
    return [
        Line("100,035 figures, time", f"{seconds:.1f} s", f"≤ {MOST_SECONDS} s", in_time, read),
        Line("100,035 figures, memory", f"{megabytes:.0f} MB", f"≤ {MOST_MEGABYTES} MB", in_memory, started),
    ]


def expect(rows: int, found: int) -> None:
    """Stop when fewer or more rows were handled than there are: a time for those would mean nothing."""
    if found != rows:
        raise RuntimeError(f"{found} rows instead of {rows}")
