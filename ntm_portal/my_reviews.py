"""What waits for those who verify and appraise."""

from collections.abc import Callable

from django.db.models import Count, F, Q
from django.urls import reverse

from communes.models import AgencyKind
from criteria.actions.telling import dossier_url
from criteria.models import CriterionLead, CriterionResult, LeadRole, Round, Standing
from criteria.outcomes import Judgement
from criteria.stages import Stage, awaited_judgement
from ntm_portal.desk import Desk, sent_words
from ntm_portal.work_lines import Line, Part


def verifier_parts(desk: Desk) -> list[Part]:
    """A district's dossiers: waiting to be verified, overdue, not sent, sent back."""
    drafts = [standing for standing in desk.standings if standing.stage == Stage.DRAFT]
    late = [standing for standing in drafts if desk.late(standing)]
    in_time = [standing for standing in drafts if not desk.late(standing)]
    return [
        _dossiers(desk, "Chờ thẩm tra", _awaiting(desk, Judgement.VERIFIED), dossier_url, _arrived),
        _dossiers(desk, "Quá hạn chưa gửi", late, desk.figures_url),
        _dossiers(desk, "Chưa gửi, còn hạn", in_time, desk.figures_url, waits=False),
        returned_part(desk),
    ]


def returned_part(desk: Desk) -> Part:
    """The dossiers that are back with their communes."""
    rows = [standing for standing in desk.standings if standing.stage == Stage.RETURNED]
    return _dossiers(desk, "Đã trả lại, chờ xã bổ sung", rows, desk.figures_url, waits=False)


def _awaiting(desk: Desk, judgement: str) -> list[Standing]:
    return [row for row in desk.standings if awaited_judgement(row.stage, row.steps) == judgement]


def _arrived(desk: Desk, standing: Standing) -> str:
    return f"{standing.round.name}, {sent_words(standing)}"


def _dossiers(
    desk: Desk,
    title: str,
    rows: list[Standing],
    address: Callable[[Standing], str],
    said: Callable[[Desk, Standing], str] = Desk.due,
    waits: bool = True,
) -> Part:
    lines = [
        Line(row.commune.full_name, address(row), said(desk, row), said is Desk.due and desk.late(row))
        for row in rows
    ]
    more = reverse("review-queue") if address is dossier_url else ""
    return Part(title, lines, desk.total, "hồ sơ", waits, more)


def appraiser_parts(desk: Desk) -> list[Part]:
    """A province's dossiers waiting to be appraised, by criterion for a unit in charge of some."""
    waiting = _awaiting(desk, Judgement.APPRAISED)
    in_charge = _criteria_in_charge(desk)
    if in_charge:
        return [_waiting_criteria(desk, waiting, in_charge), returned_part(desk)]
    return [_dossiers(desk, "Chờ thẩm định", waiting, dossier_url, _arrived), returned_part(desk)]


def _criteria_in_charge(desk: Desk) -> list[tuple[Round, CriterionLead]]:
    """(round, assignment) for the criteria the officer's unit is in charge of on the round's day.

    [] for the coordination office, which looks after all of them, and for an officer of no unit.
    """
    agency = desk.officer.agency
    if agency is None or agency.kind == AgencyKind.COORDINATION:
        return []
    leads = CriterionLead.objects.filter(agency=agency, role=LeadRole.LEAD).select_related("criterion")
    leads = list(leads.order_by("criterion__number"))
    return [
        (round, lead)
        for round in desk.live
        for lead in leads
        if lead.province_id == round.province_id
        and lead.criterion.criteria_set_id == round.criteria_set_id
        and lead.holds_on(round.data_on)
    ]


def _waiting_criteria(desk: Desk, waiting: list[Standing], in_charge) -> Part:
    not_appraised = Q(appraised_outcome="") | Q(appraised_at__lte=F("carried_at"))
    results = CriterionResult.objects.filter(not_appraised, standing__in=waiting, carried=False)
    counted = results.order_by().values_list("standing__round_id", "criterion_id").annotate(Count("id"))
    open_cells = {(round_id, criterion_id): number for round_id, criterion_id, number in counted}
    lines = [
        Line(
            str(lead.criterion),
            reverse("review-criterion", args=[round.pk, lead.criterion.number]),
            f"{round.name}, {open_cells[round.pk, lead.criterion_id]} xã chờ thẩm định",
        )
        for round, lead in in_charge
        if (round.pk, lead.criterion_id) in open_cells
    ]
    title = "Chờ thẩm định, tiêu chí đơn vị phụ trách"
    return Part(title, lines, len(in_charge), "tiêu chí", more=reverse("review-queue"))
