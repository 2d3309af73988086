"""Drafts judged by a level that has since become another one, by a sheet, a load, or the commune's class."""

import pytest

from communes.models import Classification, ClassificationKind
from criteria.actions import ActionRefused, submit
from criteria.models import ChangeSource, CriteriaSet, IndicatorChange, IndicatorResult, Threshold
from criteria.stages import Stage
from tests.entry_builders import START, EntryWorld, entry_world, figure, in_group, threshold

pytestmark = pytest.mark.django_db

TOLD = "Kết quả ghi theo mức trước đây; theo mức hiện nay: chưa đạt; khi gửi sẽ tính lại."


@pytest.fixture
def world() -> EntryWorld:
    """85 % against ≥ 80 %, which the rule calls đạt; another region's level is ≥ 90 %."""
    built = entry_world()
    threshold(built.ratio, 90, profile="TDMNPB", verified_by=built.ratio.thresholds.get().verified_by)
    figure(built.standing(), built.ratio, numerator=85, denominator=100, outcome="M", basis="rule")
    decided = {"outcome": "M", "basis": "officer", "note": "Đã kiểm tra."}
    for other in (built.loose, built.bare):
        figure(built.standing(), other, 50, **decided)
    figure(built.standing(), built.asked, answer="yes", **decided)
    return built


def raise_the_level(world):
    Threshold.objects.filter(indicator=world.ratio, profile="").update(value=90)


def be_in_hardship(world):
    CriteriaSet.objects.update(hardship_profile="TDMNPB")
    for kind in (ClassificationKind.EXTREMELY_DISADVANTAGED, ClassificationKind.POOR_DISTRICT):
        Classification.objects.create(commune=world.communes[0], kind=kind, value="Có", valid_from=START)


def page(client, world, more="") -> str:
    client.force_login(in_group(world.officer))
    code = world.communes[0].code
    return client.get(f"/nhap-lieu/ky/{world.round.pk}/xa/{code}/{more}").content.decode()


@pytest.mark.parametrize("change", [raise_the_level, be_in_hardship])
def test_draft_of_an_older_level_says_so_and_is_judged_again_when_sent(world, client, change):
    assert "theo mức trước đây" not in page(client, world)
    change(world)
    assert TOLD in page(client, world)
    assert "<b>Chưa đạt</b>" in page(client, world, "gui/")

    submit(standing=world.standing(), by=world.officer, incomplete=True)

    assert (world.standing().stage, world.standing().outcomes) == (Stage.SUBMITTED, "N")
    row = IndicatorResult.objects.get(indicator=world.ratio)
    assert (row.outcome, row.basis, row.version) == ("N", "rule", 2)
    log = IndicatorChange.objects.get()
    assert (log.source, log.by, log.before["outcome"], log.after["outcome"]) == (
        ChangeSource.LEVEL, world.officer, "M", "N"
    )  # fmt: skip


def test_suggestion_that_changed_is_taken_again_before_sending(world, client):
    figures = IndicatorResult.objects.filter(indicator=world.loose)
    figures.update(outcome="M", basis="suggest")
    world.loose.thresholds.update(value=60)

    with pytest.raises(ActionRefused, match=f"Chưa quyết định kết quả của chỉ tiêu {world.loose.code};"):
        submit(standing=world.standing(), by=world.officer, incomplete=True)
    assert figures.get().outcome == "M", "a refusal leaves all as it was"
    assert "Chưa quyết định kết quả: 1 chỉ tiêu" in page(client, world, "gui/")
    assert "theo mức hiện nay: chưa đạt; chọn lại kết quả." in page(client, world)


def test_what_an_officer_decided_or_sent_stays(world, client):
    figures = IndicatorResult.objects.filter(indicator=world.ratio)
    figures.update(basis="officer", note="Đã kiểm tra.")
    raise_the_level(world)
    assert "theo mức trước đây" not in page(client, world)

    submit(standing=world.standing(), by=world.officer, incomplete=True)
    figures.update(basis="rule")
    assert "theo mức hiện nay: chưa đạt.</p>" in page(client, world)
    assert figures.get().outcome == "M"
