"""Recording judgements: many cells of one round at once, every change logged."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions.limits import (
    has_lapsed,
    letters_in_force,
    refuse_overtaken,
    refuse_own_entries,
    refuse_silent_lapses,
    refuse_under_review,
    refuse_unknown_lapse_reasons,
)
from criteria.actions.permissions import (
    ActionRefused,
    judgements_open_to,
    refuse_if_closed,
    refuse_others_criteria,
)
from criteria.models import CriterionResult, ImportBatch, ResultChange, Round, Standing
from criteria.outcomes import Judgement, Outcome
from criteria.standings import rewrite_standings


@dataclass(frozen=True)
class Judged:
    """One cell to record. `outcome` is an Outcome letter, or "" to say that there is no data.

    `lapse_reason` is a LapseReason for a cell that falls from đạt. `seen` is the stamp of the judgement
    the officer saw (`limits.stamp`), None where nobody looked at the cell one by one.
    """

    commune_id: int
    criterion_id: int
    outcome: str
    reason: str = ""
    lapse_reason: str = ""
    seen: str | None = None


@dataclass(frozen=True)
class Recorded:
    """How many cells were new in the round, changed, or already so."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def record_results(
    *,
    round: Round,
    cells: list[Judged],
    judgement: str,
    by: Officer | None,
    source: str,
    batch: ImportBatch | None = None,
    reason: str = "",
    lapse_reason: str = "",
) -> Recorded:
    """Record one judgement of many cells, log every change and rewrite the standings touched.

    `reason` and `lapse_reason` are for the cells that carry none of their own. Raises ActionRefused,
    writing nothing, when the round is closed, the judgement is not the officer's to give, a commune is
    not in the round or the scope or is locked, another unit is in charge, the officer entered the figures
    themselves, somebody was faster, a cell falls from đạt without one of the four reasons, or is wrong or
    given twice.
    """
    # Two officers recording in one round take turns, so that neither overwrites what it has not read.
    round = Round.objects.select_for_update(of=["self"]).select_related("criteria_set").get(pk=round.pk)
    refuse_if_closed(round)
    if judgement not in judgements_open_to(by):
        raise ActionRefused("Phạm vi phụ trách của bạn không được ghi loại đánh giá này.")
    _refuse_wrong_cells(round, cells, lapse_reason)
    standing_of = _standings_to_write(round, {cell.commune_id for cell in cells}, by)
    results = _results_of(standing_of.values())
    pairs = []
    for cell in cells:
        key = (standing_of[cell.commune_id], cell.criterion_id)
        pairs.append((cell, results.get(key) or CriterionResult(standing_id=key[0], criterion_id=key[1])))
    _refuse_by_judgement(round, pairs, judgement, by)
    kinds = [kind_of_change(result, judgement, cell.outcome) for cell, result in pairs]
    written = [pair for pair, kind in zip(pairs, kinds, strict=True) if kind != "unchanged"]
    made = Change(judgement, by, timezone.now(), source, batch, reason, lapse_reason)
    changes = [made.to(result, cell) for cell, result in written]
    refuse_silent_lapses([change for change in changes if change.lapsed and not change.lapse_reason])
    write_changes(changes)
    rewrite_standings(round, {change.result.standing_id for change in changes})
    return Recorded(**Counter(kinds))


@dataclass(frozen=True)
class Change:
    """What is common to the changes of one recording."""

    judgement: str
    by: Officer | None
    at: datetime.datetime
    source: str
    batch: ImportBatch | None
    reason: str
    lapse_reason: str

    def to(self, result: CriterionResult, cell: Judged) -> ResultChange:
        """Judge one result as the cell says; the log row of it, with `lapsed` for a fall from đạt.

        A fall keeps the reason already given for it in this round.
        """
        change = log(result, self.judgement, after=cell.outcome, by=self.by, at=self.at, source=self.source)
        before = letters_in_force(result)
        given_at = self.at if cell.outcome else None
        judge(result, self.judgement, cell.outcome, by=self.by, at=given_at)
        result.carried = False
        after = letters_in_force(result)
        change.lapsed = has_lapsed(before, after)
        if after[0] == Outcome.MET:
            result.lapse_reason = ""
        elif change.lapsed:
            result.lapse_reason = cell.lapse_reason or result.lapse_reason or self.lapse_reason
            change.lapse_reason = result.lapse_reason
        change.batch, change.reason = self.batch, cell.reason or self.reason
        return change


