"""A department's page: its criteria and who misses them, what it was given, holds and is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from criteria.models import CriterionLead
from tests import builders
from tests import directive_builders as build
from tests.crawling import Document
from tests.directive_world import directive_world


@pytest.fixture
def world(db):
    built = directive_world()
    CriterionLead.objects.create(province=built.province, criterion=built.criteria[0], agency=built.agency)
    CriterionLead.objects.create(
        province=built.province, criterion=built.criteria[1], agency=built.agency, role="support"
    )
    return built


def page(client, world, who="director") -> Document:
    client.force_login(getattr(world.people, who))
    answer = client.get(f"/don-vi/{world.agency.pk}/")
    assert answer.status_code == 200
    return Document(answer.content.decode())


def test_agency_page_counts_what_the_rows_say(client, world):
    build.obstacle(world.communes[0], world.criteria[0], world.agency, text="Thiếu đất")
    build.obstacle(world.communes[1], world.criteria[1], text="Của xã")
    build.assignment(world.task, world.agency)
    build.explanation(world.agency, commune=world.commune, criterion=world.criteria[0])
    shown = page(client, world).text
    assert "phụ trách 1 tiêu chí, 1 việc được giao, 1 quá hạn" in shown
    assert "Người đứng đầu: Bà Nguyễn Thị Mai" in shown
    assert "TC 1 TC số 1 Xã NTM 2021–2025 2/3 1/2 Đăk Pxi , Đăk Ui" in shown
    assert "TC 2 TC số 2 Xã NTM 2021–2025 2/3 2/2 Đăk Pxi , Pô Kô" in shown
    assert "Vướng mắc đang giữ: 1" in shown and "Thiếu đất" in shown and "Của xã" not in shown
    assert "Yêu cầu giải trình: 1/1 chưa trả lời" in shown


@pytest.mark.parametrize(
    "who,status",
    [("department", 200), ("district", 404), ("commune", 404), ("stranger", 404), ("reader", 403)],
)
def test_agency_page_is_for_officers_of_its_province(client, world, who, status):
    client.force_login(getattr(world.people, who))
    assert client.get(f"/don-vi/{world.agency.pk}/").status_code == status


def test_agency_page_asks_a_visitor_to_sign_in(client, world):
    assert client.get(f"/don-vi/{world.agency.pk}/").status_code == 302


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30])
def test_agency_page_of_nobody_is_not_found(client, world, key):
    client.force_login(world.people.director)
    assert client.get(f"/don-vi/{key}/").status_code == 404


def test_agency_page_asks_a_fixed_number_of_queries(client, world):
    cell = {"commune": world.commune, "criterion": world.criteria[0], "closes_when_met": True}
    build.assignment(world.task, world.agency, **cell)
    build.obstacle(world.commune, world.criteria[0], world.agency)
    build.explanation(world.agency, commune=world.commune, criterion=world.criteria[0])
    few = queries(client, world)
    for number in range(2, 30):
        task = build.task(world.directive, number)
        build.assignment(task, world.agency, **cell)
        build.obstacle(world.communes[1], world.criteria[0], world.agency)
        place = builders.commune(world.district, f"Xã số {number}")
        builders.stand_in(builders.DATA_ON, {place: "NNN"})
    assert queries(client, world) == few <= 17


def queries(client, world) -> int:
    client.force_login(world.people.director)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/don-vi/{world.agency.pk}/").status_code == 200
    return len(captured)
