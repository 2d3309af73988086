"""One dossier before its reviewer: taken up, judged, sent back; overtaken; not theirs to judge."""

import datetime

import pytest

from criteria.actions import submit, take_up
from criteria.models import CriterionLead, ResultChange, ReturnedFigure
from criteria.stages import Stage
from tests import builders
from tests.dossier_world import ENTERS, allowed, dossier_world
from tests.review_requests import QUEUE, days, decide, dossier, form, page, text, verify, world

__all__ = ["page", "world"]

pytestmark = pytest.mark.django_db


def test_dossier_is_taken_up_before_it_is_judged(world, client):
    client.force_login(world.people.verifier)
    shown = text(client.get(dossier(world)))
    assert "Tiếp nhận để thẩm tra" in shown
    assert "ket-qua-" not in shown
    assert world.standing.opened_at is None
    taken = text(client.post(dossier(world), {"do": "take-up"}, follow=True))
    assert "xã không rút lại được" in taken
    assert "ket-qua-" in taken
    assert world.standing.opened_by == world.people.verifier


def test_dossier_shows_the_indicator_the_note_and_the_outcome(world, page):
    shown = text(page.get(dossier(world)))
    assert "Xã Đăk Pxi: chờ thẩm tra, đã thẩm tra 0/2 tiêu chí" in shown
    assert "Đồng ý: Chưa đạt" in shown
    assert "– → Không" in shown
    assert "kỳ trước chưa có số liệu chỉ tiêu để so sánh" in shown
    assert "Đã kiểm tra." in shown
    assert "Xã tự đánh giá: chưa đạt (thai," in shown
    assert f"/xa/{world.commune.code}/chi-tieu/{world.indicators[0].pk}/minh-chung/" in shown


def test_dossier_agreed_to_is_verified(world, page):
    done = decide(page, world, k1="dong-y", k2="dong-y")
    assert "Đã thẩm tra 2 tiêu chí." in text(done)
    assert (world.standing.stage, world.standing.confirmed_outcomes) == (Stage.VERIFIED, "MN")


def test_dossier_ticked_by_the_server_is_not_yet_verified(world, page):
    ticked = decide(page, world, do="agree")
    assert "Đã chọn đồng ý 2 tiêu chí" in text(ticked)
    assert text(ticked).count('value="dong-y" checked') == 2
    assert "Xác nhận thẩm tra 2/2 tiêu chí" in text(ticked)
    assert world.standing.confirmed_outcomes == ".."


def test_dossier_checked_by_the_return_key_writes_nothing(world, page):
    assert "Ghi lý do thẩm tra" in text(decide(page, world, do="check", k2="M"))
    decide(page, world, do="check", k1="dong-y")
    assert world.standing.confirmed_outcomes == ".."


def test_dossier_with_another_outcome_needs_a_reason(world, page):
    refused = text(decide(page, world, k2="M"))
    assert "TC 2: Ghi lý do thẩm tra “Đạt” khác “Chưa đạt”." in refused
    assert "<title>Lỗi: " in refused
    assert 'value="M" checked' in refused
    decide(page, world, k2="M", l2="Đã kiểm tra thực địa.")
    assert world.standing.confirmed_outcomes == ".M"
    assert ResultChange.objects.latest("id").reason == "Đã kiểm tra thực địa."


def test_dossier_that_takes_away_a_criterion_needs_the_reason_of_the_fall(world, page):
    refused = text(decide(page, world, k1="N", l1="Hồ sơ chưa đủ."))
    assert "chọn lý do bị tụt" in refused
    decide(page, world, k1="N", l1="Hồ sơ chưa đủ.", t1="refused")
    assert world.result(1).lapse_reason == "refused"


def test_dossier_is_verified_in_part_and_returned_in_part_at_once(world, page):
    done = text(decide(page, world, k1="dong-y", b3="Thiếu biên bản."))
    assert f"Đã thẩm tra 1 tiêu chí; đã trả lại xã 1 chỉ tiêu, hạn {days(10):%d/%m/%Y}." in done
    assert (world.standing.stage, world.standing.confirmed_outcomes) == (Stage.RETURNED, "M.")
    figure = ReturnedFigure.objects.get()
    assert (figure.indicator, figure.reason, figure.due_on) == (
        world.indicators[3], "Thiếu biên bản.", days(10),
    )  # fmt: skip
    assert "↩ Đang trả lại: Thiếu biên bản." in done
    assert "ket-qua-" not in done


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"k1": "dong-y", "b3": ""}, "2.2: Ghi lý do trả lại."),
        ({"k1": "dong-y", "b3": "x" * 301}, "rút gọn còn không quá 300"),
        ({"k1": "dong-y", "b0": "Thiếu."}, "Đã đánh dấu trả lại chỉ tiêu"),
        ({"k1": "dong-y", "b3": "Thiếu.", "due": "hôm nào"}, "Ghi hạn bổ sung dạng 31/12/2023."),
        ({"k1": "dong-y", "b3": "Thiếu.", "due": "01/01/2023"}, "từ hôm nay trở đi"),
        ({"k1": "dong-y", "k2": "M"}, "Ghi lý do thẩm tra"),
        ({}, "Chưa chọn kết quả"),
    ],
)
def test_dossier_with_one_fault_writes_nothing_and_keeps_what_was_typed(world, page, chosen, says):
    answer = decide(page, world, **chosen)
    assert says in text(answer)
    assert (world.standing.stage, world.standing.confirmed_outcomes) == (Stage.SUBMITTED, "..")
    assert not ReturnedFigure.objects.exists()
    assert ('value="dong-y" checked' in text(answer)) is ("k1" in chosen)


