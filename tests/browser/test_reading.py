"""What readers do with a page: look at a phone, print, copy, and go through it with the keyboard."""

import re

import pytest

from tests.browser.conftest import PHONE
from tests.browser.screens import BOARD, DISTRICT

pytestmark = pytest.mark.browser

WORDS = {"Đạt", "Cơ bản đạt", "Chưa đạt", "Không áp dụng", "Chưa có số liệu"}
COPY = """() => {
  getSelection().selectAllChildren(document.querySelector(".board"));
  return getSelection().toString();
}"""
MOST_STOPS = 600
# What has the focus, and whether the middle of its part on screen shows it and nothing over it.
FOCUS = """() => {
  const link = document.activeElement, box = link.getBoundingClientRect(), style = getComputedStyle(link);
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const top = document.elementFromPoint(
    middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  return {
    href: link.getAttribute("href"), cell: !!link.closest(".board td"), name: link.textContent,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: link === top || link.contains(top),
  };
}"""


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_phone_shows_the_sentence_and_the_bands_without_scrolling(window):
    page = window("", PHONE)
    page.goto("/tinh/62/")
    for part in ("h1", ".sentence", ".bands .bar", ".bands ul"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], part


@pytest.mark.parametrize(("url", "most"), [(DISTRICT, 1), (BOARD, 5)])
def test_board_prints_on_few_sheets(window, url, most):
    page = window()
    page.goto(url)
    assert 1 <= pages_of(page.pdf(prefer_css_page_size=True)) <= most


def test_print_says_what_it_shows_and_hides_what_cannot_be_pressed(window):
    page = window("hoa")
    page.goto("/huyen/615/?ky=2023-12-31&loc=1-2")
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    for words in ("Phạm vi: Huyện Đăk Hà", "chưa đạt 1–2", "Số liệu đến ngày 31/12/2023", "bởi Y Hoa"):
        assert words in text
    for part in (".top", ".bar-choice", ".sorts", ".crumbs", ".foot"):
        assert not page.locator(part).first.is_visible(), part


def test_board_is_copied_in_words(window):
    page = window()
    page.goto(DISTRICT)
    lines = [line.split("\t") for line in page.evaluate(COPY).splitlines()]
    communes = [line for line in lines if len(line) > 20 and "/19" in line[1]]
    assert len(communes) == 10
    for line in communes:
        cells = [cell.partition(",")[0].strip() for cell in line[3:22]]
        assert set(cells) <= WORDS
        assert cells.count("Đạt") == int(line[1].partition("/")[0])


def test_skip_link_comes_first_and_leads_to_the_content(window):
    page = window()
    page.goto(DISTRICT)
    page.keyboard.press("Tab")
    focused = page.evaluate(FOCUS)
    assert (focused["href"], focused["ring"], focused["seen"]) == ("#noi-dung", True, True)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("url", "key"), [(DISTRICT, "Tab"), (BOARD, "Shift+Tab")])
def test_keyboard_reaches_every_unmet_cell_and_no_other(window, url, key):
    page = window()
    page.goto(url)
    stops = walk(page, key)
    unmet = page.locator(".board td.N, .board td.B, .board td.O").count()
    assert sum(stop["cell"] for stop in stops) == unmet
    assert not [stop for stop in stops if not stop["ring"]]
    assert not [stop for stop in stops if not stop["seen"]], "the focus is behind something"


def walk(page, key: str) -> list[dict]:
    """Every stop of the keyboard from one end of the page to the other."""
    stops = []
    if key == "Shift+Tab":
        page.locator("footer a").last.focus()
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body || !document.hasFocus()"):
            break
        stop = page.evaluate(FOCUS)
        if stop in stops[:1]:
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize("brand", ["NTM Quảng Ngãi", "Nông thôn mới"])
def test_menu_with_every_entry_is_one_line(window, brand):
    page = window("lan")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/tinh/62/")
    page.evaluate("brand => { document.querySelector('.brand').textContent = brand }", brand)
    entries = page.locator(".top nav a:visible")
    assert entries.last.inner_text() == "Quản trị"
    assert len({round(entries.nth(at).bounding_box()["y"]) for at in range(entries.count())}) == 1
    assert page.locator(".top").bounding_box()["height"] < 60
