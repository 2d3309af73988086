"""A commune sends its dossier, and takes it back while nobody has opened it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communes.models import Officer
from criteria.actions.levels import judge_again
from criteria.actions.limits import refuse_locked
from criteria.actions.permissions import ActionRefused, refuse_unless_open, refuse_without
from criteria.actions.recording import Judged, judge, log, record_results, write_changes
from criteria.actions.telling import district_verifiers, dossier_url, province_appraisers, tell
from criteria.entering import needs_note
from criteria.figure_grid import grid_of, with_profiles
from criteria.judging import Measure, judge_criterion
from criteria.levels import law_of
from criteria.models import (
    ChangeSource,
    CriterionResult,
    IndicatorResult,
    ResultChange,
    ReturnedFigure,
    Round,
    Standing,
)
from criteria.outcomes import CONFIRMED, Judgement
from criteria.stages import awaited_judgement
from criteria.standings import rewrite_standings

LISTED = 8


@dataclass(frozen=True)
class Completeness:
    """How far a dossier is: the indicators of the round, those without data, and those not decided.

    `outcomes` maps a criterion to the letter its figures give ("" while data is missing); criteria
    without any figure are left out.
    """

    measures: list[Measure]
    missing: list[Measure]
    undecided: list[Measure]
    outcomes: dict[int, str]

    @property
    def entered(self) -> int:
        return len(self.measures) - len(self.missing)


def completeness(standing: Standing, figures: Mapping[int, IndicatorResult] | None = None) -> Completeness:
    """What of a dossier is entered; `figures` maps an indicator to its figure where already fetched."""
    measures = law_of(standing.round).measures
    if figures is None:
        figures = {figure.indicator_id: figure for figure in standing.figures.all()}
    found: dict[int, list[str]] = {}
    touched, missing, undecided = set(), [], []
    for measure in measures:
        figure = figures.get(measure.id)
        outcome = figure.outcome if figure else ""
        found.setdefault(measure.criterion_id, []).append(outcome)
        if outcome or (figure and figure.known):
            touched.add(measure.criterion_id)
        if not outcome:
            (undecided if figure and figure.known else missing).append(measure)
    outcomes = {criterion: judge_criterion(found[criterion]) for criterion in found if criterion in touched}
    return Completeness(measures, missing, undecided, outcomes)


@transaction.atomic
def submit(
    *,
    standing: Standing,
    by: Officer,
    lapse_reasons: Mapping[int, str] | None = None,
    incomplete: bool = False,
) -> Standing:
    """Send a dossier: its figures become the commune's own assessment, and it is locked.

    `lapse_reasons` maps a criterion that falls from đạt to its LapseReason; `incomplete` sends it though
    data is missing. Raises ActionRefused, writing nothing, when it was sent already, an outcome is not
    decided, data is missing unasked, a warning is not explained in a note, or `record_results` refuses.
    """
    standing = locked_standing(standing, by)
    refuse_without(by, "criteria.submit_standing", "gửi kết quả của xã")
    if standing.is_under_review:
        raise ActionRefused("Kết quả của xã đã được gửi; muốn sửa hãy rút lại hoặc đợi trả lại.")
    refuse_locked([standing])
    figures, unexplained = _figures_of(standing, by)
    found = completeness(standing, figures)
    _refuse_incomplete(standing, found, incomplete)
    _refuse_unexplained(unexplained)
    now = timezone.now()
    record_results(
        round=standing.round,
        cells=[
            Judged(
                standing.commune_id, criterion, outcome, lapse_reason=(lapse_reasons or {}).get(criterion, "")
            )
            for criterion, outcome in found.outcomes.items()
        ],
        judgement=Judgement.SELF,
        by=by,
        source=ChangeSource.SUBMITTED,
    )
    ReturnedFigure.objects.filter(standing=standing, answered_at__isnull=True).update(answered_at=now)
    _mark(standing, submitted=(now, by))
    _tell_reviewers(standing, found.outcomes, "đã gửi", by)
    return standing


def _tell_reviewers(standing: Standing, criterion_ids, done: str, by: Officer) -> None:
    if awaited_judgement(standing.stage, standing.steps) == Judgement.VERIFIED:
        reviewers = district_verifiers(standing)
    else:
        reviewers = province_appraisers(standing.round, criterion_ids)
    text = f"{standing.commune.full_name} {done} kết quả {standing.round.name}."
    tell(reviewers, text, dossier_url(standing), but=by)


def locked_standing(standing: Standing, by: Officer | None) -> Standing:
    """The dossier as it is now, its round locked; ActionRefused when not open or outside the scope."""
    round = (
        Round.objects.select_for_update(of=["self"]).select_related("criteria_set").get(pk=standing.round_id)
    )
    refuse_unless_open(round)
    rows = Standing.objects.select_related("commune")
    found = (rows if by is None else rows.visible_to(by)).filter(pk=standing.pk).first()
    if found is None:
        raise ActionRefused("Xã này ở ngoài phạm vi phụ trách của bạn.")
    found.round = round
    return found


def _refuse_incomplete(standing: Standing, found: Completeness, incomplete: bool) -> None:
    if found.undecided:
        raise ActionRefused(
            f"Chưa quyết định kết quả của chỉ tiêu {_codes(found.undecided)}; chọn kết quả rồi gửi."
        )
    told = standing.results.filter(carried=False).exclude(self_outcome="").exists()
    if not found.outcomes and not told:
        raise ActionRefused("Chưa nhập số liệu nào của kỳ này; nhập số liệu rồi gửi.")
    if found.missing and not incomplete:
        raise ActionRefused(
            f"Còn {len(found.missing)} chỉ tiêu chưa có số liệu ({_codes(found.missing)}); "
            "nhập tiếp, hoặc xác nhận gửi dù còn thiếu."
        )


def _refuse_unexplained(measures: list[Measure]) -> None:
    if measures:
        raise ActionRefused(
            f"Còn {len(measures)} cảnh báo chưa có ghi chú giải trình (chỉ tiêu {_codes(measures)}); "
            "kiểm tra lại, nếu đúng thì ghi chú rồi gửi."
        )


def _figures_of(standing: Standing, by: Officer) -> tuple[dict[int, IndicatorResult], list[Measure]]:
    """Indicator id → its figure, judged by today's levels; and the indicators with a warning unexplained."""
    [place] = with_profiles(Standing.objects.filter(pk=standing.pk), standing.round.data_on)
    place.round = standing.round
    rows = grid_of(standing.round, [place], law_of(standing.round)).rows
    unexplained = [row.measure for row in rows if row.stored and needs_note(row.remarks, row.stored.note)]
    return judge_again(rows, by=by), unexplained


