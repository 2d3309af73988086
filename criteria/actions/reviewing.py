"""Verifying and appraising dossiers, criterion by criterion, and sending figures back."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions.limits import stamp
from criteria.actions.permissions import (
    ActionRefused,
    judgements_allowed,
    refuse_others_criteria,
    refuse_unless_open,
)
from criteria.actions.recording import Judged, Recorded, judge, log, record_results, write_changes
from criteria.actions.submitting import locked_standing
from criteria.actions.telling import (
    commune_officers,
    district_verifiers,
    dossier_url,
    entry_url,
    province_appraisers,
    tell,
)
from criteria.models import (
    ChangeSource,
    CriterionResult,
    Indicator,
    ReturnedFigure,
    Round,
    Standing,
)
from criteria.outcomes import CONFIRMED, Judgement
from criteria.stages import Stage, awaited_judgement
from criteria.standings import rewrite_standings

__all__ = ["decide", "expected_outcomes", "return_figures", "review", "stamp", "take_up"]


def refuse_reviewing(by: Officer | None, judgement: str) -> None:
    """Raise ActionRefused when the judgement is not the officer's to give."""
    if judgement not in judgements_allowed(by):
        doing = Judgement(judgement).label.lower() if judgement else "thẩm tra, thẩm định"
        raise ActionRefused(f"Tài khoản của bạn không được giao việc này ({doing}).")


@transaction.atomic
def take_up(*, standing: Standing, by: Officer) -> Standing:
    """Open a dossier for review: from here on its sender cannot withdraw it.

    Raises ActionRefused when it waits for nobody, or for somebody else.
    """
    standing = locked_standing(standing, by)
    judgement = awaited_judgement(standing.stage, standing.steps)
    if not judgement:
        raise ActionRefused("Xã chưa gửi kết quả hoặc kết quả đã được thẩm định xong.")
    refuse_reviewing(by, judgement)
    if standing.opened_at is None:
        standing.opened_at, standing.opened_by = timezone.now(), by
        standing.save(update_fields=["opened_at", "opened_by"])
    return standing


@transaction.atomic
def review(*, round: Round, verdicts: Sequence[Judged], judgement: str, by: Officer) -> Recorded:
    """Verify or appraise criteria of one or many dossiers of a round; all or nothing.

    A verdict other than what the step before said, or in place of an earlier one, needs its `reason`.
    Raises ActionRefused, writing nothing, when a dossier does not wait for this judgement, a reason is
    missing, somebody was faster (`seen`), or `record_results` refuses.
    """
    refuse_reviewing(by, judgement)
    if not verdicts:
        raise ActionRefused("Chọn kết quả của ít nhất một tiêu chí.")
    round = Round.objects.select_for_update(of=["self"]).select_related("criteria_set").get(pk=round.pk)
    refuse_unless_open(round)
    communes = {verdict.commune_id for verdict in verdicts}
    visible = Standing.objects.filter(round=round, commune_id__in=communes).visible_to(by)
    standings = {standing.commune_id: standing for standing in visible.select_related("commune")}
    for standing in standings.values():
        standing.round = round
        _refuse_not_waiting(standing, judgement)
    return _judge(round, standings, verdicts, judgement, by)


def _judge(
    round: Round,
    standings: dict[int, Standing],
    verdicts: Sequence[Judged],
    judgement: str,
    by: Officer,
) -> Recorded:
    _refuse_unexplained(standings, verdicts, judgement)
    recorded = record_results(
        round=round, cells=list(verdicts), judgement=judgement, by=by, source=ChangeSource.REVIEW
    )
    unopened = [standing.pk for standing in standings.values() if standing.opened_at is None]
    Standing.objects.filter(pk__in=unopened).update(opened_at=timezone.now(), opened_by=by)
    for standing in standings.values():
        _tell_when_done(standing, by)
    return recorded


