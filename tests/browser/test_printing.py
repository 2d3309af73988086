"""Pages that officers print: what can only be pressed is not on the paper, and the paper is wide enough."""

import pytest

from tests.browser.screens import RECOGNITION, VILLAGES, with_orders

pytestmark = pytest.mark.browser

PLANS = {
    "year's plan": "/ke-hoach/62/?nam=2024",
    "plan of a commune": "/ke-hoach/62/xa/23503/?nam=2024",
    "plan of a commune, missed": "/ke-hoach/62/xa/23503/?nam=2023",
}
REORGANISATIONS = {"reorganisations": "/sap-xep/", "reorganisation": "/sap-xep/{reorganisation}/"}
DECIDED = {"dossier with its decision": "/cong-nhan/{decided}/"}
PRINTED = {
    "hoa": {**RECOGNITION, **DECIDED},
    "minh": PLANS,
    "thai": VILLAGES,
    "quoc": REORGANISATIONS,
}
# What a hand presses on the screen; fields of a form show what was typed in them.
PRESSED = "main :is(button, .button, .on-screen, .tools, input[type=submit])"
A4 = {"width": 718, "height": 1046}  # pixels between the margins


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
