"""The form of heirs: who ends, and what may take over from each, as the page offers it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from communes.models import Agency, District, Officer, Province, Reorganisation, ReorganisationHeir
from communes.reorganising import PlannedHeir
from ntm_portal.reorganisation_places import A_DAY

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
    """The districts that end, their agencies and officers; a fixed number of queries."""
    eve: datetime.date = found.effective_on - A_DAY
    lines = list(found.lines.select_related("predecessor"))
    successors: dict[int, dict[str, str]] = {}
    for line in lines:
        if line.predecessor.district_id:
            here = successors.setdefault(line.predecessor.district_id, {})
            here[f"{COMMUNE}:{line.successor_code}"] = line.successor_full_name
    codes = {line.successor_province_code for line in lines}
    provinces = list(Province.objects.in_force(found.effective_on).filter(code__in=codes))
    to_province = {f"{PROVINCE}:{place.code}": place.full_name for place in provinces}
    districts = list(District.objects.visible_to(officer).in_force(eve).filter(pk__in=successors))
    agencies = Agency.objects.visible_to(officer).filter(district__in=districts).order_by("district", "name")
    heads = Agency.objects.visible_to(officer).filter(province__in=provinces, district=None)
    offered = {f"{AGENCY}:{agency.pk}": agency for agency in heads}
    to_agency = {key: agency.name for key, agency in offered.items()}
    officers = Officer.objects.visible_to(officer).filter(scope_district__in=districts, is_active=True)

    def options(district_id: int, first: str, more: dict[str, str]) -> dict[str, str]:
        ways = dict(sorted(successors[district_id].items(), key=lambda item: item[1]))
        return {UNNAMED: first, **ways, **to_province, **more, NOBODY: "Không có nơi kế thừa"}

    form = HeirForm(
        [Row(f"h-{one.pk}", one, one.full_name, options(one.pk, "Chưa ghi", {})) for one in districts],
        [
            Row(f"cq-{one.pk}", one, one.name, options(one.district_id, "Giữ nguyên", to_agency))
            for one in agencies
        ],
        [
            Row(
                f"cb-{one.pk}",
                one,
                f"{one} ({one.username})",
                options(one.scope_district_id, "Theo huyện", {}),
            )
            for one in officers
        ],
        offered,
    )
    _choose(form, found)
    return form


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
