"""Who may write which row, and whom an officer may empower. Reading is `visible_to` on each queryset.

Seeing is wider than writing: a district officer sees the province's row and its rounds, but writes
only what lies inside the district. One rule serves forms, imports and actions of the administration.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Model

from communes.models import Commune, District, Officer, Province, Reorganisation, ScopeLevel, Succession

# The relations by which a row belongs to a place, the most exact first.
RELATIONS = (
    "result",
    "standing",
    "commune",
    "village",
    "round",
    "district",
    "province",
    "directive",
    "assignment",
    "work_item",
    "allocation",
    "dossier",
    "plan",
    "target",
    "reorganisation",
    "agency",
)

NARROWER = {
    ScopeLevel.NATION: ["nation", "province", "district", "commune"],
    ScopeLevel.PROVINCE: ["province", "district", "commune"],
    ScopeLevel.DISTRICT: ["district", "commune"],
    ScopeLevel.COMMUNE: ["commune"],
}


def places_of(row) -> list:
    """The places an officer must cover to write `row`; [] for rows that belong to no place (the law)."""
    if isinstance(row, (Province, District, Commune)):
        return [row]
    if isinstance(row, Succession):
        return [row.predecessor, row.successor]
    if isinstance(row, Reorganisation):
        return [line.predecessor for line in row.lines.select_related("predecessor") if line.predecessor]
    for name in RELATIONS:
        nearest = getattr(row, name, None)
        # A text or property may bear the name of a relation: what came of an assignment is its "result".
        if isinstance(nearest, Model):
            return places_of(nearest)
    return []


def covers_place(officer: Officer, place) -> bool:
    """Whether the place, with everything in it, lies inside the officer's scope."""
    if isinstance(place, Province):
        return officer.covers(province_id=place.pk, district_id=None, commune_id=None)
    if isinstance(place, District):
        return officer.covers(province_id=place.province_id, district_id=place.pk, commune_id=None)
    return officer.covers(province_id=place.province_id, district_id=place.district_id, commune_id=place.pk)


def may_write(officer: Officer, row) -> bool:
    """Whether `row`, as it stands, lies inside the officer's scope. Permissions are asked elsewhere."""
    if isinstance(row, Officer):
        return may_write_officer(officer, row)
    if not officer.is_active or not officer.scope_level:
        return False
    if hasattr(row, "set_by"):
        return may_write_rule(officer, row.set_by)
    return all(covers_place(officer, place) for place in places_of(row))


def may_write_rule(officer: Officer, set_by: Province | None) -> bool:
    """Whether an officer may write a rule a province set; None is the nation's, binding every province."""
    if set_by is None:
        return officer.is_superuser or officer.scope_level == ScopeLevel.NATION
    return covers_place(officer, set_by)


def may_write_officer(officer: Officer, other: Officer) -> bool:
    """Whether an officer may change another's account: inside the scope, and no superuser's unless one."""
    if not officer.is_active or not officer.scope_level:
        return False
    if not officer.is_superuser and (other.is_superuser or holds_more(other, officer)):
        return False
    if officer.scope_level == ScopeLevel.NATION:
        return True
    place = scope_place(other)
    return place is not None and covers_place(officer, place)


def holds_more(other: Officer, officer: Officer) -> bool:
    """Whether `other` is in a group that allows what `officer` may not do."""
    if other.pk is None:
        return False
    return bool({group.pk for group in other.groups.all()} - open_group_ids(officer))


def open_group_ids(officer: Officer) -> set[int]:
    """Keys of the groups an officer may give, asked once for as long as the officer is at work."""
    if not hasattr(officer, "_open_group_ids"):
        officer._open_group_ids = set(groups_open_to(officer).values_list("id", flat=True))
    return officer._open_group_ids


def scope_place(officer: Officer):
    """The one place of an officer's scope; None for the nation and without scope."""
    return officer.scope_province or officer.scope_district or officer.scope_commune


def levels_open_to(officer: Officer) -> list[str]:
    """The scope levels an officer may give: their own and the narrower ones."""
    return NARROWER.get(officer.scope_level, [])


def groups_open_to(officer: Officer):
    """The groups an officer may give: those that allow nothing the officer may not do."""
    if officer.is_superuser:
        return Group.objects.all()
    held = Permission.objects.filter(group__in=officer.groups.all()).values("id")
    beyond = Permission.objects.exclude(id__in=held).values("id")
    return Group.objects.exclude(permissions__in=beyond)