def _codes(measures: list[Measure]) -> str:
    more = len(measures) - LISTED
    return ", ".join(measure.code for measure in measures[:LISTED]) + (
        f" và {more} chỉ tiêu khác" if more > 0 else ""
    )


def _mark(standing: Standing, *, submitted=(None, None), returned=(None, None), due_on=None) -> None:
    """Write where the dossier is, and the stage that follows; who opens it next is not known yet."""
    standing.submitted_at, standing.submitted_by = submitted
    standing.returned_at, standing.returned_by = returned
    standing.return_due_on, standing.opened_at, standing.opened_by = due_on, None, None
    standing.save(
        update_fields=[
            "submitted_at", "submitted_by", "returned_at", "returned_by", "return_due_on", "opened_at",
            "opened_by",
        ]
    )  # fmt: skip
    rewrite_standings(standing.round, [standing.pk])
    standing.refresh_from_db()


@transaction.atomic
def withdraw(*, standing: Standing, by: Officer) -> Standing:
    """Take a dossier back before anybody opened it: what it said of the commune is taken back with it.

    A dossier that had been returned is returned again, with the same reasons and day. Raises
    ActionRefused when it was not sent, somebody opened or judged it, or the officer may not send it.
    """
    standing = locked_standing(standing, by)
    refuse_without(by, "criteria.submit_standing", "rút lại kết quả của xã")
    if not standing.is_under_review:
        raise ActionRefused("Kết quả của xã chưa được gửi hoặc đã trả lại, không cần rút lại.")
    if standing.opened_at:
        raise ActionRefused(
            f"{standing.opened_by} đã tiếp nhận lúc {timezone.localtime(standing.opened_at):%H:%M %d/%m/%Y} "
            "nên không rút lại được; đề nghị trả lại nếu cần sửa."
        )
    _refuse_judged_since(standing)
    criteria = standing.results.values_list("criterion_id", flat=True)
    _tell_reviewers(standing, criteria, "đã rút lại", by)
    _take_back_assessment(standing, by)
    answered = ReturnedFigure.objects.filter(standing=standing, answered_at=standing.submitted_at)
    last = answered.order_by("-returned_at").first()
    answered.update(answered_at=None)
    if last:
        _mark(standing, returned=(last.returned_at, last.returned_by), due_on=last.due_on)
    else:
        _mark(standing)
    return standing


def _refuse_judged_since(standing: Standing) -> None:
    """Raise ActionRefused when a sheet judged what was sent: nobody opens a dossier to apply a sheet."""
    since = Q()
    for name in CONFIRMED:
        since |= Q(**{f"{name}_at__gte": standing.submitted_at})
    judged = standing.results.filter(since).order_by("criterion__number")
    numbers = list(judged.values_list("criterion__number", flat=True))
    if numbers:
        named = ", ".join(f"TC {number}" for number in numbers[:LISTED])
        raise ActionRefused(
            f"{named} đã được thẩm tra hoặc thẩm định nên không rút lại được; đề nghị trả lại nếu cần sửa."
        )


def _take_back_assessment(standing: Standing, by: Officer) -> None:
    """Put back what the dossier's results said before it was sent."""
    sent = ResultChange.objects.filter(
        result__standing=standing,
        source=ChangeSource.SUBMITTED,
        judgement=Judgement.SELF,
        at__gte=standing.submitted_at,
    )
    now, back = timezone.now(), []
    for change in sent.select_related("result", "before_by").order_by("id"):
        result = change.result
        reverse = log(
            result, Judgement.SELF, after=change.before, by=by, at=now, source=ChangeSource.SUBMITTED
        )
        reverse.reason = "Rút lại"
        judge(result, Judgement.SELF, change.before, by=change.before_by, at=change.before_at)
        result.carried = change.before_carried and not _confirmed_here(result)
        result.lapse_reason = result.lapse_reason if _confirmed_here(result) else ""
        back.append(reverse)
    write_changes(back)


def _confirmed_here(result: CriterionResult) -> bool:
    """Whether somebody above the commune judged the criterion in this round."""
    return any(getattr(result, f"{name}_at") and not result.is_brought_over(name) for name in CONFIRMED)
