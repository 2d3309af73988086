"""Accounts: nobody gives away more than they have, nor changes their own powers."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.utils import timezone

from communes.models import Officer
from tests import builders
from tests.admin_world import build, change, errors
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/communes/officer/add/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


def new_officer(**values) -> dict:
    password = "mot-mat-khau-dai-2026"
    return {
        "username": "moi", "password1": password, "password2": password,
        "is_active": "on", **values,
    }  # fmt: skip


def test_officer_is_added_inside_the_scope(client, world):
    client.force_login(world.people["lan"])
    place = world.home["commune"]
    entering = Group.objects.get(name="Nhập liệu")
    values = new_officer(scope_level="commune", scope_commune=place.pk, groups=[entering.pk])
    assert client.post(ADD, values).status_code == 302
    added = Officer.objects.get(username="moi")
    assert (added.scope_commune, added.is_superuser) == (place, False)
    assert set(added.groups.all()) == {entering}


@pytest.mark.parametrize(
    "scope",
    [
        {"scope_level": "nation"},
        {"scope_level": "province"},
        {"scope_level": "commune", "scope_commune": "foreign"},
        {"scope_level": "province", "scope_province": "foreign"},
        {"scope_level": ""},
    ],
)
def test_officer_is_not_added_beyond_the_scope(client, world, scope):
    client.force_login(world.people["lan"])
    foreign = {
        key: world.foreign[key.partition("_")[2]].pk for key, value in scope.items() if value == "foreign"
    }
    response = client.post(ADD, new_officer(**(scope | foreign)))
    assert response.status_code == 200
    assert errors(response)
    assert not Officer.objects.filter(username="moi").exists()


def test_officer_of_a_district_does_not_hand_out_its_province(client, world):
    client.force_login(world.people["nam"])
    home = world.home["province"].pk
    response = client.post(ADD, new_officer(scope_level="province", scope_province=home))
    assert errors(response)


def test_officer_cannot_make_a_superuser(client, world):
    client.force_login(world.people["lan"])
    values = new_officer(scope_level="commune", scope_commune=world.home["commune"].pk, is_superuser="on")
    assert client.post(ADD, values).status_code == 302
    assert not Officer.objects.get(username="moi").is_superuser


def test_officer_cannot_change_a_superuser_of_the_province(client, world):
    admin = builders.officer("tong", world.home["province"], is_superuser=True)
    client.force_login(world.people["lan"])
    assert client.post(f"/quan-tri/communes/officer/{admin.pk}/change/", {}).status_code == 403
    assert client.get(f"/quan-tri/communes/officer/{admin.pk}/password/").status_code == 403


def test_officer_cannot_change_those_who_may_do_more(client, world):
    clerk = builders.officer(
        "thu", world.home["province"], groups=Group.objects.filter(name="Nhập liệu"), is_staff=True
    )
    clerk.user_permissions.set(world.people["lan"].groups.get(name="Quản trị").permissions.all())
    client.force_login(clerk)
    assert client.post(f"/quan-tri/communes/officer/{world.people['lan'].pk}/change/", {}).status_code == 403


def test_officer_cannot_change_own_powers(client, world):
    lan = world.people["lan"]
    client.force_login(lan)
    response = change(
        client, lan, title="Trưởng phòng", scope_level="nation", is_superuser="on", is_active=None
    )
    assert response.status_code == 302
    lan = Officer.objects.get(pk=lan.pk)
    assert (lan.title, lan.scope_level, lan.is_superuser, lan.is_active) == (
        "Trưởng phòng", "province", False, True,
    )  # fmt: skip


def test_officer_locked_out_is_let_in_again(client, world):
    AccessAttempt.objects.create(
        username="thai", ip_address="10.0.0.1", failures_since_start=9, attempt_time=timezone.now()
    )
    client.force_login(world.people["lan"])
    data = {"action": "unlock", "_selected_action": [world.people["thai"].pk]}
    assert client.post("/quan-tri/communes/officer/", data).status_code == 302
    assert not AccessAttempt.objects.filter(username="thai").exists()
