"""What an entry sheet of figures is filled from and read against: one round as it is at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from communes.models import Commune, Officer
from criteria.figure_columns import FORM_VERSION, FormMark, checksum_of
from criteria.judging import Applied, Figure, Measure, Profile, standard_text
from criteria.levels import Law, law_of, profiles_of
from criteria.models import FIGURE_FIELDS, IndicatorResult, ReturnedFigure, Round, Standing


class Saved(NamedTuple):
    """A figure as it is saved: FIGURE_FIELDS, then the version; `NOTHING` where there is no row."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    part: Decimal | None = None
    answer: str = ""
    outcome: str = ""
    basis: str = ""
    note: str = ""
    version: int = 0

    @property
    def known(self) -> bool:
        """Whether anything was entered that an outcome can rest on."""
        return self.value is not None or bool(self.answer)

    @property
    def figure(self) -> Figure:
        """What it is judged by."""
        return Figure(self.numerator, self.denominator, self.value, self.part, self.answer)


NOTHING = Saved()


@dataclass(frozen=True)
class Dossier:
    """A commune in the round. `locked` says why nothing of it may be entered, "" when it may be.

    `open_criteria` are those sent back, None where the dossier was not returned and all are open.
    """

    standing_id: int
    commune: Commune
    profile: Profile
    in_scope: bool
    locked: str = ""
    open_criteria: frozenset[int] | None = None

    @property
    def label(self) -> str:
        return self.commune.full_name

    @property
    def with_district(self) -> str:
        return self.commune.with_district

    @cached_property
    def district(self) -> str:
        """The district with its unit word; "" where there is none."""
        return self.commune.district.full_name if self.commune.district else ""

    def may_change(self, measure: Measure) -> bool:
        """Whether the indicator is open to whoever enters."""
        return not self.locked and (self.open_criteria is None or measure.criterion_id in self.open_criteria)


@dataclass(frozen=True)
class FigureGround:
    """The round, its law, every commune in it in official order, and the figures saved so far.

    `saved` is by (standing id, indicator id), `before` by (commune id, indicator id): the latest earlier
    round of the same set, `round_before`.
    """

    round: Round
    law: Law
    dossiers: list[Dossier]
    saved: dict[tuple[int, int], Saved]
    round_before: Round | None = None
    before: dict[tuple[int, int], Figure] = field(default_factory=dict)
    _applied: dict = field(default_factory=dict)

    @cached_property
    def mark(self) -> FormMark:
        """The mark of a form of this round."""
        return FormMark(
            FORM_VERSION, self.round.pk, self.round.criteria_set.code, checksum_of(self.law.measures)
        )

    def applied(self, measure: Measure, profile: Profile) -> Applied:
        """The level that applies, worked out once for each kind of commune."""
        key = measure.id, profile
        found = self._applied.get(key)
        if found is None:
            found = self._applied[key] = self.law.applied(measure, profile)
        return found

    def standard(self, measure: Measure, profile: Profile) -> str:
        """The column “Chuẩn”: the level, or why there is none; unverified levels say so."""
        applied = self.applied(measure, profile)
        if applied.level is None:
            return applied.words
        return standard_text(measure, applied.level) + ("" if applied.verified else " (chưa kiểm chứng)")


def figure_ground(round: Round, officer: Officer | None, *, communes: Iterable[int] | None = None):
    """The ground of a round for an officer; `communes` narrows it to some commune ids.

    The round's set and province must be joined. Nothing is left out by scope: a sheet may name any
    commune of the round, and `in_scope` says which the officer may read and write.
    """
    standings = Standing.objects.filter(round=round).select_related("commune__district", "commune__province")
    if communes is not None:
        standings = standings.filter(commune__in=communes)
    standings = list(standings.order_by("district__sort_key", "commune__sort_key", "commune_id"))
    round_before = _round_before(round)
    wanted = [standing.commune_id for standing in standings]
    return FigureGround(
        round=round,
        law=law_of(round),
        dossiers=_dossiers(round, officer, standings),
        saved=_saved(round, communes),
        round_before=round_before,
        before=_figures_of(round_before, wanted if communes is not None else None) if round_before else {},
    )


def _dossiers(round: Round, officer: Officer | None, standings: list[Standing]) -> list[Dossier]:
    profiles = profiles_of([standing.commune for standing in standings], round.data_on)
    returned = {standing.pk for standing in standings if standing.returned_at}
    sent_back = ReturnedFigure.objects.open_criteria(returned)
    return [
        Dossier(
            standing_id=standing.pk,
            commune=standing.commune,
            profile=profiles[standing.commune_id],
            in_scope=officer is None
            or officer.covers(
                province_id=standing.province_id,
                district_id=standing.district_id,
                commune_id=standing.commune_id,
            ),
            locked=standing.why_locked,
            open_criteria=frozenset(sent_back.get(standing.pk, ())) if standing.pk in returned else None,
        )
        for standing in standings
    ]


def _saved(round: Round, communes: Iterable[int] | None) -> dict[tuple[int, int], Saved]:
    rows = IndicatorResult.objects.filter(standing__round=round)
    if communes is not None:
        rows = rows.filter(standing__commune__in=communes)
    columns = ("standing_id", "indicator_id", *FIGURE_FIELDS, "version")
    make = Saved._make
    return {row[:2]: make(row[2:]) for row in rows.order_by().values_list(*columns)}


def _round_before(round: Round) -> Round | None:
    """The latest earlier round of the same set in the province."""
    earlier = Round.objects.readable(province=round.province_id)
    return earlier.filter(criteria_set=round.criteria_set_id, data_on__lt=round.data_on).first()


def _figures_of(round: Round, communes: list[int] | None) -> dict[tuple[int, int], Figure]:
    """(commune id, indicator id) → what was measured in a round."""
    rows = IndicatorResult.objects.filter(standing__round=round)
    if communes is not None:
        rows = rows.filter(standing__commune__in=communes)
    columns = ("numerator", "denominator", "value", "part", "answer")
    found = rows.order_by().values_list("standing__commune_id", "indicator_id", *columns)
    return {row[:2]: Figure(*row[2:]) for row in found}
