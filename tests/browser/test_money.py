"""Every screen of money, as each officer who may open it, at a desk and on a phone."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import MONEY_OF, with_orders
from tests.browser.visits import MOST_REQUESTS, Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def checked():
    return set()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("who", MONEY_OF)
def test_every_screen_of_money_is_sound(window, served, checked, who, size):
    context, found = window(who, size).context, []
    for name, url in with_orders(MONEY_OF[who], served.rows).items():
        page = context.new_page()
        visit = Visit(page, url)
        assert visit.status == 200, f"{name}: {url}"
        found += [f"{name}: {fault}" for fault in visit.faults(checked, MOST_REQUESTS + 1)]
        page.close()
    assert not found, "\n".join(found)
