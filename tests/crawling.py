"""A reader that follows every link a page prints, as one officer or as a visitor, without a browser."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve

UNSEEN = {"script", "style"}
SPOKEN = {"alt", "aria-label", "placeholder", "title"}


class Document(HTMLParser):
    """What a page shows and where it leads."""

    def __init__(self, html: str):
        super().__init__()
        self.lang, self.words, self.links, self.ids, self.form = "", [], [], [], None
        self.parts = {"h1": [], "title": []}
        self.scripts, self.styles, self.images = [], [], []
        self._open, self._select = Counter(), ""
        self.feed(html)

    @property
    def text(self) -> str:
        """What readers see or hear, on one line."""
        return re.sub(r"\s+", " ", " ".join(self.words)).strip()

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self._open[tag] += 1
        if tag in self.parts:
            self.parts[tag].append("")
        if tag == "html":
            self.lang = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self._resources(tag, given)
        self._form(tag, given)
        self.words += [given[name] for name in SPOKEN if name in given]

    def _resources(self, tag, given):
        if tag == "script" and given.get("src"):
            self.scripts.append(given["src"])
        if tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append(given["href"])
        if tag == "img":
            self.images.append(given.get("src", ""))

    def _form(self, tag, given):
        """A form sent by GET is a bundle of links: one for each option of its lists."""
        if tag == "form":
            here = given.get("method", "get").lower() == "get"
            self.form = (given.get("action", ""), {}, {}) if here else None
        elif self.form and tag == "input" and given.get("name") and given.get("type") == "hidden":
            self.form[1][given["name"]] = given.get("value", "")
        elif self.form and tag == "select":
            self._select = given.get("name", "")
        elif self.form and tag == "option":
            self.form[2].setdefault(self._select, []).append(("selected" in given, given.get("value", "")))

    def handle_endtag(self, tag):
        self._open[tag] -= 1
        if tag == "form" and self.form:
            action, values, lists = self.form
            chosen = {name: max(options)[1] for name, options in lists.items() if options}
            for name, options in lists.items():
                self.links += [
                    f"{action}?{urlencode({**chosen, **values, name: value})}" for _, value in options
                ]
            self.form = None

    def handle_data(self, data):
        if any(self._open[tag] > 0 for tag in UNSEEN):
            return
        for tag, texts in self.parts.items():
            if self._open[tag] > 0 and texts:
                texts[-1] += data
        self.words.append(data)


@dataclass
class Page:
    """One answer: where it was, who printed the link, and what it holds."""

    url: str
    printed_on: str
    status: int
    content_type: str
    content: bytes
    redirected_to: str = ""
    document: Document | None = field(default=None, repr=False)

    @property
    def is_html(self) -> bool:
        return self.content_type.startswith("text/html")

    def __str__(self):
        return f"{self.url} (from {self.printed_on}): {self.status}"


def kind_of(url: str) -> tuple:
    """Addresses of one route with the same names in their query are of one kind."""
    parts = urlsplit(url)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = parts.path
    ending = parts.path.rpartition(".")[2] if "ending" in route else ""
    return route, ending, frozenset(name for name, _ in parse_qsl(parts.query))


def crawl(client, *starts: str, samples: int = 2, leave_out: str = "", limit: int = 400) -> list[Page]:
    """Follow links from `starts`, at most `samples` addresses of each kind; `limit` pages in all.

    `leave_out` is a regular expression of paths not to visit.
    """
    waiting = deque((start, "start") for start in starts)
    seen, of_kind, pages = set(starts), Counter(), []
    while waiting and len(pages) < limit:
        url, printed_on = waiting.popleft()
        page = visit(client, url, printed_on)
        pages.append(page)
        for link in links_of(page):
            if link in seen or (leave_out and re.search(leave_out, link)):
                continue
            seen.add(link)
            kind = kind_of(link)
            of_kind[kind] += 1
            if of_kind[kind] <= samples:
                waiting.append((link, url))
    return pages


def visit(client, url: str, printed_on: str = "") -> Page:
    answer = client.get(url)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    page = Page(
        url,
        printed_on,
        answer.status_code,
        answer.get("Content-Type", ""),
        content,
        answer.get("Location", ""),
    )
    if page.is_html:
        page.document = Document(content.decode())
    return page


def links_of(page: Page) -> list[str]:
    """Addresses inside the portal, absolute, without their fragment."""
    links = page.document.links if page.document else []
    if page.redirected_to:
        links = [page.redirected_to]
    absolute = (urljoin(page.url, link).partition("#")[0] for link in links)
    return [link for link in absolute if link.startswith("/") and not link.startswith("//")]
