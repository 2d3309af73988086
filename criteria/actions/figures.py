"""Recording what was measured: figures of indicators, each against the version its officer saw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions.permissions import ActionRefused, refuse_unless_open, refuse_without
from criteria.figure_rows import write_figures
from criteria.judging import ratio_value
from criteria.levels import Law
from criteria.models import (
    FIGURE_FIELDS,
    ImportBatch,
    Indicator,
    IndicatorChange,
    IndicatorResult,
    ReturnedFigure,
    Round,
    Standing,
)
from criteria.standings import rewrite_entered

NAMED = 5
FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Entry:
    """One indicator of one commune as an officer wants it; what is left out is blank.

    `version` is the one the officer saw (0: there was no row), None where nothing is to be compared.
    Where numerator and denominator are given the value is their ratio in percent.
    """

    commune_id: int
    indicator_id: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    part: Decimal | None = None
    answer: str = ""
    outcome: str = ""
    basis: str = ""
    note: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Conflict:
    """An entry, and what somebody else saved since its officer looked; None: the row is gone."""

    entry: Entry
    current: IndicatorResult | None


class FiguresOvertaken(ActionRefused):
    """Somebody saved other figures since the officer looked; nothing was written."""

    def __init__(self, conflicts: list[Conflict]):
        super().__init__(
            f"{len(conflicts)} ô vừa được người khác sửa; chọn giữ số của bạn hoặc lấy số mới. Chưa ghi gì."
        )
        self.conflicts = conflicts


@dataclass(frozen=True)
class RecordedFigures:
    """The rows written, with their versions, and how many entries said what was there already."""

    saved: list[IndicatorResult]
    unchanged: int


@transaction.atomic
def record_figures(
    *,
    round: Round,
    entries: Sequence[Entry],
    by: Officer | None,
    source: str,
    batch: ImportBatch | None = None,
    reason: str = "",
    law: Law | None = None,
) -> RecordedFigures:
    """Record figures of one round, log every change and recount the standings touched; all or nothing.

    `law` is the round's where the caller has it already, at least of the entries' criteria.
    Drafts: no outcome of a criterion changes before the commune sends its dossier. Raises FiguresOvertaken
    when a version is no longer the one seen, ActionRefused when the round is not open, an indicator or
    commune is not of the round or of the scope, or the dossier is locked.
    """
    # Two officers saving in one round take turns, so that neither overwrites what it has not read.
    round = Round.objects.select_for_update(of=["self"]).select_related("criteria_set").get(pk=round.pk)
    refuse_unless_open(round)
    refuse_without(by, "criteria.change_indicatorresult", "nhập số liệu")
    standings = standings_to_enter(round, {entry.commune_id for entry in entries}, by)
    _refuse_wrong_entries(round, entries, standings, law)
    rows = _rows_of(standings.values(), {entry.indicator_id for entry in entries})
    written, conflicts = [], []
    for entry in entries:
        key = (standings[entry.commune_id].pk, entry.indicator_id)
        row = rows.get(key) or IndicatorResult(standing_id=key[0], indicator_id=key[1], version=0)
        wanted = wanted_figure(entry)
        if all(getattr(row, name) == value for name, value in wanted.items()):
            continue
        if entry.version is not None and entry.version != row.version:
            conflicts.append(Conflict(entry, rows.get(key)))
        else:
            written.append((row, wanted))
    if conflicts:
        raise FiguresOvertaken(conflicts)
    now = timezone.now()
    changes = [_changed(row, wanted, by=by, at=now) for row, wanted in written]
    for change in changes:
        change.source, change.batch, change.reason = source, batch, reason
    saved = write_figures(changes)
    rewrite_entered({row.standing_id for row in saved})
    return RecordedFigures(saved, len(entries) - len(saved))


def standings_to_enter(round: Round, commune_ids: set[int], by: Officer | None) -> dict[int, Standing]:
    """Commune id → standing; ActionRefused when one is outside the round, the scope, or with reviewers."""
    found = Standing.objects.filter(round=round, commune_id__in=commune_ids).select_related("commune")
    if by is not None:
        found = found.visible_to(by)
    standings = {standing.commune_id: standing for standing in found}
    outside = commune_ids - standings.keys()
    if outside:
        raise ActionRefused(f"{len(outside)} xã không thuộc kỳ này hoặc ở ngoài phạm vi phụ trách của bạn.")
    locked = [standing.commune.full_name for standing in standings.values() if standing.is_under_review]
    if locked:
        more = f" và {len(locked) - NAMED} xã khác" if len(locked) > NAMED else ""
        raise ActionRefused(
            f"{', '.join(locked[:NAMED])}{more} đã gửi kết quả, đang được xem xét nên số liệu bị khóa; "
            "rút lại hoặc đợi trả lại rồi sửa."
        )
    return standings


def _refuse_wrong_entries(
    round: Round, entries: Sequence[Entry], standings: dict[int, Standing], law: Law | None
) -> None:
    """Raise ActionRefused for an indicator of another set, given twice, or not among those sent back."""
    if law is None:
        criterion_of = _criteria_in_force(round)
    else:
        criterion_of = {measure.id: measure.criterion_id for measure in law.measures}
    if any(entry.indicator_id not in criterion_of for entry in entries):
        raise ActionRefused("Có chỉ tiêu không thuộc bộ tiêu chí của kỳ; chưa ghi gì.")
    if len({(entry.commune_id, entry.indicator_id) for entry in entries}) < len(entries):
        raise ActionRefused("Có chỉ tiêu được nhập hai lần trong cùng một lần gửi; chưa ghi gì.")
    returned = {standing.pk for standing in standings.values() if standing.returned_at}
    open_to = criteria_sent_back(returned)
    for entry in entries:
        standing = standings[entry.commune_id]
        if standing.pk in returned and criterion_of[entry.indicator_id] not in open_to.get(standing.pk, ()):
            raise ActionRefused(
                f"{standing.commune.full_name} chỉ được sửa các tiêu chí bị trả lại; chưa ghi gì."
            )


def _criteria_in_force(round: Round) -> dict[int, int]:
    """Indicator id → criterion id, of the round's set on its day."""
    found = Indicator.objects.in_force(round.data_on).filter(criterion__criteria_set=round.criteria_set_id)
    return dict(found.values_list("id", "criterion_id"))


