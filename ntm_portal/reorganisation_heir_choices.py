"""The form of heirs: who ends, and what may take over from each, as the page offers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from communes.models import Agency, District, Officer, Reorganisation, ReorganisationHeir
from communes.naming import sort_key
from communes.reorganising import PlannedHeir
from communes.reorganising_plan import Plan

UNNAMED, NOBODY = "", "khong"
COMMUNE, PROVINCE, AGENCY = "xa", "tinh", "co-quan"


@dataclass
class Row:
    """One that ends, with the options offered and the chosen one."""

    name: str
    whom: District | Agency | Officer
    label: str
    options: dict[str, str] = field(default_factory=dict)
    chosen: str = UNNAMED


@dataclass
class HeirForm:
    """The rows by what they are about; `kept` are heirs named by a sheet that the page does not offer."""

    districts: list[Row]
    agencies: list[Row]
    officers: list[Row]
    offered: dict[str, Agency]
    kept: list[ReorganisationHeir] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [*self.districts, *self.agencies, *self.officers]

    def planned(self, sent: Mapping[str, str]) -> list[PlannedHeir]:
        """All heirs as the page was sent; an option that was not offered counts as not chosen."""
        planned = [_as_planned(heir) for heir in self.kept]
        for row in self.rows:
            row.chosen = sent.get(row.name, row.chosen)
            if row.chosen not in row.options:
                row.chosen = UNNAMED
            if row.chosen != UNNAMED:
                planned.append(self._planned(row))
        return planned

    def _planned(self, row: Row) -> PlannedHeir:
        kind, _, key = row.chosen.partition(":")
        return PlannedHeir(
            **about(row.whom),
            heir_commune_code=key if kind == COMMUNE else "",
            heir_province_code=key if kind == PROVINCE else "",
            heir_agency=self.offered.get(row.chosen),
        )


def about(whom: District | Agency | Officer) -> dict:
    """What of a planned heir says whom it is about."""
    if isinstance(whom, District):
        return {"district_code": whom.code}
    return {"agency" if isinstance(whom, Agency) else "officer": whom}


def heir_form(found: Reorganisation, officer: Officer) -> HeirForm:
    """The districts that end, their agencies, and officers who do not simply follow their commune."""
    plan = Plan(found)
    options = _Options(plan, officer)
    districts = [
        Row(f"h-{one.pk}", one, one.full_name, options.of_district(one.pk, "Chưa ghi"))
        for one in plan.ground.ending_districts.values()
    ]
    agencies = [
        Row(f"cq-{one.pk}", one, one.name, options.of_agency(one))
        for one in plan.touched_agencies().visible_to(officer)
    ]
    officers = [
        Row(f"cb-{one.pk}", one, f"{one} ({one.username})", options.of_officer(one))
        for one in plan.touched_officers().visible_to(officer)
        if one.is_active and not (one.scope_commune_id and plan.successor_of(one.scope_commune_id))
    ]
    form = HeirForm(districts, agencies, officers, options.agencies)
    _choose(form, found)
    return form


class _Options:
    """What may take over: the new units a district or commune goes to, their provinces, agencies there."""

    def __init__(self, plan: Plan, officer: Officer):
        self.of_place: dict[tuple, dict[str, str]] = {}
        for commune_id, lines in plan.lines_of.items():
            commune = next(one for one in plan.ground.predecessors.values() if one.pk == commune_id)
            for line in lines:
                option = {f"{COMMUNE}:{line.successor_code}": f"{line.successor_kind} {line.successor_name}"}
                self.of_place.setdefault(("commune", commune_id), {}).update(option)
                self.of_place.setdefault(("district", commune.district_id), {}).update(option)
        codes = {line.successor_province_code for line in plan.lines}
        provinces = [place for code, place in plan.ground.provinces.items() if code in codes]
        self.provinces = {f"{PROVINCE}:{place.code}": place.full_name for place in provinces}
        heads = Agency.objects.visible_to(officer).filter(province__in=provinces, district=None)
        self.agencies = {f"{AGENCY}:{agency.pk}": agency for agency in heads}

    def of_district(self, district_id: int, first: str) -> dict[str, str]:
        return self._offered(("district", district_id), first, {})

    def of_agency(self, agency: Agency) -> dict[str, str]:
        """Other agencies too; one of a province that ends has no district to follow."""
        named = {key: other.name for key, other in self.agencies.items()}
        first = "Theo huyện" if agency.district_id else "Chưa ghi"
        return self._offered(("district", agency.district_id), first, named)

    def of_officer(self, officer: Officer) -> dict[str, str]:
        place = (officer.scope_level, officer.scope_id)
        first = {"district": "Theo huyện", "province": "Theo tỉnh"}.get(officer.scope_level, "Chưa ghi")
        return self._offered(place, first, {})

    def _offered(self, place: tuple, first: str, named: dict[str, str]) -> dict[str, str]:
        ways = sorted(self.of_place.get(place, {}).items(), key=lambda item: sort_key(item[1]))
        return {UNNAMED: first, **dict(ways), **self.provinces, **named, NOBODY: "Không có nơi kế thừa"}


def _choose(form: HeirForm, found: Reorganisation) -> None:
    """Put the heirs as stored on their rows; what no row offers is kept as it is."""
    rows = {(type(row.whom), row.whom.pk): row for row in form.rows}
    for heir in found.heirs.select_related("district", "agency", "officer", "heir_agency"):
        whom, chosen = heir.district or heir.agency or heir.officer, _option(heir)
        row = rows.get((type(whom), whom.pk))
        if row is None:
            form.kept.append(heir)
            continue
        if heir.heir_agency:
            form.offered[chosen] = heir.heir_agency
        row.options.setdefault(chosen, str(heir.heir_agency or chosen.partition(":")[2]))
        row.chosen = chosen


def _option(heir: ReorganisationHeir) -> str:
    if heir.heir_agency_id:
        return f"{AGENCY}:{heir.heir_agency_id}"
    if heir.heir_commune_code:
        return f"{COMMUNE}:{heir.heir_commune_code}"
    return f"{PROVINCE}:{heir.heir_province_code}" if heir.heir_province_code else NOBODY


def _as_planned(heir: ReorganisationHeir) -> PlannedHeir:
    return PlannedHeir(
        district_code=heir.district.code if heir.district else "",
        agency=heir.agency,
        officer=heir.officer,
        heir_commune_code=heir.heir_commune_code,
        heir_province_code=heir.heir_province_code,
        heir_agency=heir.heir_agency,
    )
