"""Every link a page prints leads to a sound page, for every role."""

import re

import pytest
from django.db.models import Q
from django.test import Client

from communes.models import Commune, Officer
from ntm_portal.demo_round import load_round_under_way
from tests import builders, world
from tests.crawling import Document, Page, crawl
from tests.english import english_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]

# "" is a visitor; the stranger works for the portal but has no scope.
ROLES = ["", "minh", "hoa", "nam", "thai", "khanh", "lan", "stranger"]
SCREENS_ONLY = r"^/quan-tri/|\.(json|csv|xlsx)\b"
LEFT_OVER = re.compile(r"{{|{%|{#|\bNone\b|\bnan\b|\bFalse\b|\bTrue\b")


def reader(who: str) -> Client:
    """The browser of a demonstration officer, of the stranger, or of a visitor."""
    client = Client(raise_request_exception=False)
    if who == "stranger":
        client.force_login(builders.officer("stranger", None, is_staff=True))
    elif who:
        client.force_login(Officer.objects.get(username=who))
    return client


def faults(page: Page) -> list[str]:
    """What is wrong with an answer to a link that some page printed."""
    if page.redirected_to:
        return []
    if page.status != 200:
        return [f"answers {page.status}"]
    return faults_of_document(page.document) if page.is_html else []


def faults_of_document(page: Document) -> list[str]:
    """What is wrong with a page as it is read: its frame, its language, what was left unfinished."""
    found = [] if page.lang == "vi" else [f"lang={page.lang!r}"]
    for part, texts in page.parts.items():
        if len(texts) != 1 or not texts[0].strip():
            found.append(f"{len(texts)} <{part}>: {texts}")
    found += [f"left over: {word}" for word in LEFT_OVER.findall(page.text)]
    found += [f"English: {word}" for word in english_words(page.text)]
    found += [f"id {name} twice" for name in sorted(set(page.ids)) if page.ids.count(name) > 1]
    inside = {link[1:] for link in page.links if link.startswith("#") and len(link) > 1}
    found += [f"#{name} leads nowhere" for name in sorted(inside - set(page.ids))]
    return found


def unsound(pages: list[Page]) -> dict[str, list[str]]:
    return {str(page): found for page in pages if (found := faults(page))}


@pytest.mark.parametrize("who", ROLES)
def test_crawl_every_link_leads_to_a_sound_page(who):
    world.self_assess("B")
    load_round_under_way()
    world.open_next_round()
    client = reader(who)
    starts = [
        "/",
        "/?so-lieu=tat-ca",
        "/tim-kiem/?q=dak+ha",
        *(["/viec-cua-toi/"] if who else []),
        *(["/sap-xep/"] if who not in ("", "stranger") else []),
    ]
    pages = crawl(client, *starts, samples=1, leave_out=SCREENS_ONLY)
    assert len(pages) > 30
    assert not unsound(pages)


def test_crawl_every_file_a_visitor_is_offered_is_there():
    pages = crawl(reader(""), "/", samples=1, leave_out="^/quan-tri/")
    files = [page for page in pages if not page.is_html and not page.redirected_to]
    assert {page.url.partition("?")[0].rpartition(".")[2] for page in files} == {"json", "csv", "xlsx"}
    assert len(files) > 20
    assert not unsound(pages)


def test_crawl_public_pages_name_no_officer():
    officers = list(Officer.objects.all())
    world.self_assess("B")
    pages = crawl(reader(""), "/", "/xa/23428/?ky=2023-12-31", samples=1, leave_out="^/quan-tri/")
    said = {str(page): page.content.decode(errors="replace") for page in pages if not page.url.count(".xlsx")}
    named = re.compile(
        "|".join(rf"\b{name}\b" for officer in officers for name in (officer.get_full_name(),))
    )
    assert not {url: found.group() for url, text in said.items() if (found := named.search(text))}


@pytest.mark.parametrize(
    "address", ["/khong-co/", "/tinh/99/", "/xa/99999/", "/tinh/62/?ky=2019-01-01", "/tieu-chi/khong-co/1/"]
)
def test_pages_that_do_not_exist_say_so_in_vietnamese(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    page = Document(answer.content.decode())
    assert not faults_of_document(page)
    assert page.parts["h1"] == ["Không tìm thấy trang"]


def administration(who: str) -> list[Page]:
    return crawl(reader(who), "/quan-tri/", samples=1, leave_out="^/(?!quan-tri/)", limit=160)


@pytest.mark.parametrize("who", ["nam", "thai"])
def test_crawl_administration_shows_no_foreign_commune(who):
    own = Commune.objects.visible_to(Officer.objects.get(username=who))
    # What a commune became, and what it was made of, stands on the officer's own rows.
    known = Commune.objects.filter(Q(pk__in=own) | Q(predecessions__predecessor__in=own))
    names = {commune.full_name for commune in known}
    foreign = [place for place in Commune.objects.exclude(pk__in=known) if place.full_name not in names]
    assert len(foreign) > 80
    words = [word for place in foreign for word in (place.code, place.full_name)]
    seen = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words))
    pages = administration(who)
    assert len(pages) > 20
    assert not {str(page): page.status for page in pages if page.status not in (200, 302)}
    shown = {str(page): seen.findall(page.document.text) for page in pages if page.is_html}
    assert not {url: found for url, found in shown.items() if found}


def test_crawl_administration_leads_to_sound_pages():
    pages = administration("lan")
    assert len(pages) > 50
    assert not unsound(pages)


@pytest.mark.parametrize(
    "markup",
    [
        "<html lang=en><title>Xã</title><h1>Xã</h1>",
        "<html lang=vi><title></title><h1>Xã</h1>",
        "<html lang=vi><title>Xã</title>",
        "<html lang=vi><title>Xã</title><h1>{{ xã }}</h1>",
        "<html lang=vi><title>Xã</title><h1>Xã</h1><p>Họ tên: None</p>",
        "<html lang=vi><title>Xã</title><h1>Xã</h1><button>Save</button>",
        "<html lang=vi><title>Xã</title><h1>Xã</h1><img alt='Search'>",
        "<html lang=vi><title>Xã</title><h1>Xã</h1><a href='#tc1'>TC 1</a>",
        "<html lang=vi><title>Xã</title><h1 id=a>Xã</h1><p id=a>Xã</p>",
    ],
)
def test_unsound_pages_are_found(markup):
    assert faults_of_document(Document(markup))


def test_sound_pages_pass():
    markup = "<html lang=vi><title>Xã</title><h1 id=a>Xã</h1><script>none</script><a href='#a'>Lên đầu</a>"
    assert not faults_of_document(Document(markup))
