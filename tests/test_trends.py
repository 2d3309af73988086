"""The line of averages: broken where set or tree changes, and told by today's communes on request."""

import datetime

import pytest

from communes.models import Succession
from criteria.recasting import NO_FIGURES, NOT_TOLD, recast_met
from tests import builders
from tests.merger_world import OLD_DAY, merger_world
from tests.screen_parts import body_rows, html, text_of

LATER = datetime.date(2025, 12, 31)
TABLE = "Bình quân tiêu chí đã xác nhận"


@pytest.mark.parametrize(
    ("standing", "in_part", "expected"),
    [
        ({1: 3, 2: 1}, False, 2),
        ({1: 3}, False, 3),
        ({1: 3, 2: None}, False, NO_FIGURES),
        ({}, False, NOT_TOLD),
        ({1: 3, 2: 1}, True, NOT_TOLD),
        ({1: 3, 2: None}, True, NOT_TOLD),
        ({9: 2, 1: 3}, False, 2),
        ({9: None, 1: 3}, False, NO_FIGURES),
    ],
    ids=[
        "mean",
        "not in the programme",
        "one unknown",
        "none",
        "in part",
        "in part and unknown",
        "itself",
        "itself unknown",
    ],
)
def test_recast_takes_the_mean_of_known_predecessors_or_nothing(standing, in_part, expected):
    assert recast_met(9, [1, 2], standing, in_part=in_part) == expected


@pytest.fixture
def merged(db):
    """The small merger, with a round of the old set after it: 2 and 3 of 3."""
    world = merger_world()
    builders.round_with({world.ha: "MMN", world.pxi: "MMM"}, of=world.before, data_on=LATER)
    return world


def test_trend_shows_rounds_of_before_with_a_break(client, merged):
    page = html(client, "/tinh/51/")
    rows = body_rows(page, TABLE)
    assert [row[:3] for row in rows] == [
        ["31/12/2024", "Tỉnh Kon Tum", "Xã NTM 2021–2025"],
        ["31/12/2025", "Tỉnh Quảng Ngãi", "Xã NTM 2021–2025 (đổi địa giới)"],
        ["30/06/2026", "Tỉnh Quảng Ngãi", "Xã NTM 2026–2030 (đổi bộ tiêu chí)"],
    ]
    assert [row[3:] for row in rows] == [["2,00", "3"], ["2,50", "2"], ["1,00", "1"]]
    assert page.count('class="break"') == 2
    assert f'href="/tinh/62/?ky={OLD_DAY}&amp;bo=' in page


def test_trend_recast_to_todays_communes_says_how(client, merged):
    page = html(client, "/tinh/51/?gop=hien-nay")
    rows = body_rows(page, TABLE)
    # Đăk Hà: (3 + 1) / 2 = 2; Đăk Pxi: 2. The break of the tree is gone, that of the set stays.
    assert [row[2:] for row in rows] == [
        ["2,00", "2", "0", "0"],
        ["2,50", "2", "0", "0"],
        ["1,00", "1", "1", "0"],
    ]
    assert page.count('class="break"') == 1
    assert "mỗi xã lấy bình quân số tiêu chí đạt của các xã cũ nhập vào" in text_of(page)


def test_trend_recast_leaves_out_what_cannot_be_told(client, merged):
    Succession.objects.filter(predecessor=merged.binh).update(whole=False)
    assert body_rows(html(client, "/tinh/51/?gop=hien-nay"), TABLE)[0][2:] == ["2,00", "1", "0", "1"]


def test_trend_of_a_province_that_always_was_has_no_choice(client, merged):
    builders.round_with({merged.la: "MNN"}, of=merged.before, data_on=datetime.date(2023, 12, 31))
    page = html(client, "/tinh/62/?gop=hien-nay")
    assert "quy về xã hiện nay" not in text_of(page)
    assert len(body_rows(page, TABLE)) == 2


def test_trend_as_of_a_day_ends_with_it(client, merged):
    assert len(body_rows(html(client, "/tinh/51/?ngay=2026-01-31"), TABLE)) == 2