@transaction.atomic
def decide(
    *,
    standing: Standing,
    verdicts: Sequence[Judged],
    reasons: Mapping[int, str],
    due_on: datetime.date,
    judgement: str,
    by: Officer,
) -> Recorded:
    """Verify or appraise criteria of one dossier and send figures of others back; all or nothing.

    Raises as `review` and `return_figures` do, and when a criterion is both judged and sent back.
    """
    if not reasons:
        return review(round=standing.round, verdicts=verdicts, judgement=judgement, by=by)
    standing = locked_standing(standing, by)
    _refuse_not_waiting(standing, judgement)
    sent_back = set(_criteria_of(standing.round, reasons).values())
    if sent_back & {verdict.criterion_id for verdict in verdicts}:
        raise ActionRefused("Có tiêu chí vừa được ghi kết quả vừa bị trả lại; chọn một trong hai.")
    return_figures(standing=standing, reasons=reasons, due_on=due_on, by=by)
    standing.refresh_from_db(fields=["stage", "returned_at", "opened_at"])
    return _judge(standing.round, {standing.commune_id: standing}, verdicts, judgement, by)


def _tell_when_done(standing: Standing, by: Officer) -> None:
    """Tell whoever comes next when the review moved the dossier to its next step."""
    before = standing.stage
    standing.refresh_from_db(fields=["stage"])
    if standing.stage == before:
        return
    whose = f"{standing.commune.full_name}, {standing.round.name}"
    if standing.stage == Stage.VERIFIED:
        criteria = standing.results.values_list("criterion_id", flat=True)
        appraisers = province_appraisers(standing.round, criteria)
        tell(appraisers, f"{whose}: đã thẩm tra xong, chờ thẩm định.", dossier_url(standing), but=by)
    elif standing.stage == Stage.APPRAISED:
        told = [*commune_officers(standing), *district_verifiers(standing)]
        tell(told, f"{whose}: đã thẩm định xong.", standing.commune.dated_url, but=by)


def _refuse_not_waiting(standing: Standing, judgement: str) -> None:
    """Raise ActionRefused unless the dossier waits for the judgement, or carries it already."""
    reviewed = {Judgement.VERIFIED: Stage.VERIFIED, Judgement.APPRAISED: Stage.APPRAISED}[judgement]
    if standing.stage != reviewed and awaited_judgement(standing.stage, standing.steps) != judgement:
        raise ActionRefused(
            f"{standing.commune.full_name} không ở bước {Judgement(judgement).label.lower()}; tải lại trang "
            "để xem bước hiện nay."
        )


def _refuse_unexplained(standings: dict[int, Standing], verdicts: Sequence[Judged], judgement: str) -> None:
    """Raise ActionRefused for a verdict that departs from what stands, without saying why."""
    rows = CriterionResult.objects.filter(standing__in=[row.pk for row in standings.values()])
    results = {(row.standing_id, row.criterion_id): row for row in rows.select_related("criterion")}
    unexplained = []
    for verdict in verdicts:
        standing = standings.get(verdict.commune_id)
        result = results.get((standing.pk, verdict.criterion_id)) if standing else None
        if (
            result
            and not verdict.reason.strip()
            and verdict.outcome not in expected_outcomes(result, judgement)
        ):
            unexplained.append(f"TC {result.criterion.number} của {standing.commune.prose_name}")
    if unexplained:
        raise ActionRefused(
            f"Kết quả khác với bước trước ở {', '.join(unexplained[:5])}; ghi lý do từng tiêu chí. "
            "Chưa ghi gì."
        )


def expected_outcomes(result: CriterionResult, judgement: str) -> set[str]:
    """The outcome a reviewer may give without a reason: what they, or else the step before, said.

    Empty where nobody has said anything in this round.
    """
    own = getattr(result, f"{judgement}_outcome")
    if own and not result.is_brought_over(judgement):
        return {own}
    before = [Judgement.VERIFIED, Judgement.SELF] if judgement == Judgement.APPRAISED else [Judgement.SELF]
    for name in before:
        said = getattr(result, f"{name}_outcome")
        if said and not result.is_brought_over(name):
            return {said}
    return set()


