"""What waits for those who verify and appraise."""

from collections import Counter
from collections.abc import Callable

from django.db.models import F, Q
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
    """A province's dossiers waiting to be appraised, by criterion for a unit in charge of some.

    A dossier all of whose open criteria are other units' does not wait for the officer.
    """
    waiting = _awaiting(desk, Judgement.APPRAISED)
    leads = _leads(desk)
    agency = desk.officer.agency
    if not leads or (agency and agency.kind == AgencyKind.COORDINATION):
        return [_dossiers(desk, "Chờ thẩm định", waiting, dossier_url, _arrived), returned_part(desk)]
    cells = _open_cells(waiting)
    own = [(round, lead) for round, lead in leads if agency and lead.agency_id == agency.pk]
    if own:
        return [_waiting_criteria(own, cells), returned_part(desk)]
    others = {(round.pk, lead.criterion_id) for round, lead in leads}
    free = {
        standing_id for standing_id, round_id, criterion_id in cells if (round_id, criterion_id) not in others
    }
    rows = [standing for standing in waiting if standing.pk in free]
    return [_dossiers(desk, "Chờ thẩm định", rows, dossier_url, _arrived), returned_part(desk)]


def _leads(desk: Desk) -> list[tuple[Round, CriterionLead]]:
    """(round, assignment) of the units in charge of criteria of the live rounds, on each round's day."""
    provinces = {round.province_id for round in desk.live}
    leads = CriterionLead.objects.filter(province__in=provinces, role=LeadRole.LEAD).select_related(
        "criterion"
    )
    leads = list(leads.order_by("criterion__number"))
    return [
        (round, lead)
        for round in desk.live
        for lead in leads
        if lead.province_id == round.province_id
        and lead.criterion.criteria_set_id == round.criteria_set_id
        and lead.holds_on(round.data_on)
    ]


def _open_cells(waiting: list[Standing]) -> list[tuple[int, int, int]]:
    """(standing id, round id, criterion id) of what was judged in the round and is not appraised yet."""
    not_appraised = Q(appraised_outcome="") | Q(appraised_at__lte=F("carried_at"))
    results = CriterionResult.objects.filter(not_appraised, standing__in=waiting, carried=False)
    return list(results.order_by().values_list("standing_id", "standing__round_id", "criterion_id"))


def _waiting_criteria(own: list[tuple[Round, CriterionLead]], cells: list[tuple[int, int, int]]) -> Part:
    counts = Counter((round_id, criterion_id) for _, round_id, criterion_id in cells)
    lines = [
        Line(
            str(lead.criterion),
            reverse("review-criterion", args=[round.pk, lead.criterion.number]),
            f"{round.name}, {counts[round.pk, lead.criterion_id]} xã chờ thẩm định",
        )
        for round, lead in own
        if counts[round.pk, lead.criterion_id]
    ]
    title = "Chờ thẩm định, tiêu chí đơn vị phụ trách"
    return Part(title, lines, len(own), "tiêu chí", more=reverse("review-queue"))
