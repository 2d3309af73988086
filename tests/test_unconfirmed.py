"""What a commune says of itself changes nothing for those who are not in charge of it.

The same addresses are asked twice, with the commune saying one thing and then another: outside its
scope not one byte may differ, on pages and in files alike.
"""

import io
import re
import zipfile

import pytest
from django.test import Client

from communes.models import Officer
from tests import builders, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]

SET = "xa-ntm-2021-2025"
FOREIGN = world.FOREIGN_COMMUNE
SCREENS = [
    "/tinh/62",
    "/tinh/62/bang-theo-doi",
    "/huyen/612",
    f"/xa/{FOREIGN}",
    f"/tieu-chi/{SET}/1",
    "/thay-doi",
    "/ca-nuoc",
]
LISTS = [
    "/quan-tri/criteria/criterionresult/?all=",
    "/quan-tri/criteria/standing/?all=",
    "/quan-tri/criteria/resultchange/",
    f"/quan-tri/criteria/standing/?q={FOREIGN}",
    "/nhap-lieu/",
]
# What differs between two answers to the same question whoever asks.
FLEETING = re.compile(
    rb'name="csrfmiddlewaretoken" value="\w+"|\d\d:\d\d \d\d/\d\d/\d{4}|name="fingerprint" value="\w+"'
    rb'|name="dau" value="[^"]+"'  # when the form for comments was made
)


def addresses() -> list[str]:
    """Every screen and file of the round the commune speaks in, and of the round compared with it."""
    found = []
    for key in (world.LAST_DAY, world.NEXT_DAY):
        query = f"?ky={key}&bo={SET}&so-lieu=tat-ca&tinh=62"
        found += [f"{screen}{end}{query}" for screen in SCREENS for end in ("/", ".json", ".csv", ".xlsx")]
    filters = [f"&loc={name}" for name in ("1-2", "6", "tut", "dat", "chua-dat", "chua-co-so-lieu")]
    return found + [f"{screen}/{query}{more}" for screen in (SCREENS[1], SCREENS[4]) for more in filters]


def content(client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200, url
    if url.partition("?")[0].endswith(".xlsx"):
        return sheets_of(answer.content)
    return FLEETING.sub(b"", answer.content)


def sheets_of(workbook: bytes) -> bytes:
    """The parts of a workbook, but for the hour it was written."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist() if name != "docProps/core.xml")


def differing(client, urls: list[str]) -> list[str]:
    """The addresses that answer otherwise when the commune says otherwise."""
    world.self_assess("B")
    world.open_next_round()
    first = [content(client, url) for url in urls]
    world.self_assess("M")
    return [url for url, before in zip(urls, first, strict=True) if content(client, url) != before]


def signed_in(who: str) -> Client:
    client = Client()
    if who:
        client.force_login(Officer.objects.get(username=who))
    return client


@pytest.mark.parametrize("who", ["", "nam", "thai"])
def test_unconfirmed_results_do_not_leave_the_scope(who):
    assert differing(signed_in(who), [*addresses(), *(LISTS if who else [])]) == []


def test_unconfirmed_results_do_not_reach_an_officer_without_scope():
    builders.officer("stranger", None, is_staff=True)
    assert differing(signed_in("stranger"), addresses()) == []


def test_unconfirmed_results_reach_the_province_on_every_screen_and_in_every_file():
    query = f"?ky={world.LAST_DAY}&bo={SET}&so-lieu=tat-ca&tinh=62"
    # The country is counted on confirmed figures alone, whoever reads.
    screens = [screen for screen in SCREENS if screen != "/ca-nuoc"]
    urls = [f"{screen}{end}{query}" for screen in screens for end in ("/", ".json", ".csv", ".xlsx")]
    assert differing(signed_in("hoa"), urls) == urls


def test_unconfirmed_results_stay_out_of_confirmed_figures_for_the_province_too():
    query = f"?ky={world.LAST_DAY}&bo={SET}&tinh=62"
    # The profile names every judgement; the figures of all other screens follow the basis chosen.
    screens = [screen for screen in SCREENS if not screen.startswith("/xa/")]
    assert (
        differing(signed_in("hoa"), [f"{screen}{end}{query}" for screen in screens for end in ("/", ".json")])
        == []
    )
