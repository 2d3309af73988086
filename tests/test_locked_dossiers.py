"""A dossier the province appraised by a sheet though nobody sent it: its figures are settled, too."""

import hashlib

import pytest

from criteria.actions import ActionRefused, Judged, apply_batch, submit, undo_batch
from criteria.actions.evidence import refusal_to_change
from criteria.models import ImportBatch, IndicatorResult
from criteria.outcomes import Judgement
from criteria.stages import Stage
from tests.dossier_world import DossierWorld, allowed, dossier_world

pytestmark = pytest.mark.django_db

SETTLED = "đã được thẩm định nên số liệu bị khóa; muốn sửa, đề nghị đơn vị thẩm định hoàn tác lô nhập"


@pytest.fixture
def world() -> DossierWorld:
    """Two of four indicators entered, nothing sent; then the province's sheet says everything."""
    built = dossier_world()
    built.enter("M", "M")
    return built


def appraise_by_sheet(world) -> ImportBatch:
    return apply_batch(
        round=world.round,
        cells=[Judged(world.commune.pk, criterion.pk, "M") for criterion in world.criteria],
        judgement=Judgement.APPRAISED,
        by=world.people.appraiser,
        file_name="tinh.xlsx",
        sha256=hashlib.sha256(b"").hexdigest(),
        blank_means="no-data",
    )


def test_appraised_dossier_takes_no_figures_and_is_not_sent(world):
    appraise_by_sheet(world)
    assert (world.standing.stage, world.standing.submitted_at) == (Stage.APPRAISED, None)

    with pytest.raises(ActionRefused, match=f"Xã Đăk Pxi {SETTLED}"):
        world.enter("", "", "M")
    with pytest.raises(ActionRefused, match=SETTLED):
        submit(standing=world.standing, by=world.people.enterer, incomplete=True)
    assert SETTLED in refusal_to_change(world.standing, world.indicators[0], world.people.enterer)
    assert IndicatorResult.objects.count() == 2


def test_pages_of_an_appraised_dossier_say_what_to_do(world, client):
    appraise_by_sheet(world)
    client.force_login(allowed(world.people.enterer, "view_indicatorresult"))
    address = f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/"

    grid = client.get(address).content.decode()
    assert f"Đ{SETTLED[1:]}" in grid
    assert "Lưu nháp</button>" not in grid
    sending = client.get(f"{address}gui/").content.decode()
    assert f"Xã Đăk Pxi {SETTLED}" in sending
    assert "Gửi thẩm tra</button>" not in sending


def test_undoing_the_sheet_opens_the_dossier_again(world):
    undo_batch(batch=appraise_by_sheet(world), by=world.people.appraiser)

    world.enter("", "", "M")
    assert (world.standing.stage, world.standing.entered, world.standing.why_locked) == (Stage.DRAFT, 3, "")