def _refuse_by_judgement(round: Round, pairs, judgement: str, by: Officer | None) -> None:
    """Raise ActionRefused for what this kind of judgement may not be given on."""
    if judgement == Judgement.SELF:
        refuse_under_review({result.standing_id for _, result in pairs})
        return
    # Taking back a judgement is judging, too; a blank over nothing is not.
    given = [pair for pair in pairs if pair[0].outcome or getattr(pair[1], f"{judgement}_outcome")]
    refuse_overtaken([(result, cell.seen) for cell, result in given if cell.seen is not None], judgement)
    refuse_own_entries([result for _, result in given], by)
    if judgement == Judgement.APPRAISED:
        refuse_others_criteria(by, round, {cell.criterion_id for cell, _ in given})


def _refuse_wrong_cells(round: Round, cells: list[Judged], lapse_reason: str) -> None:
    """Raise ActionRefused for a cell that cannot be packed, or that could be meant two ways."""
    refuse_unknown_lapse_reasons({lapse_reason, *(cell.lapse_reason for cell in cells)})
    known = set(round.criteria_set.criteria.values_list("id", flat=True))
    letters = {"", *Outcome.values}
    if any(cell.criterion_id not in known or cell.outcome not in letters for cell in cells):
        raise ActionRefused("Có ô không thuộc bộ tiêu chí của kỳ hoặc kết quả không hợp lệ; chưa ghi gì.")
    if len({(cell.commune_id, cell.criterion_id) for cell in cells}) < len(cells):
        raise ActionRefused("Có ô được ghi hai lần trong cùng một lần nhập; chưa ghi gì.")


def _results_of(standing_ids) -> dict[tuple[int, int], CriterionResult]:
    """(standing id, criterion id) → the result as it is now."""
    found = CriterionResult.objects.filter(standing_id__in=standing_ids)
    return {(result.standing_id, result.criterion_id): result for result in found}


def _standings_to_write(round: Round, commune_ids: set[int], by: Officer | None) -> dict[int, int]:
    """Commune id → standing id in the round; ActionRefused when one lies outside the round or the scope."""
    standings = Standing.objects.filter(round=round)
    if by is not None:
        standings = standings.visible_to(by)
    standing_of = dict(standings.values_list("commune_id", "id"))
    outside = commune_ids - standing_of.keys()
    if outside:
        raise ActionRefused(f"{len(outside)} xã không thuộc kỳ này hoặc ở ngoài phạm vi phụ trách của bạn.")
    return standing_of


def kind_of_change(result: CriterionResult, judgement: str, outcome: str) -> str:
    """ "new" for a cell this round has nothing of its own about, else "changed" or "unchanged"."""
    current = getattr(result, f"{judgement}_outcome")
    if result.carried or result.is_brought_over(judgement):
        return "new"
    if current == outcome:
        return "unchanged"
    return "changed" if current else "new"


def log(result, judgement, *, after, by, at, source) -> ResultChange:
    """The log row of a change about to be made; it keeps all that undoing needs."""
    return ResultChange(
        result=result,
        judgement=judgement,
        before=getattr(result, f"{judgement}_outcome"),
        before_at=getattr(result, f"{judgement}_at"),
        before_by_id=getattr(result, f"{judgement}_by_id"),
        before_carried=result.carried,
        after=after,
        at=at,
        by=by,
        source=source,
    )


def judge(result, judgement, outcome, *, by, at) -> None:
    """Set one judgement on the row, with who and when."""
    setattr(result, f"{judgement}_outcome", outcome)
    setattr(result, f"{judgement}_by", by if outcome else None)
    setattr(result, f"{judgement}_at", at)


def forget(result: CriterionResult) -> None:
    """Leave no judgement on the row, brought over or not."""
    for judgement in Judgement.values:
        judge(result, judgement, "", by=None, at=None)
    result.carried, result.carried_at, result.lapse_reason = False, None, ""


def write_results(results: list[CriterionResult], more_fields: Sequence[str] = ()) -> None:
    """Insert or update results by their key."""
    judged = [f"{name}_{part}" for name in Judgement.values for part in ("outcome", "by", "at")]
    CriterionResult.objects.bulk_create(
        results,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["standing", "criterion"],
        update_fields=[*judged, "carried", "lapse_reason", *more_fields],
    )


def write_changes(changes: list[ResultChange]) -> None:
    """Write the changed results, then the log that points at them."""
    # A result may change twice in one go (verified and appraised both taken back): it is written once.
    write_results(list({id(change.result): change.result for change in changes}.values()))
    for change in changes:
        # Through the object: setting the id alone would drop the row and fetch it again for each change.
        change.result = change.result
    ResultChange.objects.bulk_create(changes, batch_size=500)
