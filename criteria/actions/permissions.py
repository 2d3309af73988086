"""What an action may do: the refusal an officer reads, and the checks actions share."""

from collections.abc import Iterable

from django.db.models import Q

from communes.models import AgencyKind, Officer, Reorganisation, ReorganisationHeir, ScopeLevel
from communes.refusing import ActionRefused
from criteria.models import CriterionLead, LeadRole, Round
from criteria.outcomes import Judgement

# The permission that lets an officer give a judgement; on which rows follows from the scope.
PERMISSION_TO = {
    Judgement.SELF: "criteria.change_indicatorresult",
    Judgement.VERIFIED: "criteria.verify_standing",
    Judgement.APPRAISED: "criteria.appraise_standing",
}


def judgements_open_to(officer: Officer | None) -> list[str]:
    """The judgements an officer's scope lets them record, weightiest first.

    A commune assesses itself; a district verifies; a province appraises and may enter all three.
    """
    everything = [Judgement.APPRAISED, Judgement.VERIFIED, Judgement.SELF]
    first = {"commune": 2, "district": 1}
    if officer is None:
        return everything
    if not officer.is_active or not officer.scope_level:
        return []
    return everything[first.get(officer.scope_level, 0) :]


def judgements_allowed(officer: Officer | None) -> list[str]:
    """The judgements an officer's scope and groups together let them give, weightiest first."""
    reachable = judgements_open_to(officer)
    return [name for name in reachable if officer is None or officer.has_perm(PERMISSION_TO[name])]


def may_import(officer) -> bool:
    """Whether an account may bring in sheets of outcomes: allowed by its groups, with a judgement to give."""
    return officer.has_perm("criteria.add_importbatch") and bool(judgements_allowed(officer))


def refuse_without(officer: Officer | None, permission: str, doing: str) -> None:
    """Raise ActionRefused when the officer's groups do not allow `permission`; `doing` says what."""
    if officer is not None and not officer.has_perm(permission):
        raise ActionRefused(f"Tài khoản của bạn không được giao việc {doing}.")


def refuse_if_closed(round: Round) -> None:
    """Raise ActionRefused when the round is closed."""
    if round.closed_at:
        raise ActionRefused(f"{round} đã khóa; mở lại kỳ trước khi sửa số liệu.")


def refuse_unless_open(round: Round) -> None:
    """Raise ActionRefused when the round is closed or withdrawn."""
    refuse_if_closed(round)
    if round.withdrawn_at:
        raise ActionRefused(f"{round} đã hủy; mở lại kỳ trước khi sửa số liệu.")


def criteria_in_charge_of_others(officer: Officer | None, round: Round) -> dict[int, str]:
    """Criterion id → the unit in charge, for the criteria of a round an officer may not appraise.

    A criterion with a unit in charge (chủ trì) on the round's day is appraised by that unit or by the
    coordination office; one without is open to every appraiser of the province. Of a round of before a
    reorganisation in force, the unit that took over from the one in charge appraises.
    """
    if officer is None or officer.scope_level == ScopeLevel.NATION:
        return {}
    if officer.agency_id and officer.agency.kind == AgencyKind.COORDINATION:
        return {}
    leads = CriterionLead.objects.in_force(round.data_on).filter(
        province=round.province_id, criterion__criteria_set=round.criteria_set_id, role=LeadRole.LEAD
    )
    others = leads
    if officer.agency_id:
        before = ReorganisationHeir.objects.filter(
            heir_agency=officer.agency_id, reorganisation__in=Reorganisation.objects.in_force()
        )
        others = leads.exclude(Q(agency=officer.agency_id) | Q(agency__in=before.values("agency")))
    return dict(others.values_list("criterion_id", "agency__short_name"))


def refuse_others_criteria(officer: Officer | None, round: Round, criterion_ids: Iterable[int]) -> None:
    """Raise ActionRefused when another unit is in charge of one of the criteria."""
    elsewhere = criteria_in_charge_of_others(officer, round)
    names = sorted({elsewhere[pk] for pk in criterion_ids if pk in elsewhere})
    if names:
        raise ActionRefused(
            f"Có tiêu chí do đơn vị khác phụ trách ({', '.join(names)}); đơn vị ấy hoặc Văn phòng Điều phối "
            "thẩm định."
        )
