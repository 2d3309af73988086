"""A province beside those of its region: the same places as on the country's page, in one query."""

import datetime
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from criteria.models import CriteriaSet
from tests import builders

DAY, BEFORE, AFTER = builders.DATA_ON, datetime.date(2022, 12, 31), datetime.date(2024, 6, 30)
HOME, BLOCK = "/tinh/62/", 'id="cung-vung"'


@pytest.fixture
def of(db) -> CriteriaSet:
    """A set of three criteria, by which Kon Tum's two communes moved from 1 and none to 2 met."""
    of = builders.criteria_set(3)
    report(of, "Kon Tum", "62", {BEFORE: ["MNN", "..."], DAY: ["MMN", "MMN"]})
    return of


_numbers = count(1)


def report(of: CriteriaSet, name: str, code: str, rounds: dict, **fields) -> None:
    """A province that reports: day → the letters of each of its communes, the same ones every time."""
    home = builders.district(builders.province(name, code, **fields), f"Huyện {name}", f"{next(_numbers):03}")
    size = len(next(iter(rounds.values())))
    places = [builders.commune(home, f"Xã {name} {number}") for number in range(size)]
    for day, letters in rounds.items():
        builders.round_with(dict(zip(places, letters, strict=True)), of=of, data_on=day)


def shown(client, address: str = HOME):
    return client.get(address).context["peers"]


def queries(client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(HOME).status_code == 200
    return [query["sql"] for query in captured]


def test_province_has_the_place_the_page_of_its_region_gives_it(client, of):
    report(of, "Gia Lai", "64", {BEFORE: ["MNN", "NNN"], DAY - datetime.timedelta(92): ["MMN", "MMN"]})
    report(of, "Đắk Lắk", "66", {DAY: ["MMM"], AFTER: ["NNN"]})
    report(of, "Đắk Nông", "67", {DAY: ["..."]})
    report(of, "Hà Nội", "01", {DAY: ["MMM"]}, region="DBSH")
    found = shown(client)
    assert (str(found.level), str(found.change), found.level.value) == ("2/3", "2/2", "2,00")
    assert (found.count, found.communes, found.first, found.last) == (3, 5, DAY - datetime.timedelta(92), DAY)
    region = client.get(found.url)
    for place, sort in ((found.level, "binh-quan"), (found.change, "thay-doi")):
        groups = client.get(f"{found.url}&xep={sort}").context["groups"]
        entries = {entry.code: entry.rank for _, entries in groups for entry in entries}
        assert (entries["62"], len(entries)) == (place.rank, place.of)
    assert region.context["reading"].on == DAY
    page = client.get(HOME).content.decode()
    assert BLOCK in page and "hạng <b>2/3</b> theo bình quân (2,00 tiêu chí/xã)" in page
    assert "số liệu đến các ngày từ 30/09/2023 đến 31/12/2023" in page and "minh họa" not in page


def test_equal_provinces_share_a_place(client, of):
    report(of, "Gia Lai", "64", {BEFORE: ["NNN"], DAY: ["MMN"]}, region="TN")
    report(of, "Đắk Lắk", "66", {BEFORE: ["NNN"], DAY: ["MNN"]})
    found = shown(client)
    assert (str(found.level), str(found.change)) == ("1/3", "2/3")
    assert str(shown(client, "/tinh/64/").level) == "1/3"
    assert str(shown(client, "/tinh/66/").level) == "3/3"


def test_made_up_figures_of_a_peer_are_said(client, of):
    report(of, "Gia Lai", "64", {DAY: ["MMN"]})
    of.rounds.filter(province__code="64").update(illustrative=True)
    assert shown(client).illustrative
    assert "có số liệu minh họa" in client.get(HOME).content.decode()


def test_province_without_figures_of_its_own_has_no_place(client, of):
    report(of, "Gia Lai", "64", {DAY: ["..."]})
    found = shown(client, "/tinh/64/")
    assert (str(found.level), str(found.change), found.level.value) == ("–/1", "–/1", "–")


def test_peers_are_those_of_the_day(client, of):
    """Neither figures of after the day read nor those of another set, a withdrawn round or no province."""
    report(of, "Gia Lai", "64", {AFTER: ["MMN"]})
    report(builders.criteria_set(3, code="bo-khac"), "Đắk Lắk", "66", {DAY: ["MMN"]})
    report(of, "Đắk Nông", "67", {DAY: ["MMN"]})
    of.rounds.filter(province__code="67").update(withdrawn_at=builders.MOMENT)
    report(of, "Phú Bổn", "65", {BEFORE: ["MMN"]}, valid_to=BEFORE)
    assert shown(client) is None and BLOCK not in client.get(HOME).content.decode()
    assert shown(client, f"{HOME}?ngay={AFTER}").count == 2
    assert shown(client, f"{HOME}?ky={BEFORE}").count == 2


def test_peers_cost_one_query_however_many(client, of):
    client.force_login(builders.officer("minh", of.rounds.first().province))
    alone = queries(client)
    report(of, "Gia Lai", "64", {BEFORE: ["MNN"], DAY: ["MMN"]})
    beside = queries(client)
    for number in range(61):
        report(
            of,
            f"Tỉnh {number}",
            f"T{number}",
            {BEFORE: ["MNN"], DAY: ["MMN"]},
            region=["TN", "DBSH"][number % 2],
        )
    among = queries(client)
    assert (len(beside), len(among)) == (len(alone) + 1, len(alone) + 1)
    assert shown(client).count == 2 + 31
