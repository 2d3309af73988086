"""Who may do what to an obstacle, and which units it may be given to."""

from communes.models import Agency, Commune, District, Officer
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from directives.actions.permissions import may_direct
from directives.models import Obstacle

ADD, HANDLE = "directives.add_obstacle", "directives.handle_obstacle"
CONFIRM = "directives.confirm_obstacle"


def units_for(commune: Commune) -> list[Agency | District | Commune]:
    """The units an obstacle of a commune may be given to: the commune, its district, the province's and
    the district's own agencies."""
    near = [commune, commune.district] if commune.district_id else [commune]
    return [*near, *_agencies(commune)]


def units_above(obstacle: Obstacle) -> list[Agency | District]:
    """Where it can be escalated to: from a commune to its district, from both to an agency, from an agency
    to another one."""
    district = obstacle.commune.district
    agencies = [agency for agency in _agencies(obstacle.commune) if agency.pk != obstacle.unit_agency_id]
    return [district, *agencies] if obstacle.unit_commune_id and district else agencies


def _agencies(commune: Commune) -> list[Agency]:
    found = Agency.objects.filter(province=commune.province_id).order_by("short_name", "id")
    return [agency for agency in found if agency.district_id in (None, commune.district_id)]


def may_handle(officer: Officer | None, obstacle: Obstacle) -> bool:
    """Whether the officer works for the unit in charge or stands above it, and may handle obstacles.

    Above a commune and a district's agency stand officers of the district; above every unit those of the
    province who direct.
    """
    if officer is None:
        return True
    if not officer.has_perm(HANDLE):
        return False
    return obstacle.is_of(officer) or _district_covers(officer, obstacle) or directs(officer, obstacle)


def directs(officer: Officer, obstacle: Obstacle) -> bool:
    """Whether the officer directs in the province, whose every unit they may act for."""
    return may_direct(officer, obstacle.province)


def _district_covers(officer: Officer, obstacle: Obstacle) -> bool:
    if not officer.is_active or not officer.scope_district_id:
        return False
    if obstacle.unit_agency_id:
        return obstacle.unit_agency.district_id == officer.scope_district_id
    return bool(obstacle.unit_commune_id) and covers_place(officer, obstacle.unit_commune)


def may_confirm(officer: Officer | None, obstacle: Obstacle) -> bool:
    """Whether the officer speaks for the commune the obstacle is about."""
    if officer is None:
        return True
    of_commune = officer.is_active and officer.scope_commune_id == obstacle.commune_id
    return of_commune and officer.has_perm(CONFIRM)


def may_raise(officer: Officer | None, commune: Commune) -> bool:
    return officer is None or (officer.has_perm(ADD) and covers_place(officer, commune))


def refuse_unless_handling(officer: Officer | None, obstacle: Obstacle, doing: str) -> None:
    """Raise ActionRefused for whoever may not handle the obstacle as it is now."""
    refuse_without(officer, HANDLE, f"{doing} vướng mắc")
    if not may_handle(officer, obstacle):
        raise ActionRefused(
            f"Vướng mắc này do {obstacle.unit_name} xử lý; chỉ cán bộ của đơn vị ấy hoặc cấp trên được "
            f"{doing}."
        )


def refuse_unless_confirming(officer: Officer | None, obstacle: Obstacle, doing: str) -> None:
    """Raise ActionRefused for whoever does not speak for the commune."""
    refuse_without(officer, CONFIRM, doing)
    if not may_confirm(officer, obstacle):
        raise ActionRefused(f"Chỉ cán bộ của {obstacle.commune.prose_name} được {doing}.")
