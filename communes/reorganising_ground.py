"""What the portal knows of the places a reorganisation names, read once. Writes nothing."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from django.db.models import Q

from communes.models import Commune, District, Province, ReorganisationLine, Succession
from communes.reorganising import PlannedLine


class Ground:
    """The places of the day before and of the day itself, by the codes that lines name."""

    def __init__(self, lines: Sequence[PlannedLine], effective_on: datetime.date):
        self.lines = lines
        self.effective_on = effective_on
        self.day_before = effective_on - datetime.timedelta(days=1)

    @cached_property
    def predecessors(self) -> dict[str, Commune]:
        """The communes of the day before, by the codes in the lines."""
        codes = {line.predecessor_code for line in self.lines}
        found = Commune.objects.in_force(self.day_before).filter(code__in=codes)
        return {place.code: place for place in found.select_related("province", "district")}

    @cached_property
    def ended(self) -> dict[str, Commune]:
        """The last holder of each code that nobody holds on the day before."""
        codes = {line.predecessor_code for line in self.lines} - self.predecessors.keys()
        found = Commune.objects.filter(code__in=codes, valid_to__lt=self.day_before).order_by("valid_to")
        return {place.code: place for place in found}

    @cached_property
    def predecessor_ids(self) -> set[int]:
        return {place.pk for place in self.predecessors.values()}

    @cached_property
    def holders(self) -> dict[str, list[Commune]]:
        """Who else holds a successor's code on the day or later: predecessors give theirs up."""
        codes = {line.successor_code for line in self.lines}
        found = (
            Commune.objects.filter(code__in=codes)
            .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=self.effective_on))
            .exclude(pk__in=self.predecessor_ids)
            .select_related("province", "district")
        )
        holders = defaultdict(list)
        for place in found:
            holders[place.code].append(place)
        return holders

    def known(self, code: str) -> Commune | None:
        """The successor's row where the portal has it already, from the day on."""
        return next((place for place in self.holders[code] if place.valid_from == self.effective_on), None)

    @cached_property
    def provinces(self) -> dict[str, Province]:
        """The provinces of the day, by code."""
        return {place.code: place for place in Province.objects.in_force(self.effective_on)}

    @cached_property
    def districts(self) -> dict[str, District]:
        """The districts of the day that successors name, by code."""
        codes = {line.successor_district_code for line in self.lines} - {""}
        found = District.objects.in_force(self.effective_on).filter(code__in=codes) if codes else ()
        return {place.code: place for place in found}

    @cached_property
    def ending_districts(self) -> dict[str, District]:
        """Districts no commune of which is left on the day, by code."""
        places = {place.district for place in self.predecessors.values() if place.district_id}
        kept = self._left("district_id", {place.pk for place in self.districts.values()})
        return {
            place.code: place
            for place in sorted(places, key=lambda one: one.sort_key)
            if place.pk not in kept
        }

    @cached_property
    def ending_provinces(self) -> dict[int, Province]:
        """Provinces no commune of which is left on the day, by their keys."""
        places = {place.province for place in self.predecessors.values()}
        entered = {
            self.provinces[line.successor_province_code].pk
            for line in self.lines
            if line.successor_province_code in self.provinces
        }
        kept = self._left("province_id", entered)
        return {
            place.pk: place for place in sorted(places, key=lambda one: one.sort_key) if place.pk not in kept
        }

    def _left(self, column: str, entered: set[int]) -> set[int]:
        """Districts or provinces in which a commune is left on the day, or which one enters."""
        inside = {getattr(place, column) for place in self.predecessors.values()}
        staying = Commune.objects.in_force(self.effective_on).exclude(pk__in=self.predecessor_ids)
        return entered | set(staying.filter(**{f"{column}__in": inside}).values_list(column, flat=True))

    @cached_property
    def recorded(self) -> dict[int, list[Succession]]:
        """What the portal says already of what became of the predecessors, by their keys."""
        recorded = defaultdict(list)
        for row in Succession.objects.filter(predecessor__in=self.predecessor_ids).select_related(
            "successor"
        ):
            recorded[row.predecessor_id].append(row)
        return recorded

    @cached_property
    def applied(self) -> dict[int, str]:
        """The reorganisation in force that ended a predecessor already, by the predecessor's key."""
        lines = ReorganisationLine.objects.filter(
            predecessor__in=self.predecessor_ids,
            reorganisation__applied_at__isnull=False,
            reorganisation__undone_at__isnull=True,
        )
        return dict(lines.values_list("predecessor", "reorganisation__name"))