@transaction.atomic
def return_figures(
    *, standing: Standing, reasons: Mapping[int, str], due_on: datetime.date, by: Officer
) -> list[ReturnedFigure]:
    """Send figures back to the commune: `reasons` maps an indicator to why; to be answered by `due_on`.

    Their criteria open to the sender again and lose what was verified or appraised of them in this round.
    Raises ActionRefused, writing nothing, when the dossier is not with the officer, a reason is missing,
    or the day has passed.
    """
    standing = locked_standing(standing, by)
    judgement = awaited_judgement(standing.stage, standing.steps)
    if not judgement:
        raise ActionRefused("Xã chưa gửi hoặc đã được thẩm định xong; không có gì để trả lại.")
    refuse_reviewing(by, judgement)
    _refuse_wrong_returns(reasons, due_on)
    criterion_of = _criteria_of(standing.round, reasons)
    if judgement == Judgement.APPRAISED:
        refuse_others_criteria(by, standing.round, criterion_of.values())
    now = timezone.now()
    common = {"standing": standing, "judgement": judgement, "due_on": due_on}
    rows = ReturnedFigure.objects.bulk_create(
        ReturnedFigure(indicator_id=pk, reason=reason.strip(), returned_at=now, returned_by=by, **common)
        for pk, reason in reasons.items()
    )
    _clear_judgements(standing, set(criterion_of.values()), by, now)
    standing.returned_at, standing.returned_by, standing.return_due_on = now, by, due_on
    standing.save(update_fields=["returned_at", "returned_by", "return_due_on"])
    rewrite_standings(standing.round, [standing.pk])
    whose = f"{standing.commune.full_name}, {standing.round.name}"
    text = f"{whose}: {len(rows)} chỉ tiêu bị trả lại, hạn bổ sung {due_on:%d/%m/%Y}."
    tell(commune_officers(standing), text, entry_url(standing), but=by)
    return rows


def _criteria_of(round: Round, indicator_ids) -> dict[int, int]:
    """Indicator id → criterion id; ActionRefused when one is not of the round's set."""
    criterion_of = dict(
        Indicator.objects.in_force(round.data_on)
        .filter(pk__in=indicator_ids, criterion__criteria_set=round.criteria_set_id)
        .values_list("id", "criterion_id")
    )
    if criterion_of.keys() != set(indicator_ids):
        raise ActionRefused("Có chỉ tiêu không thuộc bộ tiêu chí của kỳ; chưa ghi gì.")
    return criterion_of


def _refuse_wrong_returns(reasons: Mapping[int, str], due_on: datetime.date) -> None:
    if not reasons:
        raise ActionRefused("Chọn ít nhất một chỉ tiêu để trả lại.")
    if any(not reason.strip() for reason in reasons.values()):
        raise ActionRefused("Ghi lý do trả lại của từng chỉ tiêu.")
    if any(len(reason.strip()) > 300 for reason in reasons.values()):
        raise ActionRefused("Lý do trả lại không quá 300 ký tự.")
    if due_on < timezone.localdate():
        raise ActionRefused("Hạn bổ sung phải từ hôm nay trở đi.")


def _clear_judgements(standing: Standing, criterion_ids: set[int], by: Officer, now) -> None:
    """Take back what reviewers said in this round of criteria that are sent back."""
    changes = []
    for result in CriterionResult.objects.filter(standing=standing, criterion_id__in=criterion_ids):
        for judgement in CONFIRMED:
            given = getattr(result, f"{judgement}_outcome")
            if given and not result.is_brought_over(judgement):
                change = log(result, judgement, after="", by=by, at=now, source=ChangeSource.REVIEW)
                change.reason = "Trả lại xã để bổ sung"
                judge(result, judgement, "", by=None, at=None)
                changes.append(change)
    write_changes(changes)
