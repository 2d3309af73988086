"""The demonstration's villages: made up and marked so, loaded once; the decision's criteria stay unnamed."""

import pytest

from criteria.models import CriteriaSet, Standing, VillageStanding
from ntm_portal.demo_villages import load_villages
from tests.crawling import Document, crawl
from tests.test_crawl import SCREENS_ONLY, unsound
from tests.village_world import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]


def test_demo_villages_load_once_are_marked_and_name_no_criterion_of_the_decision():
    before = list(Standing.objects.order_by("pk").values_list())
    assert load_villages() == "Thôn: 3 thôn minh họa mới."
    assert load_villages() == "Thôn: đã có, giữ nguyên."
    assert VillageStanding.objects.filter(illustrative=True).count() == VillageStanding.objects.count() == 3
    assert not CriteriaSet.objects.get(decision__contains="147/QĐ-UBND").criteria.exists()
    client = signed_in("thai")
    page = Document(client.get("/thon/23503/").content.decode())
    assert page.parts["h1"] == ["Xã Đăk Pxi: 1/3 thôn đạt đủ 10 tiêu chí"] and "Minh họa." in page.text
    real = Document(client.get("/thon/23503/?bo=thon-dtts-kon-tum").content.decode())
    assert "chưa nạp tiêu chí nào" in real.text and "Lưu kết quả" not in real.text
    assert list(Standing.objects.order_by("pk").values_list()) == before
    pages = crawl(client, "/thon/23503/", "/tieu-chi/", samples=1, leave_out=SCREENS_ONLY, limit=12)
    assert not unsound(pages)
