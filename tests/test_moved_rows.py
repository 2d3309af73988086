"""An assignment or a request that a reorganisation moved says so on its own page, and by which decision."""

import datetime

import pytest
from django.contrib.auth.models import Group

from communes.actions import apply, undo
from communes.models import Officer
from directives.models import Assignment, ExplanationRequest
from ntm_portal.groups import load_groups
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, directive_builders, reorganised
from tests.reorganised import line
from tests.screen_parts import html, text_of

pytestmark = pytest.mark.django_db
GROUPS = ("Nhập liệu", "Chỉ đạo")


@pytest.fixture
def world(db):
    """Đăk Pxi with a task and a question to its committee, and a question about it to a department."""
    load_groups()
    home = builders.province(code="62")
    place = builders.commune(builders.district(home), "Đăk Pxi", "23503")
    groups = list(Group.objects.filter(name__in=GROUPS))
    builders.officer("thai", place, groups=groups)
    builders.officer("minh", home, groups=groups)
    builders.officer("mute", place, permissions=())
    of = builders.criteria_set(1)
    builders.round_with({place: "N"}, of=of)
    task = directive_builders.task(directive_builders.directive(home))
    directive_builders.assignment(task, place)
    cell = {"commune": place, "criterion": of.criteria.get(), "province": home}
    fixed = {"question": "Vì sao?", "due_on": builders.DATA_ON, "asked_at": builders.MOMENT}
    ExplanationRequest.objects.create(unit_commune=place, **cell, **fixed)
    ExplanationRequest.objects.create(unit_agency=builders.agency(home), **cell, **fixed)
    return place


@pytest.fixture
def quoc(world):
    return reorganised.nation_officer()


@pytest.fixture
def waiting(world, quoc):
    return reorganised.prepared([line(world, "23500", "Mới")], quoc)


def page(client, who: str, url: str) -> str:
    client.force_login(Officer.objects.get(username=who))
    return html(client, url)


def urls() -> list[str]:
    asked = [f"/giai-trinh/{row.pk}/" for row in ExplanationRequest.objects.order_by("pk")]
    return [f"/nhiem-vu/{Assignment.objects.get().pk}/", *asked]


@pytest.mark.parametrize("who", ["thai", "minh"])
def test_page_says_from_whom_and_by_which_decision(client, waiting, quoc, who):
    for url in urls():
        assert "theo Sắp xếp thử" not in page(client, who, url)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    given, own, about = [page(client, who, url) for url in urls()]
    assert "Chuyển từ UBND xã Đăk Pxi sang UBND xã Mới" in text_of(given)
    assert "có hiệu lực từ ngày 01/07/2025" in text_of(given)
    assert "Chuyển từ UBND xã Đăk Pxi sang UBND xã Mới, trước đây về xã Đăk Pxi, theo" in text_of(own)
    assert "Nay là việc ở xã Mới, trước đây về xã Đăk Pxi, theo" in text_of(about)
    link = f'<a href="/sap-xep/{waiting.pk}/">Sắp xếp thử</a>'
    assert [link in found for found in (given, own, about)] == [True, True, True]


def test_each_of_two_moves_says_from_whom_to_whom(client, waiting, quoc):
    apply(waiting, by=quoc, followers=FOLLOWERS)
    again = [line("23500", "23501", "Mới nữa")]
    second = reorganised.prepared(again, quoc, on=datetime.date(2026, 1, 1), name="Sắp xếp lần hai")
    apply(second, by=quoc, followers=FOLLOWERS)
    given, own, about = [text_of(page(client, "minh", url)) for url in urls()]
    for found in (given, own):
        assert "Chuyển từ UBND xã Đăk Pxi sang UBND xã Mới" in found.replace("sang UBND xã Mới nữa", "")
        assert "Chuyển từ UBND xã Mới sang UBND xã Mới nữa" in found
    assert "Chuyển thành việc ở xã Mới, trước đây về xã Đăk Pxi, theo Sắp xếp thử" in about
    assert "Nay là việc ở xã Mới nữa, trước đây về xã Mới, theo Sắp xếp lần hai" in about


def test_undone_reorganisation_is_not_said(client, waiting, quoc):
    apply(waiting, by=quoc, followers=FOLLOWERS)
    undo(waiting, by=quoc)
    assert all("theo Sắp xếp thử" not in page(client, "minh", url) for url in urls())


def test_officer_who_may_not_open_the_reorganisation_reads_its_name_without_a_link(client, waiting, quoc):
    apply(waiting, by=quoc, followers=FOLLOWERS)
    thai = Officer.objects.get(username="thai")
    for group in thai.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="view_reorganisation"))
    found = page(client, "thai", urls()[0])
    assert "theo Sắp xếp thử, có hiệu lực" in text_of(found)
    assert "/sap-xep/" not in found
