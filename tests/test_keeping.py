"""Watching what was achieved, and the plan that keeps it: what the pages say, and at which cost."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from criteria.actions import ActionRefused
from criteria.actions.keeping import Measure, drop_item, write_item, write_plan
from criteria.models import (
    Evidence,
    EvidenceUse,
    Indicator,
    IndicatorResult,
    KeepingPlan,
    Recognition,
    Round,
    Standing,
    Threshold,
)
from tests import builders
from tests.recognition_world import DAY, good_rows, recognised, recognition_world
from tests.world import rolled_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world, built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield recognition_world()


@pytest.fixture
def world(built, db):
    return built


def indicator(world) -> Indicator:
    """Of the first criterion, with a level of 50 %."""
    found = Indicator.objects.create(
        criterion=world.round.criteria_set.criteria.first(), code="1.1", text="Tỷ lệ hộ", kind="percent",
        unit="%", comparator=">=",
    )  # fmt: skip
    Threshold.objects.create(indicator=found, comparator=">=", value=50)
    return found


def figure(standing: Standing, of: Indicator, value, at=builders.MOMENT) -> IndicatorResult:
    return IndicatorResult.objects.create(
        standing=standing, indicator=of, value=Decimal(value), updated_at=at
    )


def standing_of(round: Round, place) -> Standing:
    return Standing.objects.get(round=round, commune=place)


def page(client, world, who, query="tinh=62"):
    client.force_login(world.officer(who))
    answer = client.get(f"/duy-tri/?{query}")
    return answer.status_code, answer.content.decode()


def test_watch_of_a_set_without_a_round_names_the_set(client, world):
    builders.criteria_set(2, code="xa-khac", short_name="Xã khác")
    assert page(client, world, "minh", "tinh=62&bo=xa-khac")[0] == 404
    said = client.get("/duy-tri/?tinh=62&bo=xa-khac").content.decode()
    assert "Tỉnh này chưa có kỳ báo cáo theo Xã khác." in said


def test_watch_names_the_three_reasons(client, world):
    of = indicator(world)
    set_ = world.round.criteria_set
    rounds = [
        builders.round_with({world.commune: "MMM"}, of=set_, data_on=datetime.date(2023, month, 28))
        for month in (3, 6)
    ]
    for round, value in zip([*rounds, world.round], ("60", "55", "50.5"), strict=True):
        figure(standing_of(round, world.commune), of, value)
    _, text = page(client, world, "minh")
    assert "50,5 %, sát mức ≥ 50 % (mức chưa kiểm chứng)" in text
    assert "số liệu ngày 31/12/2023, đã quá 12 tháng" in text
    assert "kém dần qua 3 kỳ: 60 → 55 → 50,5 %" in text
    # The other two met criteria of the commune and the two of Diên Bình have no figures.
    assert "4 lượt tiêu chí đạt chưa có" in text
    _, earlier = page(client, world, "minh", "tinh=62&ky=2023-06-28")
    assert "đã quá 12 tháng" not in earlier, "an earlier round is aged to its own day"
    _, only = page(client, world, "minh", "tinh=62&ly-do=giam-dan")
    assert "kém dần" in only
    file = Evidence.objects.create(
        commune=world.commune, sha256="0" * 64, size=1, added_at=builders.MOMENT - datetime.timedelta(500)
    )
    EvidenceUse.objects.create(
        evidence=file,
        standing=standing_of(world.round, world.commune),
        indicator=of,
        added_at=builders.MOMENT,
    )
    assert "minh chứng mới nhất ngày 18/08/2022" in page(client, world, "minh")[1]


def test_watch_ages_a_figure_from_the_day_it_is_of_and_writes_it_short(client, world):
    of = indicator(world)
    Indicator.objects.update(has_ratio=True)
    row = figure(standing_of(world.round, world.commune), of, "50.5", at=timezone.now())
    IndicatorResult.objects.filter(pk=row.pk).update(numerator=96, denominator=190)
    _, text = page(client, world, "minh")
    assert "số liệu ngày 31/12/2023, đã quá 12 tháng" in text, "it was typed today"
    assert "50,53 %, sát mức ≥ 50 %" in text and "50,5263" not in text
    assert "đã quá 12 tháng" not in page(client, world, "minh", "tinh=62&ngay=2024-12-31")[1]
    assert "đã quá 12 tháng" in page(client, world, "minh", "tinh=62&ngay=2025-01-01")[1]


def test_watch_shows_only_communes_in_charge_and_files_carry_the_rule(client, world):
    figure(standing_of(world.round, world.other), indicator(world), "50.5")
    assert page(client, world, "nam")[1].count("sát mức") == 0
    assert "sát mức ≥ 50" in page(client, world, "far")[1]
    assert page(client, world, "thai", "tinh=62&xa=23440")[0] == 404
    client.force_login(world.officer("far"))
    said = client.get("/duy-tri.json?tinh=62").json()
    assert "18/2022/QĐ-TTg" in said["thong_tin"]["Quy định thu hồi"]
    assert [row["ma"] for row in said["can_theo_doi"]] == ["23440"]


def test_commune_at_risk_is_on_the_watch_its_page_and_the_overview(client, world):
    set_ = world.round.criteria_set
    set_.criteria.filter(number=3).update(is_key=True)
    recognised(world.commune, set_)
    Standing.objects.filter(commune=world.commune).update(confirmed_outcomes="MMN", outcomes="MMN")
    assert (
        "1/3 tiêu chí không đạt (33,3 %), trong đó có tiêu chí xét thu hồi" in page(client, world, "nam")[1]
    )
    assert "Nguy cơ bị thu hồi" in client.get("/xa/23503/").content.decode()
    overview = client.get("/tinh/62/").content.decode()
    assert "1/1 xã đã công nhận có nguy cơ bị thu hồi" in overview
    client.logout()
    for url in ("/tinh/62/", "/xa/23503/"):
        assert "nguy cơ bị thu hồi" not in client.get(url).content.decode().lower()
    Recognition.objects.all().delete()
    assert "0/0 xã" in page(client, world, "nam")[1]


PAGES = ("/duy-tri/?tinh=62", "/cong-nhan/?loc=tat-ca", "/tinh/62/")
MOST = {"/duy-tri/?tinh=62": 15, "/cong-nhan/?loc=tat-ca": 13, "/tinh/62/": 15}


def test_pages_ask_the_same_of_one_commune_and_of_thirty(client, world):
    of, set_ = indicator(world), world.round.criteria_set
    client.force_login(world.officer("nam"))

    def furnish(place):
        figure(standing_of(world.round, place), of, "50.5")
        recognised(place, set_)
        good_rows(place, of.criterion)

    def asked() -> dict[str, int]:
        counts = {}
        for url in PAGES:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counts[url] = len(captured)
        return counts

    furnish(world.commune)
    few = asked()
    places = [builders.commune(world.commune.district, name=f"Xã số {number}") for number in range(29)]
    builders.stand_in(world.round.data_on, dict.fromkeys(places, "MMM"))
    for place in places:
        furnish(place)
    assert asked() == few
    assert not {url: count for url, count in few.items() if count > MOST[url]}


def test_plan_and_items_keep_what_they_said(world):
    thai = world.officer("thai")
    plan = write_plan(commune=world.commune, year=2024, text="Giữ vững 19 tiêu chí.", by=thai)
    again = write_plan(
        commune=world.commune, year=2024, text="Giữ vững và nâng cao.", by=world.officer("nam")
    )
    assert again.pk == plan.pk and KeepingPlan.objects.count() == 1
    assert [row.text for row in plan.history.all()] == ["Giữ vững và nâng cao.", "Giữ vững 19 tiêu chí."]
    given = Measure("Rà soát hộ dùng nước sạch", "UBND xã", DAY)
    item = write_item(plan=plan, given=given, by=thai)
    assert item.standing_on(DAY) == "trong hạn"
    assert item.standing_on(DAY + datetime.timedelta(1)) == "quá hạn"
    with pytest.raises(ActionRefused, match="Ghi lý do"):
        drop_item(item=item, reason=" ", by=thai)
    dropped = drop_item(item=item, reason="Đã nối nước máy", by=thai)
    assert dropped.standing_on(dropped.dropped_on) == "thôi thực hiện"
    with pytest.raises(ActionRefused, match="đã thôi thực hiện"):
        write_item(plan=plan, given=given, item=item, by=thai)
    other = write_item(plan=plan, given=Measure("Trồng cây", "Đoàn xã", DAY, done_on=DAY), by=thai)
    assert other.standing_on(DAY) == "xong"
    with pytest.raises(ActionRefused, match="không ghi thôi"):
        drop_item(item=other, reason="Thôi", by=thai)


def test_plan_stands_on_the_communes_page_for_those_in_charge(client, world):
    plan = write_plan(commune=world.commune, year=2024, text="Giữ vững mọi mặt.", by=None)
    write_item(plan=plan, given=Measure("Rà soát nước sạch", "UBND xã", DAY), by=None)
    client.force_login(world.officer("thai"))
    text = client.get("/xa/23503/").content.decode()
    assert "Giữ vững mọi mặt." in text and "Rà soát nước sạch" in text
    client.logout()
    assert "Giữ vững mọi mặt." not in client.get("/xa/23503/").content.decode()
