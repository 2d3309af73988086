"""Standings from results: written together with them, and recomputed to prove they agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from criteria.models import CriterionResult, IndicatorResult, Round, Standing
from criteria.outcomes import JudgedCriterion, Judgement, PackedRow, pack
from criteria.stages import stage_of, steps_of

PACKED_FIELDS = (
    "outcomes", "confirmed_outcomes", "met", "confirmed_met", "applicable", "updated_at", "stage", "entered",
)  # fmt: skip
KNOWN_FIGURE = Q(value__isnull=False) | ~Q(answer="")
# Copies of the commune's own place, by which pages and scopes choose rows.
PLACE_FIELDS = ("province_id", "district_id")


def packed_rows(round: Round, standing_ids: Iterable[int] | None = None) -> dict[int, PackedRow]:
    """Pack the results of a round's standings (all, or the ones named): standing id → row."""
    numbers = list(round.criteria_set.criteria.order_by("number").values_list("number", flat=True))
    results = CriterionResult.objects.filter(standing__round=round)
    standings = round.standings.all()
    if standing_ids is not None:
        wanted = set(standing_ids)
        results = results.filter(standing_id__in=wanted)
        standings = standings.filter(id__in=wanted)
    judged = defaultdict(list)
    fields = [f"{name}_{part}" for part in ("outcome", "at") for name in Judgement.values]
    columns = ("standing_id", "criterion__number", "carried", "carried_at", *fields)
    for standing_id, *values in results.values_list(*columns):
        judged[standing_id].append(_judged(*values))
    entered = _entered(standings)
    packed = {}
    for pk, district_id, *dossier in standings.values_list(
        "id", "district_id", "submitted_at", "returned_at"
    ):
        stage = stage_of(
            judged[pk],
            criteria=len(numbers),
            submitted=dossier[0] is not None,
            returned=dossier[1] is not None,
            steps=steps_of(round.steps, has_district=district_id is not None),
        )
        packed[pk] = replace(pack(judged[pk], numbers), stage=stage, entered=entered.get(pk, 0))
    return packed


def _entered(standings) -> dict[int, int]:
    """Standing id → how many of its indicators have data."""
    figures = IndicatorResult.objects.filter(KNOWN_FIGURE, standing__in=standings.values("id"))
    return dict(figures.values_list("standing_id").annotate(Count("id")).order_by())


def _judged(number, carried, carried_at, *values) -> JudgedCriterion:
    outcomes, moments = (
        dict(zip(Judgement.values, part, strict=True))
        for part in (values[: len(Judgement)], values[len(Judgement) :])
    )
    given = {name: moment for name, moment in moments.items() if moment}
    return JudgedCriterion(
        number=number,
        outcomes=outcomes,
        judged_at=max(given.values(), default=None),
        carried=carried,
        brought_over=frozenset(name for name, moment in given.items() if carried_at and moment <= carried_at),
        moments=given,
    )


def rewrite_entered(standing_ids: Iterable[int]) -> None:
    """Recount the figures entered, inside the transaction that changed them; no outcome depends on them."""
    figures = IndicatorResult.objects.filter(KNOWN_FIGURE, standing=OuterRef("pk"))
    counted = figures.order_by().values("standing").annotate(number=Count("pk")).values("number")
    Standing.objects.filter(id__in=set(standing_ids)).update(entered=Coalesce(Subquery(counted), 0))


def rewrite_standings(round: Round, standing_ids: Iterable[int] | None = None) -> None:
    """Rewrite the packed rows of a round, inside the transaction that changed its results."""
    rows = packed_rows(round, standing_ids)
    standings = list(Standing.objects.filter(id__in=rows).select_related("commune"))
    for standing in standings:
        for field in PLACE_FIELDS:
            setattr(standing, field, getattr(standing.commune, field))
        for field in PACKED_FIELDS:
            setattr(standing, field, getattr(rows[standing.pk], field))
    # An upsert by the row's own key: bulk_update writes a CASE per row and field, ten times as slow.
    Standing.objects.bulk_create(
        standings,
        batch_size=100,
        update_conflicts=True,
        unique_fields=["round", "commune"],
        update_fields=[*PACKED_FIELDS, *PLACE_FIELDS],
    )


def differences(round: Round) -> Iterator[tuple[Standing, str, object, object]]:
    """Every packed value that differs from its results, every place from the commune's own.

    Yields (standing, field, stored, recomputed).
    """
    rows = packed_rows(round)
    for standing in round.standings.select_related("commune"):
        for field in PLACE_FIELDS:
            if getattr(standing, field) != getattr(standing.commune, field):
                name = field.removesuffix("_id")
                yield standing, name, getattr(standing, name), getattr(standing.commune, name)
        for field in PACKED_FIELDS:
            stored, recomputed = getattr(standing, field), getattr(rows[standing.pk], field)
            if stored != recomputed:
                yield standing, field, stored, recomputed
