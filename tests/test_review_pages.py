"""The queue and the page of one criterion, as reviewers use them and as others may not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from criteria.actions import return_figures, submit
from criteria.models import CriterionLead, CriterionResult, Standing
from criteria.stages import Stage
from criteria.working_days import after_working_days
from tests import builders
from tests.dossier_world import ENTERS, allowed, dossier_world
from tests.review_requests import QUEUE, days, dossier, over, page, text, verify, world

__all__ = ["page", "world"]

pytestmark = pytest.mark.django_db


# Who


@pytest.mark.parametrize("who", ["enterer", "stranger"])
def test_dossier_is_for_reviewers(world, client, who):
    assert client.get(dossier(world)).status_code == 302
    client.force_login(getattr(world.people, who))
    for url in (dossier(world), over(world)):
        assert client.get(url).status_code == 403
    assert "không được giao việc thẩm tra" in text(client.get(QUEUE))


def test_dossier_of_another_district_is_not_found(world, client):
    elsewhere = builders.district(world.province, "Đăk Tô", "612")
    other = allowed(builders.officer("khac", elsewhere), "verify_standing")
    client.force_login(other)
    assert client.get(dossier(world)).status_code == 404
    assert client.post(dossier(world), {"do": "take-up"}).status_code == 404
    assert world.commune.full_name not in text(client.get(QUEUE))
    assert world.commune.full_name not in text(client.get(over(world)))


def test_menu_leads_reviewers_to_the_queue(world, client):
    for who, shown in (("verifier", True), ("appraiser", True), ("enterer", False)):
        officer = getattr(world.people, who)
        officer.is_staff = True
        officer.save()
        client.force_login(officer)
        assert ('href="/tham-tra/"' in text(client.get("/ca-nuoc/"))) is shown


# The queue


def test_queue_says_what_waits_since_when_and_until_when(world, client):
    Standing.objects.filter(pk=world.standing.pk).update(
        submitted_at=datetime.datetime(2023, 9, 28, 3, 0, tzinfo=datetime.UTC)
    )
    client.force_login(world.people.verifier)
    shown = text(client.get(QUEUE))
    assert "<h1>1 trên 2 hồ sơ chờ thẩm tra</h1>" in shown
    for said in ("10:00 28/09/2023", "4/4", "2/2", "05/10/2023 (quá hạn)", "1 xã chưa gửi"):
        assert said in shown
    assert f'href="{over(world, 2)}">TC 2' in shown


def test_queue_of_the_province_is_empty_until_the_district_is_done(world, client):
    client.force_login(world.people.appraiser)
    shown = text(client.get(QUEUE))
    assert "0 trên 2 hồ sơ chờ thẩm định" in shown
    assert "1 hồ sơ khác đang chờ cấp khác hoặc đơn vị khác" in shown
    verify(world)
    assert "1 trên 2 hồ sơ chờ thẩm định" in text(client.get(QUEUE))


def test_queue_lists_what_is_returned_and_what_is_done(world, client):
    client.force_login(world.people.verifier)
    reasons = {world.indicators[0].pk: "Thiếu."}
    return_figures(standing=world.standing, reasons=reasons, due_on=days(3), by=world.people.verifier)
    assert f"trả lại {days(0):%d/%m/%Y}, hạn bổ sung {days(3):%d/%m/%Y}" in text(client.get(QUEUE))
    submit(standing=world.standing, by=world.people.enterer)
    verify(world)
    shown = text(client.get(QUEUE))
    assert "Đã xong: 1 trên 2 hồ sơ" in shown
    assert "đạt 1/2 tiêu chí đã xác nhận" in shown


def test_queue_of_a_department_counts_its_own_criteria(world, client):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=unit)
    other = builders.agency(world.province, name="Sở Giao thông", short_name="Sở GTVT")
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[1], agency=other)
    client.force_login(allowed(builders.officer("hoa", world.province, agency=unit), "appraise_standing"))
    verify(world)
    shown = text(client.get(QUEUE))
    assert "Tiêu chí tôi phụ trách: 1 trên 2 tiêu chí có xã chờ" in shown
    assert 'TC 1 TC số 1</a></th><td class="n">1/2</td>' in shown
    assert over(world, 2) not in shown


def test_queue_without_an_open_round_says_so(client):
    world = dossier_world()
    type(world.round).objects.update(closed_at=builders.MOMENT)
    client.force_login(world.people.verifier)
    assert "chưa có kỳ đang mở" in text(client.get(QUEUE))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [("2023-09-25", 5, "2023-10-02"), ("2023-09-29", 1, "2023-10-02"), ("2023-09-30", 5, "2023-10-06")],
)
def test_working_days_leave_weekends_out(start, days, end):
    assert after_working_days(datetime.date.fromisoformat(start), days).isoformat() == end


# One criterion over communes


def second_dossier(world):
    """Đăk Ui's dossier, sent as well."""
    place = world.district.communes.get(name="Đăk Ui")
    clerk = allowed(builders.officer("ui", place), *ENTERS)
    world.enter("N", "M", "M", "M", by=clerk, commune=place)
    standing = Standing.objects.get(round=world.round, commune=place)
    submit(standing=standing, by=clerk)
    return standing


