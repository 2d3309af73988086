"""Recognition is told as of the day asked, on every screen alike; counts stay on their data day."""

import datetime

import pytest

from communes.models import Commune
from criteria.models import Recognition
from tests import builders
from tests.screen_parts import heading, html, sentence, text_of

pytestmark = pytest.mark.django_db

GIVEN, REVOKED = datetime.date(2024, 5, 2), datetime.date(2025, 5, 1)
SINCE = "Sau ngày số liệu, đến ngày"


@pytest.fixture
def pxi(db) -> Commune:
    """A district of two communes that meet everything on 31/12/2023, Đăk La recognised before that day."""
    district = builders.district(builders.province())
    pxi, la = builders.commune(district, code="23503"), builders.commune(district, "Đăk La", "23524")
    of = builders.criteria_set(3)
    builders.round_with({pxi: "MMM", la: "MMM"}, of=of)
    builders.recognise(pxi, of, decision_number="99/QĐ-UBND", decided_on=GIVEN, year_achieved=2023)
    builders.recognise(la, of, revoked_on=REVOKED, revocation_decision="77/QĐ-UBND")
    return pxi


def test_commune_tells_a_decision_after_the_data_day(client, pxi):
    said = "Đã được công nhận đạt chuẩn năm 2023 (99/QĐ-UBND, 02/05/2024)."
    assert said in sentence(html(client, "/xa/23503/"))
    assert said in sentence(html(client, "/xa/23503/?ngay=2024-05-02"))
    page = html(client, "/xa/23503/?ngay=2024-05-01")
    assert "Chưa được công nhận" in sentence(page)
    assert "Chưa có quyết định công nhận đến ngày 01/05/2024." in page


def test_commune_tells_a_revocation_after_the_data_day(client, pxi):
    assert "Đã được công nhận" in sentence(html(client, "/xa/23524/?ngay=2025-04-30"))
    said = "Đã bị thu hồi công nhận (77/QĐ-UBND, 01/05/2025)."
    assert said in sentence(html(client, "/xa/23524/?ngay=2025-05-01"))


@pytest.mark.parametrize("path", ["/tinh/62/", "/huyen/615/", "/tinh/62/bang-theo-doi/"])
def test_boards_count_on_the_data_day_and_tell_what_came_after(client, pxi, path):
    for day, told in (
        ("2024-05-01", ""),
        ("2024-05-02", "02/05/2024: thêm 1 xã được công nhận (Đăk Pxi)."),
        ("2025-06-01", "01/06/2025: thêm 1 xã được công nhận (Đăk Pxi); 1 xã bị thu hồi công nhận (Đăk La)."),
    ):
        page = html(client, f"{path}?ngay={day}")
        assert heading(page).endswith("2/2 xã đạt 3/3 tiêu chí, trong đó 1 xã đã được công nhận")
        assert (f"{SINCE} {told}" in text_of(page)) if told else (SINCE not in text_of(page))
    assert 'href="/xa/23524/?ngay=2025-06-01' in page


def test_watch_takes_no_revoked_recognition_for_one_at_risk(client, pxi):
    client.force_login(builders.officer("hoa", pxi.province, permissions=["view_indicatorresult"]))
    for day, found in (("2024-05-01", "0/1"), ("2024-05-02", "0/2"), ("2025-05-01", "0/1")):
        assert f"{found} xã đã công nhận có nguy cơ" in heading(html(client, f"/duy-tri/?tinh=62&ngay={day}"))


def test_files_tell_what_came_after_the_data_day(client, pxi):
    for path in ("/tinh/62.json", "/huyen/615.json", "/xa/23524.json"):
        facts = client.get(f"{path}?ngay=2025-06-01").json()["thong_tin"]
        assert "đến ngày 01/06/2025: " in facts["Sau ngày số liệu"]
        assert "1 xã bị thu hồi công nhận (Đăk La)" in facts["Sau ngày số liệu"]
    assert "Sau ngày số liệu" not in client.get("/tinh/62.json?ngay=2024-05-01").json()["thong_tin"]


def test_earlier_round_is_read_on_its_own_day(client, pxi):
    later = {pxi: "MMM"}
    builders.round_with(
        later, of=Recognition.objects.first().criteria_set, data_on=datetime.date(2024, 6, 30)
    )
    earlier = html(client, "/tinh/62/?ky=2023-12-31")
    assert SINCE not in text_of(earlier)
    assert "Chưa được công nhận" in sentence(html(client, "/xa/23503/?ky=2023-12-31"))
    assert "Đã được công nhận" in sentence(html(client, "/xa/23503/?ky=2024-06-30"))


def test_place_that_ended_is_read_on_its_last_day(client, pxi):
    end = REVOKED - datetime.timedelta(1)
    Commune.objects.update(valid_to=end)
    type(pxi.province).objects.update(valid_to=end)
    assert "Đã được công nhận" in sentence(html(client, "/xa/23524/"))
    assert f"{SINCE} 30/04/2025: thêm 1 xã được công nhận (Đăk Pxi)." in text_of(html(client, "/tinh/62/"))
