"""Giving a task from a criterion's page to the communes ticked there."""

import datetime

import pytest

from directives.models import Assignment
from tests import directive_builders as build
from tests.crawling import Document
from tests.directive_world import directive_world

ADDRESS = "/tieu-chi/xa-ntm-2021-2025/1/?tinh=62"
DUE = "30/12/2030"


@pytest.fixture
def world(db):
    return directive_world()


def send(client, world, officer, ticked, **changes):
    data = {"giao-task": world.task.pk, "giao-to": "commune", "giao-due_on": DUE, "xa": ticked, **changes}
    if officer:
        client.force_login(officer)
    return client.post(ADDRESS, data)


def test_ticked_communes_get_the_task(client, world):
    pxi, ui, _ = world.communes
    answer = send(client, world, world.people.director, [pxi.pk])
    assert (answer.status_code, answer.url) == (302, ADDRESS)
    given = Assignment.objects.get()
    assert (given.unit_commune, given.commune, given.criterion) == (pxi, pxi, world.criteria[0])
    assert given.closes_when_met and given.due_on == datetime.date(2030, 12, 30)
    assert given.given_by == world.people.director
    again = send(client, world, world.people.director, [pxi.pk, ui.pk])
    assert again.status_code == 302 and Assignment.objects.count() == 2


@pytest.mark.parametrize(
    "ticked,changes,said",
    [
        ([], {}, "Đánh dấu ít nhất một xã"),
        (["9" * 18], {}, "Không có xã nào"),
        (["9" * 30], {}, "Đánh dấu ít nhất một xã"),
        (["1x"], {}, "Đánh dấu ít nhất một xã"),
        ("all", {"giao-task": ""}, "Chọn nhiệm vụ"),
        ("all", {"giao-task": "9" * 30}, "Chọn nhiệm vụ trong danh sách"),
        ("all", {"giao-due_on": "mai"}, "Ghi ngày dạng"),
        ("all", {"giao-due_on": "01/01/2020"}, "Thời hạn phải từ ngày ban hành"),
        ("all", {"giao-to": "lead"}, "chưa có đơn vị phụ trách"),
    ],
)
def test_what_is_wrong_is_said_and_ticks_are_kept(client, world, ticked, changes, said):
    ticked = [world.communes[0].pk] if ticked == "all" else ticked
    answer = send(client, world, world.people.director, ticked, **changes)
    page = answer.content.decode()
    assert answer.status_code == 200 and said in Document(page).text
    assert Assignment.objects.count() == 0
    kept = [world.communes[0].pk] == ticked
    assert page.count(" checked") == (1 if kept else 0)


@pytest.mark.parametrize("who", ["", "department", "district", "commune", "stranger", "reader"])
def test_only_those_who_direct_may_give(client, world, who):
    officer = getattr(world.people, who) if who else None
    assert send(client, world, officer, [world.commune.pk]).status_code == 403
    assert Assignment.objects.count() == 0
    shown = Document(client.get(ADDRESS).content.decode()).text
    assert "Giao việc" not in shown


def test_a_task_of_another_province_is_no_choice(client, world):
    from_afar = build.task(build.directive(_other_province()))
    answer = send(client, world, world.people.director, [world.commune.pk], **{"giao-task": from_afar.pk})
    assert "Chọn nhiệm vụ trong danh sách" in Document(answer.content.decode()).text


def _other_province():
    return build.builders.province("Gia Lai", "64")