def criteria_sent_back(standing_ids: Iterable[int]) -> dict[int, set[int]]:
    """Standing id → criteria with an indicator sent back and not answered: open to the sender again."""
    found: dict[int, set[int]] = {}
    if standing_ids:
        rows = ReturnedFigure.objects.filter(standing_id__in=standing_ids, answered_at__isnull=True)
        for standing_id, criterion_id in rows.values_list("standing_id", "indicator__criterion_id"):
            found.setdefault(standing_id, set()).add(criterion_id)
    return found


def _rows_of(
    standings: Iterable[Standing], indicator_ids: set[int]
) -> dict[tuple[int, int], IndicatorResult]:
    rows = IndicatorResult.objects.filter(standing__in=[standing.pk for standing in standings])
    if len(indicator_ids) == 1:
        rows = rows.filter(indicator_id__in=indicator_ids)
    return {(row.standing_id, row.indicator_id): row for row in rows}


def wanted_figure(entry: Entry) -> dict:
    """FIGURE_FIELDS as the entry wants them, the ratio worked out."""
    wanted = {name: getattr(entry, name) for name in FIGURE_FIELDS}
    for name, value in wanted.items():
        if isinstance(value, Decimal):
            wanted[name] = value.quantize(FOUR_PLACES, ROUND_HALF_UP)
    if entry.numerator is not None and entry.denominator is not None:
        wanted["value"] = ratio_value(entry.numerator, entry.denominator)
    return wanted


def as_text(row: IndicatorResult) -> dict[str, str]:
    """FIGURE_FIELDS of a row as the log keeps them; blank ones are left out."""
    said = {}
    for name in FIGURE_FIELDS:
        value = getattr(row, name)
        if value not in (None, ""):
            said[name] = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    return said


def _changed(row: IndicatorResult, wanted: dict, *, by, at) -> IndicatorChange:
    """Write the wanted figure on the row; the log row of it."""
    before = as_text(row)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.updated_by, row.updated_at = by, at
    return IndicatorChange(result=row, before=before, after=as_text(row), version=row.version, at=at, by=by)