def ticks(response, *standings) -> dict:
    data = {f"da-thay-{line.standing.pk}": line.part.stamp for line in response.context["lines"]}
    return data | {f"chon-{standing.pk}": "on" for standing in standings}


def test_criterion_lists_the_waiting_communes_and_agrees_to_the_ticked(world, page):
    other = second_dossier(world)
    answer = page.get(over(world))
    assert "TC 1 Tiêu chí số 1: 2 trên 2 xã chờ thẩm tra" in text(answer)
    assert text(page.get(f"{over(world)}?chon=tat-ca")).count(" checked") == 2
    done = page.post(over(world), ticks(answer, other, world.standing), follow=True)
    assert "Đã thẩm tra 2 xã." in text(done)
    assert "Đã thẩm tra: chưa đạt" in text(done)
    verified = CriterionResult.objects.filter(criterion=world.criteria[0]).order_by("standing")
    assert sorted(verified.values_list("verified_outcome", flat=True)) == ["M", "N"]


def test_criterion_overtaken_writes_nothing(world, page):
    other = second_dossier(world)
    stale = ticks(page.get(over(world)), other, world.standing)
    verify(world, "M")
    answer = text(page.post(over(world), stale))
    assert "binh vừa ghi Đạt; xem lại rồi chọn." in answer
    assert "chưa ghi gì" in answer
    assert not CriterionResult.objects.get(standing=other, criterion=world.criteria[0]).verified_outcome
    assert answer.count(" checked") == 1


def test_criterion_without_a_tick_says_so(world, page):
    assert "Chọn ít nhất một xã." in text(page.post(over(world), {}))
    assert page.get(over(world, 9)).status_code == 404


def test_criterion_in_charge_of_another_unit_cannot_be_ticked(world, client):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=unit)
    other = builders.agency(world.province, name="Sở Giao thông", short_name="Sở GTVT")
    client.force_login(allowed(builders.officer("kien", world.province, agency=other), "appraise_standing"))
    verify(world)
    answer = client.get(f"{over(world)}?chon=tat-ca")
    assert "Sở NN&amp;PTNT phụ trách tiêu chí này." in text(answer)
    client.post(over(world), ticks(answer, world.standing))
    assert world.result(1).appraised_outcome == ""


# Queries


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("path", "most"), [("queue", 22), ("dossier", 26), ("over", 22)])
def test_pages_keep_to_their_queries(world, page, path, most):
    url = {"queue": QUEUE, "dossier": dossier(world), "over": over(world)}[path]
    few = queries(page, url)
    template = world.standing
    for number in range(29):
        place = builders.commune(world.district, f"Xã số {number}")
        standing = Standing.objects.create(
            round=world.round, commune=place, province=world.province, district=world.district,
            submitted_at=template.submitted_at, submitted_by=template.submitted_by, stage=Stage.SUBMITTED,
            outcomes=template.outcomes, confirmed_outcomes=template.confirmed_outcomes,
        )  # fmt: skip
        for result in template.results.all():
            result.pk, result.standing = None, standing
            result.save(force_insert=True)
        for figure in template.figures.all():
            figure.pk, figure.standing = None, standing
            figure.save(force_insert=True)
    assert queries(page, url) == few
    assert few <= most


# The commune's page


def test_commune_page_shows_the_stage_and_the_returns_to_insiders(world, client):
    profile = f"/xa/{world.commune.code}/?ky={world.round.key}"
    client.force_login(world.people.enterer)
    assert f"<b>Chờ thẩm tra, gửi {days(0):%d/%m/%Y}</b>" in text(client.get(profile))
    reasons = {world.indicators[3].pk: "Thiếu biên bản."}
    return_figures(standing=world.standing, reasons=reasons, due_on=days(4), by=world.people.verifier)
    shown = text(client.get(profile))
    assert f"<b>Bị trả lại {days(0):%d/%m/%Y}, hạn bổ sung {days(4):%d/%m/%Y}</b>" in shown
    assert '<a href="#tc2">2.2</a>: Thiếu biên bản. (nam,' in shown
    client.logout()
    for outsider in (None, world.people.stranger):
        if outsider:
            client.force_login(outsider)
        shown = text(client.get(profile))
        assert "Bị trả lại" not in shown
        assert "Thiếu biên bản" not in shown
