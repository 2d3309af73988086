"""Everything that is measured, in the database of DATABASE_URL, which is new and empty."""

import sys
from collections.abc import Callable

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Django must be set up first

from bench import libreoffice, nation, overlap, pages, sheets  # noqa: E402
from bench.measuring import HEAD, Line  # noqa: E402
from ntm_portal import demo_round  # noqa: E402
from tests import world  # noqa: E402


def main(*asked: str) -> None:
    call_command("migrate", verbosity=0)
    world.kon_tum()
    demo_round.load_round_under_way()
    print(HEAD, flush=True)
    # What saves cells comes after the forms that must come back unchanged.
    say(pages.pages)
    say(libreoffice.round_trip)
    say(pages.saved_cell)
    say(lambda: sheets.province_sheet(whole="--whole" in asked))
    say(sheets.long_sheet)
    say(overlap.overlap)
    # Last: the country makes every earlier measurement slower to prepare.
    say(nation.nation)


def say(measure: Callable[[], list[Line]]) -> None:
    for line in measure():
        print(line, flush=True)


main(*sys.argv[1:])
