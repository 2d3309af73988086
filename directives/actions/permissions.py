"""Who may direct, and who answers: the checks the actions of directives share."""

from communes.models import Officer, Province, ScopeLevel
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from directives.models import UnitRow

DIRECT, REPORT = "directives.direct_assignment", "directives.report_assignment"


def may_direct(officer: Officer | None, province: Province) -> bool:
    """Whether the officer gives tasks of a province and answers reports: the permission, and its scope."""
    return officer is None or (officer.has_perm(DIRECT) and covers_place(officer, province))


def refuse_unless_directing(officer: Officer | None, province: Province) -> None:
    """Raise ActionRefused for whoever may not direct in the province."""
    refuse_without(officer, DIRECT, "giao việc, duyệt báo cáo và gia hạn")
    if officer is not None and not covers_place(officer, province):
        raise ActionRefused(f"Chỉ cán bộ cấp tỉnh của {province.full_name} được giao và duyệt việc này.")


def refuse_unless_of_unit(officer: Officer | None, row: UnitRow, permission: str, doing: str) -> None:
    """Raise ActionRefused for whoever does not work for the row's unit or may not do this for it."""
    refuse_without(officer, permission, doing)
    if officer is not None and not row.is_of(officer):
        raise ActionRefused(f"Việc này của {row.unit_name}; chỉ cán bộ của đơn vị ấy được {doing}.")


def is_above(officer: Officer, row: UnitRow) -> bool:
    """Whether the officer's scope is the province of the row or wider."""
    return officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE) and covers_place(
        officer, row.province
    )