def test_dossier_returned_where_the_commune_said_nothing(client):
    """All that was said is verified in the same breath: the dossier does not go to the province."""
    world = dossier_world()
    world.enter("M", "M")
    submit(standing=world.standing, by=world.people.enterer, incomplete=True)
    take_up(standing=world.standing, by=world.people.verifier)
    client.force_login(world.people.verifier)
    decide(client, world, k1="dong-y", b2="Chưa có số liệu.")
    assert (world.standing.stage, world.standing.confirmed_outcomes) == (Stage.RETURNED, "M.")


def test_dossier_overtaken_shows_what_the_other_wrote(world, page):
    stale = form(world, page.get(dossier(world)), k1="dong-y", k2="dong-y")
    verify(world, "M")
    answer = text(page.post(dossier(world), stale))
    assert "TC 1: binh vừa ghi Đạt; xem lại rồi chọn." in answer
    assert "Giữ kết quả đã ghi: Đạt" in answer
    assert answer.count('value="dong-y" checked') == 1
    assert world.standing.confirmed_outcomes == "M."


def test_dossier_overtaken_is_not_ticked_over(world, page):
    stale = form(world, page.get(dossier(world)), k1="N", l1="Sai.", t1="recheck", do="agree")
    verify(world, "M")
    answer = page.post(dossier(world), stale)
    assert "binh vừa ghi Đạt" in text(answer)
    assert [choice.picked for choice in answer.context["decision"].choices] == ["", "dong-y"]


def test_dossier_already_verified_is_changed_with_a_reason(world, page):
    decide(page, world, k1="dong-y", k2="dong-y")
    refused = text(decide(page, world, k2="M"))
    assert "Ghi lý do thẩm tra “Đạt” khác “Chưa đạt”." in refused
    decide(page, world, k2="M", l2="Bổ sung hồ sơ.")
    assert world.standing.confirmed_outcomes == "MM"


def test_dossier_of_own_entries_is_shown_and_not_editable(client):
    world = dossier_world()
    both = allowed(builders.officer("hai", world.district), *ENTERS, "verify_standing")
    world.enter("M", "M", by=both)
    world.enter("", "", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)
    take_up(standing=world.standing, by=both)
    client.force_login(both)
    shown = text(client.get(dossier(world)))
    assert "Bạn đã nhập hoặc gửi số liệu tiêu chí này; người khác thẩm tra." in shown
    assert f"ket-qua-{world.criteria[0].pk}" not in shown
    assert f"ket-qua-{world.criteria[1].pk}" in shown
    decide(client, world, k1="dong-y", k2="dong-y")
    assert world.standing.confirmed_outcomes == ".N"


def test_dossier_shows_which_unit_is_in_charge(world, client):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=unit)
    other = builders.agency(world.province, name="Sở Giao thông", short_name="Sở GTVT")
    client.force_login(allowed(builders.officer("kien", world.province, agency=other), "appraise_standing"))
    verify(world)
    assert "Sở NN&amp;PTNT phụ trách tiêu chí này." in text(client.get(dossier(world)))
    assert f"{dossier(world)}?chi=cho-ban" in text(client.get(QUEUE))
    own = text(client.get(f"{dossier(world)}?chi=cho-ban"))
    assert 'id="tc2"' in own
    assert 'id="tc1"' not in own
    decide(client, world, k1="dong-y", k2="dong-y")
    assert [world.result(number).appraised_outcome for number in (1, 2)] == ["", "N"]


def test_dossier_filtered_to_what_changed(world, page):
    before = builders.round_with(
        {world.commune: "MN"}, of=world.round.criteria_set, data_on=datetime.date(2022, 12, 31)
    )
    for indicator, answer in zip(world.indicators, ["yes", "yes", "yes", "yes"], strict=True):
        world.standing.figures.model.objects.create(
            standing=before.standings.get(), indicator=indicator, answer=answer, updated_at=builders.MOMENT
        )
    shown = text(page.get(f"{dossier(world)}?chi=thay-doi"))
    assert "chỉ xem chỗ thay đổi (1)" in shown
    assert "Có → <b>Không</b>" in shown
    assert "1 chỉ tiêu khác kỳ trước" in shown
    assert 'id="tc2"' in shown
    assert 'id="tc1"' not in shown
    decide(page, world, url=f"{dossier(world)}?chi=thay-doi", k2="dong-y")
    assert world.standing.confirmed_outcomes == ".N"


def test_dossier_of_a_closed_round_is_read_only(world, page):
    type(world.round).objects.update(closed_at=builders.MOMENT)
    shown = text(page.get(dossier(world)))
    assert "đã khóa" in shown
    assert "ket-qua-" not in shown
