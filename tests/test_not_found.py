"""Rows that are not there, or outside the reader's scope: the page says so in a sentence."""

import pytest

from tests import builders
from tests.screen_parts import text_of

# What the address names, and what the page calls it.
PAGES = {
    "/don-vi/{}/": "đơn vị",
    "/nhiem-vu/{}/": "việc",
    "/van-dong/{}/": "hoạt động",
    "/gop-y/{}/": "góp ý",
    "/von/cong-trinh/{}/": "công trình",
    "/ke-hoach/62/nhap/bieu-so/{}/?nam=2023": "biểu kế hoạch",
    "/tham-tra/ky/{}/tieu-chi/1/": "kỳ báo cáo",
}


@pytest.fixture
def keeper(db, client):
    place = builders.province()
    builders.commune(builders.district(place))
    builders.criteria_set()
    client.force_login(builders.officer("minh", place, is_superuser=True))
    return client


@pytest.mark.parametrize("key", [999, 10**19])
@pytest.mark.parametrize("address", PAGES)
def test_row_that_is_not_there_is_named_in_vietnamese(keeper, address, key):
    answer = keeper.get(address.format(key))
    page = text_of(answer.content.decode())
    assert answer.status_code == 404
    assert "matches the given query" not in page
    if key == 999:
        assert f"Không có {PAGES[address]} này trong phạm vi của bạn." in page
