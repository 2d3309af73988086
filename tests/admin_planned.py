"""What is planned of a commune and of its villages, one row each, for the tests of the administration."""

from django.utils import timezone

from communes.models import Commune, Officer, Reorganisation, Village
from criteria.models import CriteriaSet, Target, TargetCriterion, TargetSheet, VillageStanding
from tests import builders, reorganisation_constraints

DAY = reorganisation_constraints.DAY


def planned(law: CriteriaSet, commune: Commune, boss: Officer, marker: str) -> dict:
    """A target with a criterion and the sheet it came from, a village that was judged, a reorganisation."""
    now = timezone.now()
    target = Target.objects.create(
        commune=commune, criteria_set=law, year=2023, proposed_by=boss, document=marker or "Kế hoạch 15"
    )
    village = Village.objects.create(commune=commune, name=marker or "Kon Pao")
    of = CriteriaSet.objects.filter(level="village").first()
    one = Reorganisation.objects.create(
        name=marker or "Sắp xếp", effective_on=DAY, prepared_at=now, prepared_by=boss
    )
    reorganisation_constraints.furnish(one, commune)
    return {
        "target": target,
        "targetcriterion": TargetCriterion.objects.create(
            target=target, criterion=law.criteria.first(), quarter=1
        ),
        "targetsheet": TargetSheet.objects.create(
            number=int(commune.province.code),
            province=commune.province,
            year=2023,
            file_name=f"{marker or 'ke-hoach'}.xlsx",
            sha256="0" * 64,
            applied_by=boss,
            applied_at=now,
        ),
        "village": village,
        "villagestanding": VillageStanding.objects.create(
            village=village,
            criteria_set=of or builders.criteria_set(2, "thon", level="village"),
            data_on=builders.DATA_ON,
            outcomes="MN",
            recorded_at=now,
        ),
        "reorganisation": one,
    }
