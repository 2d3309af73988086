"""Everything that is measured, in the database of DATABASE_URL, which is new and empty."""

import sys
from collections.abc import Callable, Iterable

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Django must be set up first

from bench import libreoffice, nation, overlap, pages, sheets  # noqa: E402
from bench.measuring import HEAD, Line  # noqa: E402
from ntm_portal import demo_round  # noqa: E402
from tests import world  # noqa: E402


def parts(*, whole: bool) -> dict[str, Callable[[], Iterable[Line]]]:
    """What is measured, by the name it can be asked for, in order."""
    return {
        # What saves cells comes after the forms that must come back unchanged.
        "pages": pages.pages,
        "libreoffice": libreoffice.round_trip,
        "cell": pages.saved_cell,
        "sheets": lambda: sheets.province_sheet(whole=whole),
        "long": sheets.long_sheet,
        "overlap": overlap.overlap,
        # Last: the country makes every earlier measurement slower to prepare.
        "nation": nation.nation,
    }


def main(*asked: str) -> None:
    measures = parts(whole="--whole" in asked)
    names = [name for name in asked if name != "--whole"]
    if unknown := set(names) - measures.keys():
        sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(measures)}.")
    call_command("migrate", verbosity=0)
    world.kon_tum()
    demo_round.load_round_under_way()
    print(HEAD, flush=True)
    for name, measure in measures.items():
        if name in names or not names:
            say(measure)


def say(measure: Callable[[], Iterable[Line]]) -> None:
    for line in measure():
        print(line, flush=True)


main(*sys.argv[1:])
