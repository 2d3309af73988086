"""What was achieved and may not stay: met criteria at risk, fetched for many communes at once.

Ten queries, whatever the number of communes.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Max, OuterRef
from django.utils.timezone import localdate

from communes.models import Province
from criteria.grid import CommuneRow
from criteria.in_charge import units_in_charge
from criteria.judging import Figure, Measure, Profile
from criteria.level_words import short_text
from criteria.levels import Law, law_of, profile_columns, profile_from
from criteria.models import Answer, Criterion, EvidenceUse, IndicatorResult, Round, Standing
from criteria.outcomes import Outcome
from criteria.reading import Reading
from criteria.tables import Table
from criteria.watching import Cause, Limits, Reason, close_to_level, falling, too_old
from criteria.wording import day

FIGURE_TERMS = ("numerator", "denominator", "value", "part", "answer")


@dataclass(frozen=True)
class WatchLine:
    """One indicator of a met criterion in one commune, with every reason to look at it."""

    row: CommuneRow
    number: int
    name: str
    measure: Measure
    reasons: Sequence[Reason]
    shown: str
    figure_on: datetime.date
    unit: str

    @property
    def words(self) -> str:
        return "; ".join(reason.words for reason in self.reasons)

    @property
    def causes(self) -> set[str]:
        return {reason.cause for reason in self.reasons}


@dataclass(frozen=True)
class Watch:
    """The lines, worst communes together in their order, and the met criteria nothing can be said of."""

    lines: Sequence[WatchLine]
    without_figures: int
    limits: Limits

    def of_cause(self, cause: str) -> list[WatchLine]:
        return [line for line in self.lines if not cause or cause in line.causes]


@dataclass(frozen=True)
class _Entered:
    """A figure of a round and the day it is of, whenever it was typed."""

    figure: Figure
    on: datetime.date


def limits() -> Limits:
    return Limits(Decimal(str(settings.KEEP_MARGIN)), settings.KEEP_MONTHS, settings.KEEP_ROUNDS)


def day_of(reading: Reading) -> datetime.date:
    """The day ages are counted on: the day read for the newest round, its own day for an earlier one."""
    newest = reading.rounds[0] if reading.rounds else None
    return reading.day if reading.round == newest else reading.round.data_on


@dataclass(frozen=True)
class _Ground:
    """All that the lines of a round rest on, by commune and indicator."""

    law: Law
    limits: Limits
    on: datetime.date
    figures: dict
    evidence: dict
    profiles: dict[int, Profile]
    units: dict


def watch(reading: Reading, rows: Sequence[CommuneRow]) -> Watch:
    """Every met criterion of the communes that is little above its level, old or falling."""
    found = limits()
    ground = _Ground(
        law=law_of(reading.round),
        limits=found,
        on=day_of(reading),
        figures=_figures(_rounds(reading, found.rounds), rows),
        evidence=_evidence(rows),
        profiles=_profiles(reading.round, reading.province, rows),
        units=units_in_charge(reading.province, reading.day, criterion__criteria_set=reading.criteria_set),
    )
    lines, bare = [], 0
    for row in rows:
        for at, criterion in enumerate(ground.law.criteria):
            if row.letters[at] == Outcome.MET:
                mine = _lines_of(row, criterion, ground)
                bare += mine is None
                lines += mine or []
    return Watch(lines, bare, found)


def _lines_of(row: CommuneRow, criterion: Criterion, ground: _Ground) -> list[WatchLine] | None:
    """The lines of one met criterion; None where no figure of it was entered."""
    lines, known = [], False
    leads = ground.units.get(criterion.pk)
    for measure in ground.law.measures_of(criterion.pk):
        history = ground.figures.get((row.commune_id, measure.id), [])
        if not history or not history[-1]:
            continue
        known, now = True, history[-1]
        if reasons := _reasons(row, measure, history, ground):
            lines.append(
                WatchLine(
                    row=row,
                    number=criterion.number,
                    name=criterion.short_name,
                    measure=measure,
                    reasons=reasons,
                    shown=_shown(measure, now.figure),
                    figure_on=now.on,
                    unit=leads[0].agency.short_name if leads else "",
                )
            )
    return lines if known else None


def _reasons(row: CommuneRow, measure: Measure, history: Sequence, ground: _Ground) -> list[Reason]:
    """Why to look at one figure; `history` has it last, after those of the rounds before."""
    now, applied = history[-1], ground.law.applied(measure, ground.profiles[row.commune_id])
    values = [entry.figure.measured(measure) for entry in history if entry]
    evidence_on = ground.evidence.get((row.commune_id, measure.id))
    found = [
        close_to_level(measure, applied, now.figure, ground.limits),
        too_old(now.on, evidence_on, ground.on, ground.limits),
        falling(measure, applied, [value for value in values if value is not None], ground.limits),
    ]
    return [reason for reason in found if reason]


def _shown(measure: Measure, figure: Figure) -> str:
    value = figure.measured(measure)
    if value is not None:
        return f"{short_text(value)} {measure.unit}".strip()
    return dict(Answer.choices).get(figure.answer, "")


def _rounds(reading: Reading, count: int) -> list[Round]:
    """The chosen round and those of its set before it, oldest first, as many as a trend takes."""
    before = [
        round
        for round in reading.rounds
        if round.criteria_set_id == reading.round.criteria_set_id and round.data_on <= reading.round.data_on
    ]
    return list(reversed(before[:count]))


def _figures(rounds: Sequence[Round], rows) -> dict[tuple[int, int], list[_Entered | None]]:
    """(commune, indicator) → the figure of each round in order, None where there was none."""
    order = {round.pk: at for at, round in enumerate(rounds)}
    on = {round.pk: round.data_on for round in rounds}
    found = defaultdict(lambda: [None] * len(rounds))
    entered = IndicatorResult.objects.filter(
        standing__round__in=rounds, standing__commune__in=[row.commune_id for row in rows]
    ).order_by()
    columns = ("standing__round_id", "standing__commune_id", "indicator_id", *FIGURE_TERMS)
    for round_id, commune_id, indicator_id, *terms in entered.values_list(*columns):
        figure = Figure(**dict(zip(FIGURE_TERMS, terms, strict=True)))
        if figure.known:
            found[commune_id, indicator_id][order[round_id]] = _Entered(figure, on[round_id])
    return found


def _evidence(rows) -> dict[tuple[int, int], datetime.date]:
    """(commune, indicator) → the day the newest file shown for it was added."""
    uses = EvidenceUse.objects.filter(
        removed_at__isnull=True, standing__commune__in=[row.commune_id for row in rows]
    ).order_by()
    newest = uses.values_list("standing__commune_id", "indicator_id").annotate(Max("evidence__added_at"))
    return {(commune, indicator): localdate(at) for commune, indicator, at in newest}


def _profiles(round: Round, province: Province, rows) -> dict[int, Profile]:
    standings = Standing.objects.filter(round=round, commune__in=[row.commune_id for row in rows])
    columns = profile_columns(OuterRef("round__data_on"), commune="commune")
    found = standings.annotate(**columns).order_by().values_list("commune_id", "hardship", "group_value")
    return {pk: profile_from(province, hardship=hard, group_value=group) for pk, hard, group in found}


def watch_table(lines: Sequence[WatchLine]) -> Table:
    return Table(
        key="can_theo_doi",
        title="Tiêu chí đạt cần theo dõi",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            ("cong_nhan", "Đã công nhận"),
            ("so", "Tiêu chí số"),
            ("tieu_chi", "Tên tiêu chí"),
            ("chi_tieu", "Chỉ tiêu"),
            ("so_lieu", "Số liệu"),
            ("ngay", "Số liệu ngày"),
            ("loai", "Loại"),
            ("ly_do", "Vì sao cần theo dõi"),
            ("don_vi", "Đơn vị phụ trách"),
        ],
        rows=[
            [
                line.row.code,
                line.row.name,
                line.row.district_name,
                "Có" if line.row.recognised_since else "Chưa",
                line.number,
                line.name,
                line.measure.code,
                line.shown,
                day(line.figure_on),
                "; ".join(Cause(reason.cause).label for reason in line.reasons),
                line.words,
                line.unit,
            ]
            for line in lines
        ],
    )


def risk_table(risks) -> Table:
    """Recognised communes at risk, then those nothing can be concluded of."""
    return Table(
        key="nguy_co_thu_hoi",
        title="Xã đã công nhận có nguy cơ",
        columns=[
            ("ma", "Mã xã"),
            ("ten", "Xã"),
            ("huyen", "Huyện"),
            ("ket_luan", "Kết luận"),
            ("can_cu", "Căn cứ"),
        ],
        rows=[
            [one.row.code, one.row.name, one.row.district_name, one.finding.risk.label, one.finding.words]
            for one in (*risks.at_risk, *risks.unknown)
        ],
    )
