"""What a list of work is made of; the page and the digest word the same parts."""

from dataclasses import dataclass

# A page names this many; the count says how many there are, and a link leads to all of them.
SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One thing to look at: what it is, the page to act on it, and what is to know before going there.

    `illustrative` marks an order, an obstacle or a comment that is made up.
    """

    text: str
    url: str
    said: str = ""
    late: bool = False
    illustrative: bool = False


@dataclass(frozen=True)
class Part:
    """One list, `count` "trên" `total` `unit`.

    `waits` tells what waits for the officer from what is only worth knowing. `more` leads to the page
    that has all of it.
    """

    title: str
    lines: list[Line]
    total: int
    unit: str
    waits: bool = True
    more: str = ""

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def left(self) -> int:
        """How many are not named."""
        return self.count - len(self.shown)
