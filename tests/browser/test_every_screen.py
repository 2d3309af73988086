"""Every screen, for everybody, on a desk and on a phone: accessible, within the policy, light, in width."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import open_to

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_REQUESTS = 4
# The framework's administration brings its own scripts and styles.
HEAVIER = {"administration"}
# What two officers' copies of one page differ in.
PERSONAL = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|<a href="/trang-cua-toi/">[^<]+</a>')


class Visit:
    """One page opened once, and what the browser said about it."""

    def __init__(self, page, url: str):
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.status = page.goto(url, wait_until="load").status
        self.complaints += [f"refused: {rule}" for rule in page.evaluate("window.refused")]

    def _console(self, message):
        # Chromium itself reports a page that is not there, as it should.
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def faults(self, name: str, checked: set) -> list[str]:
        """What is wrong; `checked` remembers pages already found accessible, whoever read them."""
        found = [*self.complaints, *self._weight(name), *self._width()]
        markup = PERSONAL.sub("", self.page.content())
        seen = (markup, self.page.viewport_size["width"])
        if seen not in checked:
            found += self._accessibility()
            checked.add(seen)
        return found

    def _weight(self, name):
        found = [request.url for request in self.requests if request.resource_type == "font"]
        if len(self.requests) > MOST_REQUESTS and name not in HEAVIER:
            found += [request.url for request in self.requests]
        if self.page.evaluate("document.fonts.size"):
            found.append("a web font")
        return found

    def _width(self):
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"{wide} px too wide"] if wide > 0 else []

    def _accessibility(self):
        rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in Axe().run(self.page, options=rules).response["violations"]
            for node in violation["nodes"][:3]
        ]


@pytest.fixture(scope="module")
def checked():
    return set()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("who", ["", "hoa", "nam", "thai", "lan"])
def test_every_screen_is_sound(window, checked, who, size):
    context, found = window(who, size).context, {}
    for name, url in open_to(who).items():
        page = context.new_page()
        visit = Visit(page, url)
        assert visit.status == (404 if name == "not found" else 200), name
        if faults := visit.faults(name, checked):
            found[name] = faults
        page.close()
    assert not found, "\n".join(f"{name}: {fault}" for name, faults in found.items() for fault in faults)
