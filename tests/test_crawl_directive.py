"""Every link leads to a sound page for every role, with the directive followed and answered."""

import re

import pytest

from tests import world
from tests.crawling import crawl
from tests.test_crawl import SCREENS_ONLY, reader, unsound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directive_loaded")]

HIDDEN = r"^/(chi-thi|nhiem-vu|vuong-mac|giai-trinh|don-vi)/"
DAK_HA = ["/huyen/615/", "/huyen/615/?ngay=2025-06-30"]
SIGNED_IN = ["/viec-cua-toi/", "/chi-thi/", "/nhiem-vu/", "/vuong-mac/", "/giai-trinh/", "/van-dong/"]


@pytest.mark.parametrize("who", ["", "thai", "nam", "minh", "hoa", "kien", "lan", "hung"])
def test_crawl_every_link_leads_to_a_sound_page(who):
    starts = [
        "/",
        "/huyen/615/",
        "/huyen/615/?ngay=2025-06-30",
        "/xa/23503/",
        "/tieu-chi/xa-ntm-2021-2025/17/",
        *(SIGNED_IN if who else []),
    ]
    pages = crawl(reader(who), *starts, samples=2, leave_out=SCREENS_ONLY, limit=150)
    assert len(pages) > 30
    assert not unsound(pages)


@pytest.mark.parametrize("path", SIGNED_IN[1:-1])
def test_visitor_is_sent_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")


def test_visitor_is_offered_no_page_of_orders():
    pages = crawl(
        reader(""),
        "/",
        "/huyen/615/",
        "/huyen/615/?ngay=2025-06-30",
        f"/tinh/{world.HOME}/",
        samples=1,
        leave_out=SCREENS_ONLY,
    )
    links = {link for page in pages if page.document for link in page.document.links}
    assert not {link for link in links if re.match(HIDDEN, link)}


@pytest.mark.parametrize("who", ["minh", "lan", "nam"])
def test_every_file_of_orders_is_there(who):
    pages = crawl(
        reader(who), *SIGNED_IN[1:], samples=2, leave_out="^/(quan-tri|tinh|xa|tieu-chi)/", limit=120
    )
    files = [page for page in pages if not page.is_html and not page.redirected_to]
    assert {page.url.partition("?")[0].rpartition(".")[2] for page in files} >= {"json", "csv", "xlsx"}
    assert not unsound(pages)
