"""Changing or verifying a level: which results of open rounds follow, shown before it is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef
from django.utils import timezone

from communes.models import Officer
from communes.scope import may_write
from criteria.actions.figures import as_text
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.figure_grid import GridRow
from criteria.figure_lines import figure_of
from criteria.figure_rows import write_figures
from criteria.judged_today import judged_today, recomputed
from criteria.judging import Level, Verdict, applied_level, judge_indicator
from criteria.levels import level_from, measure_from, profile_columns, profile_from
from criteria.models import (
    ChangeSource,
    IndicatorChange,
    IndicatorResult,
    OutcomeBasis,
    ReturnedFigure,
    Round,
    Threshold,
)
from criteria.stages import Stage

REASON = "Đổi mức đạt chuẩn"
SENT_REASON = "Tính lại theo mức đạt chuẩn hiện nay khi gửi"
DECIDED = "cán bộ đã quyết định"
LOCKED = "đã gửi, đang hoặc đã được xem xét"

Levels = dict[int, dict[int | None, Level]]


@dataclass(frozen=True)
class Effect:
    """One result that a level would change. Outcomes are letters, "" for none.

    `kept` says why the result stays as it is and is only listed; "" where saving recomputes it.
    `suggested` is what the rule merely suggests afterwards.
    """

    row: IndicatorResult
    before: str
    before_basis: str
    after: str
    after_basis: str
    suggested: str
    kept: str

    @property
    def key(self) -> str:
        """What an officer saw of it, to tell whether it is still so when they confirm."""
        parts = (self.row.pk, self.row.version, self.before, self.after, self.after_basis, self.kept)
        return ":".join(map(str, parts))


def effects_of(threshold: Threshold) -> list[Effect]:
    """The results of open rounds that would change if `threshold` (perhaps unsaved) were saved."""
    return effects_of_all([threshold])


def effects_of_all(thresholds: Sequence[Threshold]) -> list[Effect]:
    """The results of open rounds that would change if all the `thresholds` were saved together.

    Only results the rule judges otherwise than with the levels as stored. Closed and withdrawn rounds
    are left out: they are never rewritten. Five queries, whatever the number of results.
    """
    stored = {row.pk: row for row in Threshold.objects.filter(pk__in=[row.pk for row in thresholds])}
    touched = [*thresholds, *stored.values()]
    indicators = {row.indicator_id for row in touched} - {None}
    present: Levels = {pk: {} for pk in indicators}
    for row in Threshold.objects.filter(indicator__in=indicators):
        present[row.indicator_id][row.pk] = level_from(row)
    future = {
        pk: {key: level for key, level in levels.items() if key not in stored}
        for pk, levels in present.items()
    }
    for at, row in enumerate(thresholds, start=1):
        if row.indicator_id:
            future[row.indicator_id][row.pk or -at] = level_from(row)
    rows = _open_rows(indicators, {row.province_id for row in touched})
    returned = {row.standing_id for row in rows if row.standing.stage == Stage.RETURNED}
    open_to = ReturnedFigure.objects.open_criteria(returned)
    found = (_effect(row, present, future, open_to.get(row.standing_id, set())) for row in rows)
    return [effect for effect in found if effect]


def _open_rows(indicators: Iterable[int], provinces: set[int | None]) -> list[IndicatorResult]:
    """The figures of the indicators in open rounds, with their communes' profiles."""
    rows = IndicatorResult.objects.filter(
        indicator__in=indicators,
        standing__round__closed_at__isnull=True,
        standing__round__withdrawn_at__isnull=True,
    )
    if None not in provinces:
        rows = rows.filter(standing__province__in=provinces)
    return list(
        rows.annotate(**profile_columns(OuterRef("standing__round__data_on"), commune="standing__commune"))
        .select_related("indicator", "standing__commune__province", "standing__round__criteria_set")
        .order_by("-standing__round__data_on", "standing__commune__sort_key", "id")
    )


