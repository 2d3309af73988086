"""What funding puts beside the screens of `criteria`: the one line that matters of a place's capital."""

from funding.beside.line import CapitalLine, capital_line

__all__ = ["CapitalLine", "capital_line"]
