"""The page of a task: giving it to units and to communes, what is refused there, and to whom."""

import datetime

import pytest
from django.utils import timezone

from directives.models import Assignment
from tests import directive_builders as build
from tests.directive_world import directive_world
from tests.test_directive_pages import TASK, sign_in, text

LATER = timezone.localdate() + datetime.timedelta(days=60)


@pytest.fixture
def world(db):
    built = directive_world()
    built.given = build.assignment(built.task, built.agency, due_on=LATER)
    return built


def test_task_is_given_to_chosen_units(client, world):
    sent = {
        "do": "give",
        "give-districts": [world.district.pk],
        "give-role": "lead",
        "give-due_on": f"{LATER:%d/%m/%Y}",
    }
    answer = sign_in(client, world, "director").post(TASK, sent, follow=True)
    assert "Đã giao cho 1 đơn vị." in text(answer)
    assert Assignment.objects.filter(unit_district=world.district, given_by=world.people.director).exists()


def test_task_is_exploded_from_the_page(client, world):
    sent = {
        "do": "explode",
        "explode-criterion": world.criteria[0].pk,
        "explode-to": "commune",
        "explode-due_on": f"{LATER:%d/%m/%Y}",
    }
    shown = text(sign_in(client, world, "director").post(TASK, sent, follow=True))
    assert "Đã giao 2 việc, mỗi việc một xã chưa đạt tiêu chí 1." in shown
    assert "1 xã chưa có số liệu nên không giao." in shown
    assert "Xã Đăk Pxi, TC 1 TC số 1" in shown


@pytest.mark.parametrize("do", ["give", "explode"])
def test_task_is_not_given_with_a_deadline_that_has_passed(client, world, do):
    sent = {
        "do": do,
        f"{do}-agencies": [world.people.director.agency.pk],
        f"{do}-criterion": world.criteria[0].pk,
        f"{do}-role": "lead",
        f"{do}-to": "commune",
        f"{do}-due_on": "28/06/2024",
    }
    assert "Thời hạn đã qua" in text(sign_in(client, world, "director").post(TASK, sent))
    assert Assignment.objects.count() == 1


def test_task_form_keeps_what_was_sent_and_says_all_that_is_wrong(client, world):
    sent = {"do": "give", "give-due_on": "mai", "give-role": "lead", "give-expected_result": "Báo cáo quý"}
    shown = sign_in(client, world, "director").post(TASK, sent)
    assert "Ghi ngày dạng 31/12/2026." in text(shown)
    assert 'value="Báo cáo quý"' in shown.content.decode()
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("person", ["department", "district", "commune"])
def test_task_forms_are_not_there_for_others(client, world, person):
    sign_in(client, world, person)
    assert "Giao cho đơn vị" not in text(client.get(TASK))
    sent = {
        "do": "give",
        "give-agencies": [world.agency.pk],
        "give-role": "lead",
        "give-due_on": "31/12/2030",
    }
    assert client.post(TASK, sent).status_code == 403
    assert Assignment.objects.count() == 1
