"""The pages of mobilisation: who reads and writes them, what is added up, files, photos, queries."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directives.models import Activity, unit_columns
from tests import builders
from tests import directive_builders as build
from tests.people_world import PeopleWorld, people_world
from tests.screen_parts import body_rows, csv_rows, heading, html, sentence, xlsx_text

pytestmark = pytest.mark.django_db
YEAR = "?tu=01/01/2023&den=31/12/2023"
ALLOWED = ["thai", "nam", "hoa", "minh", "lan", "leader"]


@pytest.fixture
def world() -> PeopleWorld:
    return people_world()


def sign_in(client, world, who):
    client.force_login(getattr(world, who))
    return client


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def three_activities(world):
    """Two in Đăk Hà (one by the department, with a model) and one in Đăk Tô."""
    pxi, long, binh, _ = world.communes
    build.activity(pxi, people=1200, women=600, households=3)
    of_agency = build.activity(long, people=40, model_name="Nuôi dê", model_outcome="kept", kind="model")
    Activity.objects.filter(pk=of_agency.pk).update(**{"unit_commune": None, "unit_agency": world.agency})
    build.activity(binh, name="Hội thi", kind="contest")
    build.activity(world.communes[3], name="Ở tỉnh khác", people=7)


def test_page_adds_up_what_was_reported(world, client):
    three_activities(world)
    page = html(sign_in(client, world, "minh"), f"/van-dong/{YEAR}")
    assert heading(page) == "Tuyên truyền, vận động: 3/3 xã có hoạt động"
    assert "3 hoạt động; người tham gia: 1.240 lượt người (ghi ở 2/3 hoạt động)" in sentence(page)
    assert body_rows(page, "Chỉ cộng những")[3:5] == [
        ["Số hộ thay đổi nếp nghĩ, cách làm", "3 hộ (ghi ở 1/3 hoạt động)"],
        ["Ngày công đóng góp", "chưa ghi"],
    ]
    assert body_rows(page, "Trong ngoặc") == [
        ["Huyện Đăk Hà", "2/2", "2", "1.240 (2/2)", "3 (1/2)"],
        ["Huyện Đăk Tô", "1/1", "1", "–", "–"],
    ]
    assert body_rows(page, "Đơn vị có nhiều") == [
        ["UBND các xã", "2", "1.200 (1/2)", "3 (1/2)"],
        ["Sở NN&PTNT", "1", "40 (1/1)", "–"],
    ]
    assert body_rows(page, "Hiện 1 trong 1 mô hình")[0][:2] == ["Nuôi dê", "Đang duy trì"]
    assert "Ở tỉnh khác" not in page


@pytest.mark.parametrize(
    ("who", "found", "places"),
    [
        ("nam", 2, ["Xã Đăk Long", "Xã Đăk Pxi"]),
        ("thai", 1, ["Huyện Đăk Hà"]),
        ("away", 1, ["Huyện Chư Păh"]),
    ],
)
def test_page_holds_the_scope(world, client, who, found, places):
    three_activities(world)
    page = html(sign_in(client, world, who), f"/van-dong/{YEAR}")
    assert f"{found} hoạt động" in sentence(page)
    assert [row[0] for row in body_rows(page, "Trong ngoặc")] == places


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Họp thôn", "Hội thi"}),
        ("&hinh-thuc=contest", {"Hội thi"}),
        ("&mo-hinh=kept", {"Họp thôn"}),
        ("&mo-hinh=stopped", set()),
        ("&tieu-chi=1", {"Hội thi"}),
        ("&tieu-chi=2", set()),
        ("&tieu-chi=01", {"Hội thi"}),
    ],
)
def test_filters_hold_for_totals_and_list_alike(world, client, query, names):
    three_activities(world)
    Activity.objects.get(name="Hội thi").criteria.add(world.criterion)
    page = sign_in(client, world, "minh").get(f"/van-dong/{YEAR}{query}")
    assert {row.name for row in page.context["page"]} == names
    assert page.context["totals"].sums.activities == len(page.context["page"])


@pytest.mark.parametrize(
    "query", ["hinh-thuc=la", "mo-hinh=la", "tieu-chi=x", "tieu-chi=100", "huyen=" + "9" * 30, "huyen={away}"]
)
@pytest.mark.parametrize("address", ["/van-dong/", "/van-dong.csv"])
def test_filter_that_is_nothing_or_outside_the_scope_is_not_found(world, client, address, query):
    three_activities(world)
    away = world.away.scope_district_id
    answer = sign_in(client, world, "minh").get(f"{address}{YEAR}&{query.format(away=away)}")
    assert answer.status_code == 404
    assert "Bỏ phần lọc khỏi địa chỉ để xem tất cả." in said(answer)


def test_district_leads_to_its_own_activities_from_below_too(world, client):
    three_activities(world)
    district = world.communes[0].district_id
    page = sign_in(client, world, "thai").get(f"/van-dong/{YEAR}&huyen={district}")
    assert page.context["totals"].sums.activities == 1


def test_period_is_the_year_so_far_and_what_is_wrong_is_said(world, client):
    today = timezone.localdate()
    build.activity(world.communes[0], held_on=today, name="Hôm nay")
    build.activity(world.communes[0], held_on=datetime.date(today.year - 1, 12, 31), name="Năm ngoái")
    page = html(sign_in(client, world, "thai"), "/van-dong/")
    assert "Hôm nay" in page
    assert "Năm ngoái" not in page
    assert f"den=31/12/{today.year - 1}" in page
    for query in ("tu=31/12/2023&den=01/01/2023", "tu=12/31/2023", "den=x"):
        answer = client.get(f"/van-dong/?{query}")
        assert "Chưa đọc được thời gian" in said(answer)
    assert 'value="12/31/2023"' in said(client.get("/van-dong/?tu=12/31/2023"))
    assert "Chưa ghi hoạt động nào" in said(client.get("/van-dong/?tu=01/01/2020&den=31/12/2020"))


def test_list_has_pages(world, client):
    for number in range(31):
        build.activity(world.communes[0], name=f"Họp lần {number:02}")
    sign_in(client, world, "thai")
    first, second = client.get(f"/van-dong/{YEAR}"), client.get(f"/van-dong/{YEAR}&trang=2")
    assert (len(first.context["page"]), len(second.context["page"])) == (30, 1)
    assert "Hiện 30 trong 31 hoạt động" in said(first)
    assert client.get(f"/van-dong/{YEAR}&trang=khong").status_code == 200


def test_files_say_the_same_with_the_period(world, client):
    three_activities(world)
    Activity.objects.filter(name="Hội thi").update(illustrative=True, name="=1+1")
    sign_in(client, world, "minh")
    found = json.loads(client.get(f"/van-dong.json{YEAR}").content)
    assert found["thong_tin"]["Số xã có hoạt động"] == "3/3"
    assert "1/3 hoạt động trong trang là minh họa" in found["thong_tin"]["Ghi chú"]
    by_name = {row["ten"]: row for row in found["don_vi"]}
    assert (by_name["Sở NN&PTNT"]["people"], by_name["Sở NN&PTNT"]["households"]) == (40, None)
    rows = csv_rows(client, f"/van-dong.csv{YEAR}")
    assert {row["Nội dung"] for row in rows} == {"Họp thôn", "'=1+1"}
    assert {row["Thời gian"] for row in rows} == {"từ 01/01/2023 đến 31/12/2023"}
    assert "Huyện Đăk Tô" in xlsx_text(client, f"/van-dong.xlsx{YEAR}")
    assert "Minh họa." in said(client.get(f"/van-dong/{YEAR}"))


def test_pages_are_for_officers(world, client):
    row = build.photo(build.activity(world.communes[0]))
    activity = f"/van-dong/{row.activity_id}/"
    pages = ["/van-dong/", "/van-dong.json", "/van-dong/them/", activity, f"{activity}sua/"]
    pages.append(f"{activity}anh/{row.pk}/")
    for page in pages:
        assert client.get(page)["Location"] == f"/dang-nhap/?next={page}"
    sign_in(client, world, "stranger")
    assert {client.get(page).status_code for page in pages} == {403}
    sign_in(client, world, "leader")
    assert client.get(activity).status_code == 200
    assert {client.get(page).status_code for page in ("/van-dong/them/", f"{activity}sua/")} == {403}
    for who in ("binh", "away"):
        sign_in(client, world, who)
        assert {client.get(page).status_code for page in pages[3:]} == {404}
        assert client.post(activity, {"remove": row.pk}).status_code == 404
    sign_in(client, world, "thai")
    for unknown in ("9" * 30, "0"):
        assert client.get(f"/van-dong/{unknown}/").status_code == 404
        assert client.get(f"{activity}anh/{unknown}/").status_code == 404


@pytest.mark.parametrize("who", ["minh", "nam", "thai"])
def test_pages_ask_as_many_queries_for_one_activity_as_for_thirty(world, client, who):
    activity = build.activity(world.communes[0], people=4, model_name="Nuôi dê", model_outcome="kept")
    build.activity(world.communes[0], **AGENCY_FIELDS)
    Activity.objects.filter(kind="talk").update(unit_commune=None, unit_agency=world.agency)
    sign_in(client, world, who)
    addresses = [f"/van-dong/{YEAR}", f"/van-dong.json{YEAR}", f"/van-dong/{activity.pk}/"]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = asked()
    for number in range(28):
        place = world.communes[number % 3]
        row = build.activity(place, people=number, model_name=f"Mô hình {number}", model_outcome="spread")
        row.criteria.add(world.criterion)
        unit = [place, place.district or place, world.agency][number % 3]
        columns = {"unit_commune": None, "unit_district": None, "unit_agency": None, **unit_columns(unit)}
        Activity.objects.filter(pk=row.pk).update(**columns)
        activity.people = number + 5
        activity.save()
        build.photo(activity, sha256=f"{number:064}")
    more = asked()
    assert all(after - before <= 1 for before, after in zip(few, more, strict=True)), (few, more)
    assert max(more) <= 20


AGENCY_FIELDS = {"kind": "talk", "name": "Nói chuyện"}


def test_commune_with_an_activity_counts_even_outside_the_programme(world, client):
    extra = builders.commune(world.communes[0].district, "Thị trấn")
    extra.participations.all().delete()
    sign_in(client, world, "nam")
    assert client.get(f"/van-dong/{YEAR}").context["totals"].communes == 2
    build.activity(extra)
    totals = client.get(f"/van-dong/{YEAR}").context["totals"]
    assert (totals.active, totals.communes) == (1, 3)


def test_places_that_ended_are_counted_as_of_their_last_day(world, client):
    last = datetime.date(2025, 6, 30)
    for place in world.communes:
        type(place).objects.filter(pk=place.pk).update(valid_to=last)
        place.participations.update(valid_to=last)
    page = sign_in(client, world, "minh").get("/van-dong/?tu=01/01/2026&den=31/12/2026")
    assert page.context["totals"].communes == 3


def test_commune_that_ended_within_the_period_is_in_no_denominator(world, client):
    """One of three ended before the last day; what it did is counted, and it is named beside "1/2 xã"."""
    three_activities(world)
    gone, *_ = world.communes
    type(gone).objects.filter(pk=gone.pk).update(valid_to=datetime.date(2023, 12, 31))
    gone.participations.update(valid_to=datetime.date(2023, 12, 31))
    client = sign_in(client, world, "minh")
    page = html(client, f"/van-dong/{YEAR}&den=30/06/2024")
    assert heading(page).endswith("2/2 xã có hoạt động, ngoài ra 1 xã cũ trước sắp xếp")
    said = client.get(f"/van-dong.json{YEAR}&den=30/06/2024").json()["thong_tin"]
    assert said["Số xã có hoạt động"] == "2/2"
    assert said["Ngoài ra, xã cũ trước sắp xếp có hoạt động"] == 1
