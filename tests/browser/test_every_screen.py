"""Every screen, for everybody, on a desk and on a phone: accessible, within the policy, light, in width."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import OF_ROUND, UNDER_WAY, open_to, under_way
from tests.browser.visits import MOST_REQUESTS, Visit

pytestmark = pytest.mark.browser

# The entry grid brings two small scripts and a style sheet.
MOST_OF_ROUND = MOST_REQUESTS + 2
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


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("who", OF_ROUND)
def test_every_screen_of_the_round_under_way_is_sound(window, served, checked, who, size):
    [(round,)] = served.rows(UNDER_WAY)
    context, found = window(who, size).context, []
    for name, url in under_way(who, round).items():
        page = context.new_page()
        visit = Visit(page, url)
        assert visit.status == 200, name
        found += [f"{name}: {fault}" for fault in visit.faults(checked, MOST_OF_ROUND)]
        page.close()
    assert not found, "\n".join(found)


def test_choosing_a_round_keeps_within_a_phone(window):
    page = window(size=PHONE)
    visit = Visit(page, "/tinh/62/")
    page.locator(".bar-choice summary").click()
    assert page.locator("select[name=ky]").is_visible()
    assert not visit.faults(set())


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
