"""Verifying, appraising and returning dossiers."""

import datetime

import pytest
from django.utils import timezone

from communes.models import Notice
from criteria.actions import (
    ActionRefused,
    Judged,
    close_round,
    reopen_round,
    return_figures,
    review,
    submit,
    take_up,
    withdraw,
)
from criteria.actions.limits import stamp
from criteria.models import CriterionLead, LapseReason, ResultChange
from criteria.outcomes import Judgement
from criteria.stages import Stage
from criteria.standings import differences
from tests import builders
from tests.dossier_world import ENTERS, allowed, dossier_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A dossier that was sent: criterion 1 met, criterion 2 not."""
    built = dossier_world()
    built.enter("M", "M", "M", "N")
    submit(standing=built.standing, by=built.people.enterer)
    return built


def verdicts(world, letters: str, **fields) -> list[Judged]:
    return [
        Judged(world.commune.pk, criterion.pk, letter, **fields)
        for criterion, letter in zip(world.criteria, letters, strict=False)
    ]


def verify(world, letters="MN", by=None, **fields):
    return review(
        round=world.round,
        verdicts=verdicts(world, letters, **fields),
        judgement=Judgement.VERIFIED,
        by=by or world.people.verifier,
    )


def appraise(world, letters="MN", by=None, **fields):
    return review(
        round=world.round,
        verdicts=verdicts(world, letters, **fields),
        judgement=Judgement.APPRAISED,
        by=by or world.people.appraiser,
    )


def days(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=n)


def test_review_moves_a_dossier_from_step_to_step(world):
    verify(world)
    assert (world.standing.stage, world.standing.confirmed_outcomes) == (Stage.VERIFIED, "MN")

    appraise(world)
    assert world.standing.stage == Stage.APPRAISED
    assert world.result(1).appraised_by == world.people.appraiser
    assert list(differences(world.round)) == []


def test_review_of_some_criteria_keeps_the_dossier_waiting(world):
    verify(world, "M")

    assert (world.standing.stage, world.standing.confirmed_outcomes) == (Stage.SUBMITTED, "M.")


def test_review_tells_who_comes_next(world):
    Notice.objects.all().delete()
    verify(world)
    assert list(Notice.objects.values_list("recipient__username", flat=True)) == ["minh"]

    appraise(world)
    told = Notice.objects.filter(text__contains="đã thẩm định xong").values_list(
        "recipient__username", flat=True
    )
    assert sorted(told) == ["binh", "nam", "thai"]


def test_review_before_its_step_is_refused(world):
    with pytest.raises(ActionRefused, match="không ở bước tỉnh thẩm định"):
        appraise(world)
    assert world.standing.confirmed_outcomes == ".."


def test_review_without_the_district_goes_straight_to_the_province():
    world = dossier_world(steps="two")
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)

    appraise(world)

    assert world.standing.stage == Stage.APPRAISED


@pytest.mark.parametrize("who", ["enterer", "appraiser", "stranger"])
def test_review_by_somebody_not_of_the_district_or_group_is_refused(world, who):
    with pytest.raises(ActionRefused):
        verify(world, by=getattr(world.people, who))


def test_review_of_own_entries_is_refused():
    world = dossier_world()
    both = allowed(builders.officer("hai", world.district), *ENTERS, "verify_standing")
    world.enter("M", "M", by=both)
    world.enter("", "", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)

    with pytest.raises(ActionRefused, match="Bạn đã nhập số liệu của TC 1 của xã Đăk Pxi"):
        verify(world, by=both)
    verify(world, by=world.people.verifier)


def test_review_that_departs_from_the_commune_needs_a_reason(world):
    with pytest.raises(ActionRefused, match="TC 2 của xã Đăk Pxi"):
        verify(world, "MM")

    verify(world, "MM", reason="Đã kiểm tra thực địa.")
    change = ResultChange.objects.filter(judgement=Judgement.VERIFIED, after="M").latest("id")
    assert change.reason == "Đã kiểm tra thực địa."


def test_review_that_takes_away_a_criterion_needs_a_lapse_reason(world):
    with pytest.raises(ActionRefused, match="lý do bị tụt"):
        verify(world, "NN", reason="Hồ sơ chưa đủ.")

    verify(world, "NN", reason="Hồ sơ chưa đủ.", lapse_reason=LapseReason.REFUSED)
    assert world.result(1).lapse_reason == LapseReason.REFUSED


def test_review_overtaken_by_a_colleague_is_refused(world):
    seen = stamp(world.result(1), Judgement.VERIFIED)
    verify(world, "M", by=world.people.second_verifier, seen=seen)

    with pytest.raises(ActionRefused, match="TC 1 của xã Đăk Pxi vừa được binh ghi kết quả"):
        verify(world, "M", seen=seen)


def test_review_overriding_an_appraisal_needs_a_reason(world):
    verify(world)
    appraise(world)

    with pytest.raises(ActionRefused, match="ghi lý do"):
        appraise(world, "MM")
    appraise(world, "MM", reason="Bổ sung hồ sơ.")
    assert world.standing.confirmed_outcomes == "MM"


def test_review_of_a_criterion_in_charge_of_another_unit_is_refused(world):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=unit)
    theirs = allowed(builders.officer("hoa", world.province, agency=unit), "appraise_standing")
    other = builders.agency(world.province, name="Sở Giao thông", short_name="Sở GTVT")
    others = allowed(builders.officer("kien", world.province, agency=other), "appraise_standing")
    verify(world)

    with pytest.raises(ActionRefused, match=r"đơn vị khác phụ trách \(Sở NN&PTNT\)"):
        appraise(world, "M", by=others)
    appraise(world, "M", by=theirs)
    appraise(world, "MN", by=world.people.appraiser)
    assert world.standing.stage == Stage.APPRAISED


def test_review_cannot_take_back_the_judgement_of_another_unit(world):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=unit)
    others = allowed(builders.officer("kien", world.province), "appraise_standing")
    verify(world)
    appraise(world)

    with pytest.raises(ActionRefused, match=r"đơn vị khác phụ trách \(Sở NN&PTNT\)"):
        review(
            round=world.round,
            verdicts=[Judged(world.commune.pk, world.criteria[0].pk, "", reason="Xóa.")],
            judgement=Judgement.APPRAISED,
            by=others,
        )
    assert world.standing.confirmed_outcomes == "MN"


def test_return_opens_only_the_criteria_sent_back(world):
    verify(world)
    reasons = {world.indicators[2].pk: "Thiếu minh chứng."}

    return_figures(standing=world.standing, reasons=reasons, due_on=days(10), by=world.people.appraiser)

    standing = world.standing
    assert (standing.stage, standing.return_due_on) == (Stage.RETURNED, days(10))
    assert world.result(2).verified_outcome == "" and world.result(1).verified_outcome == "M"
    with pytest.raises(ActionRefused, match="chỉ được sửa các tiêu chí bị trả lại"):
        world.enter("N")
    world.enter("", "", "", "M")


def test_return_and_send_again_is_verified_only_where_it_was_sent_back(world):
    verify(world)
    reasons = {world.indicators[3].pk: "Thiếu minh chứng."}
    return_figures(standing=world.standing, reasons=reasons, due_on=days(10), by=world.people.appraiser)
    world.enter("", "", "", "M")

    submit(standing=world.standing, by=world.people.enterer)

    assert (world.standing.stage, world.standing.outcomes) == (Stage.SUBMITTED, "MM")
    assert not world.standing.returned_figures.filter(answered_at=None).exists()
    review(
        round=world.round,
        verdicts=[Judged(world.commune.pk, world.criteria[1].pk, "M")],
        judgement=Judgement.VERIFIED,
        by=world.people.verifier,
    )
    assert world.standing.stage == Stage.VERIFIED


def test_return_sent_again_and_withdrawn_is_returned_as_before(world):
    reasons = {world.indicators[3].pk: "Thiếu minh chứng."}
    return_figures(standing=world.standing, reasons=reasons, due_on=days(10), by=world.people.verifier)
    submit(standing=world.standing, by=world.people.enterer)

    withdraw(standing=world.standing, by=world.people.enterer)

    standing = world.standing
    assert (standing.stage, standing.return_due_on) == (Stage.RETURNED, days(10))
    assert standing.returned_figures.get(answered_at=None).reason == "Thiếu minh chứng."


@pytest.mark.parametrize(
    "reasons, due, message",
    [
        ({}, 10, "ít nhất một chỉ tiêu"),
        ({0: "  "}, 10, "Ghi lý do trả lại"),
        ({0: "Thiếu."}, -1, "từ hôm nay trở đi"),
    ],
)
def test_return_without_reason_or_day_is_refused(world, reasons, due, message):
    named = {world.indicators[at].pk: reason for at, reason in reasons.items()}

    with pytest.raises(ActionRefused, match=message):
        return_figures(standing=world.standing, reasons=named, due_on=days(due), by=world.people.verifier)
    assert world.standing.stage == Stage.SUBMITTED


def test_return_by_somebody_outside_is_refused(world):
    with pytest.raises(ActionRefused):
        return_figures(
            standing=world.standing,
            reasons={world.indicators[0].pk: "Thiếu."},
            due_on=days(5),
            by=world.people.appraiser,
        )


def test_take_up_a_draft_is_refused():
    world = dossier_world()

    with pytest.raises(ActionRefused, match="chưa gửi"):
        take_up(standing=world.standing, by=world.people.verifier)


def test_closed_round_locks_and_reopens_with_a_reason(world):
    close_round(round=world.round, by=world.people.appraiser)

    with pytest.raises(ActionRefused, match="đã khóa"):
        verify(world)
    with pytest.raises(ActionRefused, match="Ghi lý do"):
        reopen_round(round=world.round, by=world.people.appraiser, reason=" ")
    reopen_round(round=world.round, by=world.people.appraiser, reason="Bổ sung số liệu")
    verify(world)
    last = world.round.history.order_by("history_id").last()
    assert (last.history_change_reason, last.history_user) == (
        "Mở lại kỳ: Bổ sung số liệu",
        world.people.appraiser,
    )


@pytest.mark.parametrize("who", ["enterer", "verifier", "stranger"])
def test_closed_round_is_not_everybodys_to_close(world, who):
    with pytest.raises(ActionRefused):
        close_round(round=world.round, by=getattr(world.people, who))
