"""Recording what was measured: figures of indicators, each against the version its officer saw."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions.limits import refuse_locked
from criteria.actions.permissions import ActionRefused, refuse_unless_open, refuse_without
from criteria.figure_rows import FigureWrite, write_rows
from criteria.judging import ratio_value
from criteria.levels import Law
from criteria.models import (
    FIGURE_FIELDS,
    ImportBatch,
    Indicator,
    IndicatorResult,
    ReturnedFigure,
    Round,
    Standing,
)
from criteria.standings import rewrite_entered

FOUR_PLACES = Decimal("0.0001")
NO_FIGURE = (None, None, None, None, "", "", "", "", 0)


@dataclass(frozen=True, slots=True)
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


class Pending(NamedTuple):
    """A figure about to be written: (standing id, indicator id), FIGURE_FIELDS before and after."""

    key: tuple[int, int]
    before: tuple
    wanted: tuple
    version: int


@dataclass(frozen=True)
class RecordedFigures:
    """What was written, with the keys of the rows, and how many entries said what was there already."""

    written: list[Pending]
    unchanged: int
    by: Officer | None
    at: datetime.datetime
    ids: dict[tuple[int, int], int]

    @cached_property
    def saved(self) -> list[IndicatorResult]:
        """The rows written, with their versions; built when asked for, since a sheet's are too many."""
        return [
            IndicatorResult(
                pk=self.ids[write.key],
                standing_id=write.key[0],
                indicator_id=write.key[1],
                version=write.version,
                updated_by=self.by,
                updated_at=self.at,
                **dict(zip(FIGURE_FIELDS, write.wanted, strict=True)),
            )
            for write in self.written
        ]


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

    `law` is the round's, where at hand. Drafts: no outcome changes before the commune sends its dossier.
    Raises FiguresOvertaken for a version no longer the one seen, ActionRefused for what is not open.
    """
    # Two officers saving in one round take turns: neither overwrites what it has not read.
    round = Round.objects.select_for_update(of=["self"]).select_related("criteria_set").get(pk=round.pk)
    refuse_unless_open(round)
    refuse_without(by, "criteria.change_indicatorresult", "nhập số liệu")
    standings = standings_to_enter(round, {entry.commune_id for entry in entries}, by)
    _refuse_wrong_entries(round, entries, standings, law)
    kept = _kept_of(standings.values(), {entry.indicator_id for entry in entries})
    pending, overtaken = [], []
    for entry in entries:
        key = (standings[entry.commune_id].pk, entry.indicator_id)
        row = kept.get(key, NO_FIGURE)
        before, version, wanted = row[:-1], row[-1], wanted_values(entry)
        if wanted == before:
            continue
        if entry.version is not None and entry.version != version:
            overtaken.append((entry, key))
        else:
            pending.append(Pending(key, before, wanted, version + 1))
    if overtaken:
        raise FiguresOvertaken(_conflicts(overtaken))
    now = timezone.now()
    ids = write_rows(_writes(pending, now, by and by.pk, (reason, str(source), batch and batch.pk)))
    rewrite_entered({write.key[0] for write in pending})
    return RecordedFigures(pending, len(entries) - len(pending), by, now, ids)


def _writes(pending: Iterable[Pending], now, by_id: int | None, log: tuple) -> Iterator[FigureWrite]:
    """The rows to write, made one by one: a sheet's logs together would fill memory."""
    for key, before, wanted, version in pending:
        said = values_as_text(before), values_as_text(wanted)
        yield FigureWrite(*key, wanted, version, by_id, now, *said, now, by_id, *log)


def standings_to_enter(round: Round, commune_ids: set[int], by: Officer | None) -> dict[int, Standing]:
    """Commune id → standing; ActionRefused when one is outside the round, the scope, or locked."""
    found = Standing.objects.filter(round=round, commune_id__in=commune_ids).select_related("commune")
    if by is not None:
        found = found.visible_to(by)
    standings = {standing.commune_id: standing for standing in found}
    outside = commune_ids - standings.keys()
    if outside:
        raise ActionRefused(f"{len(outside)} xã không thuộc kỳ này hoặc ở ngoài phạm vi phụ trách của bạn.")
    refuse_locked(standings.values())
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
    open_to = ReturnedFigure.objects.open_criteria(returned)
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


def _kept_of(standings: Iterable[Standing], indicator_ids: set[int]) -> dict[tuple[int, int], tuple]:
    """(standing id, indicator id) → FIGURE_FIELDS and version as they are."""
    rows = IndicatorResult.objects.filter(standing__in=[standing.pk for standing in standings])
    if len(indicator_ids) == 1:
        rows = rows.filter(indicator_id__in=indicator_ids)
    found = rows.order_by().values_list("standing_id", "indicator_id", *FIGURE_FIELDS, "version")
    return {row[:2]: row[2:] for row in found}


def _conflicts(overtaken: list[tuple[Entry, tuple[int, int]]]) -> list[Conflict]:
    keys = {key for _, key in overtaken}
    rows = IndicatorResult.objects.filter(standing__in={standing for standing, _ in keys})
    found = {(row.standing_id, row.indicator_id): row for row in rows.select_related("updated_by")}
    return [Conflict(entry, found.get(key)) for entry, key in overtaken]


def wanted_values(entry: Entry) -> tuple:
    """FIGURE_FIELDS as the entry wants them, the ratio worked out, no more decimals than are kept."""
    value = entry.value
    if entry.numerator is not None and entry.denominator is not None:
        value = ratio_value(entry.numerator, entry.denominator)
    numbers = [
        number if number is None else number.quantize(FOUR_PLACES, ROUND_HALF_UP)
        for number in (entry.numerator, entry.denominator, value, entry.part)
    ]
    return (*numbers, str(entry.answer), str(entry.outcome), str(entry.basis), entry.note)


def values_as_text(values: Iterable) -> dict[str, str]:
    """FIGURE_FIELDS as the log keeps them; blank ones are left out."""
    return {
        name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for name, value in zip(FIGURE_FIELDS, values, strict=True)
        if value is not None and value != ""
    }


def as_text(row: IndicatorResult) -> dict[str, str]:
    """FIGURE_FIELDS of a row as the log keeps them; blank ones are left out."""
    return values_as_text(getattr(row, name) for name in FIGURE_FIELDS)


def values_of_text(said: dict[str, str]) -> tuple:
    """FIGURE_FIELDS from what the log keeps of them."""
    numbers = [Decimal(said[name]) if name in said else None for name in FIGURE_FIELDS[:4]]
    return (*numbers, *(said.get(name, "") for name in FIGURE_FIELDS[4:]))
