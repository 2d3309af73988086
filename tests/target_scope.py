"""What is kept of a commune's yearly plan, one row each, for the tests that ask who sees what."""

from communes.models import Commune, Officer
from criteria.models import Criterion, Target, TargetCriterion

OF_COMMUNE = {Target: "commune_id", TargetCriterion: "target__commune_id"}


def furnish(place: Commune, criterion: Criterion) -> None:
    """A proposal with one criterion, by the commune's own officer."""
    by = Officer.objects.get(username=f"cán bộ {place.code}")
    plan = Target.objects.create(
        commune=place, criteria_set=criterion.criteria_set, year=2023, proposed_by=by
    )
    TargetCriterion.objects.create(target=plan, criterion=criterion, quarter=1)
