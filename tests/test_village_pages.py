"""The page of a commune's villages, its files, and the line on the commune's profile."""

import datetime
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from communes.models import Village
from criteria.actions.villages import VillageEntry, version_of
from criteria.models import VillageStanding
from tests.crawling import Document
from tests.village_world import PAGE, build, entries, form, of_villages, record, signed_in
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

LATER = datetime.date(2024, 6, 30)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield build()


@pytest.fixture
def world(built, db):
    return built


def asked(client, url: str) -> tuple[str, int]:
    """The page, and how often it asked the database."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url).content.decode()
    return page, len(captured)


def test_visitors_are_sent_to_sign_in(world):
    assert "dang-nhap" in Client().get(PAGE).url
    assert Client().post(PAGE, form()).status_code == 403


def test_page_of_a_commune_elsewhere_does_not_say_that_there_is_none(world):
    answer = signed_in("neighbour").get(PAGE)
    assert answer.status_code == 404
    assert "Không có xã mang mã 23503 trong phạm vi của bạn." in answer.content.decode()


def test_page_tells_what_another_saved_and_keeps_what_was_chosen(world):
    client, key = signed_in("thai"), Village.objects.get(name="2").pk
    record(world, entries("MM.", "MMM"))
    stale = form(**{f"tc3-{key}": "M", f"ghi-chu-{key}": "Của tôi"})
    other = VillageStanding.objects.get(village=key)
    record(world, [VillageEntry(other.village, "NM.", "", version_of(other))], by="minh")
    page = client.post(PAGE, stale).content.decode()
    assert "người khác vừa ghi khác (TC 1 chưa đạt, TC 3 chưa có số liệu" in page
    assert 'value="Của tôi"' in page and VillageStanding.objects.get(village=key).outcomes == "NM."
    sent = form(**{f"tc1-{key}": "M", f"tc3-{key}": "M"})
    answer = client.post(PAGE, sent)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert VillageStanding.objects.get(village=key).outcomes == "MMM"


def test_page_leaves_untouched_villages_as_another_saved_them(world):
    client, (two, ten) = signed_in("thai"), Village.objects.filter(name__in=["2", "10"]).order_by("sort_key")
    record(world, entries("MM.", "MMM"))
    stale = form(**{f"tc1-{ten.pk}": "N"})
    row = VillageStanding.objects.get(village=two)
    record(world, [VillageEntry(two, "NNN", "", version_of(row))], by="minh")
    assert client.post(PAGE, stale).status_code == 302
    assert [VillageStanding.objects.get(village=one).outcomes for one in (two, ten)] == ["NNN", "NMM"]


def test_page_says_counts_day_and_who_judged(world):
    record(world, entries("MAM", "MNM"))
    page = Document(signed_in("nam").get(PAGE).content.decode())
    assert page.parts["h1"] == ["Xã Đăk Pxi: 1/3 thôn đạt đủ 3 tiêu chí"]
    assert "2/3 thôn có số liệu đến ngày 31/12/2023. Xã tự đánh giá" in page.text
    assert page.text.index("Thôn 2 ") < page.text.index("Thôn 10 ") < page.text.index("Thôn Kon Pao")
    assert "Lưu kết quả" not in page.text and "chỉ xem được" in page.text
    later = Document(signed_in("thai").get(f"/thon/23503/?ngay={LATER}").content.decode())
    assert "3 thôn, chưa có số liệu" in later.parts["h1"][0] and "Lưu kết quả ngày 30/06/2024" in later.text
    assert signed_in("thai").get("/thon/23503/?bo=khac").status_code == 404


def test_page_without_villages_criteria_or_set_says_what_to_do_next(world):
    client = signed_in("thai")
    assert "Đề nghị quản trị viên thêm thôn" in signed_in("neighbour").get("/thon/23504/").content.decode()
    of_villages().criteria.all().delete()
    assert "nạp tiêu chí từ biểu" in client.get("/thon/23503/").content.decode()
    of_villages().delete()
    page = client.get("/thon/23503/").content.decode()
    assert "chưa có bộ tiêu chí thôn" in page and "Đề nghị quản trị viên của tỉnh" in page
    assert client.get("/thon/23503.csv").status_code == 404


def test_day_is_asked_for_in_vietnamese_order_in_any_browser(world):
    """A date field of the browser shows 06/30/2024 to whoever has an English one."""
    page = signed_in("thai").get("/thon/23503/?ngay=30/06/2024").content.decode()
    assert 'type="date"' not in page
    assert re.search(r'<input type="text" name="ngay" [^>]*value="30/06/2024"', page)
    assert "Lưu kết quả ngày 30/06/2024" in page


def test_day_that_cannot_be_read_is_named_and_nothing_is_recorded_on_another(world):
    client, address = signed_in("thai"), PAGE.split("?")[0] + "?ngay=31/02/2024"
    shown = client.get(address)
    assert "Không đọc được ngày “31/02/2024”" in shown.content.decode()
    touched = form(**{f"tc1-{Village.objects.get(name='10').pk}": "M"})
    assert client.post(address, touched).status_code == 404
    assert not VillageStanding.objects.exists()


def test_files_carry_the_day_the_basis_and_what_is_made_up(world):
    record(world, entries("MN.", note="=1+1"), by=None, illustrative=True)
    client, query = signed_in("minh"), "?bo=thon&ngay=2023-12-31"
    said = client.get(f"/thon/23503.json{query}").json()
    assert said["thon"][0]["tc1"] == "Đạt" and said["thon"][0]["so_dat"] == 1
    assert said["thon"][1]["so_dat"] is None and said["thong_tin"]["Số liệu đến ngày"] == "31/12/2023"
    assert (
        "xã tự đánh giá" in said["thong_tin"]["Cơ sở số liệu"] and "dùng thử" in said["thong_tin"]["Ghi chú"]
    )
    assert "'=1+1" in client.get(f"/thon/23503.csv{query}").content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get(f"/thon/23503.xlsx{query}").content)).active
    assert [cell.value for cell in list(sheet.rows)[-3]][:4] == [
        "Thôn 2",
        "Đạt",
        "Chưa đạt",
        "Chưa có số liệu",
    ]


def test_profile_names_the_villages_to_those_in_charge_at_one_query(world):
    client, profile = signed_in("thai"), "/xa/23503/"
    page, unsaid = asked(client, profile)
    assert "3 thôn, chưa có số liệu" in page
    record(world, entries("MMM", "MN."))
    page, said = asked(client, profile)
    assert "1/3 thôn đạt đủ 3 tiêu chí; 2/3 thôn có số liệu, đến ngày 31/12/2023" in page
    assert 'href="/thon/23503/?ngay=2023-12-31&amp;bo=thon"' in page
    assert "/thon/" not in Client().get(profile).content.decode()
    VillageStanding.objects.all().delete()
    Village.objects.all().delete()
    assert (unsaid, asked(client, profile)[1]) == (said, said - 1)


def test_page_asks_as_much_for_thirty_villages_as_for_three(world):
    client = signed_in("thai")
    record(world, entries("MMM"))
    few = asked(client, PAGE)[1]
    for at in range(30):
        Village.objects.create(commune=world["commune"], name=f"Số {at}")
    record(world, entries(*["MMM"] * 33))
    page, many = asked(client, PAGE)
    assert "33/33 thôn đạt đủ" in page and many == few <= 12
