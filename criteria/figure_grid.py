"""The rows of the entry grids as plain data: communes × indicators, beside the round before. No HTTP.

Every function asks a fixed number of queries, whatever the number of communes and indicators.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Subquery

from communes.models import Officer
from criteria.entering import Checked, Remark, Severity, as_typed, checked
from criteria.figure_lines import figure_of, figure_text
from criteria.judged_today import outdated_remarks
from criteria.judging import Applied, Figure, Measure, Verdict, judge_indicator, standard_text
from criteria.levels import Law, profile_columns, profile_from
from criteria.models import (
    Criterion,
    CriterionLead,
    EvidenceUse,
    IndicatorResult,
    OutcomeBasis,
    ReturnedFigure,
    Round,
    Standing,
)
from criteria.outcomes import LABELS, Outcome

NO_OUTCOME = ""


@dataclass(frozen=True)
class GridRow:
    """One indicator of one commune: what is entered, what was, the level that applies, what is odd.

    `stored` is None where nothing was ever saved. `locked` says why it may not be changed; "" when it may.
    `returned` is the reviewer's reason when the indicator was sent back.
    """

    standing: Standing
    criterion: Criterion
    measure: Measure
    applied: Applied
    stored: IndicatorResult | None = None
    earlier: IndicatorResult | None = None
    evidence: int = 0
    returned: str = ""
    locked: str = ""

    @property
    def key(self) -> str:
        return f"{self.standing.commune_id}-{self.measure.id}"

    @property
    def version(self) -> int:
        return self.stored.version if self.stored else 0

    @cached_property
    def figure(self) -> Figure:
        return figure_of(self.stored) if self.stored else Figure()

    @cached_property
    def before(self) -> Figure | None:
        """The figure of the round before; None where there was none."""
        return figure_of(self.earlier) if self.earlier and self.earlier.known else None

    @property
    def before_words(self) -> str:
        return figure_text(self.measure, self.before) if self.before else ""

    @property
    def typed(self) -> dict[str, str]:
        """What is stored, as a form shows it."""
        if self.stored is None:
            return as_typed(Figure())
        return as_typed(self.figure, self.stored.outcome, self.stored.note)

    def check(self, typed: Mapping[str, str]) -> Checked:
        """What was typed for this row, read and judged against its level and the round before.

        A suggestion that was taken is no decision: when the figure now suggests another outcome, the
        officer chooses again.
        """
        earlier_outcome = self.earlier.outcome if self.earlier else ""
        facts = {"before": self.before, "applied": self.applied, "outcome_before": earlier_outcome}
        stored = self.stored
        if stored and stored.basis == OutcomeBasis.SUGGESTED and typed.get("outcome") == stored.outcome:
            undecided = checked(self.measure, {**typed, "outcome": NO_OUTCOME}, **facts)
            if undecided.verdict.outcome != stored.outcome:
                told = Remark(Severity.INFO, "outcome", "Số liệu mới đổi kết quả gợi ý; chọn lại kết quả.")
                return replace(undecided, remarks=[*undecided.remarks, told])
        return checked(self.measure, dict(typed), **facts)

    @cached_property
    def checked(self) -> Checked | None:
        """What is stored, checked again; None where nothing is."""
        return self.check(self.typed) if self.stored else None

    @property
    def remarks(self) -> list[Remark]:
        if self.checked is None:
            return []
        locked = bool(self.locked)
        return [*self.checked.remarks, *outdated_remarks(self.stored, self.verdict, locked=locked)]

    @cached_property
    def verdict(self) -> Verdict:
        return judge_indicator(self.measure, self.applied, self.figure)

    @property
    def level(self) -> str:
        """The level as the column “Chuẩn” writes it, or why there is none."""
        level = self.applied.level
        return standard_text(self.measure, level) if level else self.applied.words

    @property
    def result(self) -> str:
        """The outcome in words, or what the figure suggests."""
        stored = self.stored
        return result_words(stored.outcome, stored.basis, self.verdict) if stored else ""

    @property
    def is_known(self) -> bool:
        """Whether a figure or an answer is stored."""
        return self.stored is not None and self.stored.known

    @property
    def is_blank(self) -> bool:
        """Whether no figure at all was typed; a note alone is none."""
        return self.figure == Figure()

    @property
    def to_decide(self) -> bool:
        """Whether the level suggests an outcome that nobody has taken or refused."""
        return self.is_known and not self.stored.outcome and bool(self.verdict.outcome)


def result_words(outcome: str, basis: str, verdict: Verdict) -> str:
    """ "Chưa đạt, còn thiếu 8,5 điểm %", "Đạt (cán bộ quyết định)", "Gợi ý: đạt"; "" without any outcome."""
    shown = outcome or verdict.outcome
    if not shown:
        return ""
    words = LABELS[shown] if outcome else f"Gợi ý: {LABELS[shown].lower()}"
    if basis == OutcomeBasis.OFFICER:
        words = f"{words} (cán bộ quyết định)"
    return f"{words}, {verdict.gap_words}" if shown == Outcome.NOT_MET and verdict.gap_words else words


@dataclass(frozen=True)
class Grid:
    """The rows of one page, in order, and the round the column “Kỳ trước” comes from."""

    rows: list[GridRow] = field(default_factory=list)
    previous: Round | None = None

    @property
    def entered(self) -> int:
        return sum(row.is_known for row in self.rows)

    def count(self, severity: str) -> int:
        """How many rows have a remark of this severity."""
        return sum(any(remark.severity == severity for remark in row.remarks) for row in self.rows)


def standings_of(round: Round, officer: Officer) -> QuerySet[Standing]:
    """The standings of a round in the officer's scope, with places and profile, in Vietnamese order."""
    found = Standing.objects.visible_to(officer).filter(round=round)
    return with_profiles(found, round.data_on).order_by("commune__sort_key", "commune__code")


