"""The page of an officer's work: for administrators, with nothing to do, and what it asks of the database."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communes.models import Officer
from criteria.actions import close_round
from criteria.models import CriterionLead, Standing
from ntm_portal.groups import load_groups
from tests import builders
from tests.work_lists import ADDRESS, lists, page, send, verify, world_at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return world_at_work()


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


# The name of the officer's place takes one, where no list of the page has asked for it.
@pytest.mark.parametrize("who,most", [("enterer", 14), ("verifier", 23), ("appraiser", 18)])
def test_page_asks_a_fixed_number_of_queries(client, world, who, most):
    load_groups()
    officer = getattr(world.people, who)
    officer.groups.set(Group.objects.filter(name="Thẩm định" if who == "appraiser" else "Thẩm tra"))
    send(world)
    if who == "appraiser":
        verify(world)
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
