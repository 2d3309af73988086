"""The files of the demonstration's directive."""

import csv
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "directives" / "demo"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def tables_of(name: str) -> dict:
    """The tables of a TOML file."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