def with_profiles(standings: QuerySet[Standing], on) -> QuerySet[Standing]:
    """The same standings, carrying what `grid_of` needs to know which level applies on the day `on`."""
    return standings.annotate(**profile_columns(on, commune="commune")).select_related(
        "commune", "district", "province"
    )


def grid_of(
    round: Round, standings: Sequence[Standing], law: Law, *, locked: str = "", only: Iterable[str] = ()
) -> Grid:
    """The grid of `standings` (see `with_profiles`) × the law's measures; four queries, or five.

    `locked` says why nothing may be changed on the page; a dossier under review, or a criterion that was
    not sent back with a returned one, is locked by itself. `only` narrows the rows to these keys.
    """
    measures = [measure.id for measure in law.measures]
    evidence = _evidence(standings, measures)
    returned = _returned(standings, measures)
    locks = _locks(standings, locked)
    only = set(only)
    rows = [
        replace(
            row,
            evidence=evidence.get((row.standing.pk, row.measure.id), 0),
            returned=returned.get((row.standing.pk, row.measure.id), ""),
            locked=locks(row.standing, row.measure.criterion_id),
        )
        for row in bare_rows(round, standings, law)
        if not only or row.key in only
    ]
    return Grid(rows, earlier_rounds(round).first())


def bare_rows(round: Round, standings: Sequence[Standing], law: Law) -> list[GridRow]:
    """The rows without evidence, returns and locks: what checking a figure takes; one query."""
    stored, earlier = _figures(round, standings, [measure.id for measure in law.measures])
    criteria = {criterion.pk: criterion for criterion in law.criteria}
    rows = []
    for standing in standings:
        profile = profile_from(
            standing.province, hardship=standing.hardship, group_value=standing.group_value
        )
        rows += [
            GridRow(
                standing=standing,
                criterion=criteria[measure.criterion_id],
                measure=measure,
                applied=law.applied(measure, profile),
                stored=stored.get((standing.commune_id, measure.id)),
                earlier=earlier.get((standing.commune_id, measure.id)),
            )
            for measure in law.measures
        ]
    return rows


def earlier_rounds(round: Round) -> QuerySet[Round]:
    """The earlier rounds of the same set and province, newest first, withdrawn ones left out."""
    earlier = Round.objects.filter(
        province=round.province_id,
        criteria_set=round.criteria_set_id,
        data_on__lt=round.data_on,
        withdrawn_at__isnull=True,
    )
    return earlier.order_by("-data_on")


def _figures(round: Round, standings, measures: list[int]) -> tuple[dict, dict]:
    """(commune, indicator) → the figure of the round, and that of the round before."""
    before = earlier_rounds(round).values("pk")[:1]
    found = (
        IndicatorResult.objects.filter(
            Q(standing__round=round.pk) | Q(standing__round=Subquery(before)),
            standing__commune__in=[standing.commune_id for standing in standings],
            indicator__in=measures,
        )
        .select_related("standing", "updated_by")
        .order_by()
    )
    stored, earlier = {}, {}
    for row in found:
        place = stored if row.standing.round_id == round.pk else earlier
        place[row.standing.commune_id, row.indicator_id] = row
    return stored, earlier


def _evidence(standings, measures: list[int]) -> dict[tuple, int]:
    uses = EvidenceUse.objects.filter(standing__in=standings, indicator__in=measures, removed_at__isnull=True)
    counted = uses.order_by().values_list("standing_id", "indicator_id").annotate(files=Count("pk"))
    return {(standing, indicator): files for standing, indicator, files in counted}


def _returned(standings, measures: list[int]) -> dict[tuple, str]:
    """(standing, indicator) → why it was sent back, while it is not answered."""
    found = ReturnedFigure.objects.filter(
        standing__in=standings, indicator__in=measures, answered_at__isnull=True
    )
    return {(row.standing_id, row.indicator_id): row.reason for row in found}


def _locks(standings: Sequence[Standing], locked: str):
    """A function (standing, criterion id) → why it may not be changed, "" when it may."""
    returned = {standing.pk for standing in standings if standing.returned_at}
    open_to = ReturnedFigure.objects.open_criteria(returned)

    def reason(standing: Standing, criterion_id: int) -> str:
        if locked:
            return locked
        if why := standing.why_locked:
            return f"{why[0].upper()}{why[1:]}"
        if standing.pk in returned and criterion_id not in open_to.get(standing.pk, ()):
            return "Chỉ sửa được tiêu chí bị trả lại, tiêu chí khác bị khóa"
        return ""

    return reason


def criteria_led_by(officer: Officer, round: Round) -> set[int]:
    """The criteria the officer's own unit is in charge of or supports on the round's day."""
    if not officer.agency_id:
        return set()
    leads = CriterionLead.objects.in_force(round.data_on).filter(
        Q(agency=officer.agency_id), province=round.province_id
    )
    return set(leads.values_list("criterion_id", flat=True))
