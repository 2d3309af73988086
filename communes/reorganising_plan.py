"""A stored reorganisation with its places found: what becomes of communes, agencies, officers."""

from collections import defaultdict
from functools import cached_property

from communes.models import Agency, Commune, Officer, Province, Reorganisation
from communes.naming import nfc
from communes.reorganising import Fault, PlannedHeir, PlannedLine
from communes.reorganising_faults import faults_of
from communes.reorganising_ground import Ground


class Plan:
    """What a reorganisation will do; the preview, applying and every follower ask it.

    A successor the portal does not know yet is a commune without a key until it is applied.
    """

    def __init__(self, reorganisation: Reorganisation):
        self.reorganisation = reorganisation
        self.effective_on = reorganisation.effective_on
        self.lines = [_planned_line(line) for line in reorganisation.lines.order_by("id")]
        self.ground = Ground(self.lines, self.effective_on)
        self.day_before = self.ground.day_before

    @cached_property
    def heirs(self) -> list[PlannedHeir]:
        rows = self.reorganisation.heirs.select_related(
            "district", "agency__district", "officer", "heir_agency__district", "heir_agency__province"
        )
        return [_planned_heir(row) for row in rows]

    def faults(self) -> list[Fault]:
        """What stands against applying it today."""
        return faults_of(
            name=self.reorganisation.name,
            effective_on=self.effective_on,
            lines=self.lines,
            heirs=self.heirs,
        )

    @property
    def predecessor_ids(self) -> set[int]:
        return self.ground.predecessor_ids

    @cached_property
    def successors(self) -> dict[str, Commune]:
        """The new communes by code, those the portal knows and those to be made."""
        return {
            line.successor_code: self.ground.known(line.successor_code) or self._made(line)
            for line in self.lines
            if line.successor_province_code in self.ground.provinces
        }

    def _made(self, line: PlannedLine) -> Commune:
        return Commune(
            code=line.successor_code,
            name=nfc(line.successor_name),
            kind=line.successor_kind,
            province=self.ground.provinces[line.successor_province_code],
            district=self.ground.districts.get(line.successor_district_code),
            valid_from=self.effective_on,
        )

    @cached_property
    def lines_of(self) -> dict[int, list[PlannedLine]]:
        """The lines of each predecessor, by its key."""
        found = defaultdict(list)
        for line in self.lines:
            if line.predecessor_code in self.ground.predecessors:
                found[self.ground.predecessors[line.predecessor_code].pk].append(line)
        return found

    def successor_of(self, commune_id: int | None) -> Commune | None:
        """What a commune became; None for one divided among several, or that stays as it is."""
        lines = self.lines_of.get(commune_id, ())
        return self.successors.get(lines[0].successor_code) if len(lines) == 1 else None

    @cached_property
    def ending_district_ids(self) -> set[int]:
        return {place.pk for place in self.ground.ending_districts.values()}

    @property
    def ending_province_ids(self) -> set[int]:
        return set(self.ground.ending_provinces)

    def heir_of_district(self, district_id: int | None) -> Commune | Province | Agency | None:
        """Who takes over from a district that ends; None where nobody was named."""
        place = next((one for one in self.ground.ending_districts.values() if one.pk == district_id), None)
        named = next((one for one in self.heirs if place and one.district_code == place.code), None)
        return named and self._taking_over(named)

    def heir_of_agency(self, agency: Agency | None) -> Commune | Province | Agency | None:
        """Who takes over from an agency: its own heir, else that of the district it stands in."""
        if agency is None:
            return None
        named = next((one for one in self.heirs if one.agency == agency), None)
        return self._taking_over(named) if named else self.heir_of_district(agency.district_id)

    def heir_of_officer(self, officer: Officer) -> Commune | Province | Agency | None:
        """Where an officer goes whose scope ends: their own heir, else what became of their place."""
        named = next((one for one in self.heirs if one.officer == officer), None)
        if named:
            return self._taking_over(named)
        if officer.scope_commune_id:
            return self.successor_of(officer.scope_commune_id)
        if officer.scope_district_id:
            return self.heir_of_district(officer.scope_district_id)
        return self.province_after(officer.scope_province_id)

    def province_after(self, province_id: int | None) -> Province | None:
        """The one province to which all communes of a province that ends go; None where there are several."""
        after = {
            line.successor_province_code
            for line in self.lines
            if self.ground.predecessors[line.predecessor_code].province_id == province_id
        }
        return self.ground.provinces[after.pop()] if len(after) == 1 else None

    def _taking_over(self, heir: PlannedHeir) -> Commune | Province | Agency | None:
        if heir.heir_commune_code:
            return self.successors.get(heir.heir_commune_code)
        if heir.heir_province_code:
            return self.ground.provinces.get(heir.heir_province_code)
        return heir.heir_agency

    def touched_officers(self):
        """Officers whose scope is a place that ends, by name."""
        scopes = Officer.objects.filter(scope_commune__in=self.predecessor_ids)
        scopes |= Officer.objects.filter(scope_district__in=self.ending_district_ids)
        scopes |= Officer.objects.filter(scope_province__in=self.ending_province_ids)
        return scopes.select_related(
            "scope_commune", "scope_district", "scope_province", "agency__district"
        ).order_by("username")

    def agency_ends(self, agency: Agency) -> bool:
        """Whether an agency stands in a district or province that ends."""
        return (
            agency.province_id in self.ending_province_ids or agency.district_id in self.ending_district_ids
        )

    def touched_agencies(self):
        """Agencies in districts or provinces that end."""
        inside = Agency.objects.filter(province__in=self.ending_province_ids)
        inside |= Agency.objects.filter(district__in=self.ending_district_ids)
        return inside.select_related("district", "province").order_by("province", "name")


def _planned_line(line) -> PlannedLine:
    return PlannedLine(
        predecessor_code=line.predecessor_code,
        successor_code=line.successor_code,
        successor_name=line.successor_name,
        successor_kind=line.successor_kind,
        successor_province_code=line.successor_province_code,
        successor_district_code=line.successor_district_code,
        whole=line.whole,
    )


def _planned_heir(row) -> PlannedHeir:
    return PlannedHeir(
        district_code=row.district.code if row.district else "",
        agency=row.agency,
        officer=row.officer,
        heir_commune_code=row.heir_commune_code,
        heir_province_code=row.heir_province_code,
        heir_agency=row.heir_agency,
    )
