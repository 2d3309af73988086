"""The register of obstacles: what it counts, how it is filtered, and its files."""

import datetime
import json
import re

import pytest
from django.utils import timezone

from directives.models import Obstacle
from tests import directive_builders as build
from tests.obstacle_world import built, text, world

__all__ = ["built", "world"]

pytestmark = pytest.mark.django_db

REGISTER = "/vuong-mac/"


def sign_in(client, world, who) -> None:
    client.force_login(getattr(world.people, who))


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def register(world):
    """Four obstacles: open 40 days and overdue, open today, settled in 10 days, confirmed in 21."""
    rows = [
        world.raised(text="Cũ"),
        world.raised(text="Mới", cause="land", unit=world.district, criterion=world.criteria[2]),
        world.at("settled", text="Chờ"),
        world.at("confirmed", text="Xong"),
    ]
    spans = [(40, None), (0, None), (10, 0), (21, 0)]
    for row, (since, settled) in zip(rows, spans, strict=True):
        on = None if settled is None else days_ago(settled)
        Obstacle.objects.filter(pk=row.pk).update(open_since=days_ago(since), settled_on=on)
    Obstacle.objects.filter(pk=rows[0].pk).update(due_on=days_ago(20))
    return rows


def listed(client, query="") -> list[str]:
    shown = text(client.get(REGISTER + query))
    return re.findall(r'<th scope="row"><a href="/vuong-mac/\d+/">(.+?)</a>', shown)


def test_register_counts_and_lists_the_oldest_first(world, register, client):
    sign_in(client, world, "nam")
    shown = text(client.get(REGISTER))
    assert "2/4 đang mở</h1>" in shown
    today = timezone.localdate()
    assert (
        f"Mở 2 trên 4 · quá 30 ngày 1 · đã giải quyết trong quý {(today.month + 2) // 3}/{today.year}: 2 · "
        "thời gian xử lý trung vị 15,5 ngày" in shown
    )
    assert "có 1 vướng mắc chờ xã xác nhận" in shown
    assert 'Quá hạn giải quyết: <span class="bad">1/4</span>' in shown
    assert listed(client) == ["Cũ", "Mới", "Chờ", "Xong"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("trang-thai=dang-mo", ["Cũ", "Mới"]),
        ("trang-thai=mo-lau", ["Cũ"]),
        ("trang-thai=qua-han", ["Cũ"]),
        ("trang-thai=cho-xac-nhan", ["Chờ"]),
        ("trang-thai=da-giai-quyet", ["Xong"]),
        ("trang-thai=moi&nguyen-nhan=dat-dai", ["Mới"]),
        ("don-vi=h-{district}", ["Mới"]),
        ("don-vi=cq-{lead}", ["Cũ", "Chờ", "Xong"]),
        ("tc={third}", ["Mới"]),
        ("huyen={district}", ["Cũ", "Mới", "Chờ", "Xong"]),
        ("xa={commune}", ["Cũ", "Mới", "Chờ", "Xong"]),
        ("xa={neighbour}", []),
    ],
)
def test_register_is_filtered_by_its_address(world, register, client, query, found):
    keys = {
        "district": world.district.pk,
        "lead": world.lead.pk,
        "third": world.criteria[2].pk,
        "commune": world.commune.pk,
        "neighbour": world.people.neighbour.scope_commune_id,
    }
    sign_in(client, world, "lan")
    query = query.format(**keys)
    assert listed(client, f"?{query}") == found
    rows = json.loads(client.get(f"/vuong-mac.json?{query}").content)["vuong_mac"]
    assert [row["vuong_mac"] for row in rows] == found


@pytest.mark.parametrize(
    "query",
    [
        "trang-thai=sai",
        "nguyen-nhan=sai",
        "thoi-gian=sai",
        "huyen=999999",
        "huyen=x",
        "huyen={foreign}",
        "tc=0",
        "tc=" + "9" * 30,
        "don-vi=cq-0",
        "don-vi=hx-{district}",
        "don-vi=\0",
        "xa=0",
        "xa=x",
    ],
)
@pytest.mark.parametrize("address", [REGISTER, "/vuong-mac.xlsx"])
def test_register_narrowed_to_what_is_none_is_not_found(world, register, client, address, query):
    sign_in(client, world, "nam")
    keys = {"district": world.district.pk, "foreign": world.people.foreign.scope_district_id}
    answer = client.get(f"{address}?{query.format(**keys)}")
    assert answer.status_code == 404
    assert "Bỏ phần lọc khỏi địa chỉ để xem tất cả." in text(answer)


def test_register_names_what_no_obstacle_is_about(world, client):
    world.raised()
    sign_in(client, world, "lan")
    shown = text(client.get(f"{REGISTER}?huyen={world.district.pk}&don-vi=h-{world.district.pk}"))
    assert f"Đơn vị xử lý: UBND {world.district.prose_name}" in shown
    assert "0/0 đang mở" in shown


def test_register_of_another_district_is_empty(world, register, client):
    sign_in(client, world, "foreign")
    shown = text(client.get(REGISTER))
    assert "Chưa có vướng mắc nào." in shown
    assert "Mở 0 trên 0" in shown and "trung vị chưa có" in shown


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_register_is_taken_away_as_a_file(world, register, client, ending):
    Obstacle.objects.filter(pk=register[0].pk).update(illustrative=True)
    sign_in(client, world, "nam")
    answer = client.get(f"/vuong-mac.{ending}?trang-thai=dang-mo")
    assert answer.status_code == 200
    if ending == "json":
        facts = json.loads(answer.content)["thong_tin"]
        assert facts["Tổng hợp"].startswith("Mở 2 trên 4")
        assert (facts["Lọc"], "minh họa" in facts["Ghi chú"]) == ("Trạng thái: Đang mở", True)
    if ending == "csv":
        assert answer.content.decode("utf-8-sig").count("\r\n") == 3


def test_illustrative_obstacles_are_marked(world, client):
    found = world.raised()
    Obstacle.objects.update(illustrative=True)
    sign_in(client, world, "nam")
    for url in (REGISTER, f"{REGISTER}{found.pk}/"):
        assert "<b>Minh họa.</b>" in text(client.get(url))


def test_register_turns_pages_and_keeps_its_filters(world, client):
    for number in range(31):
        build.obstacle(world.commune, world.criteria[0], world.lead, text=f"Việc {number}")
    sign_in(client, world, "nam")
    shown = text(client.get(f"{REGISTER}?nguyen-nhan=von"))
    assert "1–30 trên 31 vướng mắc" in shown
    assert 'href="?nguyen-nhan=von&trang=2"' in shown
    assert len(listed(client, "?nguyen-nhan=von&trang=2")) == 1
