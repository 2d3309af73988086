"""Who may undo a batch: whoever may, today, give the judgement it gave."""

import pytest
from django.contrib.auth.models import Permission

from communes.models import Officer
from criteria.actions import ActionRefused, Judged, apply_batch, undo_batch
from criteria.actions.permissions import PERMISSION_TO
from criteria.outcomes import Judgement
from tests import builders
from tests.dossier_world import dossier_world

pytestmark = pytest.mark.django_db


def permit(officer: Officer, *judgements: str) -> Officer:
    """The officer, allowed to give these judgements and no other."""
    names = [PERMISSION_TO[judgement].split(".")[1] for judgement in judgements]
    officer.user_permissions.set(Permission.objects.filter(codename__in=names))
    return Officer.objects.get(pk=officer.pk)


@pytest.mark.parametrize("judgement", Judgement.values)
def test_undoing_needs_the_permission_of_the_judgement(judgement):
    world = dossier_world()
    hoa = permit(builders.officer("hoa", world.province), judgement)
    cells = [Judged(world.commune.pk, world.criteria[0].pk, "M")]
    batch = apply_batch(
        round=world.round, cells=cells, judgement=judgement, by=hoa, file_name="tinh.xlsx", sha256="0" * 64,
        blank_means="no-data",
    )  # fmt: skip

    hoa = permit(hoa, *set(Judgement.values) - {judgement})
    with pytest.raises(ActionRefused, match="nhóm quyền của bạn"):
        undo_batch(batch=batch, by=hoa)
    assert world.standing.outcomes == "M."

    undo_batch(batch=batch, by=permit(hoa, judgement))
    assert world.standing.outcomes == ".."
