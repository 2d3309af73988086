"""Addresses and forms of the pages of review, and a dossier that was sent."""

import datetime

import pytest
from django.utils import timezone

from criteria.actions import Judged, review, submit, take_up
from criteria.outcomes import Judgement
from tests.dossier_world import dossier_world

QUEUE = "/tham-tra/"


@pytest.fixture
def world():
    """Đăk Pxi's dossier was sent: criterion 1 met, criterion 2 not."""
    built = dossier_world()
    built.enter("M", "M", "M", "N")
    submit(standing=built.standing, by=built.people.enterer)
    return built


@pytest.fixture
def page(world, client):
    """A browser signed in as the district's verifier, who has taken the dossier up."""
    take_up(standing=world.standing, by=world.people.verifier)
    client.force_login(world.people.verifier)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def dossier(world) -> str:
    return f"/tham-tra/ky/{world.round.pk}/xa/{world.commune.code}/"


def over(world, number=1) -> str:
    return f"/tham-tra/ky/{world.round.pk}/tieu-chi/{number}/"


def form(world, response, **chosen) -> dict:
    """The page's stamps and what is chosen: `k1` a result, `l1` why, `t1` the fall, `b0` a return."""
    names = {"k": "ket-qua", "l": "ly-do", "t": "tut"}
    data = {"do": chosen.pop("do", "decide"), "han": chosen.pop("due", f"{days(10):%d/%m/%Y}")}
    for choice in response.context["decision"].choices:
        if choice.part.open:
            data[f"da-thay-{choice.part.criterion.pk}"] = choice.part.stamp
    for name, value in chosen.items():
        if name[0] == "b":
            indicator = world.indicators[int(name[1:])]
            data |= {f"tra-lai-{indicator.pk}": "on", f"ly-do-tra-{indicator.pk}": value}
        else:
            data[f"{names[name[0]]}-{world.criteria[int(name[1:]) - 1].pk}"] = value
    return data


def decide(client, world, follow=True, url="", **chosen):
    url = url or dossier(world)
    return client.post(url, form(world, client.get(url), **chosen), follow=follow)


def days(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=n)


def verify(world, letters="MN", by=None, **fields):
    verdicts = [
        Judged(world.commune.pk, criterion.pk, letter, **fields)
        for criterion, letter in zip(world.criteria, letters, strict=False)
    ]
    by = by or world.people.second_verifier
    review(round=world.round, verdicts=verdicts, judgement=Judgement.VERIFIED, by=by)
