"""The commune in every round and in every set: what its profile lists beside the chosen one."""

from criteria.commune_groups import group_note
from criteria.models import Standing
from criteria.outcomes import NO_DATA, Outcome
from criteria.reading import Reading
from criteria.rows import shown_letters


def letters_shown(standing: Standing, reading: Reading, inside: bool) -> str:
    """The outcomes this reader sees of one standing, on the chosen basis."""
    return shown_letters(standing.outcomes, standing.confirmed_outcomes, basis=reading.basis, inside=inside)


def over_sets(standings: list[Standing], reading: Reading, inside: bool, recognitions, on) -> dict:
    """The commune in every round, in every set, and in which group the chosen round's day finds it."""
    return {
        "past": _past(standings, reading, inside),
        "by_set": _by_set(standings, reading, inside, recognitions, on),
        "group": group_note(standings[0].commune, reading.round) if reading.round else "",
    }


def _by_set(standings: list[Standing], reading: Reading, inside: bool, recognitions, on) -> list[dict]:
    """Where the commune stands in each set still in force on the page's day; [] with fewer than two.

    The chosen round of its own set, the newest of every other one; recognition as of the day `on`.
    """
    if reading.round is None:
        return []
    newest = {}
    for standing in standings:
        law = standing.round.criteria_set
        if standing.round == reading.round or law.valid_to is None or law.valid_to >= reading.round.data_on:
            known = newest.setdefault(law.pk, standing)
            newest[law.pk] = standing if standing.round == reading.round else known
    lines = _past(list(newest.values()), reading, inside)
    for line in lines:
        round = line["round"]
        line["chosen"] = round == reading.round
        line["year"] = next(
            (item.year_achieved for item in recognitions if item.counts_for(round.criteria_set, on)),
            None,
        )
    return lines if len(lines) > 1 else []


def _past(standings: list[Standing], reading: Reading, inside: bool) -> list[dict]:
    """The commune in every round, newest first, with the set each was judged by."""
    past = []
    for standing in standings:
        if standing.round.data_on > reading.day:
            continue
        letters = letters_shown(standing, reading, inside)
        past.append(
            {
                "round": standing.round,
                "met": letters.count(Outcome.MET),
                "size": len(letters),
                "known": letters.strip(NO_DATA) != "",
            }
        )
    return past
