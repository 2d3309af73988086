"""Pages that officers print: what can only be pressed is not on the paper, and the paper is wide enough."""

import pytest

from tests.browser.entry_pages import Grid
from tests.browser.screens import RECOGNITION, VILLAGES, with_orders
from tests.browser.test_reading import pages_of

pytestmark = pytest.mark.browser

PLANS = {
    "year's plan": "/ke-hoach/62/?nam=2024",
    "plan of a commune": "/ke-hoach/62/xa/23503/?nam=2024",
    "plan of a commune, missed": "/ke-hoach/62/xa/23503/?nam=2023",
}
REORGANISATIONS = {"reorganisations": "/sap-xep/", "reorganisation": "/sap-xep/{reorganisation}/"}
DECIDED = {"dossier with its decision": "/cong-nhan/{decided}/"}
ENDED = {"district that is no more": "/huyen/615/"}
PRINTED = {
    "": ENDED,
    "hoa": {**RECOGNITION, **DECIDED},
    "minh": PLANS,
    "thai": VILLAGES,
    "quoc": REORGANISATIONS,
}
# What a hand presses on the screen; fields of a form show what was typed in them.
PRESSED = "main :is(button, .button, .on-screen, .tools, input[type=submit])"
A4 = {"width": 718, "height": 1046}  # pixels between the margins
LANDSCAPE = {"width": 952, "height": 643}


@pytest.mark.parametrize("who", PRINTED)
def test_nothing_to_press_is_printed(window, served, who):
    page, found = window(who, A4), []
    page.emulate_media(media="print")
    for name, url in with_orders(PRINTED[who], served.rows).items():
        assert page.goto(url).status == 200 and page.url.endswith(url), f"{name}: {page.url}"
        shown = [part.inner_text() for part in page.locator(PRESSED).all() if part.is_visible()]
        found += [f"{name}: {text}" for text in shown]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{name}: {wide} px too wide"] if wide > 0 else []
    assert not found, "\n".join(found)


def test_entry_page_prints_on_few_sheets(window, served):
    page = window("thai")
    Grid(page, served, "23503").open()
    assert 1 <= pages_of(page.pdf(prefer_css_page_size=True)) <= 8
    page.emulate_media(media="print")
    page.set_viewport_size(LANDSCAPE)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_villages_print_no_box_without_a_note(window):
    page = window("thai", A4)
    page.goto(VILLAGES["villages"])
    notes = page.locator(".village-form .note input")
    assert notes.count() > 1
    notes.first.fill("Làng mới tách")
    page.emulate_media(media="print")
    assert [note.is_visible() for note in notes.all()] == [True] + [False] * (notes.count() - 1)
