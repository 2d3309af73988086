"""`make bench`: how fast the portal is, as ratios taken in one run, each beside its goal.

On the PostgreSQL server of DATABASE_URL, else on SQLite; always in a database of its own. Ends with 0
unless something broke: a machine's bad day is no failure. With `--whole` the stock import takes every row.
Names of parts measure those alone: `python -m bench pages nation`.
"""

import subprocess
import sys

from bench.own_database import own_database

with own_database() as kind:
    print(f"{kind}, a database of its own; medians of rounds taken in turn.", flush=True)
    ended = subprocess.run([sys.executable, "-m", "bench.run", *sys.argv[1:]], check=False).returncode
sys.exit(ended)
