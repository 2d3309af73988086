"""Two hundred reorganisations at random: they merge, divide, rename; nothing is lost, no past day changes."""

import datetime
import random

from communes.actions import apply, undo
from communes.models import Commune, Participation, Succession
from tests import builders, reorganised

TIMES, START = 200, datetime.date(2026, 1, 5)
CODES = [str(code) for code in range(23500, 23512)]


def world_of(communes: int) -> None:
    home = builders.province(code="62")
    places = [builders.commune(home, f"Xã số {n}", CODES[n], households=100 + n) for n in range(communes)]
    Participation.objects.update(phase="2026-2030")
    of = builders.criteria_set(2)
    builders.round_with(dict.fromkeys(places, "MN"), of=of)
    for place in places:
        builders.officer(f"cán bộ {place.code}", place)


def totals(on: datetime.date) -> tuple:
    """What a past day says: its units with names and kinds, and those in the programme."""
    there = Commune.objects.in_force(on)
    return (
        sorted(there.values_list("code", "name", "kind", "households")),
        Commune.objects.participating(on).count(),
    )


def random_lines(dice: random.Random, on: datetime.date, number: int) -> list:
    """A merger, a division or a new name; codes are taken up again as soon as nobody holds them."""
    there = list(Commune.objects.in_force(on).order_by("code"))
    free = sorted(set(CODES) - {place.code for place in there})
    what = dice.choice(["merge", "divide", "rename"])
    if what == "merge" and len(there) > 3:
        parts = dice.sample(there, dice.choice([2, 3]))
        code = dice.choice([parts[0].code, *free[:1]])
        return [reorganised.line(place, code, f"Gộp {number}") for place in parts]
    one = dice.choice(there)
    if what == "divide" and len(free) > 1:
        codes = [one.code, free[0]] if dice.random() < 0.5 else free[:2]
        return [reorganised.line(one, code, f"Chia {number} {code}", whole=False) for code in codes]
    code = dice.choice([one.code, *free[:1]])
    return [reorganised.line(one, code, f"Đổi {number}", successor_kind=dice.choice(["Xã", "Phường"]))]


def test_random_reorganisations_lose_nothing(db):
    world_of(6)
    by, dice = reorganised.nation_officer(), random.Random(2025)
    first, stack, past = reorganised.checksums(), [], {}
    day = START
    for number in range(TIMES):
        lines = random_lines(dice, day - datetime.timedelta(days=1), number)
        one = reorganised.prepared(lines, by, on=day, name=f"Đợt {number}")
        eve = day - datetime.timedelta(days=1)
        # One in four is compared by itself; the end is compared with the beginning.
        before = reorganised.checksums() if dice.random() < 0.25 else None
        past[eve] = totals(eve)
        apply(one, by=by)
        assert {on: totals(on) for on in list(past)[-4:]} == dict(list(past.items())[-4:]), number
        held = Commune.objects.in_force(day).values_list("code", flat=True)
        assert len(held) == len(set(held)) == len(totals(day)[0])
        assert set(
            Succession.objects.filter(effective_on=day).values_list("predecessor__code", flat=True)
        ) == {line.predecessor_code for line in lines}
        stack.append((one, before, day))
        while stack and dice.random() < 0.48:
            one, before, day = stack.pop()
            assert undo(one, by=by).kept == [], number
            assert before is None or reorganised.differing(before) == set(), number
        past = {on: said for on, said in past.items() if on < day}
        day += datetime.timedelta(days=7)
    assert {on: totals(on) for on in past} == past
    while stack:
        one, before, day = stack.pop()
        assert undo(one, by=by).kept == []
    assert reorganised.differing(first) == set()
