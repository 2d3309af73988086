"""A cell that is not met, everybody who may have to do with what is in its way, and what they do."""

import datetime
import html
from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from communes.models import Commune, District, Officer, Province
from criteria.models import Criterion, CriterionLead, Round
from directives import actions
from directives.models import Obstacle, ObstacleAction
from tests import builders
from tests.world import rolled_back

LATER = datetime.date(2099, 1, 15)


@dataclass
class ObstacleWorld:
    """Đăk Pxi misses criterion 1, which Sở A is in charge of; it meets 2, and 3 has no data."""

    province: Province
    district: District
    commune: Commune
    round: Round
    criteria: list[Criterion]
    lead: object
    other: object
    people: SimpleNamespace

    def raised(self, by="thai", **fields) -> Obstacle:
        """The obstacle of the cell, raised by somebody."""
        given = {"text": "Thiếu vốn đối ứng làm đường thôn 3", "cause": "capital", **fields}
        return act("raise", None, self, by, **given)

    def at(self, state: str, **fields) -> Obstacle:
        """An obstacle brought to a state by those whose work it is; the unit is the lead agency."""
        found = self.raised(**fields)
        for action, who in WAYS_TO[state]:
            found = act(action, found, self, who)
        return found


def obstacle_world() -> ObstacleWorld:
    call_command("load_groups", verbosity=0, stdout=_Silent())
    province = builders.province()
    district = builders.district(province)
    commune = builders.commune(district)
    set_ = builders.criteria_set(3)
    round = builders.round_with({commune: "NM."}, of=set_)
    criteria = list(set_.criteria.order_by("number"))
    lead = builders.agency(province, name="Sở A", short_name="Sở A", head="Bà Y A")
    other = builders.agency(province, name="Sở B", short_name="Sở B")
    CriterionLead.objects.create(province=province, criterion=criteria[0], agency=lead)
    elsewhere = builders.district(province, "Đăk Tô", "612")
    people = SimpleNamespace(
        thai=person("thai", commune, "Nhập liệu"),
        nam=person("nam", district, "Thẩm tra", "Chỉ đạo"),
        kien=person("kien", province, "Thẩm định", agency=lead),
        hoa=person("hoa", province, "Thẩm định", agency=other),
        lan=person("lan", province, "Quản trị"),
        neighbour=person("binh", builders.commune(district, name="Đăk Ui"), "Nhập liệu"),
        foreign=person("khac", elsewhere, "Thẩm tra", "Chỉ đạo"),
        reader=person("doc", commune),
        stranger=person("la", None, "Quản trị"),
    )
    return ObstacleWorld(province, district, commune, round, criteria, lead, other, people)


def person(username: str, scope, *groups: str, **fields) -> Officer:
    built = builders.officer(username, scope, **fields)
    built.groups.set(built.groups.model.objects.filter(name__in=groups))
    return Officer.objects.get(pk=built.pk)


class _Silent:
    """Where a command's lines go unread."""

    def write(self, text):
        return len(text)


WAYS_TO = {
    "raised": [],
    "working": [("take_up", "kien")],
    "escalated": [("escalate", "kien")],
    "settled": [("settle", "kien")],
    "confirmed": [("settle", "kien"), ("confirm", "thai")],
}
# What an action is given beside the obstacle and who acts, unless a test says otherwise.
GIVEN = {
    ObstacleAction.TAKE_UP: {},
    ObstacleAction.ESCALATE: {"reason": "Vượt thẩm quyền của đơn vị"},
    ObstacleAction.SETTLE: {"result": "Đã bố trí 1,2 tỷ đồng", "effect": "closer"},
    ObstacleAction.CONFIRM: {},
    ObstacleAction.REJECT: {"reason": "Chưa nhận được vốn"},
    ObstacleAction.RAISE_AGAIN: {"reason": "Vốn bị cắt"},
}


def act(action: str, obstacle: Obstacle | None, world: ObstacleWorld, by: str | None, **fields) -> Obstacle:
    """Do one action of the diagram as somebody of the world (None: the portal itself)."""
    who = by and getattr(world.people, by)
    if action == ObstacleAction.RAISE:
        given = {"commune": world.commune, "criterion": world.criteria[0], **fields}
        return actions.raise_obstacle(by=who, **given)
    given = {**GIVEN[action], **fields}
    if action == ObstacleAction.ESCALATE:
        given.setdefault("to", world.other if obstacle.unit_agency_id == world.lead.pk else world.lead)
    return RUN[action](obstacle=obstacle, by=who, **given)


RUN = {
    ObstacleAction.TAKE_UP: actions.take_up,
    ObstacleAction.ESCALATE: actions.escalate,
    ObstacleAction.SETTLE: actions.settle,
    ObstacleAction.CONFIRM: actions.confirm,
    ObstacleAction.REJECT: actions.reject,
    ObstacleAction.RAISE_AGAIN: actions.raise_again,
}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield obstacle_world()


@pytest.fixture
def world(built, db):
    """The world, built once for a module; what a test changes of it is its own."""
    return deepcopy(built)


def text(answer) -> str:
    """A page as readers see its signs."""
    return html.unescape(answer.content.decode())
