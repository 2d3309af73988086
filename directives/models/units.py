"""What rows given to a unit share: exactly one agency, district or commune, and whose scope reaches them."""

from django.db import models
from django.db.models import Q

from communes.inheriting import read_by
from communes.models import Agency, Commune, District, Officer, Province, ScopeLevel, officer_rows

UNITS = ("unit_agency", "unit_district", "unit_commune")


def one_unit(name: str) -> models.CheckConstraint:
    """A constraint: one unit is in charge, never two and never none."""
    condition = Q()
    for chosen in UNITS:
        condition |= Q(**{f"{unit}__isnull": unit != chosen for unit in UNITS})
    return models.CheckConstraint(
        condition=condition,
        name=name,
        violation_error_message="Chọn đúng một đơn vị: cơ quan, huyện hoặc xã.",
    )


def unit_field(model, label: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="%(class)s_rows", verbose_name=label
    )


class UnitRowsQuerySet(models.QuerySet):
    """Rows of a province that one unit has to deal with, about one commune or none."""

    def visible_to(self, officer):
        """A province's officers see its rows; below, those given to the place or about it."""
        level = getattr(officer, "scope_level", "")
        if level not in (ScopeLevel.DISTRICT, ScopeLevel.COMMUNE):
            return officer_rows(self, officer, {"province": "province_id"})
        if not officer.is_active:
            return self.none()
        if level == ScopeLevel.COMMUNE:
            inside = read_by(officer)
            return self.filter(Q(unit_commune__in=inside) | Q(commune__in=inside))
        return self.in_district(officer.scope_id)

    def in_district(self, district):
        """Rows given to a district, to a unit in it, or about a commune of it."""
        return self.filter(
            Q(unit_district=district)
            | Q(unit_agency__district=district)
            | Q(unit_commune__district=district)
            | Q(commune__district=district)
        )

    def of_unit(self, officer):
        """Rows the officer's own unit has to deal with: their agency, district or commune."""
        if not officer.is_active or not officer.scope_level:
            return self.none()
        own = Q(pk__in=[])
        if officer.agency_id:
            own |= Q(unit_agency=officer.agency_id)
        if officer.scope_level == ScopeLevel.DISTRICT:
            own |= Q(unit_district=officer.scope_id)
        if officer.scope_level == ScopeLevel.COMMUNE:
            own |= Q(unit_commune=officer.scope_id)
        return self.visible_to(officer).filter(own)


class UnitRow(models.Model):
    """A row one unit has to deal with. `province` repeats the unit's own, so that scopes need no join."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="%(class)s_rows", verbose_name="tỉnh, thành phố"
    )
    unit_agency = unit_field(Agency, "cơ quan thực hiện")
    unit_district = unit_field(District, "huyện thực hiện")
    unit_commune = unit_field(Commune, "xã thực hiện")

    class Meta:
        abstract = True

    @property
    def unit(self) -> Agency | District | Commune:
        return self.unit_agency or self.unit_district or self.unit_commune

    @property
    def unit_name(self) -> str:
        """How the unit is called in lists: "Sở Y tế", "UBND huyện Đăk Hà", "UBND xã Đăk Pxi"."""
        return name_of(self.unit)

    @property
    def head(self) -> str:
        """Who heads the unit (người đứng đầu); "" where nobody entered it."""
        return self.unit.chairman if self.unit_commune_id else self.unit.head

    def is_of(self, officer: Officer) -> bool:
        """Whether the officer works for the unit; the same rule as `of_unit`, without a query."""
        if not officer.is_active or not officer.scope_level:
            return False
        if self.unit_agency_id:
            return officer.agency_id == self.unit_agency_id
        if self.unit_district_id:
            return officer.scope_district_id == self.unit_district_id
        return officer.scope_commune_id == self.unit_commune_id


def name_of(unit: Agency | District | Commune) -> str:
    """How a unit is called in lists."""
    return unit.short_name if isinstance(unit, Agency) else f"UBND {unit.prose_name}"


def unit_columns(unit: Agency | District | Commune) -> dict:
    """The columns that give a row to `unit`, with its province."""
    name = {Agency: "unit_agency", District: "unit_district", Commune: "unit_commune"}[type(unit)]
    return {name: unit, "province_id": unit.province_id}
