"""A page as the browser found it: what it refused, what it fetched, how wide and how accessible it is."""

import re

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_REQUESTS = 4
SIGN_IN = "/dang-nhap/"
# What two officers' copies of one page differ in.
PERSONAL = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|<a href="/trang-cua-toi/">[^<]+</a>|In từ cổng[^<]+'
)


class Visit:
    """One page opened once: by its address, or by what `act` does on a page already there."""

    def __init__(self, page, url: str = "", act=None):
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        if act:
            with page.expect_navigation():
                act()
            self.status = 200
        else:
            self.status = page.goto(url, wait_until="load").status
            if SIGN_IN in page.url and SIGN_IN not in url:
                self.complaints.append(f"sign-in page instead of {url}")
        self.complaints += [f"refused: {rule}" for rule in page.evaluate("window.refused")]

    def _console(self, message):
        # Chromium itself reports a page that is not there, as it should.
        of_page = "status of 404" in message.text and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not of_page:
            self.complaints.append(f"{message.type}: {message.text}")

    def faults(self, checked: set, most_requests: int | None = MOST_REQUESTS) -> list[str]:
        """What is wrong; `checked` remembers pages already found accessible, whoever read them."""
        found = [*self.complaints, *self._weight(most_requests), *self._width()]
        markup = PERSONAL.sub("", self.page.content())
        seen = (markup, self.page.viewport_size["width"])
        if seen not in checked:
            found += self._accessibility()
            checked.add(seen)
        return found

    def _weight(self, most_requests):
        found = [request.url for request in self.requests if request.resource_type == "font"]
        if most_requests and len(self.requests) > most_requests:
            found += [request.url for request in self.requests]
        if self.page.evaluate("document.fonts.size"):
            found.append("a web font")
        return found

    def _width(self):
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return [f"{wide} px too wide"] if wide > 0 else []

    def _accessibility(self):
        rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in Axe().run(self.page, options=rules).response["violations"]
            for node in violation["nodes"][:3]
        ]
