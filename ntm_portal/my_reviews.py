"""What waits for those who verify and appraise."""

from collections import Counter, defaultdict
from collections.abc import Callable

from django.urls import reverse

from communes.models import AgencyKind
from criteria.actions.telling import dossier_url
from criteria.dossier_facts import waiting_parts
from criteria.dossiers import CriterionPart
from criteria.models import Criterion, CriterionLead, LeadRole, Standing
from criteria.outcomes import Judgement
from criteria.stages import Stage, awaited_judgement
from criteria.views.review import reviewing
from ntm_portal.desk import Desk, sent_words
from ntm_portal.work_lines import Line, Part


def verifier_parts(desk: Desk) -> list[Part]:
    """A district's dossiers: waiting to be verified, overdue, not sent, sent back."""
    drafts = [standing for standing in desk.standings if standing.stage == Stage.DRAFT]
    late = [standing for standing in drafts if desk.late(standing)]
    in_time = [standing for standing in drafts if not desk.late(standing)]
    waiting = _rows(desk, _waiting(desk), Judgement.VERIFIED)
    return [
        _dossiers(desk, "Chờ thẩm tra", waiting, dossier_url, _arrived),
        _dossiers(desk, "Quá hạn chưa gửi", late, desk.figures_url),
        _dossiers(desk, "Chưa gửi, còn hạn", in_time, desk.figures_url, waits=False),
        returned_part(desk),
    ]


def returned_part(desk: Desk) -> Part:
    """The dossiers that are back with their communes."""
    rows = [standing for standing in desk.standings if standing.stage == Stage.RETURNED]
    return _dossiers(desk, "Đã trả lại, chờ xã bổ sung", rows, desk.figures_url, waits=False)


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
    waiting = _waiting(desk)
    to_verify = _rows(desk, waiting, Judgement.VERIFIED)
    to_appraise = _rows(desk, waiting, Judgement.APPRAISED)
    if _leads_some(desk):
        parts = [part for row in to_appraise for part in waiting[row.pk]]
        appraise = _waiting_criteria(desk, parts)
    else:
        appraise = _dossiers(desk, "Chờ thẩm định", to_appraise, dossier_url, _arrived)
    return [
        appraise,
        _dossiers(desk, "Chờ thẩm tra", to_verify, dossier_url, _arrived),
        returned_part(desk),
    ]


def _waiting(desk: Desk) -> dict[int, list[CriterionPart]]:
    """Standing id → the criteria that wait for the officer, as the queue of review has them."""
    allowed, rows_of = reviewing(desk.officer), defaultdict(list)
    for row in desk.standings:
        if awaited_judgement(row.stage, row.steps) in allowed:
            rows_of[row.round].append(row)
    found: dict[int, list[CriterionPart]] = {}
    for round, rows in rows_of.items():
        criteria = list(round.criteria_set.criteria.order_by("number"))
        found |= waiting_parts(rows, criteria, desk.officer, allowed)
    return found


def _rows(desk: Desk, waiting: dict[int, list[CriterionPart]], judgement: str) -> list[Standing]:
    return [
        row
        for row in desk.standings
        if row.pk in waiting and awaited_judgement(row.stage, row.steps) == judgement
    ]


def _leads_some(desk: Desk) -> bool:
    """Whether the officer's unit is in charge of a criterion of a live round; the office sees dossiers."""
    agency = desk.officer.agency
    if agency is None or agency.kind == AgencyKind.COORDINATION:
        return False
    leads = CriterionLead.objects.filter(agency=agency, role=LeadRole.LEAD).select_related("criterion")
    return any(
        lead.province_id == round.province_id
        and lead.criterion.criteria_set_id == round.criteria_set_id
        and lead.holds_on(round.data_on)
        for lead in leads
        for round in desk.live
    )


def _waiting_criteria(desk: Desk, parts: list[CriterionPart]) -> Part:
    """The criteria that wait for the officer and how many communes at each, of all criteria of the rounds."""
    counts = Counter((part.standing.round, part.criterion) for part in parts)
    size = Criterion.objects.filter(criteria_set__rounds__in={part.standing.round for part in parts}).count()
    order = {round.pk: at for at, round in enumerate(desk.live)}
    found = sorted(counts.items(), key=lambda item: (order[item[0][0].pk], item[0][1].number))
    lines = [
        Line(
            str(criterion),
            reverse("review-criterion", args=[round.pk, criterion.number]),
            f"{round.name}, {communes} xã chờ thẩm định",
        )
        for (round, criterion), communes in found
    ]
    more = reverse("review-queue")
    return Part("Chờ thẩm định, theo tiêu chí", lines, size, "tiêu chí", more=more)
