"""The places, agencies and officers a sheet of reorganisation may name, as of its day and inside a scope."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from communes.models import Agency, Commune, District, Officer, Province
from communes.naming import fold, search_key
from ntm_portal.reorganisation_rows import parted

A_DAY = datetime.timedelta(days=1)


class Places:
    """Units in force until the day before, and those in force from the day on; each kind is asked once."""

    def __init__(self, by: Officer, effective_on: datetime.date, *, old: Iterable[str], new: Iterable[str]):
        self.effective_on, self.eve = effective_on, effective_on - A_DAY
        communes = Commune.objects.select_related("province", "district").prefetch_related("aliases")
        ending = communes.visible_to(by).in_force(self.eve).filter(code__in=set(old))
        self._old = {commune.code: commune for commune in ending}
        ends = {commune.pk for commune in self._old.values()}
        known = communes.in_force(effective_on).filter(code__in=set(new))
        self._new = {commune.code: commune for commune in known if commune.pk not in ends}
        self.provinces = {province.code: province for province in Province.objects.in_force(effective_on)}
        districts = District.objects.visible_to(by).in_force(self.eve)
        self._districts = {district.code: district for district in districts}
        self._agencies = defaultdict(list)
        for agency in Agency.objects.visible_to(by):
            for key in {fold(agency.name), fold(agency.short_name)}:
                self._agencies[key].append(agency)
        officers = Officer.objects.visible_to(by).filter(is_active=True)
        self._officers = {officer.username: officer for officer in officers}

    def old_unit(self, code: str) -> Commune | None:
        return self._old.get(code)

    def new_unit(self, code: str) -> Commune | None:
        """The unit the portal knows under the code on the day, unless it is one of those that end.

        A unit that goes on under its code may change its name and kind: it is not compared with itself.
        """
        return self._new.get(code)

    def district(self, code: str) -> District | None:
        return self._districts.get(code.zfill(3))

    def agencies(self, name: str) -> list[Agency]:
        """The agencies of that name or short name, inside the scope."""
        return self._agencies.get(fold(name), [])

    def officer(self, username: str) -> Officer | None:
        return self._officers.get(username)


def is_named(place, name: str) -> bool:
    """Whether a place bears the name, in any of its known spellings; a unit word before it is the place's."""
    word, bare = parted(name)
    if word and fold(word) != fold(place.kind):
        return False
    aliases = place.aliases.all() if isinstance(place, Commune) else []
    return search_key(bare) in {*place.search_key.split(), *(alias.search_key for alias in aliases)}
