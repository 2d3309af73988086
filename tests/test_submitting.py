"""Sending a dossier and taking it back."""

import pytest

from communes.models import Notice
from criteria.actions import ActionRefused, Judged, record_results, submit, take_up, withdraw
from criteria.models import ChangeSource, LapseReason, ResultChange
from criteria.outcomes import Judgement
from criteria.stages import Stage
from criteria.standings import differences
from tests.dossier_world import dossier_world
from tests.entry_builders import entry_world, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return dossier_world()


def test_submit_makes_the_figures_the_communes_own_assessment(world):
    world.enter("M", "M", "M", "N")

    submit(standing=world.standing, by=world.people.enterer)

    standing = world.standing
    assert (standing.stage, standing.outcomes, standing.confirmed_outcomes) == (Stage.SUBMITTED, "MN", "..")
    assert standing.submitted_by == world.people.enterer
    change = ResultChange.objects.get(result=world.result(2))
    assert (change.source, change.judgement, change.after) == (ChangeSource.SUBMITTED, Judgement.SELF, "N")


def test_submit_leaves_nothing_on_dashboards_before(world):
    world.enter("M", "M", "M", "N")

    assert (world.standing.outcomes, world.standing.entered, world.standing.stage) == ("..", 4, Stage.DRAFT)


def test_submit_with_missing_data_is_refused_until_asked_for(world):
    world.enter("M", "M", "M")

    with pytest.raises(ActionRefused, match=r"Còn 1 chỉ tiêu chưa có số liệu \(2.2\)"):
        submit(standing=world.standing, by=world.people.enterer)
    assert world.standing.submitted_at is None

    submit(standing=world.standing, by=world.people.enterer, incomplete=True)
    assert world.standing.outcomes == "M."


def test_submit_with_an_outcome_not_decided_is_refused(world):
    world.enter("M", "M", "M", "N")
    figure = world.standing.figures.get(indicator=world.indicators[0])
    figure.outcome = figure.basis = ""
    figure.save()

    with pytest.raises(ActionRefused, match=r"chỉ tiêu 1\.1"):
        submit(standing=world.standing, by=world.people.enterer, incomplete=True)


def test_submit_with_a_warning_nobody_explained_is_refused():
    """90 %, then 8 %."""
    world = entry_world()
    figure(world.standing(of=world.before), world.ratio, 90, outcome="M", basis="rule")
    odd = figure(world.standing(), world.ratio, 8, outcome="N", basis="rule")

    with pytest.raises(
        ActionRefused, match=rf"cảnh báo chưa có ghi chú giải trình \(chỉ tiêu {world.ratio.code}\)"
    ):
        submit(standing=world.standing(), by=world.officer, incomplete=True)
    assert world.standing().submitted_at is None

    odd.note = "Rà soát lại hộ."
    odd.save()
    submit(standing=world.standing(), by=world.officer, incomplete=True)
    assert world.standing().stage == Stage.SUBMITTED


def test_submit_without_any_figure_is_refused(world):
    with pytest.raises(ActionRefused, match="Chưa nhập số liệu nào"):
        submit(standing=world.standing, by=world.people.enterer, incomplete=True)


@pytest.mark.parametrize("who", ["verifier", "stranger"])
def test_submit_by_somebody_else_is_refused(world, who):
    world.enter("M", "M", "M", "N")

    with pytest.raises(ActionRefused):
        submit(standing=world.standing, by=getattr(world.people, who))


def test_submit_twice_is_refused(world):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)

    with pytest.raises(ActionRefused, match="đã được gửi"):
        submit(standing=world.standing, by=world.people.enterer)


def test_submit_of_a_lapse_needs_one_of_the_reasons(world):
    record_results(
        round=world.round,
        cells=[Judged(world.commune.pk, world.criteria[1].pk, "M")],
        judgement=Judgement.SELF,
        by=None,
        source=ChangeSource.SHEET,
    )
    world.enter("M", "M", "M", "N")

    with pytest.raises(ActionRefused, match=r"TC 2 của xã Đăk Pxi.*lý do bị tụt"):
        submit(standing=world.standing, by=world.people.enterer)
    assert world.standing.submitted_at is None

    reasons = {world.criteria[1].pk: LapseReason.FIGURES}
    submit(standing=world.standing, by=world.people.enterer, lapse_reasons=reasons)
    assert world.result(2).lapse_reason == LapseReason.FIGURES


def test_submit_locks_the_figures(world):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)

    with pytest.raises(ActionRefused, match="bị khóa"):
        world.enter("N")


def test_submit_tells_the_verifiers_of_the_district(world):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)

    told = Notice.objects.values_list("recipient__username", flat=True)
    assert sorted(told) == ["binh", "nam"]


def test_submit_in_a_round_without_the_district_waits_for_the_province():
    world = dossier_world(steps="two")
    world.enter("M", "M", "M", "N")

    submit(standing=world.standing, by=world.people.enterer)

    assert list(Notice.objects.values_list("recipient__username", flat=True)) == ["minh"]


def test_withdraw_takes_back_what_the_dossier_said(world):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)

    withdraw(standing=world.standing, by=world.people.enterer)

    standing = world.standing
    assert (standing.stage, standing.outcomes, standing.submitted_at) == (Stage.DRAFT, "..", None)
    assert list(differences(world.round)) == []
    world.enter("N")
    submit(standing=world.standing, by=world.people.enterer)
    assert world.standing.outcomes == "NN"


def test_withdraw_after_somebody_opened_it_is_refused(world):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)
    take_up(standing=world.standing, by=world.people.verifier)

    with pytest.raises(ActionRefused, match="nam đã tiếp nhận"):
        withdraw(standing=world.standing, by=world.people.enterer)


def test_withdraw_after_a_sheet_judged_it_is_refused(world):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)
    record_results(
        round=world.round,
        cells=[Judged(world.commune.pk, criterion.pk, "M") for criterion in world.criteria],
        judgement=Judgement.APPRAISED,
        by=world.people.appraiser,
        source=ChangeSource.SHEET,
    )

    with pytest.raises(ActionRefused, match="TC 1, TC 2 đã được thẩm tra hoặc thẩm định"):
        withdraw(standing=world.standing, by=world.people.enterer)
    assert (world.standing.stage, world.standing.submitted_by) == (Stage.APPRAISED, world.people.enterer)


def test_withdraw_what_was_not_sent_is_refused(world):
    with pytest.raises(ActionRefused, match="chưa được gửi"):
        withdraw(standing=world.standing, by=world.people.enterer)
