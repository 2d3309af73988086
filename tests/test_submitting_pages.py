"""The page on which a commune looks over its dossier and sends it, and takes it back."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from criteria.actions import open_round, return_figures, submit, take_up
from criteria.models import Standing
from criteria.stages import Stage
from tests import builders, entry_builders
from tests.dossier_world import ENTERS, allowed, dossier_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return dossier_world()


@pytest.fixture
def page(world, client):
    """A browser signed in as the commune's officer."""
    client.force_login(world.people.enterer)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def sending(world) -> str:
    return f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/gui/"


def withdrawing(world) -> str:
    return f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/rut-lai/"


def met_before(world) -> None:
    """Both criteria were met in the round before."""
    builders.round_with(
        {world.commune: "MM"}, of=world.round.criteria_set, data_on=datetime.date(2022, 12, 31)
    )


def test_page_says_what_is_entered_missing_and_without_evidence(world, page):
    world.enter("M", "M", "N")
    shown = text(page.get(sending(world)))
    assert "Xã Đăk Pxi: đã nhập 3/4 chỉ tiêu, nháp" in shown
    assert "Chưa có số liệu: 1 chỉ tiêu" in shown
    row = f"#r-{world.commune.pk}-{world.indicators[3].pk}"
    assert f'/xa/{world.commune.code}/{row}" title="Nội dung 2">2.2</a>' in shown
    assert "Đạt mà chưa có minh chứng: 2 chỉ tiêu" in shown
    assert "Gửi dù còn thiếu 1 chỉ tiêu" in shown


def test_page_puts_the_outcome_to_come_beside_the_one_before(world, page):
    met_before(world)
    world.enter("M", "M", "M", "N")
    shown = text(page.get(sending(world)))
    assert "TC 1 TC số 1</th><td>Đạt</td><td>Đạt</td>" in shown
    assert "TC 2 TC số 2</th><td>Đạt</td><td><b>Chưa đạt</b></td>" in shown


def test_sent_dossier_is_locked_and_can_be_taken_back(world, page):
    world.enter("M", "M", "M", "N")
    sent = text(page.post(sending(world), follow=True))
    assert "Đã gửi; số liệu được khóa" in sent
    assert "chờ thẩm tra" in sent
    assert ">Gửi thẩm tra</button>" not in sent
    assert (world.standing.stage, world.standing.outcomes) == (Stage.SUBMITTED, "MN")
    back = text(page.post(withdrawing(world), follow=True))
    assert "Đã rút lại" in back
    assert ">Gửi thẩm tra</button>" in back
    assert (world.standing.stage, world.standing.outcomes) == (Stage.DRAFT, "..")


def test_entry_page_offers_what_can_be_done_with_the_dossier(world, page):
    allowed(world.people.enterer, "view_indicatorresult")
    grid = sending(world).removesuffix("gui/")
    leads = f'href="{sending(world)}"'
    world.enter("M", "M", "M", "N")
    assert f"{leads}>Gửi thẩm tra…</a>" in text(page.get(grid))
    submit(standing=world.standing, by=world.people.enterer)
    assert f"{leads}>Rút lại hồ sơ đã gửi…</a>" in text(page.get(grid))
    take_up(standing=world.standing, by=world.people.verifier)
    assert leads not in text(page.get(grid))


def test_entry_page_leads_only_to_pages_that_open(world, page):
    allowed(world.people.enterer, "view_indicatorresult")
    grid = sending(world).removesuffix("gui/")
    assert page.get("/nhap-lieu/").status_code == 403
    for url in (grid, sending(world), f"/nhap-lieu/ky/{world.round.pk}/"):
        assert 'href="/nhap-lieu/"' not in text(page.get(url))


def test_dossier_somebody_took_up_is_not_taken_back(world, page):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)
    take_up(standing=world.standing, by=world.people.verifier)
    shown = text(page.get(sending(world)))
    assert "nam đã tiếp nhận lúc" in shown
    assert "Rút lại</button>" not in shown
    assert "nên không rút lại được" in text(page.post(withdrawing(world), follow=True))
    assert world.standing.stage == Stage.SUBMITTED


def test_incomplete_dossier_is_sent_when_asked_for_only(world, page):
    world.enter("M", "M")
    refused = text(page.post(sending(world)))
    assert "Còn 2 chỉ tiêu chưa có số liệu: nhập tiếp, hoặc chọn gửi dù còn thiếu." in refused
    assert "<title>Lỗi: " in refused
    assert world.standing.stage == Stage.DRAFT
    page.post(sending(world), {"con-thieu": "on"})
    assert (world.standing.stage, world.standing.outcomes) == (Stage.SUBMITTED, "M.")


def test_dossier_without_any_figure_cannot_be_sent(world, page):
    shown = text(page.get(sending(world)))
    assert "Chưa nhập số liệu nào của kỳ này" in shown
    assert ">Gửi thẩm tra</button>" not in shown
    page.post(sending(world), {"con-thieu": "on"})
    assert world.standing.stage == Stage.DRAFT


