"""The queue, the dossier and the page of one criterion, as reviewers use them and as others may not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from criteria.actions import Judged, return_figures, review, submit, take_up
from criteria.models import CriterionLead, CriterionResult, ResultChange, ReturnedFigure, Standing
from criteria.outcomes import Judgement
from criteria.stages import Stage
from criteria.working_days import after_working_days
from tests import builders
from tests.dossier_world import ENTERS, allowed, dossier_world

pytestmark = pytest.mark.django_db

QUEUE = "/tham-tra/"


@pytest.fixture
def world():
    """Đăk Pxi's dossier was sent: criterion 1 met, criterion 2 not."""
    built = dossier_world()
    built.enter("M", "M", "M", "N")
    submit(standing=built.standing, by=built.people.enterer)
    return built


@pytest.fixture
def page(world, client):
    """A browser signed in as the district's verifier, who has taken the dossier up."""
    take_up(standing=world.standing, by=world.people.verifier)
    client.force_login(world.people.verifier)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def dossier(world) -> str:
    return f"/tham-tra/ky/{world.round.pk}/xa/{world.commune.code}/"


def over(world, number=1) -> str:
    return f"/tham-tra/ky/{world.round.pk}/tieu-chi/{number}/"


def form(world, response, **chosen) -> dict:
    """The page's stamps and what is chosen: `k1` a result, `l1` why, `t1` the fall, `b0` a return."""
    names = {"k": "ket-qua", "l": "ly-do", "t": "tut"}
    data = {"do": chosen.pop("do", "decide"), "han": chosen.pop("due", f"{days(10):%d/%m/%Y}")}
    for choice in response.context["decision"].choices:
        if choice.part.open:
            data[f"da-thay-{choice.part.criterion.pk}"] = choice.part.stamp
    for name, value in chosen.items():
        if name[0] == "b":
            indicator = world.indicators[int(name[1:])]
            data |= {f"tra-lai-{indicator.pk}": "on", f"ly-do-tra-{indicator.pk}": value}
        else:
            data[f"{names[name[0]]}-{world.criteria[int(name[1:]) - 1].pk}"] = value
    return data


def decide(client, world, follow=True, url="", **chosen):
    url = url or dossier(world)
    return client.post(url, form(world, client.get(url), **chosen), follow=follow)


def days(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=n)


def verify(world, letters="MN", by=None, **fields):
    verdicts = [
        Judged(world.commune.pk, criterion.pk, letter, **fields)
        for criterion, letter in zip(world.criteria, letters, strict=False)
    ]
    by = by or world.people.second_verifier
    review(round=world.round, verdicts=verdicts, judgement=Judgement.VERIFIED, by=by)


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


# The dossier


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
