"""Text that a spreadsheet would run as a formula, made harmless and got back unchanged. No database."""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """Put an apostrophe before text that starts like a formula (and before text already guarded)."""
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """Take back what `guarded` added: `unguarded(guarded(text)) == text` for every text."""
    return text[1:] if _GUARDED.match(text) else text
