"""A page asks the database a fixed number of times, whatever the number of communes, as a scoped officer."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune, District, Officer
from tests import builders

ROUNDS = {datetime.date(2022, 12, 31): "MNM.N", builders.DATA_ON: "MMNNA"}
SET = "xa-ntm-2021-2025"
# The session and the officer take two of them.
MOST = {
    "/tinh/62/": 8,
    "/tinh/62/bang-theo-doi/": 6,
    "/huyen/615/": 6,
    "/xa/23503/": 10,
    f"/tieu-chi/{SET}/2/": 8,
    "/thay-doi/": 7,
    "/ca-nuoc/": 6,
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
    return built


def grow(district: District, communes: int) -> None:
    """Make the district have that many communes, in both rounds."""
    missing = communes - Commune.objects.count()
    places = [builders.commune(district, name=f"Xã số {number}") for number in range(missing)]
    for day, letters in ROUNDS.items():
        builders.stand_in(day, dict.fromkeys(places, letters))


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