def next_round(world) -> None:
    """The same people in a round opened from one in which both criteria were appraised as met."""
    builders.judge(world.standing, "MM", "appraised")
    world.round = open_round(
        criteria_set=world.round.criteria_set,
        province=world.province,
        data_on=datetime.date(2023, 12, 31),
        by=None,
        name="Năm 2023",
    )


def test_fall_from_the_round_before_is_sent_with_its_reason_only(world, page):
    next_round(world)
    world.enter("M", "M", "M", "N")
    key = f"tut-{world.criteria[1].pk}"
    assert "▼ bị tụt" in text(page.get(sending(world)))
    assert "chọn lý do bị tụt" in text(page.post(sending(world)))
    page.post(sending(world), {key: "figures"})
    assert (world.standing.stage, world.standing.outcomes) == (Stage.SUBMITTED, "MN")
    assert world.result(2).lapse_reason == "figures"


def test_undecided_and_unexplained_figures_are_named_and_stop_the_sending(client):
    world = entry_builders.entry_world()
    place, before = world.standing(), world.standing(of=world.before)
    entry_builders.figure(before, world.loose, 50, outcome="M", basis="suggest")
    entry_builders.figure(place, world.ratio, numerator=90, denominator=100, outcome="M", basis="rule")
    entry_builders.figure(place, world.loose, 10, outcome="", basis="")
    client.force_login(world.officer)
    url = f"/nhap-lieu/ky/{world.round.pk}/xa/{place.commune.code}/gui/"
    shown = text(client.get(url))
    assert "Chưa quyết định kết quả: 1 chỉ tiêu" in shown
    assert "Cảnh báo chưa có ghi chú: 1 chỉ tiêu" in shown
    assert "Gửi thẩm tra</button>" not in shown
    place.figures.filter(indicator=world.loose).update(outcome="N", basis="suggest")
    assert "Còn 1 cảnh báo chưa có ghi chú giải trình (chỉ tiêu" in text(
        client.post(url, {"con-thieu": "on"})
    )
    place.figures.filter(indicator=world.loose).update(note="Mất mùa.")
    assert "Đã gửi" in text(client.post(url, {"con-thieu": "on"}, follow=True))


def test_returned_dossier_says_by_whom_until_when_and_is_sent_again(world, page):
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)
    due_on = timezone.localdate() + datetime.timedelta(days=5)
    reasons = {world.indicators[3].pk: "Thiếu."}
    return_figures(standing=world.standing, reasons=reasons, due_on=due_on, by=world.people.verifier)
    shown = text(page.get(sending(world)))
    assert f"người trả lại nam; hạn bổ sung {due_on:%d/%m/%Y}" in shown
    page.post(sending(world))
    assert world.standing.stage == Stage.SUBMITTED


@pytest.mark.parametrize(("who", "status"), [("verifier", 403), ("stranger", 404)])
def test_page_is_for_those_who_enter_or_send(world, client, who, status):
    assert client.get(sending(world)).status_code == 302
    client.force_login(getattr(world.people, who))
    assert client.get(sending(world)).status_code == status
    assert client.post(withdrawing(world)).status_code == status


def test_page_of_another_commune_is_not_found(world, client):
    other = allowed(builders.officer("ui", world.district.communes.get(name="Đăk Ui")), *ENTERS)
    world.enter("M", "M", "M", "N")
    client.force_login(other)
    assert client.post(sending(world)).status_code == 404
    assert world.standing.stage == Stage.DRAFT


def test_who_enters_without_sending_is_told_so(world, client):
    clerk = allowed(builders.officer("thu", world.commune), "change_indicatorresult")
    world.enter("M", "M", "M", "N")
    client.force_login(clerk)
    shown = text(client.get(sending(world)))
    assert "không được giao việc gửi kết quả của xã" in shown
    assert ">Gửi thẩm tra</button>" not in shown
    client.post(sending(world))
    assert world.standing.stage == Stage.DRAFT


def test_closed_round_takes_nothing(world, page):
    world.enter("M", "M", "M", "N")
    type(world.round).objects.update(closed_at=builders.MOMENT)
    assert "đã khóa; không gửi hay rút lại được" in text(page.get(sending(world)))
    page.post(sending(world))
    assert world.standing.stage == Stage.DRAFT


def test_page_names_the_step_of_a_round_without_districts(client):
    world = dossier_world(steps="two")
    world.enter("M", "M", "M", "N")
    client.force_login(world.people.enterer)
    assert ">Gửi thẩm định</button>" in text(client.get(sending(world)))


def test_page_keeps_to_its_queries(world, page):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page.get(sending(world)).status_code == 200
        return len(captured)

    empty = queries()
    world.enter("M", "M", "M", "N")
    for number in range(20):
        place = builders.commune(world.district, f"Xã số {number}")
        Standing.objects.create(
            round=world.round, commune=place, province=world.province, district=world.district
        )
    assert queries() == empty <= 22
