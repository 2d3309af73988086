"""Pages about one province for a reader at home in none: the provinces there are to choose from."""

import pytest

from criteria.models import Round
from tests import builders
from tests.crawling import Document
from tests.plan_world import plan_world
from tests.screen_parts import heading, html, text_of

CRITERION = "/tieu-chi/xa-ntm-2021-2025/1/"


@pytest.fixture
def world(db, settings, client):
    """Kon Tum and Gia Lai have a round, Đắk Lắk has none; nobody's home is set."""
    settings.HOME_PROVINCE = ""
    builders.province("Đắk Lắk", "66")
    law = builders.criteria_set()
    builders.criteria_set(code="xa-ntm-2016-2020", short_name="Xã NTM 2016–2020")
    for name, code in (("Kon Tum", "62"), ("Gia Lai", "64")):
        place = builders.commune(builders.district(builders.province(name, code), code=f"{code}1"))
        builders.round_with({place: "MNM"}, of=law)
    return client


def links(page: str, start: str) -> list[str]:
    return [link for link in Document(page).links if link.startswith(start) and "tinh=" in link]


@pytest.mark.parametrize("url", ["/thay-doi/", CRITERION])
def test_visitor_is_offered_the_provinces_with_figures(world, url):
    found = links(html(world, f"{url}?so-lieu=tat-ca"), url)
    assert found == [f"{url}?so-lieu=tat-ca&tinh=64", f"{url}?so-lieu=tat-ca&tinh=62"]
    for link in found:
        assert "Chọn một tỉnh" not in text_of(html(world, link))


def test_officer_of_the_nation_is_offered_them_for_the_watch(world):
    world.force_login(builders.officer("quoc", "nation", permissions=["view_indicatorresult"]))
    page = html(world, "/duy-tri/")
    assert heading(page) == "Duy trì tiêu chí"
    assert links(page, "/duy-tri/") == ["/duy-tri/?tinh=64", "/duy-tri/?tinh=62"]


def test_every_criterion_link_of_the_sets_leads_somewhere(world):
    criteria = [link for link in Document(html(world, "/tieu-chi/")).links if link.startswith("/tieu-chi/x")]
    assert len(criteria) == 6
    for link in criteria:
        html(world, link)
    page = text_of(html(world, "/tieu-chi/xa-ntm-2016-2020/2/"))
    assert "Tiêu chí 2 Tiêu chí số 2 – Xã NTM 2016–2020" in page
    assert "Chưa có tỉnh nào có kỳ báo cáo cho trang này." in page


def test_what_no_province_has_is_still_not_found(world):
    assert world.get("/tieu-chi/xa-ntm-2021-2025/99/").status_code == 404


@pytest.mark.parametrize("url", ["/thay-doi.json", "/tieu-chi/xa-ntm-2021-2025/1.csv"])
def test_files_ask_for_a_province_in_words_for_a_reader(world, url):
    answer = world.get(url)
    page = text_of(answer.content.decode())
    assert (answer.status_code, "?tinh=" in page) == (404, False)
    assert "Chọn một tỉnh trước rồi mở lại trang hoặc tệp này." in page


def test_withdrawn_rounds_offer_nothing(world):
    Round.objects.filter(province__code="64").update(withdrawn_at=builders.MOMENT)
    assert links(html(world, "/thay-doi/"), "/thay-doi/") == ["/thay-doi/?tinh=62"]


def test_plans_offer_provinces_and_keep_the_year(client, db, settings):
    settings.HOME_PROVINCE = ""
    assert "Chưa có tỉnh nào lập kế hoạch năm trên cổng." in text_of(html(client, "/ke-hoach/"))
    world = plan_world()
    world.plan(world.pxi, q1="1")
    assert "/ke-hoach/62/?nam=2023" in Document(html(client, "/ke-hoach/?nam=2023")).links
