"""Whoever a reorganisation moves, or gives work to, is told once; undoing takes the notices back."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from communes.actions import apply, undo
from communes.models import Notice, Officer
from communes.reorganising import PlannedHeir
from directives.models import Assignment
from ntm_portal.groups import load_groups
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, directive_builders, reorganised
from tests.reorganised import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    """Đăk Hà with two communes, an officer in each and one of the district; the province's goes on."""
    load_groups()
    reports = Group.objects.filter(name="Nhập liệu")
    home = builders.province(code="62")
    hill = builders.district(home)
    places = [
        builders.commune(hill, name, code) for name, code in (("Đăk Pxi", "23503"), ("Đăk Mar", "23504"))
    ]
    builders.officer("nam", hill, groups=Group.objects.filter(name="Thẩm tra"))
    for name, place in zip(("thai", "mai"), places, strict=True):
        builders.officer(name, place, groups=reports)
    builders.officer("minh", home)
    of = builders.criteria_set(1)
    builders.round_with(dict.fromkeys(places, "N"), of=of)
    task = directive_builders.task(directive_builders.directive(home))
    directive_builders.assignment(task, places[0])
    directive_builders.obstacle(places[0], of.criteria.get())
    return places


@pytest.fixture
def quoc(world):
    return reorganised.nation_officer()


@pytest.fixture
def waiting(world, quoc):
    lines = [line(place, "23500", "Mới") for place in world]
    return reorganised.prepared(
        lines, quoc, heirs=[PlannedHeir(district_code="615", heir_commune_code="23500")]
    )


def told() -> dict[str, list[str]]:
    found = {}
    for notice in Notice.objects.select_related("recipient").order_by("pk"):
        found.setdefault(notice.recipient.username, []).append(notice.text)
    return found


def test_each_officer_is_told_once_of_the_scope_and_of_the_work_that_came(waiting, quoc):
    done = apply(waiting, by=quoc, followers=FOLLOWERS)
    said = told()
    assert {name: len(texts) for name, texts in said.items()} == {"mai": 1, "nam": 1, "thai": 1}
    start = "Sắp xếp thử, từ ngày 01/07/2025: bạn phụ trách xã Mới."
    assert said["thai"][0].startswith(f"{start} Chuyển đến đơn vị bạn: 1 việc")
    assert said["mai"] == said["thai"]
    assert said["nam"][0].startswith(start)
    assert dict(done.counts)["cán bộ được báo"] == 3


def test_notice_leads_to_the_page_of_the_reorganisation(waiting, quoc, client):
    apply(waiting, by=quoc, followers=FOLLOWERS)
    for notice in Notice.objects.select_related("recipient"):
        assert notice.url == f"/sap-xep/{waiting.pk}/"
        client.force_login(notice.recipient)
        assert client.get(notice.url).status_code == 200, notice.recipient


def test_officer_whose_scope_lapses_is_told_without_a_page_that_would_not_open(world, quoc):
    waiting = reorganised.prepared([line(place, "23500", "Mới") for place in world], quoc)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    notice = Notice.objects.get(recipient__username="nam")
    assert notice.text.endswith("bạn không còn phạm vi phụ trách; liên hệ quản trị viên để được giao lại.")
    assert notice.url == ""


def test_inactive_officers_superusers_and_whoever_applies_are_not_told(waiting, quoc):
    Officer.objects.filter(username="mai").update(is_active=False)
    Officer.objects.filter(username="thai").update(is_superuser=True)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert set(told()) == {"nam"}


@pytest.mark.parametrize("read", [False, True])
def test_undoing_takes_the_notices_back_read_or_not(waiting, quoc, read):
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert Notice.objects.count() == 3
    if read:
        Notice.objects.update(read_at=timezone.now(), emailed_at=timezone.now())
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


def test_unit_that_keeps_its_work_about_another_commune_is_told_nothing(world, quoc):
    place = world[0]
    agency = builders.agency(place.province)
    groups = Group.objects.filter(name="Nhập liệu")
    builders.officer("y", place.province, groups=groups, agency=agency)
    row = directive_builders.assignment(Assignment.objects.get().task, agency, commune=place)
    waiting = reorganised.prepared([line(one, "23500", "Mới") for one in world], quoc)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    row.refresh_from_db()
    assert (row.unit_agency, row.commune.code) == (agency, "23500")
    assert {"thai", "mai"} <= set(told())
    assert "y" not in told()
