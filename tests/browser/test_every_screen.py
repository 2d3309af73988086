"""Every screen, for everybody, on a desk and on a phone: accessible, within the policy, light, in width."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import open_to
from tests.browser.visits import MOST_REQUESTS, Visit

pytestmark = pytest.mark.browser

# The framework's administration brings its own scripts and styles.
HEAVIER = {"administration"}


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
        if faults := visit.faults(checked, None if name in HEAVIER else MOST_REQUESTS):
            found[name] = faults
        page.close()
    assert not found, "\n".join(f"{name}: {fault}" for name, faults in found.items() for fault in faults)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<p style="color: red">Xã</p>', "refused: style-src"),
        ("<script>go()</script>", "refused: script-src"),
        ('<img src="/static/khong-co.png" alt="">', "error"),
        ("<p>" + "dài" * 200 + "</p>", "too wide"),
        ('<a href="/"></a>', "link-name"),
        ("".join(f'<img src="/static/ntm.svg?{n}" alt="">' for n in range(3)), "ntm.svg?1"),
    ],
)
def test_faults_of_a_screen_are_found(window, markup, said):
    page = window()

    def spoil(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{markup}</main>"))

    page.route("**/tim-kiem/", spoil)
    assert said in " ".join(Visit(page, "/tim-kiem/").faults(set()))
