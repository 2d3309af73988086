"""What is kept of a commune's yearly plan, one row each, for the tests that ask who sees what."""

from communes.models import Commune
from criteria.models import Criterion, Target, TargetCriterion
from tests import builders

OF_COMMUNE = {Target: "commune_id", TargetCriterion: "target__commune_id"}


def furnish(place: Commune, criterion: Criterion) -> None:
    """A proposal with one criterion, by an officer without a scope."""
    by = builders.officer(f"lập {place.code}")
    plan = Target.objects.create(
        commune=place, criteria_set=criterion.criteria_set, year=2023, proposed_by=by
    )
    TargetCriterion.objects.create(target=plan, criterion=criterion, quarter=1)
