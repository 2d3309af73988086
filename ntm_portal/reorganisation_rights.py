"""Who sees the pages of a reorganisation, and who prepares, applies and undoes one."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from communes.models import Commune, Officer, Reorganisation, ScopeLevel
from directives.views.reading import for_officers

VIEW, PREPARE = "communes.view_reorganisation", "communes.add_reorganisation"
APPLY = "communes.apply_reorganisation"
REFUSED = "Chuẩn bị sắp xếp đơn vị hành chính là việc của quản trị viên cấp tỉnh và trung ương."

APPLY_REFUSED = "Áp dụng, hoàn tác là việc của quản trị viên phụ trách mọi tỉnh có đơn vị trong đợt."


def is_above(officer: Officer) -> bool:
    """Whether the scope is a province or the nation: the names of officers are for these alone."""
    return officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE)


def may_prepare(officer: Officer) -> bool:
    return is_above(officer) and officer.has_perm(PREPARE)


def for_preparing(view):
    """Let in officers who prepare reorganisations of their province or of the nation."""

    @wraps(view)
    @for_officers(VIEW)
    def guarded(request: HttpRequest, *args, **kwargs):
        if not may_prepare(request.user):
            raise PermissionDenied(REFUSED)
        return view(request, *args, **kwargs)

    return guarded


def reorganisation_or_404(officer: Officer, pk: int) -> Reorganisation:
    """A reorganisation that touches a place of the officer's scope."""
    visible = Reorganisation.objects.visible_to(officer).filter(pk=pk)
    found = visible.select_related("prepared_by", "applied_by", "undone_by").first()
    if found is None:
        raise Http404("Không có đợt sắp xếp này trong phạm vi của bạn.")
    return found


def sees_all(officer: Officer, found: Reorganisation) -> bool:
    """Whether every old unit lies in the officer's province; others see who merges into whom, and no more."""
    if not is_above(officer):
        return False
    homes = Commune.objects.filter(reorganisation_lines__reorganisation=found)
    return officer.scope_level == ScopeLevel.NATION or not homes.exclude(province=officer.scope_id).exists()


def may_apply(officer: Officer, found: Reorganisation) -> bool:
    """Whether the scope covers the province of every old unit and of every new one."""
    if not officer.has_perm(APPLY) or not sees_all(officer, found):
        return False
    if officer.scope_level == ScopeLevel.NATION:
        return True
    return not found.lines.exclude(successor_province_code=officer.scope_province.code).exists()
