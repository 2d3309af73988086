"""Compile the Vietnamese catalogues: writes the .mo file beside every .po file, without gettext.

`python compile_messages.py` writes them; with `--check` it writes nothing and exits 1 if a catalogue has
an unfinished entry or differs from its .mo file.
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent
CATALOGUES = ("locale/vi/LC_MESSAGES/django.po", "ntm_portal/locale/vi/LC_MESSAGES/djangojs.po")


def meanings(catalogue) -> dict:
    """{(context, text): translation or plural forms} of a .po or .mo file."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in catalogue
        if not entry.obsolete
    }


def faults(po: Path) -> list[str]:
    """What is wrong with one catalogue, a sentence each; empty when it is whole and compiled."""
    written = polib.pofile(str(po))
    found = [f"{po}: fuzzy entry {entry.msgid!r}" for entry in written if entry.fuzzy]
    found += [f"{po}: no translation of {entry.msgid!r}" for entry in written.untranslated_entries()]
    mo = po.with_suffix(".mo")
    if not mo.exists() or meanings(polib.mofile(str(mo))) != meanings(written):
        found.append(f"{mo} is not what {po.name} compiles to: run `make messages`")
    return found


def main(arguments: list[str]) -> int:
    catalogues = [ROOT / name for name in CATALOGUES]
    if arguments == ["--check"]:
        found = [fault for po in catalogues for fault in faults(po)]
        print("\n".join(found) or "catalogues: whole and compiled")
        return 1 if found else 0
    for po in catalogues:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
