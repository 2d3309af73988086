"""What lies before an officer on a day: the open rounds, how their dossiers stand, and those not settled."""

import datetime
from collections import Counter, defaultdict

from django.db.models import Count, F
from django.utils import timezone

from communes.models import Officer, ScopeLevel
from criteria.actions.telling import entry_url
from criteria.models import Round, Standing
from criteria.outcomes import Judgement
from criteria.stages import Stage, Steps, awaited_judgement, stage_label, steps_of
from criteria.wording import day, due_words

READ_FIGURES = "criteria.view_indicatorresult"


class Desk:
    """The rounds and dossiers before an officer on a day, fetched once.

    `rounds` are those neither closed nor withdrawn; `counts` maps each to how many dossiers of the scope
    are at each stage; `standings` are the dossiers not settled (a commune officer's: all), first sent first.
    """

    def __init__(self, officer: Officer, today: datetime.date):
        self.officer, self.today = officer, today
        rounds = Round.objects.visible_to(officer).filter(closed_at__isnull=True, withdrawn_at__isnull=True)
        found = rounds.select_related("criteria_set", "province").order_by("-data_on", "-id").distinct()
        self.rounds = {round.pk: round for round in found}
        self.counts = self._counts()
        self.standings = [] if officer.scope_level == ScopeLevel.NATION else self._standings()

    def _counts(self) -> dict[int, Counter]:
        rows = Standing.objects.visible_to(self.officer).filter(round__in=self.rounds)
        counted = rows.order_by().values_list("round_id", "stage")
        counts = defaultdict(Counter)
        for round_id, stage, number, with_district in counted.annotate(Count("id"), Count("district")):
            steps = self.rounds[round_id].steps
            counts[round_id][_shown_stage(stage, steps_of(steps, has_district=True))] += with_district
            counts[round_id][_shown_stage(stage, Steps.TWO)] += number - with_district
        return counts

    def _standings(self) -> list[Standing]:
        rows = Standing.objects.visible_to(self.officer).filter(round__in=self.rounds)
        if self.officer.scope_level != ScopeLevel.COMMUNE:
            rows = rows.exclude(stage=Stage.APPRAISED)
        rows = rows.select_related("commune").order_by(
            F("submitted_at").asc(nulls_last=True), "commune__sort_key", "-round__data_on"
        )
        standings = list(rows)
        for standing in standings:
            standing.round = self.rounds[standing.round_id]
        return standings

    @property
    def live(self) -> list[Round]:
        """The rounds with a dossier of the scope that is not settled."""
        return [
            round
            for round in self.rounds.values()
            if self.counts[round.pk].total() > self.counts[round.pk][Stage.APPRAISED]
        ]

    @property
    def total(self) -> int:
        """How many dossiers of the scope the live rounds have."""
        return sum(self.counts[round.pk].total() for round in self.live)

    def may(self, permission: str) -> bool:
        return self.officer.has_perm(permission)

    def figures_url(self, standing: Standing) -> str:
        """Where the officer reads a commune's figures: the entry page, or what the public sees of them."""
        return (entry_url if self.may(READ_FIGURES) else profile_url)(standing)

    def late(self, standing: Standing) -> bool:
        due_on = due_of(standing)
        return due_on is not None and due_on < self.today

    def due(self, standing: Standing) -> str:
        return f"{standing.round.name}, {due_words(due_of(standing), self.today)}"


def _shown_stage(stage: str, steps: str) -> str:
    """The stage a dossier is counted at: one that skips the district waits for the province."""
    return Stage.VERIFIED if awaited_judgement(stage, steps) == Judgement.APPRAISED else stage


def due_of(standing: Standing) -> datetime.date | None:
    """The day by which the commune answers: of what came back, else of the round."""
    return standing.return_due_on if standing.stage == Stage.RETURNED else standing.round.due_on


def profile_url(standing: Standing) -> str:
    """The commune's page in the round, open to everybody."""
    return f"{standing.commune.get_absolute_url()}{round_query(standing.round)}"


def round_query(round: Round) -> str:
    """What chooses the round on a reading screen."""
    return f"?ky={round.key}&bo={round.criteria_set.code}"


def sent_words(standing: Standing) -> str:
    """ "chờ thẩm tra, gửi 05/04/2024"; a dossier settled by the province's sheet was never sent."""
    label = stage_label(standing.stage, standing.steps).lower()
    if standing.submitted_at is None:
        return label
    return f"{label}, gửi {day(timezone.localdate(standing.submitted_at))}"
