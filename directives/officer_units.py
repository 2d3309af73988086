"""The unit an officer works for, and how it is called."""

from communes.models import Agency, Commune, District, Officer, ScopeLevel

NATIONAL_UNIT = "Văn phòng Điều phối nông thôn mới Trung ương"


def own_unit(officer: Officer) -> Agency | District | Commune | None:
    """The officer's agency, else the district or commune of the scope; None for a province without agency."""
    return officer.agency or officer.scope_district or officer.scope_commune


def unit_label(unit: Agency | District | Commune) -> str:
    """ "Sở Y tế", "UBND huyện Đăk Hà", "UBND xã Đăk Pxi"."""
    return unit.short_name if isinstance(unit, Agency) else f"UBND {unit.prose_name}"


def officer_unit_label(officer: Officer) -> str:
    """How the officer's unit signs an answer; a province without agency signs as its people's committee."""
    unit = own_unit(officer) or officer.scope_province
    if unit is not None:
        return unit_label(unit)
    return NATIONAL_UNIT if officer.scope_level == ScopeLevel.NATION else ""
