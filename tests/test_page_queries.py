"""A page asks the database a fixed number of times, whatever the number of communes, as a scoped officer."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune, District, Officer
from criteria.models import CriteriaSet, CriterionLead, Target, TargetCriterion
from directives.models import Assignment, Obstacle
from ntm_portal.groups import load_groups
from tests import builders, directive_builders

ROUNDS = {datetime.date(2022, 12, 31): "MNM.N", builders.DATA_ON: "MMNNA"}
SET = "xa-ntm-2021-2025"
# The session and the officer take two of them; where orders stand beside the figures, whether the officer
# may read orders takes one; the commune's and the criterion's page name the units in charge (1) and
# what residents said (1, and one more to count beyond twenty); the plan that keeps what a commune met takes
# one on its page, for those in charge. Which communes are registered for the year
# takes one more on the overview, the boards, the commune's and the criterion's page. Peers take one
# more on the overview, where a province of the region reports (tests/test_peers.py). A year's plan asks for
# the province, its years with plans, sets, plans with their criteria (2), rounds, standings, criteria and
# recognitions; an officer's, for the proposals that wait and what they may do (3).
MOST = {
    "/tinh/62/": 9,
    "/tinh/62/bang-theo-doi/": 8,
    "/huyen/615/": 8,
    "/xa/23503/": 15,
    f"/tieu-chi/{SET}/2/": 12,
    "/ke-hoach/62/": 14,
    "/thay-doi/": 8,  # the menu asks what the officer may do
    "/ca-nuoc/": 7,
}
# Who may read orders asks for more: obstacles (1); assignments (1) and, where it is said how they stand, the
# cells that close them (3: letters, appraisals, rounds); whoever gives tasks, the tasks there are (1). The
# line on capital takes two where the officer is in charge of the whole place, what residents gave one more.
MOST_WITH_ORDERS = {
    "/tinh/62/": 9 + 5 + 2,
    "/tinh/62/bang-theo-doi/": 8 + 2,
    "/huyen/615/": 8 + 5 + 2,
    "/xa/23503/": 15 + 5 + 3,
    f"/tieu-chi/{SET}/4/": 12 + 6,
}


@pytest.fixture
def district(db) -> District:
    """Đăk Hà, with A Nam as its officer and Đăk Pxi as its one commune, in two rounds."""
    built = builders.district(builders.province())
    builders.officer("nam", built)
    pxi = builders.commune(built, code="23503")
    of = builders.criteria_set(5, code=SET)
    for day, letters in ROUNDS.items():
        builders.round_with({pxi: letters}, of=of, data_on=day)
    plan([pxi])
    return built


def grow(district: District, communes: int) -> None:
    """Make the district have that many communes, in both rounds."""
    missing = communes - Commune.objects.count()
    places = [builders.commune(district, name=f"Xã số {number}") for number in range(missing)]
    for day, letters in ROUNDS.items():
        builders.stand_in(day, dict.fromkeys(places, letters))
    plan(places)


def plan(places: list[Commune]) -> None:
    """Each place is registered in the newest round's year, with one criterion."""
    of, by = CriteriaSet.objects.get(), Officer.objects.first()
    for place in places:
        target = Target.objects.create(
            commune=place, criteria_set=of, year=builders.DATA_ON.year, registered=True, document="1/KH",
            proposed_by=by, proposed_at=builders.MOMENT, approved_by=by, approved_at=builders.MOMENT,
        )  # fmt: skip
        TargetCriterion.objects.create(target=target, criterion=of.criteria.first(), quarter=2)


def queries(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("basis", ["xac-nhan", "tat-ca"])
def test_pages_keep_to_their_queries(client, district, basis):
    client.force_login(Officer.objects.get(username="nam"))
    few = {url: queries(client, f"{url}?so-lieu={basis}") for url in MOST}
    grow(district, 30)
    many = {url: queries(client, f"{url}?so-lieu={basis}") for url in MOST}
    assert {url: len(found) for url, found in many.items()} == {url: len(found) for url, found in few.items()}
    assert not {url: found for url, found in many.items() if len(found) > MOST[url]}


def orders_in(district: District, number: int) -> None:
    """Make the commune have that many assignments of one task, half of them late, and a tenth obstacles."""
    criterion = CriterionLead.objects.get().criterion
    place, task = Commune.objects.get(code="23503"), Assignment.objects.get().task
    first = builders.agency(district.province, name="Cơ quan số 0")
    offices = type(first).objects.bulk_create(
        type(first)(province=district.province, name=f"Cơ quan số {n}", short_name=f"Cơ quan {n}")
        for n in range(1, number)
    )
    Assignment.objects.bulk_create(
        Assignment(
            task=task, unit_agency=office, province=district.province, criterion=criterion, commune=place,
            closes_when_met=True, due_on=directive_builders.DUE_ON, given_at=builders.MOMENT,
        )
        for office in offices
    )  # fmt: skip
    for _ in range(number // 10):
        directive_builders.obstacle(place, criterion)


@pytest.mark.parametrize("who", ["nam", "minh"])
def test_pages_with_orders_keep_to_their_queries(client, district, who):
    load_groups()
    groups = list(Group.objects.filter(name__in=["Thẩm tra", "Chỉ đạo"]))
    Officer.objects.get(username="nam").groups.set(groups)
    builders.officer("minh", district.province, groups=groups)
    criterion = district.communes.get().standings.first().round.criteria_set.criteria.get(number=4)
    CriterionLead.objects.create(
        province=district.province, criterion=criterion, agency=builders.agency(district.province)
    )
    task = directive_builders.task(directive_builders.directive(district.province))
    place = Commune.objects.get(code="23503")
    cell = {"criterion": criterion, "commune": place, "closes_when_met": True}
    directive_builders.assignment(task, place, **cell)
    directive_builders.obstacle(place, criterion)
    client.force_login(Officer.objects.get(username=who))
    few = {url: queries(client, url) for url in MOST_WITH_ORDERS}
    orders_in(district, 1000)
    assert Assignment.objects.count() == 1000 and Obstacle.objects.count() == 101
    many = {url: queries(client, url) for url in MOST_WITH_ORDERS}
    assert {url: len(found) for url, found in many.items()} == {url: len(found) for url, found in few.items()}
    assert not {url: len(found) for url, found in many.items() if len(found) > MOST_WITH_ORDERS[url]}
