"""What waits for each officer after signing in: their own rows, counted, with the page to act on."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communes.models import Officer
from criteria.actions import Judged, close_round, return_figures, review, submit
from criteria.models import CriterionLead, Standing
from criteria.outcomes import Judgement
from ntm_portal.groups import load_groups
from ntm_portal.my_work import my_work
from tests import builders
from tests.crawling import Document
from tests.dossier_world import allowed, dossier_world

pytestmark = pytest.mark.django_db

ADDRESS = "/viec-cua-toi/"


@pytest.fixture
def world():
    """An open round due in three days in which nothing has been entered."""
    built = dossier_world()
    built.people.enterer = allowed(built.people.enterer, "view_indicatorresult")
    due(built, 3)
    return built


def due(world, days: int) -> None:
    world.round.due_on = timezone.localdate() + datetime.timedelta(days=days)
    world.round.save(update_fields=["due_on"])


def send(world) -> None:
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)


def verify(world) -> None:
    verdicts = [
        Judged(world.commune.pk, criterion.pk, letter)
        for criterion, letter in zip(world.criteria, "MN", strict=True)
    ]
    review(round=world.round, verdicts=verdicts, judgement=Judgement.VERIFIED, by=world.people.verifier)


def give_back(world) -> None:
    return_figures(
        standing=world.standing,
        reasons={world.indicators[0].pk: "Thiếu biên bản nghiệm thu."},
        due_on=timezone.localdate() + datetime.timedelta(days=5),
        by=world.people.verifier,
    )


def lists(officer: Officer) -> dict[str, list[str]]:
    """Title → what each line says, of the lists of an officer fetched anew."""
    work = my_work(Officer.objects.get(pk=officer.pk), timezone.localdate())
    return {part.title: [f"{line.text}: {line.said}" for line in part.lines] for part in work.parts}


def page(client, officer: Officer) -> Document:
    client.force_login(officer)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return Document(answer.content.decode())


def test_commune_officer_enters_and_sees_how_many_days_are_left(client, world):
    world.enter("M", "", "M")
    (said,) = lists(world.people.enterer)["Hồ sơ đang nhập, chưa gửi"]
    assert said.startswith("9 tháng 2023: đã nhập 2/4 chỉ tiêu, hạn ")
    assert said.endswith("còn 3 ngày")
    shown = page(client, world.people.enterer)
    assert "Hồ sơ đang nhập, chưa gửi: 1 trên 1 hồ sơ" in shown.text
    assert f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/" in shown.links


def test_commune_officer_late_is_told_by_how_much(world):
    due(world, -5)
    work = my_work(world.people.enterer, timezone.localdate())
    (line,) = work.waiting[0].lines
    assert line.late
    assert line.said.endswith("quá hạn 5 ngày")


def test_commune_officer_sees_what_came_back_and_why(client, world):
    send(world)
    assert "Đã gửi hoặc đã thẩm định" in lists(world.people.enterer)
    give_back(world)
    found = lists(world.people.enterer)
    title = next(title for title in found if title.startswith("Bị trả lại: 9 tháng 2023, hạn"))
    assert "còn 5 ngày" in title
    assert found[title][0].startswith("Chỉ tiêu 1.1: Thiếu biên bản nghiệm thu. (hạn ")
    assert "Đã gửi hoặc đã thẩm định" not in found
    shown = page(client, world.people.enterer)
    assert "1 trên 4 chỉ tiêu" in shown.text
    row = f"#r-{world.commune.pk}-{world.indicators[0].pk}"
    assert f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/{row}" in shown.links


def test_reader_of_a_commune_is_not_sent_to_pages_they_may_not_open(world):
    reader = builders.officer("reader", world.commune)
    work = my_work(reader, timezone.localdate())
    assert work.parts and not work.waiting
    assert all(line.url.startswith("/xa/") for part in work.parts for line in part.lines)


def test_verifier_sees_what_was_sent_and_who_has_not(world):
    assert lists(world.people.verifier)["Chưa gửi, còn hạn"] == [
        f"{name}: 9 tháng 2023, hạn {world.round.due_on:%d/%m/%Y}, còn 3 ngày"
        for name in ("Xã Đăk Pxi", "Xã Đăk Ui")
    ]
    send(world)
    due(world, -1)
    found = lists(world.people.verifier)
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert found["Chờ thẩm tra"] == [f"Xã Đăk Pxi: 9 tháng 2023, chờ thẩm tra, gửi {today}"]
    assert [line.partition(":")[0] for line in found["Quá hạn chưa gửi"]] == ["Xã Đăk Ui"]
    give_back(world)
    found = lists(world.people.verifier)
    assert "Chờ thẩm tra" not in found
    assert [line.partition(":")[0] for line in found["Đã trả lại, chờ xã bổ sung"]] == ["Xã Đăk Pxi"]


def test_verifier_is_led_to_the_dossier(client, world):
    send(world)
    shown = page(client, world.people.verifier)
    assert "Chờ thẩm tra: 1 trên 2 hồ sơ" in shown.text
    assert f"/tham-tra/ky/{world.round.pk}/xa/{world.commune.code}/" in shown.links
    assert "/tham-tra/" in shown.links


def test_verifier_of_another_district_sees_nothing_of_it(world):
    elsewhere = builders.district(world.province, name="Đăk Tô", code="612")
    binh = allowed(builders.officer("tri", elsewhere), "verify_standing")
    send(world)
    assert "Chờ thẩm tra" not in lists(binh)
    assert not any("Đăk Pxi" in line for lines in lists(binh).values() for line in lines)


def test_appraiser_of_the_coordination_office_sees_every_dossier(world):
    send(world)
    assert "Chờ thẩm định" not in lists(world.people.appraiser)
    verify(world)
    (said,) = lists(world.people.appraiser)["Chờ thẩm định"]
    assert said.startswith("Xã Đăk Pxi: 9 tháng 2023, chờ thẩm định, gửi ")


def test_appraiser_of_a_unit_in_charge_sees_its_criteria(world):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[1], agency=unit)
    hoa = allowed(builders.officer("hoa", world.province, agency=unit), "appraise_standing")
    assert "Chờ thẩm định, tiêu chí đơn vị phụ trách" not in lists(hoa)
    send(world)
    verify(world)
    found = lists(hoa)
    assert found["Chờ thẩm định, tiêu chí đơn vị phụ trách"] == [
        "TC 2 Tiêu chí số 2: 9 tháng 2023, 1 xã chờ thẩm định"
    ]
    assert "Chờ thẩm định" not in found
    appraise = [Judged(world.commune.pk, world.criteria[1].pk, "N")]
    review(round=world.round, verdicts=appraise, judgement=Judgement.APPRAISED, by=hoa)
    assert "Chờ thẩm định, tiêu chí đơn vị phụ trách" not in lists(hoa)


def test_two_steps_lead_straight_to_the_province():
    world = dossier_world(steps="two")
    send(world)
    assert "Chờ thẩm tra" not in lists(world.people.verifier)
    assert len(lists(world.people.appraiser)["Chờ thẩm định"]) == 1
    assert lists(world.people.appraiser)["Tình hình các kỳ"] == [
        "9 tháng 2023 (Kon Tum): chưa có hạn: 1 nháp, 1 chờ thẩm định"
    ]


def test_leader_sees_how_the_round_stands(client, world):
    load_groups()
    leader = builders.officer("xem", world.district, groups=[Group.objects.get(name="Chỉ đạo")])
    send(world)
    due_on = f"{world.round.due_on:%d/%m/%Y}"
    assert lists(leader) == {
        "Tình hình các kỳ": [f"9 tháng 2023 (Kon Tum): hạn {due_on}, còn 3 ngày: 1 nháp, 1 chờ thẩm tra"]
    }
    shown = page(client, leader)
    assert "Không có việc nào đang chờ bạn" in shown.text
    assert "/huyen/615/?ky=2023-09-30&bo=xa-ntm-2021-2025" in shown.links


def test_round_settled_may_be_closed_and_then_asks_nothing(world):
    Standing.objects.update(stage="appraised")
    minh = world.people.appraiser
    assert lists(minh)["Kỳ có thể khóa"] == ["9 tháng 2023: mọi hồ sơ đã thẩm định"]
    close_round(round=world.round, by=minh)
    assert lists(minh) == {}


def test_round_withdrawn_asks_nothing(world):
    world.round.withdrawn_at = timezone.now()
    world.round.save()
    assert lists(world.people.enterer) == lists(world.people.verifier) == {}


def test_administrator_sees_what_is_missing(client, world):
    load_groups()
    lan = builders.officer("lan", "nation", is_staff=True, groups=[Group.objects.get(name="Quản trị")])
    assert lists(lan)["Quản trị: còn thiếu"] == [
        "Tiêu chí chưa có đơn vị phụ trách: 2 trên 2 tiêu chí",
        "Cán bộ chưa được giao phạm vi: 1 trên 6 cán bộ",
        "Cán bộ chưa thuộc nhóm quyền: 5 trên 6 cán bộ",
    ]
    world.round.due_on = None
    world.round.save()
    assert "Kỳ đang mở chưa có hạn báo cáo: 1 trên 1 kỳ" in lists(lan)["Quản trị: còn thiếu"]
    CriterionLead.objects.create(
        province=world.province, criterion=world.criteria[0], agency=builders.agency(world.province)
    )
    assert "Tiêu chí chưa có đơn vị phụ trách: 1 trên 2 tiêu chí" in lists(lan)["Quản trị: còn thiếu"]


def test_administrator_is_led_to_the_rows_that_are_counted(client, world):
    load_groups()
    lan = builders.officer("lan", "nation", is_staff=True, groups=[Group.objects.get(name="Quản trị")])
    world.round.due_on = None
    world.round.save()
    links = [link for link in page(client, lan).links if link.startswith("/quan-tri/communes/officer/?")]
    found = {link: client.get(link) for link in links}
    assert [answer.status_code for answer in found.values()] == [200, 200]
    counts = [re.search(r"(\d+) cán bộ", answer.content.decode())[1] for answer in found.values()]
    assert counts == ["1", "5"]


def test_officer_without_scope_is_told_whom_to_ask(client, world):
    shown = page(client, world.people.stranger)
    assert "chưa được giao phạm vi" in shown.text
    assert "Đăk Pxi" not in shown.text


def test_empty_desk_says_where_to_go(client, world):
    close_round(round=world.round, by=world.people.appraiser)
    shown = page(client, world.people.verifier)
    assert "Không có việc nào đang chờ bạn" in shown.text
    assert "/trang-cua-toi/" in shown.links


def test_page_marks_illustrative_rounds(client, world):
    assert "minh họa" not in page(client, world.people.verifier).text
    world.round.illustrative = True
    world.round.save()
    assert (
        "Minh họa. Số liệu của 9 tháng 2023 là số liệu minh họa." in page(client, world.people.verifier).text
    )


def test_page_asks_a_visitor_to_sign_in(client):
    assert client.get(ADDRESS).url == f"/dang-nhap/?next={ADDRESS}"


@pytest.mark.parametrize("who,most", [("enterer", 12), ("verifier", 12), ("appraiser", 12)])
def test_page_asks_a_fixed_number_of_queries(client, world, who, most):
    load_groups()
    officer = getattr(world.people, who)
    officer.groups.set(Group.objects.filter(name="Thẩm định" if who == "appraiser" else "Thẩm tra"))
    send(world)
    few = queries(client, officer)
    places = [builders.commune(world.district, name=f"Xã số {number}") for number in range(28)]
    Standing.objects.bulk_create(
        Standing(
            round=world.round,
            commune=place,
            province=world.province,
            district=world.district,
            outcomes="..",
            confirmed_outcomes="..",
        )
        for place in places
    )
    half = Standing.objects.filter(commune__in=places[:14])
    half.update(
        stage={"appraiser": "verified"}.get(who, "submitted"),
        submitted_at=timezone.now(),
        submitted_by=world.people.enterer,
    )
    many = queries(client, officer)
    assert len(many) == len(few) <= most, "\n".join(many)


def queries(client, officer: Officer) -> list[str]:
    client.force_login(officer)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(ADDRESS).status_code == 200
    return [query["sql"] for query in captured]
