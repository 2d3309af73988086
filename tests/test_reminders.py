"""What grids and dossiers say beside a figure without stopping anything: no evidence yet, nearly there."""

import pytest

from criteria.actions import submit
from criteria.stages import Stage
from tests.dossier_world import allowed, dossier_world
from tests.entry_builders import entry_world, figure
from tests.evidence_builders import shown

pytestmark = pytest.mark.django_db

NO_FILE = "Đạt mà chưa có minh chứng</small>"


def test_met_without_evidence_is_said_in_grid_and_dossier_and_sent_all_the_same(client):
    world = dossier_world()
    world.enter("M", "M", "M", "N")
    shown(world, world.standing, world.indicators[0])
    client.force_login(allowed(world.people.enterer, "view_indicatorresult"))
    grid = client.get(f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/")
    assert grid.content.decode().count(NO_FILE) == 2, "three are met, one of them with a file"
    assert grid.context["warnings"] == 0

    submit(standing=world.standing, by=world.people.enterer)
    assert world.standing.stage == Stage.SUBMITTED
    client.force_login(world.people.verifier)
    dossier = client.get(f"/tham-tra/ky/{world.round.pk}/xa/{world.commune.code}/")
    assert dossier.content.decode().count(NO_FILE) == 2
    assert dossier.context["dossier"].warnings == 0


def test_grid_of_a_commune_says_which_criterion_is_nearly_met(client):
    world = entry_world()
    place = world.standing()
    for of in (world.loose, world.bare):
        figure(place, of, 50, outcome="M", basis="officer", note="Đã kiểm tra.")
    figure(place, world.asked, answer="yes", outcome="M", basis="rule")
    row = figure(place, world.ratio, numerator=75, denominator=100, outcome="N", basis="rule")
    client.force_login(world.officer)
    address = f"/nhap-lieu/ky/{world.round.pk}/xa/{place.commune.code}/"
    assert '<span class="near">Gần đạt</span></th>' in client.get(address).content.decode()
    type(row).objects.filter(indicator=world.asked).update(answer="no", outcome="N")
    assert "Gần đạt" not in client.get(address).content.decode()
