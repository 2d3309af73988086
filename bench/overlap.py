"""Asking about work items, against sorting the same items by name in Vietnamese order."""

from functools import partial

from bench.measuring import Line, at_most, in_turn, processor_seconds
from communes.naming import sort_key
from funding.overlap import Work, suspicions
from tests.overlap_works import many


def overlap() -> list[Line]:
    """Ratio at 20,000 items of 85 communes, and how the time grows when the items double twice."""
    sizes = {number: many(number) for number in (10_000, 20_000, 40_000)}
    acts = [partial(suspicions, works) for works in sizes.values()]
    *asked, sorting = in_turn(*acts, partial(by_name, sizes[20_000]), clock=processor_seconds)
    said = f"{asked[1]:.2f} s against {sorting:.2f} s of processor, names read included"
    return [
        at_most("Overlap among 20,000 items, against sorting", asked[1] / sorting, 20, said),
        at_most("Overlap, 20,000 items against 10,000", asked[1] / asked[0], 2.5),
        at_most("Overlap, 40,000 items against 20,000", asked[2] / asked[1], 2.5),
    ]


def by_name(works: list[Work]) -> list[str]:
    return sorted((work.name for work in works), key=sort_key)
