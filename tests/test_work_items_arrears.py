"""Open construction debts by commune: which count on a day, and what is said of them."""

import datetime

import pytest

from communes.models import Commune
from funding.arrears import OpenArrears, open_arrears
from tests import funding_builders as build
from tests.money_world import money_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2023, 12, 31)
NEXT, BEFORE = DAY + datetime.timedelta(days=1), DAY - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("as_of", "settled_on", "counts"),
    [(DAY, None, True), (NEXT, None, False), (BEFORE, DAY, False), (BEFORE, NEXT, True)],
)
def test_open_arrears_are_those_stated_and_not_paid_off_by_the_day(as_of, settled_on, counts):
    world = money_world()
    build.arrears(build.work_item(world.commune), as_of=as_of, settled_on=settled_on)
    assert (world.commune.pk in open_arrears([world.commune], DAY)) is counts


def test_open_arrears_add_up_by_commune_in_one_query(django_assert_num_queries):
    world = money_world()
    items = [build.work_item(world.commune, illustrative=True), build.work_item(world.commune, "Nhà rông")]
    for item, amount in zip([*items, items[0]], (7, 11, 5), strict=True):
        build.arrears(item, amount=amount * build.MILLION)
    build.arrears(build.work_item(world.foreign), amount=1)
    with django_assert_num_queries(1):
        found = open_arrears(Commune.objects.filter(district=world.district), DAY)
    assert found == {world.commune.pk: OpenArrears(23 * build.MILLION, 2, DAY, 1)}
    assert open_arrears([world.second.pk], DAY) == {}


def test_open_arrears_are_said_with_day_and_what_follows():
    said = OpenArrears(1_250_500_000, 2, DAY).words
    assert said == (
        "còn nợ đọng 1.250,5 triệu đồng ở 2 công trình (tính đến 31/12/2023), chưa đủ điều kiện xét công nhận"
    )
