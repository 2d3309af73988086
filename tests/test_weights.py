"""What a page weighs on the wire, compressed as the server sends it."""

import gzip

import pytest

from tests.crawling import Document
from tests.house_rules import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]

KB = 1024
MOST = {
    "/": 15 * KB,
    "/tinh/62/bang-theo-doi/": 25 * KB,
    "/huyen/615/?ngay=2025-06-30": 15 * KB,
    "/xa/23503/": 15 * KB,
    "/thay-doi/": 15 * KB,
    "/tieu-chi/": 15 * KB,
    "/tieu-chi/xa-ntm-2021-2025/13/": 15 * KB,
    "/ca-nuoc/": 15 * KB,
    "/tim-kiem/?q=dak": 15 * KB,
    "/dang-nhap/": 15 * KB,
}


def answer_to(client, url: str):
    answer = client.get(url, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, url
    assert answer["Content-Encoding"] == "gzip", url
    return answer


def page_at(client, url: str) -> Document:
    return Document(gzip.decompress(answer_to(client, url).content).decode())


@pytest.mark.parametrize("url", MOST)
def test_weight_of_pages(client, url):
    assert len(answer_to(client, url).content) <= MOST[url]


def test_weight_of_style_sheet():
    assert len(gzip.compress((ROOT / "static" / "ntm.css").read_bytes())) <= 10 * KB


def test_weight_of_entry_scripts():
    scripts = [(ROOT / "static" / name).read_bytes() for name in ("entry-queue.js", "entry.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 8 * KB


def test_weight_of_a_first_visit(client):
    page = len(answer_to(client, "/").content)
    styles = sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in ("ntm.css", "ntm.svg"))
    assert page + styles <= 40 * KB


@pytest.mark.parametrize("url", MOST)
def test_weight_is_not_moved_into_scripts_images_or_fonts(client, url):
    page = page_at(client, url)
    assert page.scripts == []
    assert page.images == []
    assert page.styles == ["/static/ntm.css"]


def test_style_sheet_fetches_nothing():
    style = (ROOT / "static" / "ntm.css").read_text(encoding="utf-8")
    assert not [word for word in ("@font-face", "@import", "url(") if word in style]
