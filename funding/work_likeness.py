"""How alike two names of works are; names that contradict each other are never of one work. No database."""

from funding.work_names import WorkName

LIKE = 0.7
NAME_WEIGHT, THING_WEIGHT, WORD_WEIGHT = 1.5, 1.0, 0.5


def likeness(one: WorkName, other: WorkName) -> float:
    """How alike two names of works of one commune are, from 0 (they contradict each other) to 1."""
    if contradicts(one, other):
        return 0.0
    shared = weight_of(one.things & other.things, one.places & other.places, one.words & other.words)
    both = sum(weight_of(name.things, name.places, name.words) for name in (one, other))
    if one.parts and one.parts == other.parts:
        shared, both = shared + THING_WEIGHT, both + 2 * THING_WEIGHT
    return 2 * shared / both if both else 0.0


def weight_of(things: frozenset, places: frozenset, other_words: frozenset) -> float:
    return THING_WEIGHT * len(things) + NAME_WEIGHT * len(places) + WORD_WEIGHT * len(other_words)


def contradicts(one: WorkName, other: WorkName) -> bool:
    """Whether two names cannot be of one work: another thing, place, part, phase, branch or section."""
    return (
        one.things != other.things
        or _apart(one.parts, other.parts)
        or _apart(one.manners, other.manners)
        or _nothing_shared(one.words, other.words)
        or _elsewhere(one, other)
        or _other_number(one.numbers, other.numbers)
        or _other_section(one.ends, other.ends)
    )


def _apart(one: frozenset, other: frozenset) -> bool:
    """Whether both speak, and each says something the other does not."""
    return bool(one and other and one - other and other - one)


def _nothing_shared(one: frozenset, other: frozenset) -> bool:
    """Whether both use words of their own, unlisted ones, and none alike: they speak of unlike things."""
    return bool(one and other and not one & other)


def _elsewhere(one: WorkName, other: WorkName) -> bool:
    if _apart(one.places, other.places):
        return True
    if not (one.places and other.places):
        return bool(one.villages or other.villages)
    # A road to a further place is another road; a bridge named with its stream is the same bridge.
    return "road" in one.things and one.places != other.places


def _other_number(one: frozenset, other: frozenset) -> bool:
    ours, theirs = dict(one), dict(other)
    if ours.get("settlement") != theirs.get("settlement"):
        return True
    return any(role in theirs and theirs[role] != number for role, number in ours.items())


def _other_section(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    few, many = sorted((one, other), key=len)
    return not all(any(_same_end(end, found) for found in many) for end in few)


def _same_end(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 2 and long.endswith(short))
