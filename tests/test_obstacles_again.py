"""Obstacles settled long ago whose criterion is still not met are raised again by the portal, once."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from communes.models import Notice, Officer
from directives.actions import raise_again_due
from directives.models import Obstacle, ObstacleStep
from tests import builders
from tests.obstacle_world import built, world

__all__ = ["built", "world"]

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)
LONG_AGO = TODAY - datetime.timedelta(days=60)


def settled(world, state="confirmed", on=LONG_AGO, **fields) -> Obstacle:
    found = world.at(state, **fields)
    Obstacle.objects.filter(pk=found.pk).update(settled_on=on, open_since=LONG_AGO, due_on=LONG_AGO)
    return found


@pytest.mark.parametrize("state", ["settled", "confirmed"])
def test_obstacle_is_raised_again_when_its_criterion_is_still_not_met(world, state):
    found = settled(world, state)
    Notice.objects.all().delete()
    looked = raise_again_due(TODAY)
    assert ([row.pk for row in looked.raised], looked.met, looked.unknown) == ([found.pk], 0, 0)
    found.refresh_from_db()
    assert (found.state, found.times_raised, found.open_since) == ("raised", 2, TODAY)
    assert (found.settled_on, found.result, found.due_on > TODAY) == (None, "", True)
    step = found.steps.last()
    assert (step.action, step.by) == ("again", None)
    assert step.text == (
        f"Giải quyết ngày {LONG_AGO:%d/%m/%Y}, sau 60 ngày tiêu chí 1 vẫn chưa đạt theo kết quả đã xác nhận."
    )
    assert sorted(Notice.objects.values_list("recipient__username", flat=True)) == ["kien", "thai"]


def test_raising_again_twice_changes_nothing_more(world):
    settled(world)
    raise_again_due(TODAY)
    before = [list(model.objects.order_by("pk").values()) for model in (Obstacle, ObstacleStep, Notice)]
    assert raise_again_due(TODAY).raised == []
    assert [
        list(model.objects.order_by("pk").values()) for model in (Obstacle, ObstacleStep, Notice)
    ] == before


@pytest.mark.parametrize("state", ["raised", "working", "escalated"])
def test_open_obstacle_is_left_alone(world, state):
    found = world.at(state)
    assert raise_again_due(TODAY + datetime.timedelta(days=4000)).raised == []
    assert Obstacle.objects.get(pk=found.pk).times_raised == 1


@pytest.mark.parametrize(
    ("letters", "days", "counts"),
    [
        ("MMM", 0, (0, 1, 0)),
        ("AMM", 0, (0, 1, 0)),
        ("BMM", 0, (1, 0, 0)),
        (".MM", 0, (0, 0, 1)),
        ("NMM", 0, (1, 0, 0)),
        ("NMM", -1, (0, 0, 0)),
    ],
)
def test_raising_again_follows_the_newest_confirmed_result(world, letters, days, counts):
    settled(world)
    builders.round_with(
        {world.commune: letters}, of=world.round.criteria_set, data_on=datetime.date(2024, 6, 30)
    )
    looked = raise_again_due(TODAY + datetime.timedelta(days=days))
    assert (len(looked.raised), looked.met, looked.unknown) == counts


def test_days_of_review_are_a_setting(world, settings):
    settled(world)
    settings.OBSTACLE_REVIEW_DAYS = 61
    assert raise_again_due(TODAY).raised == []
    settings.OBSTACLE_REVIEW_DAYS = 30
    assert len(raise_again_due(TODAY).raised) == 1


def test_command_says_what_it_did(world, capsys):
    settled(world, on=timezone.localdate() - datetime.timedelta(days=60))
    for said in ("nêu lại 1, tiêu chí đã đạt 0, chưa có kết quả 0.", "nêu lại 0, tiêu chí đã đạt 0"):
        call_command("raise_again")
        assert said in capsys.readouterr().out


def test_daily_mail_tells_what_is_raised_again_that_day(world, settings, capsys):
    settings.SITE_URL = "https://ntm.example.gov.vn"
    settled(world, on=timezone.localdate() - datetime.timedelta(days=60))
    Notice.objects.all().delete()
    Officer.objects.filter(username="kien").update(email="kien@example.gov.vn")
    call_command("send_digest", "--dry-run")
    assert Obstacle.objects.get().state == "confirmed"
    call_command("send_digest")
    assert Obstacle.objects.get().state == "raised"
    assert "Vướng mắc nêu lại lần 2: Xã Đăk Pxi, TC 1" in mail.outbox[0].body
