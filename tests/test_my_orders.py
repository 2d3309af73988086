"""The list of work: what a unit was given, has to clear, confirm, answer and decide."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from criteria.models import CriterionLead
from directives.actions import answer_report, ask_extension, report
from ntm_portal.my_work import my_work
from tests import directive_builders as build
from tests.crawling import Document
from tests.directive_world import directive_world, may
from tests.work_lists import ADDRESS, lists

SETTLED = {"state": "settled", "settled_on": datetime.date(2024, 1, 5), "result": "Xong", "effect": "closer"}


@pytest.fixture
def world(db):
    return directive_world()


def titles(officer) -> set[str]:
    return set(lists(officer))


def test_unit_sees_what_is_late_and_soon_and_came_back(world):
    today = timezone.localdate()
    late = build.assignment(world.task, world.agency)
    soon = build.task(world.directive, 2)
    build.assignment(soon, world.agency, due_on=today + datetime.timedelta(days=1))
    build.assignment(
        build.task(world.directive, 3), world.agency, due_on=today + datetime.timedelta(days=200)
    )
    build.assignment(world.task, world.district)
    said = report(assignment=late, text="Xong", percent=100, says_done=True, by=world.people.department)
    found = lists(world.people.department)
    assert [line.split(":")[0] for line in found["Việc được giao quá hạn"]] == ["Giảm nghèo bền vững"]
    assert [line.split(":")[0] for line in found["Việc được giao sắp đến hạn"]] == ["Nhiệm vụ 2"]
    assert "Báo cáo bị trả lại" not in found
    answer_report(report=said, accept=False, answer="Thiếu số liệu", by=world.people.director)
    [line] = lists(world.people.department)["Báo cáo bị trả lại"]
    assert "bị trả lại: Thiếu số liệu" in line
    report(assignment=late, text="Đã bổ sung", percent=100, says_done=True, by=world.people.department)
    assert "Báo cáo bị trả lại" not in lists(world.people.department)


def test_directors_see_what_waits_for_their_answer_but_their_own(world):
    given = build.assignment(world.task, world.agency)
    report(assignment=given, text="Xong", percent=100, says_done=True, by=world.people.department)
    until = timezone.localdate() + datetime.timedelta(days=30)
    ask_extension(assignment=given, until=until, reason="Mưa lũ", by=world.people.department)
    for director in (world.people.director, world.people.second_director):
        found = lists(director)
        assert len(found["Báo cáo hoàn thành chờ xác nhận"]) == 1
        assert len(found["Đề nghị gia hạn chờ trả lời"]) == 1
    assert not titles(world.people.department) & {
        "Báo cáo hoàn thành chờ xác nhận",
        "Đề nghị gia hạn chờ trả lời",
    }
    given.reports.update(by=world.people.director)
    given.extensions.update(asked_by=world.people.director)
    assert not titles(world.people.director) & {
        "Báo cáo hoàn thành chờ xác nhận",
        "Đề nghị gia hạn chờ trả lời",
    }


def test_obstacles_go_to_the_unit_and_settled_ones_to_the_commune(world):
    build.obstacle(world.commune, world.criteria[0], world.agency)
    build.obstacle(world.commune, world.criteria[1], world.agency, **SETTLED)
    assert len(lists(world.people.department)["Vướng mắc phải tháo gỡ"]) == 1
    assert len(lists(world.people.commune)["Vướng mắc chờ xã xác nhận"]) == 1
    assert "Vướng mắc phải tháo gỡ" not in titles(world.people.commune)
    assert "Vướng mắc chờ xã xác nhận" not in titles(world.people.neighbour)


def test_explanations_go_to_the_unit_until_answered(world):
    asked = build.explanation(world.commune, commune=world.commune, criterion=world.criteria[0])
    assert lists(world.people.commune)["Yêu cầu giải trình phải trả lời"] == [
        "Vì sao chưa xong?: hạn 28/06/2024"
    ]
    assert "Yêu cầu giải trình phải trả lời" not in titles(world.people.district)
    asked.answer, asked.answered_at, asked.answered_by = "Vì mưa", timezone.now(), world.people.commune
    asked.save()
    assert "Yêu cầu giải trình phải trả lời" not in titles(world.people.commune)


def test_comments_wait_for_moderators(world):
    build.comment(world.commune)
    assert "Góp ý chờ duyệt" not in titles(world.people.director)
    may(world.people.director, "moderate_comment", "view_comment")
    assert len(lists(world.people.director)["Góp ý chờ duyệt"]) == 1


def test_department_sees_its_criteria(world):
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=world.agency)
    build.obstacle(world.commune, world.criteria[0])
    assert lists(world.people.department)["Tiêu chí đơn vị phụ trách còn xã chưa đạt"] == [
        "TC 1 TC số 1 (Xã NTM 2021–2025): 2/3 xã chưa đạt, 1 chưa có giải pháp"
    ]


def test_district_leader_decides_the_worst_of_each_kind_first(world):
    pxi, ui, poko = world.communes
    for number, place in enumerate((pxi, ui, poko)):
        days = timezone.localdate() - datetime.timedelta(days=10 + number)
        build.obstacle(place, world.criteria[0], world.agency, state="escalated", open_since=days)
    build.assignment(world.task, world.district)
    found = my_work(world.people.district, timezone.localdate()).parts[0]
    assert (found.title, found.count, found.total) == ("Cần quyết định", 3, 4)
    assert [line.text for line in found.lines] == [
        "Xã Đăk Ui, TC 1: Thiếu vốn đối ứng",
        "UBND huyện Đăk Hà: Giảm nghèo bền vững",
        "TC 2 TC số 2",
    ]
    assert "Cần quyết định" not in titles(world.people.commune)


@pytest.mark.parametrize("who", ["stranger", "reader"])
def test_others_see_no_orders(world, who):
    build.assignment(world.task, world.agency)
    build.obstacle(world.commune, world.criteria[0])
    assert not titles(getattr(world.people, who)) & {"Việc được giao quá hạn", "Vướng mắc phải tháo gỡ"}


def test_page_says_what_is_illustrative(client, world):
    build.assignment(world.task, world.agency)
    client.force_login(world.people.department)
    assert "Minh họa." not in Document(client.get(ADDRESS).content.decode()).text
    world.directive.illustrative_note = "Nhiệm vụ là minh họa."
    world.directive.save()
    assert "Minh họa." in Document(client.get(ADDRESS).content.decode()).text


@pytest.mark.parametrize(
    "who,most", [("director", 24), ("department", 24), ("district", 27), ("commune", 18)]
)
def test_page_asks_a_fixed_number_of_queries(client, world, who, most):
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=world.agency)
    officer = getattr(world.people, who)
    fill(world, 1)
    few = queries(client, officer)
    fill(world, 25)
    many = queries(client, officer)
    assert len(many) == len(few) <= most, "\n".join(many)


def fill(world, number: int) -> None:
    """Something of every kind for every unit, that many times over."""
    units = [world.agency, world.district, world.commune, world.people.director.agency]
    first = world.directive.tasks.count() + 1
    for position in range(first, first + number):
        task = build.task(world.directive, position)
        for unit in units:
            cell = {"commune": world.commune, "criterion": world.criteria[0], "closes_when_met": True}
            build.extension(build.assignment(task, unit, **cell))
            done = build.assignment(task, unit)
            build.report(done, percent=100, says_done=True)
            build.obstacle(world.commune, world.criteria[0], unit, state="escalated")
            build.obstacle(world.commune, world.criteria[0], unit, **SETTLED)
            build.explanation(unit, commune=world.commune, criterion=world.criteria[0])


def queries(client, officer) -> list[str]:
    client.force_login(officer)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(ADDRESS).status_code == 200
    return [query["sql"] for query in captured]
