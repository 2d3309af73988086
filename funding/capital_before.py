"""The places a place was formed from: their money stays theirs, and is found by links from it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from communes.models import Commune, Province
from communes.periods import FIRST_DAY
from communes.scope import covers_place
from criteria.successors import formed_from
from funding.capital_choice import Where, Years


@dataclass(frozen=True)
class Before:
    """What `place` was until `day`: (name, address of its money) of each, "" where it may not be opened."""

    place: Province | Commune
    day: datetime.date
    links: Sequence[tuple[str, str]]


def before_of(officer, where: Where, asked: Years | None, phases: Iterable[str]) -> Before | None:
    """The predecessors of the place the reader came from; one query, none for a place of the first day."""
    place = where.usual or where.place
    if not isinstance(place, Province | Commune) or place.valid_from <= FIRST_DAY:
        return None
    years = _years_before(place.valid_from, asked, phases)
    links = [
        (old.full_name, f"{Where(old).path}/{years.query}" if covers_place(officer, old) else "")
        for old in formed_from(place).order_by("sort_key")
    ]
    return Before(place, place.valid_from, links) if links else None


def _years_before(day: datetime.date, asked: Years | None, phases: Iterable[str]) -> Years:
    """Years in which the code was a predecessor's alone: those asked for, or else of the phase that ran."""
    last = day.year - 1
    if asked and asked.last <= last:
        return asked
    spans = [Years.of_phase(phase) for phase in phases]
    return Years(min([span.first for span in spans if last in span], default=last), last)
