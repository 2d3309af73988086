"""A process of its own that imports one sheet and says, in JSON, its seconds, its memory and its rows.

`python -m bench.long_sheet PROVINCE_CODE FILE`, in the database of DATABASE_URL.
"""

import json
import re
import sys
import time
from pathlib import Path

import django

django.setup()

from bench.figures import order_of, round_of  # noqa: E402  Django must be set up first
from communes.models import Officer, Province  # noqa: E402
from criteria.figure_import import apply_figures, preview_figures  # noqa: E402


def main(code: str, file: str) -> None:
    officer = Officer.objects.get(username=f"nguoi-nhap-{code}")
    content = Path(file).read_bytes()
    at_start, start = peak_megabytes(), time.perf_counter()
    preview = preview_figures(order_of(round_of(Province.objects.get(code=code)), content, officer))
    previewed = time.perf_counter() - start
    apply_figures(preview, by=officer)
    said = {
        "seconds": time.perf_counter() - start,
        "previewed": previewed,
        "megabytes": peak_megabytes(),
        "at_start": at_start,
        "rows": len(preview.planned),
    }
    print(json.dumps(said))


def peak_megabytes() -> float:
    """The most memory the process has held; `getrusage` would count what its parent held when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


main(*sys.argv[1:])
