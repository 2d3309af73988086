"""Every link of the pages of works leads to a sound page, for everybody who reads them."""

import pytest

from tests.crawling import crawl
from tests.test_crawl import reader, unsound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("money_loaded")]
ELSEWHERE = (
    "^/(quan-tri|tinh|huyen|xa|ca-nuoc|tieu-chi|thay-doi|chi-thi|nhiem-vu|vuong-mac|nhap-lieu|tham-tra|"
    "van-dong|gop-y|viec-cua-toi|thong-bao|von/(tinh|huyen|xa|nhap|bieu|lo))/"
)


@pytest.mark.parametrize("who", ["thai", "nam", "lan"])
def test_every_link_of_works_leads_to_a_sound_page(who):
    pages = crawl(reader(who), "/von/cong-trinh/", samples=2, leave_out=ELSEWHERE, limit=40)
    assert sum(page.url.startswith("/von/cong-trinh/") for page in pages) >= 6
    assert not unsound(pages)


def test_visitor_is_sent_to_sign_in(client):
    answer = client.get("/von/cong-trinh/")
    assert answer["Location"].startswith("/dang-nhap/")