def _effect(row: IndicatorResult, present: Levels, future: Levels, open_to: set[int]) -> Effect | None:
    """What changes for one figure, or None when nothing does."""
    verdict = _verdict(row, future)
    was = _verdict(row, present)
    if (was.outcome, was.settled) == (verdict.outcome, verdict.settled):
        return None
    kept = _kept(row, open_to)
    after, basis = (verdict.outcome, "") if kept else recomputed(row, verdict)
    changed = after and after != row.outcome if kept else (after, basis) != (row.outcome, row.basis)
    if not changed:
        return None
    suggested = "" if verdict.settled or after else verdict.outcome
    return Effect(row, row.outcome, row.basis, after, basis, suggested, kept)


def _verdict(row: IndicatorResult, levels: Levels) -> Verdict:
    round, measure = row.standing.round, measure_from(row.indicator)
    applied = applied_level(
        measure,
        list(levels[row.indicator_id].values()),
        profile_from(row.standing.commune.province, hardship=row.hardship, group_value=row.group_value),
        axis=round.criteria_set.threshold_axis,
        hardship_profile=round.criteria_set.hardship_profile,
        on=round.data_on,
    )
    return judge_indicator(measure, applied, figure_of(row))


def _kept(row: IndicatorResult, open_to: set[int]) -> str:
    """Why the result is not for the rule to rewrite, or ""."""
    if row.basis == OutcomeBasis.OFFICER:
        return DECIDED
    stage = row.standing.stage
    draft = stage == Stage.DRAFT or (stage == Stage.RETURNED and row.indicator.criterion_id in open_to)
    return "" if draft else LOCKED


def save_threshold(*, threshold: Threshold, by: Officer | None) -> list[Effect]:
    """Save a level and recompute the drafts it changes; see `save_thresholds`."""
    return save_thresholds(thresholds=[threshold], by=by)


@transaction.atomic
def save_thresholds(*, thresholds: Sequence[Threshold], by: Officer | None) -> list[Effect]:
    """Save levels together and recompute the drafts they change; returns every effect, those kept included.

    The figures stay those of whoever entered them; the log says who changed the level. Raises
    ActionRefused when a level is not the officer's to write.
    """
    for verb in sorted({"change" if row.pk else "add" for row in thresholds}):
        refuse_without(by, f"criteria.{verb}_threshold", "ghi mức đạt chuẩn")
    if by is not None and not all(may_write(by, row) for row in thresholds):
        raise ActionRefused("Mức này ở ngoài phạm vi phụ trách của bạn.")
    # Whoever records figures of these rounds waits, so that no outcome rests on the level of before.
    laws = {row.indicator.criterion.criteria_set_id for row in thresholds}
    open_rounds = Round.objects.filter(
        criteria_set__in=laws, closed_at__isnull=True, withdrawn_at__isnull=True
    )
    list(open_rounds.select_for_update(of=["self"]).order_by("pk"))
    effects = effects_of_all(thresholds)
    for row in thresholds:
        row._history_user = by
        row.save()
    now = timezone.now()
    changes = [_changed(effect, by=by, at=now) for effect in effects if not effect.kept]
    write_figures(changes)
    return effects


def judge_again(rows: Iterable[GridRow], *, by: Officer | None) -> dict[int, IndicatorResult]:
    """Indicator id → the figure of each row of one dossier, drafts judged by today's levels.

    A level may have come with a sheet or a definition file, and a commune's class may have changed since
    entry. Called inside the transaction that sends the dossier.
    """
    now, found, changes = timezone.now(), {}, []
    for row in rows:
        if row.stored is None:
            continue
        again = row.stored if row.locked else judged_today(row.stored, row.verdict)
        found[row.measure.id] = again
        if again is not row.stored:
            changes.append(_log(again, as_text(row.stored), by=by, at=now, reason=SENT_REASON))
    write_figures(changes)
    return found


def _changed(effect: Effect, *, by: Officer | None, at) -> IndicatorChange:
    """Write the effect on its row; the log row of it. Who entered the figure stays: nobody else did."""
    row, before = effect.row, as_text(effect.row)
    row.outcome, row.basis = effect.after, effect.after_basis
    row.version += 1
    return _log(row, before, by=by, at=at, reason=REASON)


def _log(row: IndicatorResult, before: dict, *, by: Officer | None, at, reason: str) -> IndicatorChange:
    return IndicatorChange(
        result=row,
        before=before,
        after=as_text(row),
        version=row.version,
        at=at,
        by=by,
        reason=reason,
        source=ChangeSource.LEVEL,
    )
