"""The administration shows which results a level would change, and saves it on the second press."""

from decimal import Decimal

import pytest

from criteria.models import IndicatorResult, OutcomeBasis, Threshold
from tests import builders
from tests.admin_world import change, errors
from tests.entry_builders import START, figure
from tests.test_threshold_effects import judged_world, outcomes

RULE, SUGGESTED = OutcomeBasis.RULE, OutcomeBasis.SUGGESTED
ADMIN = "/quan-tri/criteria/threshold/"


@pytest.fixture
def world(db):
    return judged_world()


@pytest.fixture
def boss(world, client):
    made = builders.officer("boss", "nation", is_staff=True, is_superuser=True)
    client.force_login(made)
    return made


def again(client, response):
    """Press "Lưu và áp dụng" on the page of effects."""
    request = response.wsgi_request
    return client.post(request.path, dict(_listed(response.context["hidden"])))


def _listed(hidden):
    found = {}
    for name, value in hidden:
        found.setdefault(name, []).append(value)
    return found.items()


def test_admin_shows_effects_and_saves_on_the_second_press(client, world, boss):
    stored = Threshold.objects.get(indicator=world.ratio)
    shown = change(client, stored, value="70,5")
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "Mức 1.1, mức chung: ≥ 70,5 % làm đổi 2 kết quả" in html
    assert "Xã Xã số 01" in html
    assert "<td>Chưa đạt (theo mức đã kiểm chứng)</td><td>Chưa có kết quả (mức chưa kiểm chứng" in html
    assert "Lưu và áp dụng" in html
    assert Threshold.objects.get(pk=stored.pk).value == 80
    assert again(client, shown).status_code == 302
    stored.refresh_from_db()
    assert stored.value == Decimal("70.5")
    assert (stored.entered_by, stored.verified_on) == (boss, None)
    assert outcomes(world.ratio) == [("", ""), ("", "")]
    assert "Đã tính lại 2 kết quả nháp" in client.get(ADMIN).content.decode()


def test_admin_saves_at_once_where_nothing_follows(client, world, boss):
    IndicatorResult.objects.all().update(outcome="", basis="")
    assert change(client, Threshold.objects.get(indicator=world.ratio), value="79").status_code == 302


def test_admin_shows_faults_before_effects(client, world, boss):
    assert "value" in errors(change(client, Threshold.objects.get(indicator=world.ratio), value="170"))


def test_admin_asks_again_when_figures_changed_meanwhile(client, world, boss):
    shown = change(client, Threshold.objects.get(indicator=world.ratio), value="70")
    IndicatorResult.objects.filter(value=75).update(version=9)
    html = again(client, shown).content.decode()
    assert "Số liệu vừa đổi trong lúc bạn xem" in html
    assert Threshold.objects.get(indicator=world.ratio).value == 80


def test_admin_shows_effects_of_a_level_a_second_person_verifies(client, world, boss):
    figure(world.standing(), world.bare, 75, outcome="M", basis=SUGGESTED)
    values = {
        "indicator": world.bare.pk, "profile": "", "comparator": ">=", "value": "70", "source": "seen",
        "valid_from": f"{START:%d/%m/%Y}",
    }  # fmt: skip
    shown = client.post(f"{ADMIN}add/", {**values, "verified_on": f"{START:%d/%m/%Y}"})
    assert "Lưu nội dung trước" in errors(shown)["verified_on"][0]
    assert client.post(f"{ADMIN}add/", values).status_code == 302
    added = Threshold.objects.get(indicator=world.bare)
    assert (
        "không tự kiểm chứng"
        in errors(change(client, added, verified_on=f"{START:%d/%m/%Y}"))["verified_on"][0]
    )
    second = builders.officer("mai", "nation", is_staff=True, is_superuser=True)
    client.force_login(second)
    shown = change(client, added, verified_on=f"{START:%d/%m/%Y}")
    assert "Đạt (cán bộ nhận kết quả gợi ý)" in shown.content.decode()
    assert again(client, shown).status_code == 302
    assert Threshold.objects.get(indicator=world.bare).verified_by == second
    assert outcomes(world.bare) == [("M", RULE)]


def test_admin_lists_the_first_fifty_and_says_of_how_many(client, world, boss):
    for number in range(60):
        place = builders.commune(world.communes[0].district, f"Xã thêm {number}")
        builders.stand_in(builders.DATA_ON, {place: "."})
        figure(world.standing(place), world.ratio, 75, outcome="N", basis=RULE)
    html = change(client, Threshold.objects.get(indicator=world.ratio), value="70").content.decode()
    assert "50 kết quả đầu trong 62 kết quả" in html
    assert html.count("<td>Tính lại</td>") == 50


def test_admin_shows_no_effects_to_those_who_may_not_write(client, world):
    clerk = builders.officer("thu", world.communes[0].province, is_staff=True)
    client.force_login(clerk)
    stored = Threshold.objects.get(indicator=world.ratio)
    assert client.post(f"{ADMIN}{stored.pk}/change/", {"value": "70"}).status_code == 403
