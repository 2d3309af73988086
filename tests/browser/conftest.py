"""One portal and one Chromium for all browser tests; a fresh window for each."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from ntm_portal.demo import PASSWORD
from tests.browser.portal import Portal

PHONE, DESK = {"width": 360, "height": 640}, {"width": 1366, "height": 768}
WAIT = 15_000  # milliseconds
# Said by the page itself about what its policy refused; a console message may get lost.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.refused.push(`${e.violatedDirective} ${e.blockedURI}`));
"""


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """A portal set up from nothing and started."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture(scope="package")
def portal(served):
    """The address of the portal."""
    return served.url


@pytest.fixture(scope="package")
def chromium():
    """The system's Chromium, or the one the variable CHROMIUM names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.fail("Chromium is missing: install it, or name it in the variable CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in(portal, chromium):
    """username → the cookies of an officer who signed in through the page, once for all tests."""
    kept = {"": None}

    def cookies_of(who: str):
        if who not in kept:
            context = chromium.new_context(base_url=portal)
            page = context.new_page()
            sign_in(page, who)
            kept[who] = context.storage_state()
            assert "sessionid" in {cookie["name"] for cookie in kept[who]["cookies"]}, who
            context.close()
        return kept[who]

    return cookies_of


@pytest.fixture
def window(portal, chromium, signed_in):
    """Open a window: `window(who="hoa", size=PHONE)`; options of a Playwright context pass through."""
    contexts = []

    def opened(who: str = "", size: dict = DESK, **options):
        context = chromium.new_context(
            base_url=portal, viewport=size, locale="vi-VN", storage_state=signed_in(who), **options
        )
        context.set_default_timeout(WAIT)
        context.add_init_script(LISTEN)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page, who: str) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/viec-cua-toi/")
